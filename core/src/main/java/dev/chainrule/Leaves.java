package dev.chainrule;

import dev.chainrule.graph.ShapeException;
import dev.chainrule.graph.Array;
import dev.chainrule.graph.StructureException;
import dev.chainrule.graph.Type;
import dev.chainrule.graph.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Between functions of trees, which users write, and functions of values, which the transforms know.
final class Leaves {
  private Leaves() {}

  /// The leaves' values.
  static Value[] values(Object tree) {
    return Tree.leaves(tree).stream().map(Tensor::value).toArray(Value[]::new);
  }

  static List<Type> types(Object tree) {
    return Tree.leaves(tree).stream().map(leaf -> leaf.value().type()).toList();
  }

  /// The leaves' values of an argument, which must have some.
  static Value[] argument(String operation, Object tree) {
    Value[] values = valuesFor(operation, tree);
    if (values.length == 0) {
      throw new StructureException("[%s] the argument (%s) has no Tensor leaves; use Tensors for what is to be differentiated or traced"
          .formatted(operation, kind(tree)));
    }
    return values;
  }

  /// The leaves' values; what is wrong with the tree is said in the name of the operation that wants it.
  private static Value[] valuesFor(String operation, Object tree) {
    try {
      return values(tree);
    } catch (StructureException unusable) {
      String message = unusable.getMessage();
      throw message.startsWith("[") ? unusable : new StructureException("[%s] %s".formatted(operation, message));
    }
  }

  /// What a user's function gave; what is wrong with it is said in the name of the operation that ran the function.
  ///
  /// @throws StructureException if it is null
  static <R> R given(String operation, String what, @Nullable R result) {
    if (result == null) {
      throw new StructureException("[%s] %s gives null; it must give a result, a tensor or a tree of them".formatted(operation, what));
    }
    return result;
  }

  /// The values of what a user's function gave.
  static Value[] results(String operation, String what, @Nullable Object result) {
    return valuesFor(operation, given(operation, what, result));
  }

  /// What an argument without tensors is: a class, or several.
  private static String kind(Object tree) {
    return tree instanceof List<?> list && !list.isEmpty()
        ? list.stream().map(Leaves::kind).distinct().collect(Collectors.joining(", "))
        : tree.getClass().getSimpleName();
  }

  /// A tree of the same structure with other values.
  @SuppressWarnings("unchecked") // A tree that is a tensor is one again.
  static <P> P rebuild(P tree, Value[] values) {
    return tree instanceof Tensor && values.length == 1 ? (P) Tensor.of(values[0]) : Tree.rebuild(tree, tensors(values));
  }

  /// The same tree without the tensors' values and history, to be rebuilt from later: what is kept for long must not
  /// hold on to a whole trace.
  static <P> P shell(P tree) {
    return Tree.map(tree, tensor -> Tensor.of(Value.constant(
        Array.scalar(tensor.dtype(), 0).broadcast(tensor.shape(), new int[0]))));
  }

  static List<Tensor> tensors(Value[] values) {
    Tensor[] tensors = new Tensor[values.length];
    Arrays.setAll(tensors, i -> Tensor.of(values[i]));
    return Arrays.asList(tensors);
  }

  /// The leaves' values of trees that are like others in structure and types; null if they differ. This is asked at each
  /// call of a compiled function, so it makes nothing but the result.
  ///
  /// @param count how many leaves the others have
  static Value @Nullable [] like(List<Object> others, int count, Object... trees) {
    Value[] values = new Value[count];
    int at = 0;
    for (int i = 0; i < trees.length && at >= 0; i++) {
      at = collect(trees[i], others.get(i), values, at);
    }
    return at < 0 ? null : values;
  }

  /// How many values there are after those of a tree; -1 if it is not like the other.
  private static int collect(Object tree, Object other, Value[] values, int at) {
    return switch (other) {
      case Tensor like -> {
        if (!(tree instanceof Tensor tensor) || !tensor.value().type().equals(like.value().type())) {
          yield -1;
        }
        values[at] = tensor.value();
        yield at + 1;
      }
      case Record like -> {
        if (tree == null || tree.getClass() != like.getClass()) {
          yield -1;
        }
        RecordAccess access = RecordAccess.of(like.getClass());
        int next = at;
        for (int i = 0; i < access.size() && next >= 0; i++) {
          next = collect(access.component((Record) tree, i), access.component(like, i), values, next);
        }
        yield next;
      }
      case List<?> like -> {
        if (!(tree instanceof List<?> list) || list.size() != like.size()) {
          yield -1;
        }
        int next = at;
        for (int i = 0; i < like.size() && next >= 0; i++) {
          next = collect(list.get(i), like.get(i), values, next);
        }
        yield next;
      }
      case Map<?, ?> like -> tree instanceof Map<?, ?> && Tree.structure(like).equals(Tree.structure(tree)) ? all(tree, like, values, at) : -1;
      case Tree.Node<?> like -> tree != null && tree.getClass() == like.getClass() ? collect(((Tree.Node<?>) tree).leaves(), like.leaves(), values, at) : -1;
      default -> other.equals(tree) ? at : -1;
    };
  }

  private static int all(Object tree, Object other, Value[] values, int at) {
    return collect(Tree.leaves(tree), Tree.leaves(other), values, at);
  }

  /// A function of trees as one of values, which keeps the tree that it gave last.
  static final class Flat<P, R> implements Function<Value[], Value[]> {
    private final String operation;
    private final P argument;
    private final Function<P, R> function;
    private R result;

    Flat(String operation, P argument, Function<P, R> function) {
      this.operation = operation;
      this.argument = argument;
      this.function = function;
    }

    @Override
    public Value[] apply(Value[] values) {
      result = function.apply(rebuild(argument, values));
      return results(operation, "the function", result);
    }

    /// The result of the last call.
    R tree() {
      return result;
    }

    /// The result of the last call, with other values.
    R result(Value[] values) {
      return rebuild(result, values);
    }

    /// The argument, with other values.
    P argument(Value[] values) {
      return rebuild(argument, values);
    }
  }

  /// The values of a tree that must have the types of another.
  static Value[] matching(String operation, String what, Object tree, Object like) {
    Value[] values = valuesFor(operation, tree);
    List<Type> given = new ArrayList<>();
    for (Value value : values) {
      given.add(value.type());
    }
    List<Type> wanted = types(like);
    if (!given.equals(wanted)) {
      throw new ShapeException("[%s] the %s must have the types %s, but has %s".formatted(operation, what, wanted, given));
    }
    return values;
  }
}
