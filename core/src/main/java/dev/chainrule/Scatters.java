package dev.chainrule;

import dev.chainrule.graph.DType;
import dev.chainrule.graph.DTypeException;
import dev.chainrule.graph.Shape;
import dev.chainrule.graph.ShapeException;
import dev.chainrule.op.PutAlong;
import java.util.Arrays;

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
    Statistics.requireFloating("segmentMean", x.value());
    Tensor sums = segmentSum("segmentMean", x, ids, count);
    Tensor sizes = Tensor.full(x.dtype(), 1).broadcastTo(ids.shape()).segmentSum(ids, count).maximum(1);
    int[] extents = new int[sums.rank()];
    Arrays.fill(extents, 1);
    extents[0] = count;
    return sums.div(sizes.reshape(extents));
  }

  static Tensor segmentExtremum(String operation, PutAlong.Rule rule, Tensor x, Tensor ids, int count) {
    if (x.dtype() == DType.BOOL) {
      throw new DTypeException("[%s] was given Bool but takes numbers; convert with .to(I32)".formatted(operation));
    }
    Shape shape = segments(operation, x, ids, count);
    return slices(rule, none(x.dtype(), rule == PutAlong.Rule.LARGEST).broadcastTo(shape), ids, x, 0);
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
