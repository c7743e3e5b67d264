package dev.chainrule;

import dev.chainrule.graph.DType;
import dev.chainrule.graph.Operations;
import dev.chainrule.graph.ShapeException;
import dev.chainrule.graph.Value;
import dev.chainrule.op.OneHot;
import dev.chainrule.op.Permute;
import dev.chainrule.op.ScatterAdd;
import dev.chainrule.op.Sort;
import dev.chainrule.op.Take;
import dev.chainrule.op.TakeAlong;

/// What chooses elements by their place or their order. Index tensors are I32 or
/// I64; negative indices count from the end, and one that is out of range is a
/// [dev.chainrule.graph.ElementException]. Derivatives pass to the elements chosen, none to the choice.
@Operations
public sealed interface IndexingOperations extends Valued permits Tensor {
  /// Whole slices along an axis: `y[i…] = x[indices[i…]]` for axis 0. The shape of the indices takes the place of
  /// the axis. Backward the gradients of a slice that was taken more than once add up.
  ///
  /// {@snippet :
  /// Tensor table = Tensor.of(new double[][] {{1, 2}, {3, 4}, {5, 6}});
  /// Tensor rows = table.take(Tensor.of(2, 0, -1), 0); // [[5, 6], [1, 2], [5, 6]]
  /// }
  default Tensor take(Tensor indices, int axis) {
    return Tensor.of(new Take(value().shape().axis("take", axis)).on(value(), indices.value()));
  }

  /// What lies at positions that index tensors name side by side, one tensor for each of the first axes:
  /// `y[k…] = x[rows[k…], columns[k…]]`. The index tensors broadcast; their common shape takes the place of these axes.
  ///
  /// {@snippet :
  /// Tensor table = Tensor.of(new double[][] {{1, 2}, {3, 4}, {5, 6}});
  /// table.get(Tensor.of(2, 0), Tensor.of(0, -1)); // [5, 2]
  /// }
  ///
  /// @throws ShapeException if there are none, or more than axes, or they do not broadcast
  default Tensor get(Tensor... indices) {
    return Positions.get((Tensor) this, indices);
  }

  /// One element for each index, along an axis: `y[i, j] = x[i, indices[i, j]]` for axis 1. The indices have this
  /// tensor's shape but for that axis.
  default Tensor takeAlongAxis(Tensor indices, int axis) {
    return Tensor.of(new TakeAlong(value().shape().axis("takeAlongAxis", axis)).on(value(), indices.value()));
  }

  /// This, with slices added to some of its own along an axis: `y[indices[i…]] += updates[i…]` for axis 0, as often
  /// as an index is named. The updates have the shape that `take(indices, axis)` gives.
  default Tensor scatterAdd(Tensor indices, Tensor updates, int axis) {
    int along = value().shape().axis("scatterAdd", axis);
    return Tensor.of(new ScatterAdd(along).on(value(), indices.value(), updates.value()));
  }

  /// `length` positions of an axis from one that a tensor gives, an integer scalar: in a compiled loop it may be a counter. It
  /// is kept so low that the slice fits, as in JAX: a start that is out of range is no error, but moved to the nearest that fits,
  /// in silence. Negative positions count from the end.
  ///
  /// {@snippet :
  /// System.out.println(arange(5).dynamicSlice(Tensor.of(1), 2, 0)); // I32[2] [1, 2]
  /// }
  ///
  /// @throws ShapeException if the axis is shorter, or the start is no integer scalar
  default Tensor dynamicSlice(Tensor start, int length, int axis) {
    return take(Scatters.range("dynamicSlice", (Tensor) this, start, length, axis), axis);
  }

  /// This, with the slice that [#dynamicSlice] would give replaced by another.
  ///
  /// @throws ShapeException if the part's shape is not that of the slice
  default Tensor dynamicUpdate(Tensor part, Tensor start, int axis) {
    int length = part.shape().extent(part.shape().axis("dynamicUpdate", axis));
    return ((Tensor) this).scatterSet(Scatters.range("dynamicUpdate", (Tensor) this, start, length, axis), part, axis);
  }

  /// All windows of `extent` neighbours along an axis, the first at 0 and each `stride` further: the axis becomes two, that of
  /// the windows and that within them.
  ///
  /// {@snippet :
  /// System.out.println(arange(5).slidingWindows(3, 2, 0).flatten()); // I32[6] [0, 1, 2, 2, 3, 4]
  /// }
  ///
  /// @throws ShapeException if no window fits, or the stride is below 1
  default Tensor slidingWindows(int extent, int stride, int axis) {
    int along = value().shape().axis("slidingWindows", axis);
    int all = value().shape().extent(along);
    if (extent < 0 || extent > all || stride < 1) {
      throw new ShapeException("[slidingWindows] windows of %d at a distance of %d do not lie in axis %d of shape %s"
          .formatted(extent, stride, axis, value().shape()));
    }
    int count = (all - extent) / stride + 1;
    return take(Functions.arange(count).times(stride).expandDims(1).plus(Functions.arange(extent)), along);
  }

  /// For each index a vector of `depth` elements, 1 at the index and 0 elsewhere, in F32: `[…]` becomes `[…, depth]`.
  /// A negative index counts for no class, not from the end, and gives zeros; one from `depth` on is an error.
  default Tensor oneHot(int depth) {
    return oneHot(depth, DType.F32);
  }

  /// The same with elements of another type.
  default Tensor oneHot(int depth, DType dtype) {
    return Tensor.of(new OneHot(depth, dtype).on(value()));
  }

  /// The elements along the last axis in ascending order, NaN last. The gradient moves with the elements.
  default Tensor sort() {
    return sort(-1);
  }

  /// The elements along an axis in ascending order, NaN last.
  default Tensor sort(int axis) {
    return sorted("sort", axis, false).values();
  }

  /// The elements along an axis in descending order, NaN first.
  default Tensor sortDescending(int axis) {
    return sorted("sortDescending", axis, true).values();
  }

  /// The positions (I32) along the last axis that the elements in ascending order come from; equals keep their order.
  default Tensor argSort() {
    return argSort(-1);
  }

  /// The positions (I32) along an axis that the elements in ascending order come from; equals keep their order.
  default Tensor argSort(int axis) {
    return sorted("argSort", axis, false).indices();
  }

  /// The positions (I32) along an axis that the elements in descending order come from; equals keep their order.
  default Tensor argSortDescending(int axis) {
    return sorted("argSortDescending", axis, true).indices();
  }

  /// The `count` largest elements along the last axis, in descending order, and their positions.
  ///
  /// @throws ShapeException if the axis has fewer
  default TopK topK(int count) {
    return topK(count, -1);
  }

  /// The `count` largest elements along an axis, in descending order, and their positions.
  ///
  /// @throws ShapeException if the axis has fewer
  default TopK topK(int count, int axis) {
    int along = value().shape().axis("topK", axis);
    if (count < 0 || count > value().shape().extent(along)) {
      throw new ShapeException("[topK] %d elements were asked for of axis %d of shape %s, which has %d"
          .formatted(count, axis, value().shape(), value().shape().extent(along)));
    }
    TopK all = sorted("topK", axis, true);
    return new TopK(all.values().slice(along, 0, count), all.indices().slice(along, 0, count));
  }

  /// All elements and their positions: the primitive sorts the last axis, others are brought there and back.
  private TopK sorted(String operation, int axis, boolean descending) {
    int last = value().shape().rank() - 1;
    int along = value().shape().axis(operation, axis);
    Value[] results = new Sort(descending).allOn(Permute.move(value(), along, last));
    return new TopK(Tensor.of(Permute.move(results[0], last, along)), Tensor.of(Permute.move(results[1], last, along)));
  }
}
