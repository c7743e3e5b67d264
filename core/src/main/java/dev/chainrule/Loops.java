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
import java.util.function.IntUnaryOperator;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

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
    branches.forEach(branch -> traced.add(() -> keep(name, branch.get(), results)));
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
          Tensor holds = Leaves.given("whileLoop", "the condition", condition.apply(Leaves.rebuild(initial, state)));
          requireTruth("whileLoop", holds);
          return holds.value();
        },
        state -> {
          Value[] next = Leaves.results("whileLoop", "the body", body.apply(Leaves.rebuild(initial, state)));
          requireSameTypes("whileLoop", carry, next);
          return next;
        });
    return Leaves.rebuild(initial, y);
  }

  /// With checkpoints that grow with the logarithm of the length, the repetitions do so too.
  static <C, X, Y> Scanned<C, Y> checkpointedScan(BiFunction<C, X, Step<C, Y>> body, C initial, X xs) {
    return checkpointed(body, initial, xs, length -> Math.max(1, Integer.SIZE - Integer.numberOfLeadingZeros(length - 1)));
  }

  static <C, X, Y> Scanned<C, Y> checkpointedScan(BiFunction<C, X, Step<C, Y>> body, C initial, X xs, int checkpoints) {
    if (checkpoints < 1) {
      throw new ShapeException("[checkpointedScan] %d checkpoints; at least 1 carry must be kept, the first, from which all others can be computed again"
          .formatted(checkpoints));
    }
    return checkpointed(body, initial, xs, length -> checkpoints);
  }

  private static <C, X, Y> Scanned<C, Y> checkpointed(BiFunction<C, X, Step<C, Y>> body, C initial, X xs, IntUnaryOperator checkpoints) {
    return scan("checkpointedScan", body, initial, xs, (carry, sequences, length, step) -> length == 0
        ? ControlFlow.scan("checkpointedScan", carry, sequences, length, false, step)
        : ControlFlow.checkpointedScan(carry, sequences, length, checkpoints.applyAsInt(length), step));
  }

  static <C> C fori(int lower, int upper, BiFunction<Tensor, C, C> body, C initial) {
    long length = Math.max(0, (long) upper - lower);
    if (length > Integer.MAX_VALUE) {
      throw new ShapeException("[fori] from %d to %d there are %d iterations, more than the %d that a loop can have; count on in a whileLoop whose carry holds an I64"
          .formatted(lower, upper, length, Integer.MAX_VALUE));
    }
    Tensor indices = Functions.arange((int) length).plus(lower);
    BiFunction<C, Tensor, Step<C, List<Tensor>>> step = (carry, i) ->
        new Step<>(Leaves.given("fori", "the body", body.apply(i, carry)), List.of());
    return scan("fori", step, initial, indices, false).carry();
  }

  static <X> X associativeScan(BinaryOperator<X> operation, X xs, int axis, boolean reverse) {
    for (Value x : Leaves.argument("associativeScan", xs)) {
      x.shape().axis("associativeScan", axis);
    }
    X inOrder = Tree.map(xs, x -> reverse ? x.moveAxis(axis, 0).flip(0) : x.moveAxis(axis, 0));
    length("associativeScan", Leaves.values(inOrder));
    X scanned = prefixes((a, b) -> combined(operation, a, b), inOrder);
    return Tree.map(scanned, y -> (reverse ? y.flip(0) : y).moveAxis(0, axis));
  }

  /// The operation on two stacks, of whose pairs it must make a stack like them.
  private static <X> X combined(BinaryOperator<X> operation, X a, X b) {
    X y = operation.apply(a, b);
    Value[] given = Leaves.results("associativeScan", "the operation", y);
    if (!Tree.structure(y).equals(Tree.structure(a))) {
      throw new StructureException("[associativeScan] the operation takes stacks of the structure %s but gives %s; it must give what it takes"
          .formatted(Tree.structure(a), Tree.structure(y)));
    }
    List<Type> wanted = Leaves.types(a);
    if (!wanted.equals(Arrays.stream(given).map(Value::type).toList())) {
      throw new ShapeException("[associativeScan] the operation takes stacks of the types %s but gives %s; it combines them pair by pair along the first axis, which must stay"
          .formatted(wanted, Leaves.types(y)));
    }
    return y;
  }

  /// Combines neighbours, scans the half as many results, and fills in what lies between.
  private static <X> X prefixes(BinaryOperator<X> operation, X xs) {
    int length = Leaves.values(xs)[0].shape().extent(0);
    if (length < 2) {
      return xs;
    }
    X pairs = operation.apply(every(xs, 0, length - 1, 2), every(xs, 1, length, 2));
    X odd = prefixes(operation, pairs);
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
    Leaves.Flat<P, R> flat = new Leaves.Flat<>("checkpoint", x, function);
    return flat.result(ControlFlow.checkpoint(Leaves.argument("checkpoint", x), flat::apply));
  }

  private static <R> Value[] keep(String operation, R tree, List<R> results) {
    results.add(tree);
    return Leaves.results(operation, "a branch", tree);
  }

  /// Over no sequences but the iterations' numbers.
  static <C, Y> Scanned<C, Y> scan(BiFunction<C, Tensor, Step<C, Y>> body, C initial, int length) {
    if (length < 0) {
      throw new ShapeException("[scan] there cannot be %d iterations".formatted(length));
    }
    return scan("scan", body, initial, Functions.arange(length), false);
  }

  static <C, X, Y> Scanned<C, Y> scan(String operation, BiFunction<C, X, Step<C, Y>> body, C initial, X xs, boolean reverse) {
    return scan(operation, body, initial, xs, (carry, sequences, length, step) -> ControlFlow.scan(operation, carry, sequences, length, reverse, step));
  }

  /// A way to run a loop: from its initial carry and its sequences to the last carry and the stacked results.
  private interface Schedule {
    Value[] run(Value[] carry, Value[] sequences, int length, ControlFlow.Body body);
  }

  private static <C, X, Y> Scanned<C, Y> scan(String operation, BiFunction<C, X, Step<C, Y>> body, C initial, X xs, Schedule schedule) {
    Value[] carry = Leaves.results(operation, "what the carry starts as", initial);
    Value[] sequences = Leaves.argument(operation, xs);
    int length = length(operation, sequences);
    List<Step<C, Y>> results = new ArrayList<>();
    Value[] y = schedule.run(carry, sequences, length, (c, x) -> {
      Step<C, Y> step = Leaves.given(operation, "the body", body.apply(Leaves.rebuild(initial, c), Leaves.rebuild(xs, x)));
      results.add(step);
      Value[] next = Leaves.results(operation, "the body, for the next carry,", step.carry());
      requireSameTypes(operation, carry, next);
      Value[] result = Leaves.results(operation, "the body, for the result of a step,", step.result());
      return Stream.concat(Arrays.stream(next), Arrays.stream(result)).toArray(Value[]::new);
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
