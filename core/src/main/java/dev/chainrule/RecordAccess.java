package dev.chainrule;

import dev.chainrule.graph.StructureException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Reads the components of a record class, and constructs it.
final class RecordAccess {
  private static final ClassValue<RecordAccess> KNOWN = new ClassValue<>() {
    @Override
    protected RecordAccess computeValue(Class<?> type) {
      return new RecordAccess(type);
    }
  };
  private static final Map<Module, MethodHandles.Lookup> LOOKUPS = new ConcurrentHashMap<>();

  private final String[] names;
  private final MethodHandle[] accessors;
  private final MethodHandle constructor;

  private RecordAccess(Class<?> type) {
    RecordComponent[] components = type.getRecordComponents();
    names = Arrays.stream(components).map(RecordComponent::getName).toArray(String[]::new);
    Class<?>[] types = Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
    // A lookup in a class needs its module to be read by ours, which did not know of it when it was compiled.
    RecordAccess.class.getModule().addReads(type.getModule());
    try {
      MethodHandles.Lookup lookup = MethodHandles.privateLookupIn(type, LOOKUPS.getOrDefault(type.getModule(), MethodHandles.lookup()));
      accessors = new MethodHandle[names.length];
      for (int i = 0; i < names.length; i++) {
        accessors[i] = lookup.findVirtual(type, names[i], MethodType.methodType(types[i]))
            .asType(MethodType.methodType(Object.class, Object.class));
      }
      constructor = lookup.findConstructor(type, MethodType.methodType(void.class, types))
          .asType(MethodType.genericMethodType(types.length).changeReturnType(Record.class))
          .asSpreader(Object[].class, types.length);
    } catch (IllegalAccessException e) {
      throw new StructureException(
          "record %s is in the package %s, which module %s does not open; call Tree.register(MethodHandles.lookup()) there once"
              .formatted(type.getSimpleName(), type.getPackageName(), type.getModule().getName()));
    } catch (NoSuchMethodException e) {
      throw new AssertionError("a record has its canonical constructor and accessors", e);
    }
  }

  static void register(MethodHandles.Lookup lookup) {
    LOOKUPS.put(lookup.lookupClass().getModule(), lookup);
  }

  static RecordAccess of(Class<?> type) {
    return KNOWN.get(type);
  }

  String name(int component) {
    return names[component];
  }

  List<Object> components(Record tuple) {
    Object[] values = new Object[names.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = component(tuple, i);
    }
    return Arrays.asList(values);
  }

  /// How many components there are.
  int size() {
    return names.length;
  }

  Object component(Record tuple, int component) {
    try {
      return (Object) accessors[component].invokeExact((Object) tuple);
    } catch (Throwable failure) {
      throw thrown(failure);
    }
  }

  Record create(List<Object> components) {
    try {
      return (Record) constructor.invokeExact(components.toArray());
    } catch (Throwable failure) {
      throw thrown(failure);
    }
  }

  /// The user's own exceptions pass through as they are.
  private static RuntimeException thrown(Throwable failure) {
    return switch (failure) {
      case RuntimeException own -> own;
      case Error error -> throw error;
      default -> new StructureException("a record's accessor or constructor threw " + failure);
    };
  }
}
