package dev.chainrule;

import java.lang.reflect.Field;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Modifier;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Finds by what name a function reached a tensor that it captured, for error messages.
final class CaptureNames {
  private static final int DEPTH = 5;

  private final Predicate<Tensor> sought;
  private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());

  private CaptureNames(Predicate<Tensor> sought) {
    this.sought = sought;
  }

  /// "the field x of Model", "element 0 of the captured Tensor[]", or "a captured tensor" where it is not found.
  static String find(Object function, Predicate<Tensor> sought) {
    CaptureNames names = new CaptureNames(sought);
    String name = names.search(function, "", DEPTH);
    if (name == null) {
      // A lambda's own class has no static fields; those that it reads are its host's.
      name = names.searchFields(function.getClass().getNestHost(), null, DEPTH);
    }
    return name == null ? "a captured tensor" : name;
  }

  private @Nullable String search(@Nullable Object holder, String name, int depth) {
    if (holder == null || depth == 0 || !seen.add(holder)) {
      return null;
    }
    return switch (holder) {
      case Tensor tensor -> sought.test(tensor) ? name : null;
      case Object[] array -> searchAll(List.of(array), "of the captured " + array.getClass().getSimpleName(), depth);
      case List<?> list -> searchAll(list, "of the captured List", depth);
      case Map<?, ?> map -> searchAll(map, depth);
      case AtomicReference<?> reference -> search(reference.get(), "what a captured AtomicReference holds", depth - 1);
      default -> searchClasses(holder, depth);
    };
  }

  private @Nullable String searchAll(List<?> elements, String of, int depth) {
    for (int i = 0; i < elements.size(); i++) {
      String found = search(elements.get(i), "element " + i + " " + of, depth - 1);
      if (found != null) {
        return found;
      }
    }
    return null;
  }

  private @Nullable String searchAll(Map<?, ?> map, int depth) {
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      String found = search(entry.getValue(), "the entry " + entry.getKey() + " of the captured Map", depth - 1);
      if (found != null) {
        return found;
      }
    }
    return null;
  }

  private @Nullable String searchClasses(Object holder, int depth) {
    for (Class<?> type = holder.getClass(); !type.getName().startsWith("java."); type = type.getSuperclass()) {
      String found = searchFields(type, holder, depth);
      if (found != null) {
        return found;
      }
    }
    return null;
  }

  /// The fields of a class, in an object of it; its static fields only where there is none.
  private @Nullable String searchFields(Class<?> type, @Nullable Object holder, int depth) {
    for (Field field : type.getDeclaredFields()) {
      if (field.getType().isPrimitive() || holder == null && !Modifier.isStatic(field.getModifiers())) {
        continue;
      }
      String name = field.getName().contains("$") ? "a captured variable"
          : "the field " + field.getName() + " of " + type.getSimpleName();
      String found = search(read(field, holder), name, depth - 1);
      if (found != null) {
        return found;
      }
    }
    return null;
  }

  private static @Nullable Object read(Field field, @Nullable Object holder) {
    try {
      field.setAccessible(true);
      return field.get(holder);
    } catch (InaccessibleObjectException | IllegalAccessException closed) {
      return null;
    }
  }
}
