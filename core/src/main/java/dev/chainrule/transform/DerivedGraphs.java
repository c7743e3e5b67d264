package dev.chainrule.transform;

import dev.chainrule.graph.Array;
import dev.chainrule.graph.Constant;
import dev.chainrule.graph.Graph;
import dev.chainrule.graph.Literal;
import dev.chainrule.graph.Path;
import dev.chainrule.graph.Recorder;
import dev.chainrule.graph.StructureException;
import dev.chainrule.graph.Type;
import dev.chainrule.graph.Value;
import dev.chainrule.op.Gates;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;

/// Graphs made from graphs: derivatives and batched forms. Each is traced once and kept with the graph that it
/// was made from.
final class DerivedGraphs {
  private enum Mode { PUSHFORWARD, PULLBACK, BATCH }

  /// What was derived: how, for which inputs, and for a batch of which extent.
  private record Key(Mode mode, List<Boolean> selected, List<Boolean> reached, int size) {}

  private DerivedGraphs() {}

  /// Maps (x, tangents of the active x) to (y, tangents of the floating y).
  static Graph pushforward(Graph graph, boolean[] active) {
    return graph.derived(new Key(Mode.PUSHFORWARD, boxed(active), List.of(), 0), () ->
        trace("forward derivative", types(graph.parameterTypes(), selected(graph.parameterTypes(), active)), arguments -> {
          Value[] x = fresh(arguments, active);
          Value[] y = graph.replay(x);
          Value[] dx = ControlDerivatives.spread(active, Arrays.copyOfRange(arguments, graph.parameters(), arguments.length));
          Value[] dy = ForwardSweep.run(path(x, active, y), x, dx, y);
          List<Value> results = new ArrayList<>(List.of(y));
          for (int i = 0; i < y.length; i++) {
            if (y[i].dtype().isFloating()) {
              results.add(dy[i] != null ? dy[i] : Literal.zeros(y[i].type()));
            }
          }
          return results;
        }));
  }

  /// Maps (x, cotangents of the reached y) to the cotangents of the active x.
  static Graph pullback(Graph graph, boolean[] active, boolean[] reached) {
    return graph.derived(new Key(Mode.PULLBACK, boxed(active), boxed(reached), 0), () ->
        trace("reverse derivative", types(graph.parameterTypes(), selected(graph.outputTypes(), reached)), arguments -> {
          Value[] x = fresh(arguments, active);
          Value[] y = graph.replay(x);
          Value[] dy = ControlDerivatives.spread(reached, Arrays.copyOfRange(arguments, graph.parameters(), arguments.length));
          Value[] dx = ReverseSweep.run(path(x, active, y), y, dy, x, true);
          List<Value> results = new ArrayList<>();
          for (int i = 0; i < x.length; i++) {
            if (active[i]) {
              results.add(dx[i] != null ? dx[i] : Literal.zeros(x[i].type()));
            }
          }
          return results;
        }));
  }

  /// Maps parameters, of which the selected have a leading batch axis, to results that all have one.
  static Graph batch(Graph graph, boolean[] batched, int size) {
    List<Type> parameters = new ArrayList<>();
    for (int i = 0; i < batched.length; i++) {
      Type type = graph.type(i);
      parameters.add(batched[i] ? type.withShape(type.shape().prepend(size)) : type);
    }
    return graph.derived(new Key(Mode.BATCH, boxed(batched), List.of(), size), () ->
        trace("batch", parameters, arguments -> List.of(Batching.run(graph::replay, arguments, batched, size))));
  }

  /// Traces a function of values known by type into a graph that captures nothing: plain tensors become constants of its own.
  private static Graph trace(String purpose, List<Type> types, Function<Value[], List<Value>> function) {
    Graph.Captured captured = Tracing.trace(purpose, types, function);
    Graph.Builder builder = new Graph.Builder(types);
    List<Integer> arguments = new ArrayList<>(IntStream.range(0, types.size()).boxed().toList());
    for (Value capture : captured.captures()) {
      arguments.add(builder.add(new Constant(plain(capture)), List.of(), null));
    }
    return CompiledGraphs.simplified(builder.build(GraphRewiring.inline(builder, captured.graph(), arguments)));
  }

  /// Only the rule of a derivative of the user's own can capture anything here.
  private static Array plain(Value capture) {
    if (capture.settled().node() != null) {
      throw new StructureException("[own derivative] a rule captured a tensor of type %s that is being traced, which is no part of the function that is derived; make it part of the argument"
          .formatted(capture.type()));
    }
    return capture.array();
  }

  private static Value[] fresh(Value[] arguments, boolean[] active) {
    Value[] x = new Value[active.length];
    for (int i = 0; i < x.length; i++) {
      x[i] = active[i] ? Recorder.fresh(Gates.IDENTITY, arguments[i], null) : arguments[i];
    }
    return x;
  }

  private static Path path(Value[] x, boolean[] active, Value[] y) {
    List<Value> inputs = new ArrayList<>();
    for (int i = 0; i < x.length; i++) {
      if (active[i]) {
        inputs.add(x[i]);
      }
    }
    return Path.differentiable(inputs, List.of(y));
  }

  private static List<Type> selected(List<Type> types, boolean[] selected) {
    List<Type> result = new ArrayList<>();
    for (int i = 0; i < selected.length; i++) {
      if (selected[i]) {
        result.add(types.get(i));
      }
    }
    return result;
  }

  private static List<Type> types(List<Type> first, List<Type> second) {
    List<Type> result = new ArrayList<>(first);
    result.addAll(second);
    return result;
  }

  static List<Boolean> boxed(boolean[] flags) {
    List<Boolean> result = new ArrayList<>();
    for (boolean flag : flags) {
      result.add(flag);
    }
    return List.copyOf(result);
  }
}
