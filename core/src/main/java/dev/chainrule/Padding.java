package dev.chainrule;

import dev.chainrule.graph.Shape;
import dev.chainrule.graph.ShapeException;
import java.util.Arrays;

/// Which elements of a tensor lie around it when it is padded with its own.
public enum Padding {
  /// The outermost element, as often as needed.
  EDGE,
  /// The elements inward, without the outermost, which is the mirror: 3 2 | 1 2 3 | 2 1.
  REFLECT,
  /// The elements inward, with the outermost: 2 1 | 1 2 3 | 3 2.
  SYMMETRIC,
  /// The elements from the other end: 2 3 | 1 2 3 | 1 2.
  WRAP;

  Tensor apply(Tensor x, int[] before, int[] after) {
    Shape shape = x.shape();
    if (before.length != shape.rank() || after.length != shape.rank()) {
      throw new ShapeException("[pad] %s before and %s after: shape %s needs a number for each of its %d axes"
          .formatted(Arrays.toString(before), Arrays.toString(after), shape, shape.rank()));
    }
    Tensor result = x;
    for (int axis = 0; axis < shape.rank(); axis++) {
      int extent = shape.extent(axis);
      if (before[axis] < 0 || after[axis] < 0) {
        throw new ShapeException("[pad] %s before and %s after: paddings are not negative; slice takes elements away"
            .formatted(Arrays.toString(before), Arrays.toString(after)));
      }
      if (before[axis] + after[axis] > 0) {
        requireElements(shape, axis);
        int[] sources = new int[before[axis] + extent + after[axis]];
        for (int i = 0; i < sources.length; i++) {
          sources[i] = source(i - before[axis], extent);
        }
        result = result.take(Tensor.of(sources), axis);
      }
    }
    return result;
  }

  private void requireElements(Shape shape, int axis) {
    if (shape.extent(axis) == 0) {
      throw new ShapeException("[pad] axis %d of shape %s has no elements to pad with".formatted(axis, shape));
    }
  }

  /// The position of the element that lies at a position, which may be outside.
  private int source(int position, int extent) {
    return switch (this) {
      case EDGE -> Math.clamp(position, 0, extent - 1);
      case WRAP -> Math.floorMod(position, extent);
      case REFLECT -> {
        int period = Math.max(1, 2 * extent - 2);
        int place = Math.floorMod(position, period);
        yield extent == 1 ? 0 : Math.min(place, period - place);
      }
      case SYMMETRIC -> {
        int place = Math.floorMod(position, 2 * extent);
        yield Math.min(place, 2 * extent - 1 - place);
      }
    };
  }
}
