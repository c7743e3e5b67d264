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
import java.util.function.Supplier;
import java.util.stream.IntStream;

/// Traces the parts of conditionals and loops, and applies the primitives that hold them. What the parts take from
/// outside becomes an input, so that derivatives pass through closures.
public final class ControlFlow {
  /// A loop's body on values: from carry and slices to carry and results.
  public interface Body {
    Value[] apply(Value[] carry, Value[] slices);
  }

  private ControlFlow() {}

  /// The results of one of two computations.
  ///
  /// @throws ShapeException if the types of their results differ
  public static Value[] cond(Value condition, Supplier<Value[]> whenTrue, Supplier<Value[]> whenFalse) {
    Graph.Captured yes = Tracing.trace("cond", List.of(), none -> List.of(whenTrue.get()));
    Graph.Captured no = Tracing.trace("cond", List.of(), none -> List.of(whenFalse.get()));
    if (!yes.graph().outputTypes().equals(no.graph().outputTypes())) {
      throw new ShapeException("[cond] the branches give different types, %s when true and %s when false; both must give the same"
          .formatted(yes.graph().outputTypes(), no.graph().outputTypes()));
    }
    Map<Object, Value> captures = new LinkedHashMap<>();
    yes.captures().forEach(capture -> captures.putIfAbsent(key(capture), capture));
    no.captures().forEach(capture -> captures.putIfAbsent(key(capture), capture));
    List<Object> keys = List.copyOf(captures.keySet());
    List<Type> types = captures.values().stream().map(Value::type).toList();
    Value[] inputs = new Value[captures.size() + 1];
    inputs[0] = condition;
    System.arraycopy(captures.values().toArray(Value[]::new), 0, inputs, 1, captures.size());
    return new Control.Cond(widened(yes, keys, types), widened(no, keys, types)).allOn(inputs);
  }

  /// A plain tensor is the same capture wherever its elements are the same.
  private static Object key(Value capture) {
    return capture.node() == null ? capture.array() : capture;
  }

  /// The graph with all captures of both branches as its parameters.
  private static Graph widened(Graph.Captured captured, List<Object> keys, List<Type> types) {
    Graph.Builder builder = new Graph.Builder(types);
    List<Integer> arguments = captured.captures().stream().map(capture -> keys.indexOf(key(capture))).toList();
    return builder.build(GraphRewiring.inline(builder, captured.graph(), arguments));
  }

  /// The last carry and the stacked results of a loop.
  public static Value[] scan(Value[] carry, Value[] sequences, int length, Body body) {
    List<Type> types = new ArrayList<>();
    for (Value value : carry) {
      types.add(value.type());
    }
    for (Value sequence : sequences) {
      types.add(sequence.type().withShape(sequence.shape().remove(0)));
    }
    Graph.Captured captured = Tracing.trace("scan", types, arguments -> List.of(body.apply(
        Arrays.copyOf(arguments, carry.length), Arrays.copyOfRange(arguments, carry.length, arguments.length))));
    int own = types.size();
    int constants = captured.captures().size();
    List<Integer> order = IntStream.concat(IntStream.range(own, own + constants), IntStream.range(0, own)).boxed().toList();
    List<Integer> results = IntStream.range(0, captured.graph().outputs().size()).boxed().toList();
    List<Value> inputs = new ArrayList<>(captured.captures());
    inputs.addAll(List.of(carry));
    inputs.addAll(List.of(sequences));
    return new Control.Scan(GraphRewiring.rewire(captured.graph(), order, results), constants, carry.length, length, false)
        .allOn(inputs.toArray(Value[]::new));
  }
}
