package dev.chainrule;

import dev.chainrule.graph.DType;
import dev.chainrule.graph.DTypeException;
import dev.chainrule.graph.Shape;
import dev.chainrule.graph.ShapeException;
import dev.chainrule.op.Take;
import java.util.Arrays;

/// Reading at positions that have an index tensor for each axis.
final class Positions {
  private Positions() {}

  static Tensor get(Tensor x, Tensor... indices) {
    if (indices.length == 0 || indices.length > x.rank()) {
      throw new ShapeException("[get] %d index tensors for a tensor of shape %s: give one for each of its first axes"
          .formatted(indices.length, x.shape()));
    }
    Tensor place = counted(x, indices[0], 0);
    for (int axis = 1; axis < indices.length; axis++) {
      place = place.times(x.shape().extent(axis)).plus(counted(x, indices[axis], axis));
    }
    Shape first = x.shape().range(0, indices.length);
    Shape rest = x.shape().range(indices.length, x.rank());
    return x.reshape(Shape.of(first.size()).concat(rest)).take(place, 0);
  }

  /// The indices of an axis counted from 0. They are looked up among its positions, which refuses those that are not there.
  private static Tensor counted(Tensor x, Tensor indices, int axis) {
    if (indices.dtype() == DType.BOOL) {
      throw new DTypeException("[get] a Bool mask would select a shape that depends on values; where(mask, x, otherwise) keeps the shape");
    }
    int[] extents = new int[axis + 1];
    Arrays.fill(extents, 1);
    extents[axis] = x.shape().extent(axis);
    Tensor positions = Functions.arange(extents[axis]).reshape(extents);
    return Tensor.of(new Take(axis).on(positions.value(), indices.value())).reshape(indices.shape());
  }
}
