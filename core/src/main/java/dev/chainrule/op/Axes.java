package dev.chainrule.op;

import dev.chainrule.graph.Shape;
import java.util.List;

/// Sets of axes as primitives hold them: distinct, ascending, not negative.
final class Axes {
  private Axes() {}

  /// The shape without these axes.
  static Shape remove(Shape shape, List<Integer> axes) {
    for (int i = axes.size() - 1; i >= 0; i--) {
      shape = shape.remove(axes.get(i));
    }
    return shape;
  }

  /// The same axes of a tensor with a batch axis in front.
  static List<Integer> shifted(List<Integer> axes) {
    return axes.stream().map(axis -> axis + 1).toList();
  }

  /// The axes of a rank that are not in the set: for each axis of a reduced result, the input's.
  static int[] others(int rank, List<Integer> axes) {
    return java.util.stream.IntStream.range(0, rank).filter(axis -> !axes.contains(axis)).toArray();
  }
}
