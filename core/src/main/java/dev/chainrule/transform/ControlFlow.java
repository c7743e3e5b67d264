package dev.chainrule.transform;

import dev.chainrule.graph.Control;
import dev.chainrule.graph.Graph;
import dev.chainrule.graph.ShapeException;
import dev.chainrule.graph.Type;
import dev.chainrule.graph.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Traces the parts of choices and loops, and applies the primitives that hold them. What the parts take from
/// outside becomes an input, so that derivatives pass through closures.
public final class ControlFlow {
  /// A loop's body on values: from carry and slices to carry and results.
  public interface Body {
    Value[] apply(Value[] carry, Value[] slices);
  }

  private ControlFlow() {}

  /// The results of one of several computations, chosen by an integer scalar that is kept within bounds.
  ///
  /// @param name what the user called: `cond` or `switchCase`
  /// @throws ShapeException if the types of their results differ
  public static Value[] choice(String name, Value index, List<Supplier<Value[]>> branches) {
    List<Graph.Captured> traced = branches.stream()
        .map(branch -> Tracing.trace(name, List.of(), none -> List.of(branch.get()))).toList();
    List<Type> results = traced.getFirst().graph().outputTypes();
    for (Graph.Captured branch : traced) {
      if (!branch.graph().outputTypes().equals(results)) {
        throw new ShapeException("[%s] the branches give different types, %s and %s; all must give the same"
            .formatted(name, results, branch.graph().outputTypes()));
      }
    }
    Map<Object, Value> captures = new LinkedHashMap<>();
    traced.forEach(branch -> branch.captures().forEach(capture -> captures.putIfAbsent(key(capture), capture)));
    if (StepByStep.inspecting(captures.values()) != null) {
      return branches.get((int) Math.clamp(index.array().getLong(0), 0, branches.size() - 1)).get();
    }
    List<Object> keys = List.copyOf(captures.keySet());
    List<Type> types = captures.values().stream().map(Value::type).toList();
    List<Graph> graphs = traced.stream().map(branch -> widened(branch, keys, types)).toList();
    Value[] inputs = Stream.concat(Stream.of(index), captures.values().stream()).toArray(Value[]::new);
    return new Control.Switch(name, graphs).allOn(inputs);
  }

  /// A plain tensor is the same capture wherever its elements are the same.
  private static Object key(Value capture) {
    return capture.node() == null ? capture.array() : capture;
  }

  /// The graph with all captures of all branches as its parameters.
  private static Graph widened(Graph.Captured captured, List<Object> keys, List<Type> types) {
    Graph.Builder builder = new Graph.Builder(types);
    List<Integer> arguments = captured.captures().stream().map(capture -> keys.indexOf(key(capture))).toList();
    return CompiledGraphs.simplified(builder.build(GraphRewiring.inline(builder, captured.graph(), arguments)));
  }

  /// The last carry and the stacked results of a loop over slices, from the last to the first if `backward`.
  ///
  /// @param name what the user called: `scan`, `scanReverse` or `fori`
  public static Value[] scan(String name, Value[] carry, Value[] sequences, int length, boolean backward, Body body) {
    Graph.Captured captured = traced(name, carry, sequences, body).captured();
    List<Value> inputs = new ArrayList<>(captured.captures());
    inputs.addAll(List.of(carry));
    inputs.addAll(List.of(sequences));
    StepByStep stepByStep = StepByStep.inspecting(inputs);
    if (stepByStep != null && length > 0) {
      return stepByStep.scan(name, carry, sequences, length, backward, body);
    }
    return new Control.Scan(capturesFirst(captured), captured.captures().size(), carry.length, length, backward)
        .allOn(inputs.toArray(Value[]::new));
  }

  /// The same loop from the first slice, whose backward pass keeps few carries and computes the others again.
  ///
  /// @param checkpoints how many carries are kept
  /// @throws ShapeException if these are so few that iterations would run again too often
  public static Value[] checkpointedScan(Value[] carry, Value[] sequences, int length, int checkpoints, Body body) {
    TracedFunction traced = traced("checkpointedScan", carry, sequences, body);
    List<Value> inputs = List.of(traced.captured().inputs(ControlDerivatives.concat(carry, sequences)));
    StepByStep stepByStep = StepByStep.inspecting(inputs);
    if (stepByStep != null) {
      return stepByStep.scan("checkpointedScan", carry, sequences, length, false, body);
    }
    return new BinomialScan(traced, carry, sequences).run(BinomialSchedule.of(length, checkpoints));
  }

  /// A loop's body as a function of carry and slices.
  private static TracedFunction traced(String name, Value[] carry, Value[] sequences, Body body) {
    List<Type> types = new ArrayList<>(Arrays.stream(carry).map(Value::type).toList());
    for (Value sequence : sequences) {
      types.add(sequence.type().withShape(sequence.shape().remove(0)));
    }
    return TracedFunction.of(name, types, arguments -> body.apply(
        Arrays.copyOf(arguments, carry.length), Arrays.copyOfRange(arguments, carry.length, arguments.length)));
  }

  /// The last carry of a loop that runs as long as the condition, a Bool scalar, holds.
  public static Value[] whileLoop(Value[] carry, Function<Value[], Value> condition, UnaryOperator<Value[]> body) {
    List<Type> types = Arrays.stream(carry).map(Value::type).toList();
    Graph.Captured holds = Tracing.trace("whileLoop", types, state -> List.of(condition.apply(state)));
    Graph.Captured next = Tracing.trace("whileLoop", types, state -> List.of(body.apply(state)));
    List<Value> inputs = new ArrayList<>(holds.captures());
    inputs.addAll(next.captures());
    inputs.addAll(List.of(carry));
    StepByStep stepByStep = StepByStep.inspecting(inputs);
    if (stepByStep != null) {
      return stepByStep.whileLoop(carry, condition, body);
    }
    return new Control.While(capturesFirst(holds), holds.captures().size(), capturesFirst(next), next.captures().size())
        .allOn(inputs.toArray(Value[]::new));
  }

  /// The results of a function whose inner values the backward pass computes again.
  public static Value[] checkpoint(Value[] x, UnaryOperator<Value[]> function) {
    List<Type> types = Arrays.stream(x).map(Value::type).toList();
    TracedFunction traced = TracedFunction.of("checkpoint", types, function).simplified();
    boolean inspected = StepByStep.inspecting(List.of(traced.captured().inputs(x))) != null;
    return inspected ? function.apply(x) : traced.checkpointed(x);
  }

  /// The graph with what it captured before its other parameters, where loops have their constants.
  private static Graph capturesFirst(Graph.Captured captured) {
    int own = captured.graph().parameters() - captured.captures().size();
    List<Integer> order = IntStream.concat(IntStream.range(own, captured.graph().parameters()), IntStream.range(0, own)).boxed().toList();
    List<Integer> results = IntStream.range(0, captured.graph().outputs().size()).boxed().toList();
    return CompiledGraphs.simplified(GraphRewiring.rewire(captured.graph(), order, results));
  }
}
