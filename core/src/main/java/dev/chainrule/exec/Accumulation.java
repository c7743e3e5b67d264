package dev.chainrule.exec;

import dev.chainrule.graph.Array;
import dev.chainrule.graph.Shape;

/// Along an axis, what all elements up to each come to: whole rows at a time where those of one line lie apart.
final class Accumulation {
  private Accumulation() {}

  /// Fills the result with running products, or else sums, of floating numbers.
  ///
  /// @param reverse whether they run from the last element to the first
  static void run(boolean product, int axis, boolean reverse, Array x, Array result) {
    Array from = x.contiguous();
    Shape shape = x.shape();
    int stride = shape.strides()[axis];
    int count = shape.extent(axis);
    int blocks = count * stride == 0 ? 0 : shape.size() / (count * stride);
    int step = reverse ? -stride : stride;
    for (int block = 0; block < blocks; block++) {
      int start = block * count * stride + (reverse ? (count - 1) * stride : 0);
      switch (result.elements()) {
        case float[] y when stride == 1 -> FloatAccumulation.line(product, from.floats(), y, start, step, count);
        case float[] y -> FloatAccumulation.rows(product, from.floats(), y, start, step, stride, count);
        case double[] y when stride == 1 -> DoubleAccumulation.line(product, from.doubles(), y, start, step, count);
        case double[] y -> DoubleAccumulation.rows(product, from.doubles(), y, start, step, stride, count);
        default -> throw new AssertionError(result.dtype());
      }
    }
  }
}
