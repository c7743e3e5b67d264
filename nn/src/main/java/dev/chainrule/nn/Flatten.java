package dev.chainrule.nn;

import dev.chainrule.Tensor;
import dev.chainrule.graph.ShapeException;

/// Each example as one row: `[batch, …]` as `[batch, features]`.
///
/// {@snippet :
/// System.out.println(new Flatten().apply(Tensor.ones(F32, 5, 8, 3, 3)).shape()); // [5, 72]
/// }
public record Flatten() implements Layer {
  /// @throws ShapeException if the input is a scalar
  @Override
  public Tensor apply(Tensor x) {
    if (x.rank() == 0) {
      throw new ShapeException("[Flatten] a scalar has no batch; the input must be [batch, …]");
    }
    int batch = x.shape().extent(0);
    return x.reshape(batch, batch == 0 ? x.shape().range(1, x.rank()).size() : -1);
  }
}
