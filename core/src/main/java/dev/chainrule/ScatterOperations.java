package dev.chainrule;

import dev.chainrule.graph.Operations;
import dev.chainrule.op.AddAlong;
import dev.chainrule.op.PutAlong;
import java.util.stream.Stream;

/// What puts elements at places of a tensor, or gathers them by the numbers of segments. All give a new tensor. Index
/// tensors are I32 or I64, negative indices count from the end, and one that is out of range is a
/// [dev.chainrule.graph.ElementException].
///
/// Selecting by a Bool mask would make a tensor whose shape depends on values, and there is none such. What it is needed
/// for is written with `where`, which keeps the shape and lets no gradient or NaN through from what was left out:
///
/// {@snippet :
/// Tensor x = Tensor.of(3.0, -1.0, 4.0);
/// Tensor chosen = x.gt(0);
/// Functions.where(chosen, x, 0).sum();                          // 7, the sum of x[chosen]
/// Functions.where(chosen, x, Double.NEGATIVE_INFINITY).max();   // 4, the largest of x[chosen]
/// chosen.to(x.dtype()).sum();                                   // 2, how many there are
/// x.at(chosen.not()).set(9);                                    // [3, 9, 4], as x[~chosen] = 9
/// }
@Operations
public sealed interface ScatterOperations extends Valued permits Tensor {
  /// A part of this tensor, to be changed in a copy: `x.at(Range.at(0)).set(y)`. The ranges are those of
  /// [LayoutOperations#get(Range...)].
  ///
  /// @throws dev.chainrule.graph.ShapeException if there are more ranges than axes, or a single position is outside its axis
  default At at(Range... ranges) {
    return new At((Tensor) this, ranges);
  }

  /// Elements of this tensor at places that index tensors name side by side, one tensor for each of the first axes, to be
  /// changed in a copy: `x.at(rows, columns).add(y)`. They are those of [IndexingOperations#get(Tensor...)]. Or those where a
  /// single Bool tensor, of the shape of this one or of its first axes, is true: `x.at(x.lt(0)).set(0)`.
  ///
  /// @throws dev.chainrule.graph.ShapeException   if there are more index tensors than axes, they do not broadcast, or a mask has another shape
  /// @throws dev.chainrule.graph.DTypeException   if they are not of integers, or one of several is Bool
  /// @throws dev.chainrule.graph.ElementException if an index is outside its axis
  default AtPositions at(Tensor first, Tensor... others) {
    return new AtPositions((Tensor) this, Stream.concat(Stream.of(first), Stream.of(others)).toArray(Tensor[]::new));
  }

  /// This, with slices along an axis replaced: `y[indices[i…]] = updates[i…]` for axis 0. Where an index is named twice the
  /// last update stays, and it alone receives a gradient. The updates have the shape that `take(indices, axis)` gives.
  default Tensor scatterSet(Tensor indices, Tensor updates, int axis) {
    return Scatters.slices(PutAlong.Rule.LAST, (Tensor) this, indices, updates, axis);
  }

  /// This, with elements of slices along an axis replaced where the updates are larger. Of equals the first receives the
  /// gradient, this tensor's before the updates'.
  default Tensor scatterMax(Tensor indices, Tensor updates, int axis) {
    return Scatters.slices(PutAlong.Rule.LARGEST, (Tensor) this, indices, updates, axis);
  }

  /// This, with elements of slices along an axis replaced where the updates are smaller. Of equals the first receives the
  /// gradient, this tensor's before the updates'.
  default Tensor scatterMin(Tensor indices, Tensor updates, int axis) {
    return Scatters.slices(PutAlong.Rule.SMALLEST, (Tensor) this, indices, updates, axis);
  }

  /// This, with elements of slices along an axis multiplied by the updates, as often as an index is named. Its derivatives
  /// hold at zeros too.
  default Tensor scatterMul(Tensor indices, Tensor updates, int axis) {
    return Scatters.multiplied((Tensor) this, indices, updates, axis);
  }

  /// This, with one element for each index added along an axis: `y[i, indices[i, j]] += updates[i, j]` for axis 1, as often as
  /// an index is named.
  default Tensor addAlongAxis(Tensor indices, Tensor updates, int axis) {
    int along = value().shape().axis("addAlongAxis", axis);
    return ((Tensor) this).plus(Tensor.of(new AddAlong(along, value().shape()).on(updates.value(), indices.value())));
  }

  /// This, with one element for each index replaced along an axis: `y[i, indices[i, j]] = updates[i, j]` for axis 1. Where an
  /// index is named twice the last update stays, and it alone receives a gradient.
  default Tensor putAlongAxis(Tensor indices, Tensor updates, int axis) {
    int along = value().shape().axis("putAlongAxis", axis);
    return Tensor.of(new PutAlong(PutAlong.Rule.LAST, along).on(value(), indices.value(), updates.value()));
  }

  /// The sums of this tensor's elements along its first axes by the numbers of their segments, which are indices below
  /// `count`: `[n, …]` with ids `[n]` becomes `[count, …]`. The sum of an empty segment is 0.
  ///
  /// {@snippet :
  /// Tensor x = Tensor.of(1.0, 2.0, 3.0, 4.0);
  /// x.segmentSum(Tensor.of(0, 2, 0, 2), 3); // [4, 0, 6]
  /// }
  ///
  /// @throws dev.chainrule.graph.ShapeException if the ids do not have the shape of the first axes
  default Tensor segmentSum(Tensor ids, int count) {
    return Scatters.segmentSum("segmentSum", (Tensor) this, ids, count);
  }

  /// The means of this tensor's elements by the numbers of their segments; that of an empty segment is 0.
  default Tensor segmentMean(Tensor ids, int count) {
    return Scatters.segmentMean((Tensor) this, ids, count);
  }

  /// The largest of this tensor's elements by the numbers of their segments; that of an empty segment is −∞, of integers the
  /// smallest that there is. The gradient goes to the first of equals.
  default Tensor segmentMax(Tensor ids, int count) {
    return Scatters.segmentExtremum("segmentMax", PutAlong.Rule.LARGEST, (Tensor) this, ids, count);
  }

  /// The smallest of this tensor's elements by the numbers of their segments; that of an empty segment is ∞, of integers the
  /// largest that there is. The gradient goes to the first of equals.
  default Tensor segmentMin(Tensor ids, int count) {
    return Scatters.segmentExtremum("segmentMin", PutAlong.Rule.SMALLEST, (Tensor) this, ids, count);
  }

  /// The products of this tensor's elements by the numbers of their segments; that of an empty segment is 1. Its derivatives
  /// hold at zeros too.
  default Tensor segmentProd(Tensor ids, int count) {
    return Scatters.segmentProduct("segmentProd", (Tensor) this, ids, count);
  }
}
