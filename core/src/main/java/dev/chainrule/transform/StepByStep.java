package dev.chainrule.transform;

import dev.chainrule.graph.Trace;
import dev.chainrule.graph.Value;
import dev.chainrule.op.Concat;
import dev.chainrule.op.Reshape;
import dev.chainrule.op.Slice;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Loops as Java runs them, operation by operation: for inspections, which name the operation, its line and the
/// iteration that it was in.
final class StepByStep {
  private final Trace inspection;

  private StepByStep(Trace inspection) {
    this.inspection = inspection;
  }

  /// How to run what reads these, if one of them is being looked into; else null.
  static @Nullable StepByStep inspecting(Collection<Value> inputs) {
    return Trace.inRegion() ? null
        : inputs.stream().map(Trace::inspectionOf).filter(Objects::nonNull).findFirst().map(StepByStep::new).orElse(null);
  }

  Value[] whileLoop(Value[] carry, Function<Value[], Value> condition, UnaryOperator<Value[]> body) {
    Value[] state = carry;
    for (int iteration = 0; condition.apply(state).array().getDouble(0) != 0; iteration++) {
      Value[] before = state;
      state = inspection.inIteration("whileLoop", iteration, () -> body.apply(before));
    }
    return state;
  }

  Value[] scan(String name, Value[] carry, Value[] sequences, int length, boolean backward, ControlFlow.Body body) {
    Value[] state = carry;
    List<Value[]> results = new ArrayList<>();
    for (int iteration = 0; iteration < length; iteration++) {
      int at = backward ? length - 1 - iteration : iteration;
      Value[] before = state;
      Value[] slices = Arrays.stream(sequences).map(sequence -> slice(sequence, at)).toArray(Value[]::new);
      Value[] y = inspection.inIteration(name, iteration, () -> body.apply(before, slices));
      state = Arrays.copyOf(y, carry.length);
      results.add(Arrays.copyOfRange(y, carry.length, y.length));
    }
    List<Value[]> inOrder = backward ? results.reversed() : results;
    Stream<Value> stacked = IntStream.range(0, inOrder.getFirst().length)
        .mapToObj(i -> stack(inOrder.stream().map(result -> result[i]).toList()));
    return Stream.concat(Arrays.stream(state), stacked).toArray(Value[]::new);
  }

  private static Value slice(Value sequence, int at) {
    return Reshape.to(Slice.along(sequence, 0, at, 1), sequence.shape().remove(0));
  }

  private static Value stack(List<Value> slices) {
    return new Concat(0).on(slices.stream().map(slice -> Reshape.to(slice, slice.shape().prepend(1))).toArray(Value[]::new));
  }
}
