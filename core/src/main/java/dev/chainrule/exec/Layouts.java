package dev.chainrule.exec;

import dev.chainrule.graph.Array;
import dev.chainrule.graph.Shape;
import dev.chainrule.graph.StridedCopy;
import java.util.stream.IntStream;

/// Moves elements to another order of axes.
final class Layouts {
  /// Blocks of this many elements on a side: whole cache lines on both, all of them in the first-level cache.
  private static final int BLOCK = 32;

  private Layouts() {}

  /// Fills the result with the elements in another order of axes: axis i of the result is axis `order[i]` of x.
  static void permute(Array x, int[] order, Array result) {
    Shape shape = result.shape();
    int[] own = x.strides();
    int[] from = IntStream.of(order).map(axis -> own[axis]).toArray();
    int unit = IntStream.range(0, order.length).filter(axis -> from[axis] == 1 && shape.extent(axis) > 1).findFirst().orElse(-1);
    if (unit < 0 || unit == order.length - 1) {
      StridedCopy.copy(x, 0, from, result, 0, shape.strides(), shape);
    } else {
      copyInBlocks(x, from, result, unit);
    }
  }

  /// Copies squares of the two axes along which source and target are contiguous: one after the other, each
  /// would touch a new cache line for every element of the other.
  private static void copyInBlocks(Array x, int[] from, Array result, int unit) {
    Shape shape = result.shape();
    int[] to = shape.strides();
    int last = shape.rank() - 1;
    for (int i = 0; i < shape.extent(unit); i += BLOCK) {
      for (int j = 0; j < shape.extent(last); j += BLOCK) {
        Shape block = shape.with(unit, Math.min(BLOCK, shape.extent(unit) - i)).with(last, Math.min(BLOCK, shape.extent(last) - j));
        StridedCopy.copy(x, i * from[unit] + j * from[last], from, result, i * to[unit] + j * to[last], to, block);
      }
    }
  }
}
