package dev.chainrule;

import dev.chainrule.graph.ShapeException;
import dev.chainrule.graph.Value;
import dev.chainrule.op.Permute;
import dev.chainrule.transform.Batching;
import java.util.List;
import java.util.function.Function;

/// `vmap` of functions of trees.
final class Vectorized {
  private Vectorized() {}

  static <P, R> R apply(Function<P, R> function, P x, BatchAxes axes) {
    Value[] values = Leaves.argument("vmap", x);
    List<Integer> inputs = BatchAxes.spread(axes.inputs(), values.length, "arguments");
    boolean[] batched = new boolean[values.length];
    for (int i = 0; i < values.length; i++) {
      batched[i] = inputs.get(i) != BatchAxes.NONE;
      values[i] = batched[i] ? inFront(values[i], inputs.get(i)) : values[i];
    }
    Leaves.Flat<P, R> flat = new Leaves.Flat<>("vmap", x, function);
    Value[] results = Batching.run(flat, values, batched, examples(values, batched));
    List<Integer> outputs = BatchAxes.spread(axes.outputs(), results.length, "result");
    for (int i = 0; i < results.length; i++) {
      results[i] = Permute.move(results[i], 0, results[i].shape().axis("vmap", outputs.get(i)));
    }
    return flat.result(results);
  }

  private static Value inFront(Value value, int axis) {
    if (value.shape().rank() == 0) {
      throw new ShapeException("[vmap] a scalar of %s has no axis to map over; capture it, leave it out with BatchAxes.NONE, or repeat it with broadcastTo"
          .formatted(value.dtype()));
    }
    return Permute.move(value, value.shape().axis("vmap", axis), 0);
  }

  private static int examples(Value[] values, boolean[] batched) {
    Value first = null;
    for (int i = 0; i < values.length; i++) {
      if (!batched[i]) {
        continue;
      }
      first = first == null ? values[i] : first;
      if (values[i].shape().extent(0) != first.shape().extent(0)) {
        throw new ShapeException("[vmap] the mapped axes count the examples and must be equal, but are %d (of %s) and %d (of %s, that axis in front)"
            .formatted(first.shape().extent(0), first.shape(), values[i].shape().extent(0), values[i].shape()));
      }
    }
    if (first == null) {
      throw new ShapeException("[vmap] no tensor is mapped over; name the axis of one at least");
    }
    return first.shape().extent(0);
  }
}
