package dev.chainrule.op;

import dev.chainrule.graph.Shape;

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
}
