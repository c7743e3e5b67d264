package dev.chainrule;

import dev.chainrule.graph.DType;
import dev.chainrule.graph.DTypeException;
import dev.chainrule.graph.Shape;
import dev.chainrule.graph.ShapeException;
import dev.chainrule.op.Take;

/// Reading at positions that have an index tensor for each axis.
final class Positions {
  private Positions() {}

  static Tensor get(Tensor x, Tensor... indices) {
    Tensor places = of("get", x, indices);
    return flat(x, indices.length).take(places, 0);
  }

  /// The tensor with so many of its first axes in one.
  static Tensor flat(Tensor x, int count) {
    return x.reshape(Shape.of(x.shape().range(0, count).size()).concat(x.shape().range(count, x.rank())));
  }

  /// The positions along that axis.
  static Tensor of(String operation, Tensor x, Tensor... indices) {
    if (indices.length == 0 || indices.length > x.rank()) {
      throw new ShapeException("[%s] %d index tensors for a tensor of shape %s: give one for each of its first axes"
          .formatted(operation, indices.length, x.shape()));
    }
    Tensor place = counted(operation, x, indices[0], 0);
    for (int axis = 1; axis < indices.length; axis++) {
      place = place.times(x.shape().extent(axis)).plus(counted(operation, x, indices[axis], axis));
    }
    return place;
  }

  /// The indices of an axis counted from 0. They are looked up among its positions, which refuses those that are not there.
  private static Tensor counted(String operation, Tensor x, Tensor indices, int axis) {
    if (indices.dtype() == DType.BOOL) {
      throw new DTypeException("[%s] a Bool mask would select a shape that depends on values; where(mask, x, otherwise) keeps the shape, and at(mask) alone sets what it marks".formatted(operation));
    }
    int extent = x.shape().extent(axis);
    Tensor positions = Functions.arange(extent).reshape(Shape.along(axis, extent, axis + 1));
    return Tensor.of(new Take(axis).on(positions.value(), indices.value())).reshape(indices.shape());
  }
}
