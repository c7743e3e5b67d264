package dev.chainrule.transform;

import dev.chainrule.graph.Graph;
import dev.chainrule.graph.Trace;
import dev.chainrule.graph.Type;
import dev.chainrule.graph.Value;
import java.util.List;
import java.util.function.Function;

/// Makes a graph of a function by running it on inputs that have types only.
public final class Tracing {
  private Tracing() {}

  /// The graph, with what the function took from outside as further parameters; `purpose` is the user's word
  /// for it (`jit`, `cond`, `scan`), which errors repeat.
  public static Graph.Captured trace(String purpose, List<Type> types, Function<Value[], List<Value>> function) {
    try (Trace region = Trace.region(purpose)) {
      List<Value> inputs = types.stream().map(region::input).toList();
      List<Value> outputs = region.run(() -> function.apply(inputs.toArray(Value[]::new)));
      return Graph.capture(region, inputs, outputs);
    }
  }
}
