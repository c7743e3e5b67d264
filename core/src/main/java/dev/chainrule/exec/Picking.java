package dev.chainrule.exec;

import dev.chainrule.graph.Array;
import dev.chainrule.graph.Shape;
import dev.chainrule.graph.Structural;
import dev.chainrule.op.AddAlong;
import dev.chainrule.op.ScatterAdd;
import dev.chainrule.op.Take;
import dev.chainrule.op.TakeAlong;
import java.util.List;

/// Kernels that find their elements by an index tensor. An index that is outside makes the primitive's own kernel say so.
final class Picking {
  private Picking() {}

  static void take(TakeAlong take, Array[] x, Array y) {
    Array from = x[0].contiguous();
    Shape shape = from.shape();
    int[] indices = indices(take, x, y, x[1], shape.extent(take.axis()));
    Walk walk = new Walk(indices, x[1].size(), inner(shape, take.axis()), shape.extent(take.axis()), x[1].shape().extent(take.axis()));
    switch (from.elements()) {
      case float[] floats -> FloatPicking.take(walk, floats, y.floats());
      case double[] doubles -> DoublePicking.take(walk, doubles, y.doubles());
      default -> throw new AssertionError(from.dtype());
    }
  }

  /// Whole slices along an axis.
  static void take(Take take, Array[] x, Array y) {
    Array from = x[0].contiguous();
    int axis = take.axis();
    int extent = from.shape().extent(axis);
    int[] indices = indices(take, x, y, x[1], extent);
    int run = inner(from.shape(), axis);
    int outer = from.shape().range(0, axis).size();
    int count = x[1].size();
    for (int i = 0; i < outer; i++) {
      switch (from.elements()) {
        case float[] floats when run == 1 -> FloatPicking.gather(indices, count, floats, i * extent, y.floats(), i * count);
        case double[] doubles when run == 1 -> DoublePicking.gather(indices, count, doubles, i * extent, y.doubles(), i * count);
        default -> {
          for (int picked = 0; picked < count; picked++) {
            System.arraycopy(from.elements(), (i * extent + indices[picked]) * run, y.elements(), (i * count + picked) * run, run);
          }
        }
      }
    }
  }

  static void add(AddAlong add, Array[] x, Array y) {
    Array from = x[0].contiguous();
    Shape shape = y.shape();
    int[] indices = indices(add, x, y, x[1], shape.extent(add.axis()));
    Walk walk = new Walk(indices, x[1].size(), inner(shape, add.axis()), shape.extent(add.axis()), x[1].shape().extent(add.axis()));
    if (walk.count() == 0) {
      y.clear();
    }
    switch (from.elements()) {
      case float[] floats -> FloatPicking.add(walk, floats, y.floats());
      case double[] doubles -> DoublePicking.add(walk, doubles, y.doubles());
      default -> throw new AssertionError(from.dtype());
    }
  }

  static void scatter(ScatterAdd scatter, Array[] x, Array y) {
    int axis = scatter.axis();
    Shape shape = y.shape();
    int[] indices = indices(scatter, x, y, x[1], shape.extent(axis));
    Layouts.copy(x[0], y);
    Array updates = x[2].contiguous();
    int run = inner(shape, axis);
    int outer = shape.range(0, axis).size();
    TileKernels<Object> kernels = VectorSupport.kernels(y.dtype());
    int count = x[1].size();
    for (int picked = 0; picked < count; picked++) {
      for (int i = 0; i < outer; i++) {
        int to = (i * shape.extent(axis) + indices[picked]) * run;
        kernels.accumulate(updates.elements(), (i * count + picked) * run, y.elements(), to, run);
      }
    }
  }

  /// The places along an axis that indices name, in the order of the index tensor.
  ///
  /// @param count  how many indices there are; the array may be longer
  /// @param inner  how many elements lie side by side for each place along the axis
  /// @param extent the places that the axis has
  /// @param picked how many of them are named in a row
  record Walk(int[] indices, int count, int inner, int extent, int picked) {}

  private static int inner(Shape shape, int axis) {
    return shape.range(axis + 1, shape.rank()).size();
  }

  /// The indices, counted from the start: the given ones themselves where they are.
  private static int[] indices(Structural primitive, Array[] x, Array y, Array given, int extent) {
    Array contiguous = given.contiguous();
    if (contiguous.elements() instanceof int[] own && areWithin(own, given.size(), extent)) {
      return own;
    }
    int[] indices = new int[given.size()];
    for (int i = 0; i < indices.length; i++) {
      long index = contiguous.getLong(i);
      if (index < -extent || index >= extent) {
        primitive.evaluate(x, List.of(y.type()));
        throw new AssertionError("index " + index + " of " + extent);
      }
      indices[i] = (int) (index < 0 ? index + extent : index);
    }
    return indices;
  }

  private static boolean areWithin(int[] indices, int count, int extent) {
    int outside = 0;
    for (int i = 0; i < count; i++) {
      outside |= indices[i] | extent - 1 - indices[i];
    }
    return outside >= 0;
  }
}
