package dev.chainrule;

import dev.chainrule.graph.StructureException;
import java.lang.invoke.MethodHandles;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Parameters as users write them: a tensor, or records, lists and maps of such, nested and generic. The
/// tensors are the *leaves*, in the order of components, positions and sorted keys.
///
/// Components that hold no tensor are structure: they are copied into what is rebuilt, compared with
/// `equals`, and take part in the key under which compiled functions are kept. Leaves are by position: the
/// same tensor twice is two parameters.
///
/// {@snippet :
/// record Linear(Tensor w, Tensor b) {}
/// Linear doubled = Tree.map(new Linear(Tensor.of(1.0), Tensor.of(2.0)), t -> t.times(2));
/// System.out.println(doubled.b().item()); // 4.0
/// }
public final class Tree {
  private Tree() {}

  /// What other classes implement to be parameters.
  ///
  /// @param <T> the class itself
  public interface Node<T> {
    /// The parts, in a fixed order: tensors, and anything else that a tree may hold. What is no tensor and changes what
    /// the object computes belongs here as well: compiled functions tell objects apart by their parts alone.
    List<?> leaves();

    /// The same with other parts, in the same order.
    T rebuild(List<?> leaves);
  }

  /// Lets trees read and rebuild the records of a module that does not open its packages.
  public static void register(MethodHandles.Lookup lookup) {
    RecordAccess.register(lookup);
  }

  /// The tensors of a tree.
  ///
  /// @throws StructureException naming the component that can be no part of a tree
  public static List<Tensor> leaves(Object tree) {
    List<Tensor> leaves = new ArrayList<>();
    visit(tree, null, (place, leaf) -> leaves.add(leaf));
    return Collections.unmodifiableList(leaves);
  }

  /// The tensors of a tree by their places, as one would write them in Java, in the order of [#leaves]: `hidden.w`,
  /// `layers[0].b`. A tree that is a tensor itself has the place `x`.
  public static Map<String, Tensor> named(Object tree) {
    Map<String, Tensor> named = new LinkedHashMap<>();
    visit(tree, null, (place, leaf) -> named.put(place == null ? "x" : place.toString(), leaf));
    return Collections.unmodifiableMap(named);
  }

  /// For each tensor, in the order of [#leaves], whether it is in a record of this class, however deep: what is to be treated
  /// differently says so by an interface.
  ///
  /// {@snippet :
  /// interface Known {}
  /// record Mean(Tensor of) implements Known {}
  /// record Model(Tensor w, List<Mean> means) {}
  /// System.out.println(Tree.within(Known.class, new Model(Tensor.of(1.0), List.of(new Mean(Tensor.of(2.0)))))); // [false, true]
  /// }
  public static List<Boolean> within(Class<?> part, Object tree) {
    List<Boolean> within = new ArrayList<>();
    visit(tree, null, (place, leaf) -> within.add(place != null && place.isWithin(part)));
    return Collections.unmodifiableList(within);
  }

  /// A tree of the same structure with other tensors.
  ///
  /// @throws StructureException if a record's constructor does not keep the tensors it is given
  @SuppressWarnings("unchecked")
  public static <P> P rebuild(P tree, List<Tensor> leaves) {
    java.util.Iterator<Tensor> next = leaves.iterator();
    P result = (P) replace(tree, null, next);
    if (next.hasNext()) {
      throw new StructureException("[rebuild] %d tensors were given for a tree of %d".formatted(leaves.size(), leaves(tree).size()));
    }
    return result;
  }

  /// The function applied to every tensor.
  public static <P> P map(P tree, UnaryOperator<Tensor> function) {
    return rebuild(tree, leaves(tree).stream().map(function).toList());
  }

  /// The function applied to the tensors of two trees of the same structure, pair by pair.
  public static <P> P map(P first, P second, BinaryOperator<Tensor> function) {
    List<Tensor> a = leaves(first);
    List<Tensor> b = leaves(second);
    if (!structure(first).equals(structure(second))) {
      throw new StructureException("[map] the two trees differ in structure");
    }
    List<Tensor> results = new ArrayList<>();
    for (int i = 0; i < a.size(); i++) {
      results.add(function.apply(a.get(i), b.get(i)));
    }
    return rebuild(first, results);
  }

  /// What a tree is without its tensors' values: classes, names, and all that is no tensor. Two trees with equal
  /// structure can be used in each other's place.
  public static Object structure(Object tree) {
    return switch (checked(tree, null)) {
      case Tensor tensor -> Tensor.class;
      case Record tuple -> List.of(tuple.getClass(), RecordAccess.of(tuple.getClass()).components(tuple).stream().map(Tree::structure).toList());
      case List<?> list -> List.of(List.class, list.stream().map(Tree::structure).toList());
      case Map<?, ?> map -> List.of(Map.class, sorted(map).entrySet().stream()
          .map(entry -> List.of(entry.getKey(), structure(entry.getValue()))).toList());
      case Node<?> node -> List.of(node.getClass(), node.leaves().stream().map(Tree::structure).toList());
      case Object fixed -> fixed;
    };
  }

  private static void visit(Object tree, @Nullable Place place, BiConsumer<@Nullable Place, Tensor> visitor) {
    switch (checked(tree, place)) {
      case Tensor tensor -> visitor.accept(place, tensor);
      case Record tuple -> {
        RecordAccess access = RecordAccess.of(tuple.getClass());
        List<Object> components = access.components(tuple);
        for (int i = 0; i < components.size(); i++) {
          visit(components.get(i), new Place(place, tuple.getClass(), access.name(i), null), visitor);
        }
      }
      case List<?> list -> {
        for (int i = 0; i < list.size(); i++) {
          visit(list.get(i), new Place(place, List.class, null, i), visitor);
        }
      }
      case Map<?, ?> map -> sorted(map).forEach((key, value) -> visit(value, new Place(place, Map.class, null, key), visitor));
      case Node<?> node -> visit(node.leaves(), place, visitor);
      case Object fixed -> { }
    }
  }

  private static Object replace(Object tree, @Nullable Place place, java.util.Iterator<Tensor> next) {
    return switch (checked(tree, place)) {
      case Tensor tensor -> {
        if (!next.hasNext()) {
          throw new StructureException("[rebuild] fewer tensors were given than the tree has");
        }
        yield next.next();
      }
      case Record tuple -> replaceRecord(tuple, place, next);
      case List<?> list -> {
        List<Object> result = new ArrayList<>();
        for (int i = 0; i < list.size(); i++) {
          result.add(replace(list.get(i), new Place(place, List.class, null, i), next));
        }
        yield Collections.unmodifiableList(result);
      }
      case Map<?, ?> map -> {
        Map<Object, Object> result = new LinkedHashMap<>();
        sorted(map).forEach((key, value) -> result.put(key, replace(value, new Place(place, Map.class, null, key), next)));
        yield Collections.unmodifiableMap(result);
      }
      case Node<?> node -> {
        List<Object> parts = new ArrayList<>();
        node.leaves().forEach(part -> parts.add(replace(part, place, next)));
        Object result = node.rebuild(parts);
        if (!(result instanceof Node<?> rebuilt) || !sameTensors(rebuilt.leaves(), parts)) {
          throw new StructureException("[rebuild] %s does not give back the leaves that it is rebuilt with; rebuild must keep them, in the order of leaves()"
              .formatted(node.getClass().getSimpleName()));
        }
        yield result;
      }
      case Object fixed -> fixed;
    };
  }

  private static Record replaceRecord(Record tuple, @Nullable Place place, java.util.Iterator<Tensor> next) {
    RecordAccess access = RecordAccess.of(tuple.getClass());
    List<Object> components = access.components(tuple);
    List<Object> replaced = new ArrayList<>();
    for (int i = 0; i < components.size(); i++) {
      replaced.add(replace(components.get(i), new Place(place, tuple.getClass(), access.name(i), null), next));
    }
    Record result = access.create(replaced);
    List<Object> kept = access.components(result);
    for (int i = 0; i < replaced.size(); i++) {
      if (!sameTensors(kept.get(i), replaced.get(i))) {
        throw new StructureException(
            ("record %s changes its component %s when it is constructed, so derivatives with respect to it would be"
                + " wrong; do the change in a method instead of the constructor").formatted(tuple.getClass().getSimpleName(), access.name(i)));
      }
    }
    return result;
  }

  /// Whether a component holds the very tensors that it was given.
  private static boolean sameTensors(Object kept, Object given) {
    if (kept == given) {
      return true;
    }
    List<Tensor> before = leaves(given);
    List<Tensor> after = kept == null ? List.of() : leaves(kept);
    return before.size() == after.size() && IntStream.range(0, before.size()).allMatch(i -> before.get(i) == after.get(i));
  }

  private static Object checked(Object part, @Nullable Place place) {
    if (part == null) {
      throw new StructureException("%s is null; use an empty list, or a record without it".formatted(name(place)));
    }
    if (part.getClass().isArray()) {
      throw new StructureException("%s is a %s: arrays compare by identity, which would make equal parameters unequal; use a Tensor or a List"
          .formatted(name(place), part.getClass().getSimpleName()));
    }
    return part;
  }

  private static String name(@Nullable Place place) {
    return place == null ? "an argument or result" : "component '%s'".formatted(place);
  }

  /// Where a part of a tree is: what holds it, its name in a record, or its key in a list or map, and where that is; written
  /// only when somebody reads it.
  private record Place(@Nullable Place outer, Class<?> holder, @Nullable String name, @Nullable Object key) {
    boolean isWithin(Class<?> part) {
      return part.isAssignableFrom(holder) || outer != null && outer.isWithin(part);
    }

    @Override
    public String toString() {
      String before = outer == null ? "" : outer.toString();
      return name == null ? before + "[" + key + "]" : before.isEmpty() ? name : before + "." + name;
    }
  }

  private static Map<Object, Object> sorted(Map<?, ?> map) {
    try {
      return new TreeMap<>(map);
    } catch (ClassCastException | NullPointerException unsortable) {
      throw new StructureException("a map's keys must be sortable (strings, numbers or enum constants), but are " + map.keySet());
    }
  }
}
