package dev.chainrule;

import dev.chainrule.graph.DType;
import dev.chainrule.graph.DTypeException;
import dev.chainrule.graph.ShapeException;
import dev.chainrule.graph.StructureException;
import dev.chainrule.graph.Type;
import dev.chainrule.graph.Value;
import dev.chainrule.transform.ControlFlow;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/// `cond` and `scan` of trees.
final class Loops {
  private Loops() {}

  static <R> R cond(Tensor condition, Supplier<R> whenTrue, Supplier<R> whenFalse) {
    if (condition.dtype() != DType.BOOL || condition.rank() != 0) {
      throw new DTypeException("[cond] the condition must be a Bool scalar, not %s; compare and reduce first, as in x.gt(0).all(), or choose elementwise with where"
          .formatted(condition.value().type()));
    }
    List<R> results = new ArrayList<>();
    Value[] y = ControlFlow.cond(condition.value(), () -> keep(whenTrue.get(), results), () -> keep(whenFalse.get(), results));
    if (!Tree.structure(results.get(0)).equals(Tree.structure(results.get(1)))) {
      throw new StructureException("[cond] the branches give different structures: %s and %s"
          .formatted(Tree.structure(results.get(0)), Tree.structure(results.get(1))));
    }
    return Leaves.rebuild(results.getFirst(), y);
  }

  private static <R> Value[] keep(R tree, List<R> results) {
    results.add(tree);
    return Leaves.values(tree);
  }

  static <C, X, Y> Scanned<C, Y> scan(BiFunction<C, X, Step<C, Y>> body, C initial, X xs) {
    Value[] carry = Leaves.values(initial);
    Value[] sequences = Leaves.argument("scan", xs);
    int length = length(sequences);
    List<Step<C, Y>> results = new ArrayList<>();
    Value[] y = ControlFlow.scan(carry, sequences, length, (c, x) -> {
      Step<C, Y> step = body.apply(Leaves.rebuild(initial, c), Leaves.rebuild(xs, x));
      results.add(step);
      Value[] next = Leaves.values(step.carry());
      requireSameTypes(carry, next);
      return Leaves.values(List.of(step.carry(), step.result()));
    });
    Step<C, Y> last = results.getLast();
    return new Scanned<>(
        Leaves.rebuild(last.carry(), Arrays.copyOf(y, carry.length)),
        Leaves.rebuild(last.result(), Arrays.copyOfRange(y, carry.length, y.length)));
  }

  private static int length(Value[] sequences) {
    for (Value sequence : sequences) {
      if (sequence.shape().rank() == 0 || sequence.shape().extent(0) != sequences[0].shape().extent(0)) {
        throw new ShapeException("[scan] sequences are read along their first axis, which must be the same for all, but the shapes are %s"
            .formatted(Arrays.stream(sequences).map(Value::shape).toList()));
      }
    }
    return sequences[0].shape().extent(0);
  }

  private static void requireSameTypes(Value[] before, Value[] after) {
    List<Type> given = Arrays.stream(before).map(Value::type).toList();
    List<Type> next = Arrays.stream(after).map(Value::type).toList();
    if (!given.equals(next)) {
      throw new ShapeException("[scan] the carry must keep its types from one iteration to the next, but starts as %s and goes on as %s"
          .formatted(given, next));
    }
  }
}
