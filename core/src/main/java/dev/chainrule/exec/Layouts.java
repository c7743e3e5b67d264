package dev.chainrule.exec;

import dev.chainrule.graph.Array;
import dev.chainrule.graph.Shape;
import dev.chainrule.graph.StridedCopy;
import dev.chainrule.op.Concat;
import dev.chainrule.op.Pad;
import dev.chainrule.op.Slice;
import java.util.stream.IntStream;

/// Moves elements to other places.
final class Layouts {
  /// Blocks of this many elements on a side: whole cache lines on both, all of them in the first-level cache.
  private static final int BLOCK = 32;

  private Layouts() {}

  /// Fills the result with the elements in another order of axes: axis i of the result is axis `order[i]` of x.
  static void permute(Array x, int[] order, Array result) {
    Shape shape = result.shape();
    if (shape.size() == 0) {
      return;
    }
    int[] own = x.strides();
    int[] from = IntStream.of(order).map(axis -> own[axis]).toArray();
    int unit = IntStream.range(0, order.length).filter(axis -> from[axis] == 1 && shape.extent(axis) > 1).findFirst().orElse(-1);
    if (unit < 0 || unit == order.length - 1) {
      StridedCopy.copy(x, 0, from, result, 0, shape.strides(), shape);
    } else {
      copyInBlocks(x, from, result, unit);
    }
  }

  /// Fills the result with the same elements in the same order.
  static void copy(Array x, Array result) {
    StridedCopy.copy(x, 0, x.strides(), result, 0, x.shape().strides(), x.shape());
  }

  static void slice(Slice slice, Array x, Array result) {
    int[] strides = x.strides();
    int offset = 0;
    for (int axis = 0; axis < strides.length; axis++) {
      offset += slice.starts().get(axis) * strides[axis];
      strides[axis] *= slice.steps().get(axis);
    }
    StridedCopy.copy(x, offset, strides, result, 0, result.strides(), slice.extents());
  }

  static void concat(Concat concat, Array[] x, Array result) {
    int[] strides = result.strides();
    int start = 0;
    for (Array part : x) {
      StridedCopy.copy(part, 0, part.strides(), result, start * strides[concat.axis()], strides, part.shape());
      start += part.shape().extent(concat.axis());
    }
  }

  static void padWithZeros(Pad pad, Array x, Array result) {
    result.clear();
    int[] strides = result.strides();
    int offset = 0;
    for (int axis = 0; axis < strides.length; axis++) {
      offset += pad.low().get(axis) * strides[axis];
      strides[axis] *= pad.interior().get(axis) + 1;
    }
    StridedCopy.copy(x, 0, x.strides(), result, offset, strides, x.shape());
  }

  /// Copies squares of the two axes along which source and target are contiguous: one after the other, each
  /// would touch a new cache line for every element of the other.
  private static void copyInBlocks(Array x, int[] from, Array result, int unit) {
    Shape shape = result.shape();
    int[] to = shape.strides();
    int last = shape.rank() - 1;
    int outer = shape.size() / (shape.extent(unit) * shape.extent(last));
    for (int position = 0; position < outer; position++) {
      int source = x.offset();
      int target = 0;
      int rest = position;
      for (int axis = last - 1; axis >= 0; axis--) {
        if (axis != unit) {
          source += rest % shape.extent(axis) * from[axis];
          target += rest % shape.extent(axis) * to[axis];
          rest /= shape.extent(axis);
        }
      }
      transpose(x.elements(), source, from[last], result.elements(), target, to[unit], shape.extent(unit), shape.extent(last));
    }
  }

  /// Rows that lie `row` apart in the target, and whose elements lie `column` apart in the source.
  private static void transpose(Object source, int from, int column, Object target, int to, int row, int rows, int columns) {
    for (int i = 0; i < rows; i += BLOCK) {
      for (int j = 0; j < columns; j += BLOCK) {
        int width = Math.min(BLOCK, columns - j);
        for (int k = i; k < Math.min(rows, i + BLOCK); k++) {
          StridedCopy.run(source, from + k + j * column, column, target, to + k * row + j, 1, width);
        }
      }
    }
  }
}
