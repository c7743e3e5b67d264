package dev.chainrule;

import dev.chainrule.graph.Array;
import dev.chainrule.graph.Control;
import dev.chainrule.graph.Graph;
import dev.chainrule.graph.Recorder;
import dev.chainrule.graph.Trace;
import dev.chainrule.graph.TraceException;
import dev.chainrule.graph.Type;
import dev.chainrule.graph.Value;
import dev.chainrule.transform.CompiledGraphs;
import dev.chainrule.transform.Tracing;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

/// One compiled function: its traces, by what the arguments are apart from their values.
///
/// A trace freezes what the function read from outside. To make that safe, the second call for a key traces
/// again and compares: a function whose graph or captured tensors have changed is refused, instead of silently
/// giving the old answer.
final class Jit<R> {
  private static final System.Logger LOG = System.getLogger("dev.chainrule.jit");
  private static final int STATIC_TRACES_BEFORE_WARNING = 8;

  private record Key(Object structure, List<Type> types) {}

  private record Traced<R>(Graph graph, List<Value> captures, R result, AtomicBoolean checked) {}

  private final Object function;
  private final Function<List<Object>, R> body;
  private final Map<Key, Traced<R>> traces = new ConcurrentHashMap<>();

  /// @param function the user's own function object, for messages
  /// @param body     the function of its arguments as a list
  Jit(Object function, Function<List<Object>, R> body) {
    this.function = function;
    this.body = body;
  }

  R call(Object... arguments) {
    List<Object> trees = List.of(arguments);
    Value[] x = Leaves.argument("jit", trees);
    if (Arrays.stream(x).anyMatch(Trace::isInspected)) {
      return body.apply(trees);
    }
    Key key = new Key(Tree.structure(trees), Leaves.types(trees));
    Traced<R> traced = traces.get(key);
    if (traced == null) {
      traced = trace(trees, key.types);
      if (traced.captures.stream().allMatch(capture -> capture.node() == null)) {
        warnOfStaticTraces(key);
        traces.putIfAbsent(key, traced);
      }
    } else if (!traced.checked.get()) {
      requireUnchanged(traced, trace(trees, key.types));
      traced.checked.set(true);
    }
    Value[] inputs = Arrays.copyOf(x, x.length + traced.captures.size());
    for (int i = 0; i < traced.captures.size(); i++) {
      inputs[x.length + i] = traced.captures.get(i);
    }
    Value[] y = new Control.Call("jit", traced.graph).allOn(inputs);
    return Leaves.rebuild(traced.result, y);
  }

  private Traced<R> trace(List<Object> trees, List<Type> types) {
    List<R> result = new ArrayList<>();
    Graph.Captured captured = Tracing.trace("jit", types, arguments -> {
      R tree = body.apply(Leaves.rebuild(trees, arguments));
      result.add(tree);
      return List.of(Leaves.values(tree));
    });
    List<Value> captures = captured.captures().stream().map(Value::settled).toList();
    return new Traced<>(CompiledGraphs.simplified(captured.graph()), captures, result.getFirst(), new AtomicBoolean());
  }

  private void requireUnchanged(Traced<R> first, Traced<R> second) {
    for (int i = 0; i < Math.min(first.captures.size(), second.captures.size()); i++) {
      Value before = first.captures.get(i);
      Value now = second.captures.get(i);
      if (before.node() == null && now.node() == null && !sameElements(before.array(), now.array())) {
        throw new TraceException(
            ("[jit] %s has changed since the function was traced (%s then, %s now), and the compiled function would go on"
                + " with the old one; pass it as an argument").formatted(
                    CaptureNames.find(function, now.array()), Tensor.of(before), Tensor.of(now)));
      }
    }
    if (!first.graph.equals(second.graph)) {
      throw new TraceException(
          "[jit] the function does something else than when it was first traced: %s; what it depends on must be an argument"
              .formatted(GraphDifference.describe(first.graph, second.graph)));
    }
  }

  private static boolean sameElements(Array a, Array b) {
    if (a == b) {
      return true;
    }
    if (!a.type().equals(b.type())) {
      return false;
    }
    for (int i = 0; i < a.size(); i++) {
      boolean same = a.dtype().isFloating()
          ? Double.compare(a.getDouble(i), b.getDouble(i)) == 0 : a.getLong(i) == b.getLong(i);
      if (!same) {
        return false;
      }
    }
    return true;
  }

  private void warnOfStaticTraces(Key key) {
    long sameTypes = traces.keySet().stream().filter(known -> known.types.equals(key.types)).count();
    if (sameTypes + 1 == STATIC_TRACES_BEFORE_WARNING) {
      LOG.log(System.Logger.Level.WARNING,
          "[jit] {0} traces differ only in components that are no tensors, the last in {1}; make what varies a tensor, so that one trace serves all",
          STATIC_TRACES_BEFORE_WARNING, key.structure);
    }
  }

  String explain() {
    if (traces.isEmpty()) {
      return "not traced yet: call it once\n";
    }
    StringBuilder text = new StringBuilder();
    traces.forEach((key, traced) -> {
      text.append("for ").append(key.types).append('\n').append(traced.graph);
      traced.captures.forEach(capture -> text.append("captured: ").append(capture.type()).append(", constant since the trace\n"));
      text.append(Recorder.describe(traced.graph));
    });
    return text.toString();
  }
}
