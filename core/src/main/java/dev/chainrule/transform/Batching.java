package dev.chainrule.transform;

import dev.chainrule.graph.Control;
import dev.chainrule.graph.Node;
import dev.chainrule.graph.Path;
import dev.chainrule.graph.Pointwise;
import dev.chainrule.graph.Primitive;
import dev.chainrule.graph.Structural;
import dev.chainrule.graph.Trace;
import dev.chainrule.graph.Value;
import dev.chainrule.op.Broadcasting;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/// Turns a function of single examples into one of whole batches: traces it once on an example that has a
/// type only, then does each recorded operation on all examples together. The batch axis is the first.
public final class Batching {
  private final Map<Value, Value> batches = new HashMap<>();
  private final int size;

  private Batching(int size) {
    this.size = size;
  }

  /// The function's results for all examples, each with a leading batch axis.
  ///
  /// @param x       the inputs
  /// @param batched which of them have a leading batch axis; the others are the same for all examples
  /// @param size    the number of examples
  public static Value[] run(Function<Value[], Value[]> function, Value[] x, boolean[] batched, int size) {
    try (Trace trace = Trace.typeOnly("vmap")) {
      Batching batching = new Batching(size);
      Value[] example = x.clone();
      List<Value> inputs = new ArrayList<>();
      for (int i = 0; i < x.length; i++) {
        if (batched[i]) {
          example[i] = trace.input(x[i].type().withShape(x[i].shape().remove(0)));
          batching.batches.put(example[i], x[i]);
          inputs.add(example[i]);
        }
      }
      Value[] y = function.apply(example);
      if (!inputs.isEmpty()) {
        Path.between(inputs, List.of(y)).stops().forEach(stop ->
            Trace.onBehalfOf(stop.node().line(), () -> batching.visit(stop.node())));
      }
      Value[] results = new Value[y.length];
      for (int i = 0; i < y.length; i++) {
        Value batch = batching.batches.get(y[i]);
        results[i] = batch != null ? batch : Broadcasting.inFront(y[i], size);
      }
      return results;
    }
  }

  private void visit(Node node) {
    Value[] x = node.inputs();
    boolean[] batched = new boolean[x.length];
    for (int i = 0; i < x.length; i++) {
      Value batch = batches.get(x[i]);
      batched[i] = batch != null;
      x[i] = batched[i] ? batch : x[i];
    }
    Value[] y = apply(node.primitive(), x, batched, size);
    for (int i = 0; i < y.length; i++) {
      batches.put(node.output(i), y[i]);
    }
  }

  private static Value[] apply(Primitive primitive, Value[] x, boolean[] batched, int size) {
    return switch (primitive) {
      case Pointwise pointwise -> pointwise.allOn(Broadcasting.batchAll(x, batched, size));
      case Structural structural -> structural.batch(x, batched, size);
      case Control control -> ControlBatching.apply(control, x, batched, size);
    };
  }
}
