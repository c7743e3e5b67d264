package dev.chainrule;

import dev.chainrule.graph.Array;
import java.lang.reflect.Field;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Modifier;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Finds by what name a function reached a tensor that it captured, for error messages.
final class CaptureNames {
  private static final int DEPTH = 5;

  private CaptureNames() {}

  /// "the field x of Model", "element 0 of the captured Tensor[]", or "a captured tensor" where it is not found.
  static String find(Object function, Array sought) {
    String name = search(function, sought, "", DEPTH, Collections.newSetFromMap(new IdentityHashMap<>()));
    return name == null ? "a captured tensor" : name;
  }

  private static @Nullable String search(@Nullable Object holder, Array sought, String name, int depth, Set<Object> seen) {
    if (holder == null || depth == 0 || !seen.add(holder)) {
      return null;
    }
    if (holder instanceof Tensor tensor) {
      boolean found = tensor.value().hasElements() && tensor.value().array().elements() == sought.elements();
      return found ? name : null;
    }
    if (holder instanceof Object[] array) {
      return searchAll(List.of(array), sought, "of the captured " + array.getClass().getSimpleName(), depth, seen);
    }
    if (holder instanceof List<?> list) {
      return searchAll(list, sought, "of the captured List", depth, seen);
    }
    return holder.getClass().getName().startsWith("java.") ? null : searchFields(holder, sought, depth, seen);
  }

  private static @Nullable String searchAll(List<?> elements, Array sought, String of, int depth, Set<Object> seen) {
    for (int i = 0; i < elements.size(); i++) {
      String found = search(elements.get(i), sought, "element " + i + " " + of, depth - 1, seen);
      if (found != null) {
        return found;
      }
    }
    return null;
  }

  private static @Nullable String searchFields(Object holder, Array sought, int depth, Set<Object> seen) {
    for (Field field : holder.getClass().getDeclaredFields()) {
      if (field.getType().isPrimitive() || Modifier.isStatic(field.getModifiers()) && !Tensor.class.isAssignableFrom(field.getType())) {
        continue;
      }
      String name = field.getName().contains("$") ? "a captured variable"
          : "the field " + field.getName() + " of " + holder.getClass().getSimpleName();
      String found = search(read(field, holder), sought, name, depth - 1, seen);
      if (found != null) {
        return found;
      }
    }
    return null;
  }

  private static @Nullable Object read(Field field, Object holder) {
    try {
      field.setAccessible(true);
      return field.get(holder);
    } catch (InaccessibleObjectException | IllegalAccessException closed) {
      return null;
    }
  }
}
