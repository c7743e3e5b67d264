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
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/// Choices and loops of trees.
final class Loops {
  private Loops() {}

  static <R> R cond(Tensor condition, Supplier<R> whenTrue, Supplier<R> whenFalse) {
    requireTruth("cond", condition);
    return choose("cond", condition.to(DType.I32), List.of(whenFalse, whenTrue));
  }

  static <R> R switchCase(Tensor index, List<Supplier<R>> branches) {
    if (!index.dtype().isInteger() || index.rank() != 0) {
      throw new DTypeException("[switchCase] the index must be an I32 or I64 scalar, not %s; convert with .to(I32), or take one element".formatted(index.value().type()));
    }
    if (branches.isEmpty()) {
      throw new StructureException("[switchCase] there are no branches to choose from");
    }
    return choose("switchCase", index, branches);
  }

  private static <R> R choose(String name, Tensor index, List<Supplier<R>> branches) {
    List<R> results = new ArrayList<>();
    List<Supplier<Value[]>> traced = new ArrayList<>();
    branches.forEach(branch -> traced.add(() -> keep(branch.get(), results)));
    Value[] y = ControlFlow.choice(name, index.value(), traced);
    for (R result : results) {
      if (!Tree.structure(result).equals(Tree.structure(results.getFirst()))) {
        throw new StructureException("[%s] the branches give different structures: %s and %s"
            .formatted(name, Tree.structure(results.getFirst()), Tree.structure(result)));
      }
    }
    return Leaves.rebuild(results.getFirst(), y);
  }

  private static void requireTruth(String name, Tensor condition) {
    if (condition.dtype() != DType.BOOL || condition.rank() != 0) {
      throw new DTypeException("[%s] the condition must be a Bool scalar, not %s; compare and reduce first, as in x.gt(0).all(), or choose elementwise with where"
          .formatted(name, condition.value().type()));
    }
  }

  static <C> C whileLoop(Function<C, Tensor> condition, UnaryOperator<C> body, C initial) {
    Value[] carry = Leaves.argument("whileLoop", initial);
    Value[] y = ControlFlow.whileLoop(carry,
        state -> {
          Tensor holds = condition.apply(Leaves.rebuild(initial, state));
          requireTruth("whileLoop", holds);
          return holds.value();
        },
        state -> {
          Value[] next = Leaves.values(body.apply(Leaves.rebuild(initial, state)));
          requireSameTypes("whileLoop", carry, next);
          return next;
        });
    return Leaves.rebuild(initial, y);
  }

  /// The sequence is cut into powers of two, and each of these runs as a loop of two halves, which are such loops
  /// again, with a checkpoint around each: what is kept is the carry at the start of two halves on each level.
  static <C, X, Y> Scanned<C, Y> checkpointedScan(BiFunction<C, X, Step<C, Y>> body, C initial, X xs) {
    int length = length("checkpointedScan", Leaves.argument("checkpointedScan", xs));
    if (length == 0) {
      return scan(body, initial, xs, false);
    }
    C carry = initial;
    List<Y> results = new ArrayList<>();
    int start = 0;
    for (int part = Integer.highestOneBit(length); start < length; part /= 2) {
      if ((length & part) != 0) {
        Scanned<C, Y> scanned = halves(body, part).apply(carry, every(xs, start, start + part, 1));
        carry = scanned.carry();
        results.add(scanned.results());
        start += part;
      }
    }
    return new Scanned<>(carry, joined(results));
  }

  private static <C, X, Y> BiFunction<C, X, Scanned<C, Y>> halves(BiFunction<C, X, Step<C, Y>> body, int length) {
    if (length <= 2) {
      return (carry, xs) -> scan(body, carry, xs, false);
    }
    BiFunction<C, X, Scanned<C, Y>> half = halves(body, length / 2);
    return (carry, xs) -> {
      X pair = Tree.map(xs, x -> x.reshape(x.shape().remove(0).prepend(length / 2).prepend(2)));
      BiFunction<C, X, Step<C, Y>> step = (inner, slices) -> {
        Scanned<C, Y> scanned = checkpoint((Pair<C, X> both) -> half.apply(both.first(), both.second()), new Pair<>(inner, slices));
        return new Step<>(scanned.carry(), scanned.results());
      };
      Scanned<C, Y> outer = scan(step, carry, pair, false);
      return new Scanned<>(outer.carry(), Tree.map(outer.results(), y -> y.reshape(y.shape().remove(0).remove(0).prepend(length))));
    };
  }

  private record Pair<A, B>(A first, B second) {}

  private static <Y> Y joined(List<Y> parts) {
    Y result = parts.getFirst();
    for (Y part : parts.subList(1, parts.size())) {
      result = Tree.map(result, part, (a, b) -> Functions.concat(0, a, b));
    }
    return result;
  }

  static <C> C fori(int lower, int upper, BiFunction<Tensor, C, C> body, C initial) {
    Tensor indices = Functions.arange(Math.max(0, upper - lower)).plus(lower);
    BiFunction<C, Tensor, Step<C, List<Tensor>>> step = (carry, i) -> new Step<>(body.apply(i, carry), List.of());
    return scan(step, initial, indices, false).carry();
  }

  /// Combines neighbours, scans the half as many results, and fills in what lies between.
  static <X> X associativeScan(BinaryOperator<X> operation, X xs) {
    int length = length("associativeScan", Leaves.argument("associativeScan", xs));
    if (length < 2) {
      return xs;
    }
    X pairs = operation.apply(every(xs, 0, length - 1, 2), every(xs, 1, length, 2));
    X odd = associativeScan(operation, pairs);
    if (length == 2) {
      return Tree.map(every(xs, 0, 1, 1), odd, (first, second) -> Functions.concat(0, first, second));
    }
    X later = operation.apply(every(odd, 0, (length - 1) / 2, 1), every(xs, 2, length, 2));
    X even = Tree.map(every(xs, 0, 1, 1), later, (first, rest) -> Functions.concat(0, first, rest));
    return Tree.map(even, odd, Loops::interleave);
  }

  private static <X> X every(X xs, int start, int stop, int step) {
    return Tree.map(xs, x -> x.slice(0, Range.of(start, stop).step(step)));
  }

  /// The elements of two stacks in turn; the first may have one more.
  private static Tensor interleave(Tensor even, Tensor odd) {
    int pairs = odd.shape().extent(0);
    Tensor both = Functions.stack(1, even.slice(0, 0, pairs), odd).reshape(odd.shape().with(0, 2 * pairs));
    return even.shape().extent(0) == pairs ? both : Functions.concat(0, both, even.slice(0, pairs, pairs + 1));
  }

  static <P, R> R checkpoint(Function<P, R> function, P x) {
    Leaves.Flat<P, R> flat = new Leaves.Flat<>(x, function);
    return flat.result(ControlFlow.checkpoint(Leaves.argument("checkpoint", x), flat::apply));
  }

  private static <R> Value[] keep(R tree, List<R> results) {
    results.add(tree);
    return Leaves.values(tree);
  }

  static <C, X, Y> Scanned<C, Y> scan(BiFunction<C, X, Step<C, Y>> body, C initial, X xs, boolean reverse) {
    Value[] carry = Leaves.values(initial);
    Value[] sequences = Leaves.argument("scan", xs);
    int length = length("scan", sequences);
    List<Step<C, Y>> results = new ArrayList<>();
    Value[] y = ControlFlow.scan(carry, sequences, length, reverse, (c, x) -> {
      Step<C, Y> step = body.apply(Leaves.rebuild(initial, c), Leaves.rebuild(xs, x));
      results.add(step);
      Value[] next = Leaves.values(step.carry());
      requireSameTypes("scan", carry, next);
      return Leaves.values(List.of(step.carry(), step.result()));
    });
    Step<C, Y> last = results.getLast();
    return new Scanned<>(
        Leaves.rebuild(last.carry(), Arrays.copyOf(y, carry.length)),
        Leaves.rebuild(last.result(), Arrays.copyOfRange(y, carry.length, y.length)));
  }

  private static int length(String operation, Value[] sequences) {
    for (Value sequence : sequences) {
      if (sequence.shape().rank() == 0 || sequence.shape().extent(0) != sequences[0].shape().extent(0)) {
        throw new ShapeException("[%s] sequences are read along their first axis, which must be the same for all, but the shapes are %s"
            .formatted(operation, Arrays.stream(sequences).map(Value::shape).toList()));
      }
    }
    return sequences[0].shape().extent(0);
  }

  private static void requireSameTypes(String operation, Value[] before, Value[] after) {
    List<Type> given = Arrays.stream(before).map(Value::type).toList();
    List<Type> next = Arrays.stream(after).map(Value::type).toList();
    if (!given.equals(next)) {
      throw new ShapeException("[%s] the carry must keep its types from one iteration to the next, but starts as %s and goes on as %s"
          .formatted(operation, given, next));
    }
  }
}
