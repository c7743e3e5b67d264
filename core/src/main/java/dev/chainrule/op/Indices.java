package dev.chainrule.op;

import dev.chainrule.graph.Array;
import dev.chainrule.graph.DType;
import dev.chainrule.graph.DTypeException;
import dev.chainrule.graph.ElementException;
import dev.chainrule.graph.Shape;
import dev.chainrule.graph.ShapeException;
import dev.chainrule.graph.Value;

/// What the indexing primitives share: checks of index tensors, and walks over the places they name.
public final class Indices {
  /// Receives, for each position of the index tensor, the place it names.
  interface Visitor {
    void visit(int position, int place);
  }

  /// Receives, for each run of elements that belong together in the selection, the run that they come from.
  interface SliceVisitor {
    void visit(int position, int place, int run);
  }

  private Indices() {}

  static void requireInteger(String operation, DType dtype) {
    if (!dtype.isInteger()) {
      throw new DTypeException("[%s] indices must be I32 or I64, not %s; convert with .to(I32)".formatted(operation, dtype));
    }
  }

  /// Index tensors along an axis have the other tensor's shape, but for the extent of that axis.
  static void requireAligned(String operation, Shape x, Shape indices, int axis) {
    x.axis(operation, axis);
    if (x.rank() != indices.rank() || !x.with(axis, 0).equals(indices.with(axis, 0))) {
      throw new ShapeException("[%s] indices of shape %s do not fit a tensor of shape %s: all extents but that of axis %d must be equal"
          .formatted(operation, indices, x, axis));
    }
  }

  /// Visits the places in a tensor of `shape` that an index tensor names along an axis.
  static void along(Array indices, Shape shape, int axis, String operation, Visitor visitor) {
    int inner = shape.range(axis + 1, shape.rank()).size();
    int extent = shape.extent(axis);
    int picked = indices.shape().extent(axis);
    for (int position = 0; position < indices.size(); position++) {
      int outer = position / (inner * picked);
      int index = index(indices, position, extent, axis, operation);
      visitor.visit(position, (outer * extent + index) * inner + position % inner);
    }
  }

  /// Visits the slices of a tensor of `shape` that an index tensor of any shape names along an axis.
  static void slices(Array indices, Shape shape, int axis, String operation, SliceVisitor visitor) {
    int run = shape.range(axis + 1, shape.rank()).size();
    int extent = shape.extent(axis);
    int outer = shape.range(0, axis).size();
    for (int picked = 0; picked < indices.size(); picked++) {
      int index = index(indices, picked, extent, axis, operation);
      for (int i = 0; i < outer; i++) {
        visitor.visit((i * indices.size() + picked) * run, (i * extent + index) * run, run);
      }
    }
  }

  /// The shape of a selection: that of the indices in place of the axis.
  static Shape selection(Shape shape, int axis, Shape indices) {
    return shape.range(0, axis).concat(indices).concat(shape.range(axis + 1, shape.rank()));
  }

  /// Updates have the shape of the selection that they belong to.
  public static void requireSelection(String operation, Shape base, int axis, Shape indices, Shape updates) {
    Shape wanted = selection(base, axis, indices);
    if (!updates.equals(wanted)) {
      throw new ShapeException("[%s] updates of shape %s do not fit: indices of shape %s along axis %d of a tensor of shape %s select %s"
          .formatted(operation, updates, indices, axis, base, wanted));
    }
  }

  /// The same where tensor and indices have a batch axis in front.
  static Shape batchedSelection(Shape shape, int axis, Shape indices) {
    return selection(shape, axis, indices.range(1, indices.rank()));
  }

  /// Indices with a batch axis, one set for each example, in the form that [TakeAlong] reads: all of a set in
  /// one axis, and repeated over the other axes of `shape`.
  static Value spread(Value indices, Shape shape, int axis) {
    int picked = indices.shape().range(1, indices.shape().rank()).size();
    Value flat = Reshape.to(indices, Shape.of(shape.extent(0), picked));
    return Broadcast.along(flat, shape.with(axis, picked), 0, axis);
  }

  /// One index, counted from the end where negative.
  static int index(Array indices, int position, int extent, int axis, String operation) {
    long index = indices.getLong(position);
    if (index < -extent || index >= extent) {
      throw new ElementException("[%s] index %d at position %d is outside axis %d, which has extent %d"
          .formatted(operation, index, position, axis, extent));
    }
    return (int) (index < 0 ? index + extent : index);
  }

  /// Copies one element, whatever its type.
  static void move(Array from, int source, Array to, int target) {
    System.arraycopy(from.elements(), source, to.elements(), target, 1);
  }

  /// Adds one element to another.
  static void add(Array from, int source, Array to, int target) {
    if (to.dtype().isFloating()) {
      to.setDouble(target, to.getDouble(target) + from.getDouble(source));
    } else {
      to.setLong(target, to.getLong(target) + from.getLong(source));
    }
  }
}
