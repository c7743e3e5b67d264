package dev.chainrule;

import dev.chainrule.graph.Shape;
import dev.chainrule.graph.ShapeException;
import dev.chainrule.graph.Value;
import dev.chainrule.op.Axes;
import dev.chainrule.op.Reshape;
import dev.chainrule.op.Slice;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// The part of a tensor that ranges of its axes name.
///
/// @param slice   the part with all axes
/// @param dropped the axes of single positions, which are left out
record Region(Slice slice, List<Integer> dropped) {
  /// The region of a tensor of this shape. Axes without a range are taken whole.
  ///
  /// @throws ShapeException if a position does not exist, or there are more ranges than axes
  static Region of(String operation, Shape shape, Range... ranges) {
    if (ranges.length > shape.rank()) {
      throw new ShapeException("[%s] %s names %d axes, but shape %s has %d"
          .formatted(operation, Arrays.toString(ranges), ranges.length, shape, shape.rank()));
    }
    List<Integer> starts = new ArrayList<>();
    List<Integer> steps = new ArrayList<>();
    List<Integer> dropped = new ArrayList<>();
    Shape extents = shape;
    for (int axis = 0; axis < shape.rank(); axis++) {
      Range range = axis < ranges.length ? ranges[axis] : Range.all();
      int count = range.count(operation, shape, axis);
      extents = extents.with(axis, count);
      starts.add(count == 0 ? 0 : range.first(operation, shape, axis));
      steps.add(count <= 1 ? 1 : range.step());
      if (range.dropsAxis()) {
        dropped.add(axis);
      }
    }
    return new Region(new Slice(List.copyOf(starts), extents, List.copyOf(steps)), List.copyOf(dropped));
  }

  /// The shape of what is read.
  Shape shape() {
    return Axes.remove(slice.extents(), dropped);
  }

  /// What lies there.
  Value read(Value x) {
    boolean whole = slice.extents().equals(x.shape()) && slice.steps().stream().allMatch(step -> step == 1);
    return Reshape.to(whole ? x : slice.on(x), shape());
  }

  /// A part of this shape at its place in a tensor, with zeros around it: the transpose of reading.
  Value place(Value part, Shape shape) {
    return slice.transpose(shape, Reshape.to(part, slice.extents()));
  }
}
