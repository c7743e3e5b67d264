package dev.chainrule.op;

import dev.chainrule.graph.Array;
import dev.chainrule.graph.Shape;
import dev.chainrule.graph.Type;
import java.util.function.DoubleBinaryOperator;
import java.util.function.LongBinaryOperator;

/// The lines of a tensor that run along one axis, for kernels that go from element to element.
final class Lines {
  /// Receives a line: where it starts, the distance of its elements, and how many there are.
  interface Visitor {
    void visit(int start, int stride, int count);
  }

  private Lines() {}

  static void along(Shape shape, int axis, Visitor visitor) {
    int count = shape.extent(axis);
    int stride = shape.strides()[axis];
    int lines = count == 0 ? 0 : shape.size() / count;
    for (int line = 0; line < lines; line++) {
      visitor.visit(line / stride * stride * count + line % stride, stride, count);
    }
  }

  /// Along an axis, from one end to the other, all elements up to each put together, starting from `initial`: floats as
  /// doubles, integers as longs.
  static Array accumulated(Array x, int axis, boolean reverse, Type y, int initial, DoubleBinaryOperator floats,
      LongBinaryOperator integers) {
    Array from = x.contiguous();
    Array result = Array.allocate(y);
    along(from.shape(), axis, (first, stride, count) -> {
      int start = reverse ? first + (count - 1) * stride : first;
      int step = reverse ? -stride : stride;
      if (from.dtype().isFloating()) {
        double total = initial;
        for (int i = 0; i < count; i++) {
          total = floats.applyAsDouble(total, from.getDouble(start + i * step));
          result.setDouble(start + i * step, total);
        }
      } else {
        long total = initial;
        for (int i = 0; i < count; i++) {
          total = integers.applyAsLong(total, from.getLong(start + i * step));
          result.setLong(start + i * step, total);
        }
      }
    });
    return result;
  }
}
