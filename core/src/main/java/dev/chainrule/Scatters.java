package dev.chainrule;

import dev.chainrule.graph.DType;
import dev.chainrule.graph.Shape;
import dev.chainrule.graph.ShapeException;
import dev.chainrule.op.Indices;
import dev.chainrule.op.PutAlong;

/// What the scatter and segment operations have in common.
final class Scatters {
  private Scatters() {}

  static Tensor slices(PutAlong.Rule rule, Tensor base, Tensor indices, Tensor updates, int axis) {
    int along = base.shape().axis(rule.operation(), axis);
    return Tensor.of(PutAlong.slices(rule, along, base.value(), indices.value(), updates.value()));
  }

  static Tensor segmentSum(String operation, Tensor x, Tensor ids, int count) {
    return Tensor.full(x.dtype(), 0).broadcastTo(segments(operation, x, ids, count)).scatterAdd(ids, x, 0);
  }

  static Tensor segmentMean(Tensor x, Tensor ids, int count) {
    x.dtype().requireFloating("segmentMean");
    Tensor sums = segmentSum("segmentMean", x, ids, count);
    Tensor sizes = Tensor.full(x.dtype(), 1).broadcastTo(ids.shape()).segmentSum(ids, count).maximum(1);
    return sums.div(sizes.reshape(Shape.along(0, count, sums.rank())));
  }

  static Tensor segmentExtremum(String operation, PutAlong.Rule rule, Tensor x, Tensor ids, int count) {
    x.dtype().requireNumeric(operation, "convert with .to(I32)");
    Shape shape = segments(operation, x, ids, count);
    return slices(rule, none(x.dtype(), rule == PutAlong.Rule.LARGEST).broadcastTo(shape), ids, x, 0);
  }

  /// Sorted by their segments, elements are multiplied with those before them of the same segment, at distances of 1, 2, 4, …;
  /// the last of each segment has them all. So there is no division, and zeros do no harm.
  static Tensor segmentProduct(String operation, Tensor x, Tensor ids, int count) {
    Shape shape = segments(operation, x, ids, count);
    Shape rest = x.shape().range(ids.rank(), x.rank());
    int size = ids.size();
    Tensor ones = Tensor.full(x.dtype(), 1).broadcastTo(shape);
    if (size == 0) {
      return ones;
    }
    // Negative numbers count from the end; looking them up refuses those that are not there.
    Tensor numbers = Functions.arange(count).take(ids.flatten(), 0);
    Tensor order = numbers.argSort();
    Tensor sorted = numbers.take(order, 0);
    Tensor products = x.reshape(Shape.of(size).concat(rest)).take(order, 0);
    for (int distance = 1; distance < size; distance *= 2) {
      Tensor same = sorted.slice(0, distance, size).eq(sorted.slice(0, 0, size - distance));
      Tensor factors = same.reshape(Shape.along(0, same.size(), products.rank())).where(products.slice(0, 0, size - distance), Tensor.full(x.dtype(), 1));
      products = Functions.concat(0, products.slice(0, 0, distance), products.slice(0, distance, size).times(factors));
    }
    return ones.scatterSet(sorted, products, 0);
  }

  static Tensor multiplied(Tensor base, Tensor indices, Tensor updates, int axis) {
    int along = base.shape().axis("scatterMul", axis);
    Indices.requireSelection("scatterMul", base.shape(), along, indices.shape(), updates.shape());
    Tensor inFront = updates.reshape(base.shape().with(along, indices.size())).moveAxis(along, 0);
    Tensor factors = segmentProduct("scatterMul", inFront, indices.flatten(), base.shape().extent(along));
    return base.times(factors.moveAxis(0, along));
  }

  /// The positions that a dynamic slice has.
  static Tensor range(String operation, Tensor x, Tensor start, int length, int axis) {
    int extent = x.shape().extent(x.shape().axis(operation, axis));
    if (start.rank() != 0 || !start.dtype().isInteger()) {
      throw new ShapeException("[%s] the start must be an integer scalar, not %s".formatted(operation, start.value().type()));
    }
    if (length < 0 || length > extent) {
      throw new ShapeException("[%s] %d positions do not lie in axis %d of shape %s".formatted(operation, length, axis, x.shape()));
    }
    Tensor counted = start.lt(0).where(start.plus(extent), start);
    return counted.maximum(0).minimum(extent - length).plus(Functions.arange(start.dtype(), length));
  }

  /// What every number beats.
  private static Tensor none(DType dtype, boolean largest) {
    return switch (dtype) {
      case F32, F64, BOOL -> Tensor.full(dtype, largest ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY);
      case I32 -> Tensor.of(largest ? Integer.MIN_VALUE : Integer.MAX_VALUE);
      case I64 -> Tensor.of(largest ? Long.MIN_VALUE : Long.MAX_VALUE);
    };
  }

  /// The shape of the result.
  private static Shape segments(String operation, Tensor x, Tensor ids, int count) {
    if (ids.rank() > x.rank() || !ids.shape().equals(x.shape().range(0, ids.rank()))) {
      throw new ShapeException("[%s] ids of shape %s do not fit a tensor of shape %s: they name a segment for each of its first axes"
          .formatted(operation, ids.shape(), x.shape()));
    }
    if (count < 0) {
      throw new ShapeException("[%s] there cannot be %d segments".formatted(operation, count));
    }
    return Shape.of(count).concat(x.shape().range(ids.rank(), x.rank()));
  }
}
