package dev.chainrule.op;

import dev.chainrule.graph.Pointwise;
import dev.chainrule.graph.Shape;
import dev.chainrule.graph.Value;

/// Brings operands to a common shape by NumPy's rule: axes are aligned from the end, extents of 1 repeat.
public final class Broadcasting {
  private Broadcasting() {}

  /// A pointwise primitive on operands whose shapes broadcast.
  public static Value apply(Pointwise pointwise, Value... x) {
    Shape shape = x[0].shape();
    for (Value operand : x) {
      shape = Shape.broadcast(pointwise.name(), shape, operand.shape());
    }
    Value[] operands = new Value[x.length];
    for (int i = 0; i < x.length; i++) {
      operands[i] = to(x[i], shape);
    }
    return pointwise.on(operands);
  }

  /// The value repeated along the axes that it lacks, or where its extent is 1.
  public static Value to(Value x, Shape shape) {
    if (x.shape().equals(shape)) {
      return x;
    }
    int[] axes = new int[x.shape().rank()];
    for (int axis = 0; axis < axes.length; axis++) {
      axes[axis] = axis + shape.rank() - axes.length;
    }
    return Broadcast.along(x, shape, axes);
  }

  /// The value with a new leading axis, along which it is repeated: what an unbatched input becomes in a batch.
  public static Value inFront(Value x, int extent) {
    return to(x, x.shape().prepend(extent));
  }

  /// Inputs of which some have a batch axis, all with one.
  public static Value[] batchAll(Value[] x, boolean[] batched, int size) {
    Value[] result = x.clone();
    for (int i = 0; i < x.length; i++) {
      if (!batched[i]) {
        result[i] = inFront(x[i], size);
      }
    }
    return result;
  }
}
