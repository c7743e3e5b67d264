package dev.chainrule;

import dev.chainrule.graph.ShapeException;
import dev.chainrule.graph.Value;
import dev.chainrule.transform.Batching;
import java.util.Arrays;
import java.util.function.Function;

/// `vmap` of functions of trees.
final class Vectorized {
  private Vectorized() {}

  static <P, R> R apply(Function<P, R> function, P x) {
    Value[] values = Leaves.argument("vmap", x);
    int size = examples(values);
    boolean[] batched = new boolean[values.length];
    Arrays.fill(batched, true);
    Leaves.Flat<P, R> flat = new Leaves.Flat<>(x, function);
    Value[] results = Batching.run(flat, values, batched, size);
    return flat.result(results);
  }

  private static int examples(Value[] values) {
    for (Value value : values) {
      if (value.shape().rank() == 0) {
        throw new ShapeException("[vmap] a scalar of %s has no axis to map over; capture it instead, or repeat it with broadcastTo".formatted(value.dtype()));
      }
      if (value.shape().extent(0) != values[0].shape().extent(0)) {
        throw new ShapeException("[vmap] the first axes count the examples and must be equal, but are %d (of %s) and %d (of %s)"
            .formatted(values[0].shape().extent(0), values[0].shape(), value.shape().extent(0), value.shape()));
      }
    }
    return values[0].shape().extent(0);
  }
}
