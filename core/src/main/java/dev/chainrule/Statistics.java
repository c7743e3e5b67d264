package dev.chainrule;

import dev.chainrule.graph.Shape;
import dev.chainrule.graph.ShapeException;
import dev.chainrule.op.Axes;
import dev.chainrule.op.Gates;
import dev.chainrule.op.Matrices;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/// Reductions that are composed, and what keeps their values and derivatives finite.
final class Statistics {
  private Statistics() {}

  /// The number of the only axis.
  static int requireVector(String operation, Tensor x) {
    if (x.rank() != 1) {
      throw new ShapeException("[%s] shape %s is no vector, which has one axis".formatted(operation, x.shape()));
    }
    return 0;
  }

  /// Checks that the rows of two matrices, or batches of them, are points of one space.
  static void requirePoints(String operation, Tensor x, Tensor y) {
    if (x.rank() < 2 || y.rank() < 2 || x.shape().extent(-1) != y.shape().extent(-1)) {
      throw new ShapeException("[%s] points of shapes %s and %s do not fit: they are the rows of matrices, […, n, d] and […, m, d], with one d"
          .formatted(operation, x.shape(), y.shape()));
    }
    Matrices.broadcastLead(operation, x.shape(), y.shape());
  }

  static Tensor withoutNaN(String operation, Tensor x, double instead) {
    x.dtype().requireFloating(operation);
    return x.isNaN().where(Tensor.full(x.dtype(), instead), x);
  }

  static Tensor vectorNorm(Tensor x, double p, int... axes) {
    x.dtype().requireFloating("vectorNorm");
    Tensor size = x.abs();
    if (p == 2) {
      return x.norm(axes);
    }
    if (p == 1) {
      return size.sum(axes);
    }
    if (Double.isInfinite(p)) {
      return p > 0 ? size.max(axes) : size.min(axes);
    }
    if (p == 0) {
      return size.ne(0).to(x.dtype()).sum(axes);
    }
    if (Axes.count("vectorNorm", x.shape(), axes) == 0) {
      return size.sum(axes);
    }
    // Over the magnitude that decides, no power overflows or vanishes. It counts as a constant, since it cancels.
    KeepDims kept = KeepDims.of(axes);
    Tensor unit = (p > 0 ? size.max(kept) : size.min(kept)).stopGradient();
    unit = unit.gt(0).and(unit.isFinite()).where(unit, unit.onesLike());
    Tensor sum = size.div(unit).pow(p).sum(kept);
    // As with the square root of 0: neither an infinite derivative is born, nor does a gradient arrive there.
    Tensor zero = sum.eq(0);
    Tensor norm = zero.where(sum.zerosLike(), zero.where(sum.onesLike(), sum).pow(1 / p)).times(unit);
    if (p < 0) {
      return norm.sum(axes);
    }
    // Infinite elements, and NaN, are all there is beside finite ones.
    Tensor far = size.isFinite().where(size.zerosLike(), size).sum(kept);
    return far.eq(0).where(norm, far).sum(axes);
  }

  /// The square root, with derivatives of 0 at 0 in place of infinite ones. Both `where`s are needed: the inner
  /// one keeps the infinite derivative from being born, the outer one its gradient from arriving.
  static Tensor rootOrZero(Tensor square) {
    Tensor zero = square.eq(0);
    return zero.where(square.zerosLike(), zero.where(square.onesLike(), square).sqrt());
  }

  /// Weights with an axis for each of some axes of a tensor, as a tensor that broadcasts to it; others as they are.
  static Tensor weights(Tensor x, Tensor weights, int... axes) {
    if (axes.length == 0 || weights.rank() != axes.length || weights.rank() == x.rank()) {
      return weights;
    }
    Shape along = Axes.ones(x.shape(), Axes.of("average", x.shape()));
    for (int i = 0; i < axes.length; i++) {
      int axis = x.shape().axis("average", axes[i]);
      if (weights.shape().extent(i) != x.shape().extent(axis)) {
        throw new ShapeException("[average] weights of shape %s for axes %s of shape %s: axis %d has extent %d there, and %d in the weights; give a weight for each place along these axes, or weights of all axes"
            .formatted(weights.shape(), Arrays.toString(axes), x.shape(), axes[i], x.shape().extent(axis), weights.shape().extent(i)));
      }
      along = along.with(axis, x.shape().extent(axis));
    }
    int[] order = IntStream.range(0, axes.length).boxed().sorted(Comparator.comparing(i -> x.shape().axis("average", axes[i]))).mapToInt(i -> i).toArray();
    return weights.transpose(order).reshape(along);
  }

  /// The numbers times ∞ as products of matrices, in which no derivative of 0 wins over ∞: what is 0 / 0 has tangents of NaN
  /// then, as all others have it.
  static Tensor endless(Tensor x) {
    Tensor infinity = Tensor.full(x.dtype(), Double.POSITIVE_INFINITY).reshape(1, 1);
    return x.expandDims(-1).matmul(infinity).reshape(x.shape());
  }

  /// x − mean. The first element is subtracted before the mean is taken, and counts as a constant, since that cancels:
  /// the mean of numbers far from 0 has not the digits to tell them apart.
  static Tensor centred(String operation, Tensor x, KeepDims axes) {
    List<Integer> own = Axes.of(operation, x.shape(), axes.toArray());
    if (Axes.count(x.shape(), own) == 0) {
      return x;
    }
    Tensor first = x.stopGradient();
    for (int axis : own) {
      first = first.slice(axis, 0, 1);
    }
    Tensor near = x.minus(first);
    return near.minus(near.mean(axes));
  }

  /// log Σeˣ with the axes kept. The largest element is subtracted before and added after; as that cancels, it
  /// counts as a constant.
  static Tensor logSumExp(Tensor x, KeepDims axes) {
    x.dtype().requireFloating("logSumExp");
    if (Axes.count("logSumExp", x.shape(), axes.toArray()) == 0) {
      return endless(x.sum(axes).minus(1)); // −∞
    }
    Tensor shift = shift("logSumExp", x, axes);
    return Elementwise.apply(Gates.LOG_OF_POWERS, x.minus(shift).exp().sum(axes)).plus(shift);
  }

  /// The logarithm is subtracted after the largest element is: the other way round their sum would lose its digits.
  static Tensor logSoftmax(Tensor x, int axis) {
    x.dtype().requireFloating("logSoftmax");
    KeepDims along = KeepDims.of(axis);
    Tensor shifted = x.minus(shift("logSoftmax", x, along));
    return shifted.minus(shifted.exp().sum(along).log());
  }

  /// Windows that double in length are joined, until each reaches back to the beginning.
  static Tensor cumLogSumExp(Tensor x, int axis) {
    x.dtype().requireFloating("cumLogSumExp");
    int extent = x.shape().extent(axis);
    Tensor result = x;
    for (int reach = 1; reach < extent; reach *= 2) {
      Tensor nothing = Tensor.full(x.dtype(), Double.NEGATIVE_INFINITY).broadcastTo(x.shape().with(axis, reach));
      Tensor before = Functions.concat(axis, nothing, result.slice(axis, 0, extent - reach));
      result = Functions.stack(0, result, before).logSumExp(0);
    }
    return result;
  }

  static Tensor softmax(Tensor x, int axis) {
    x.dtype().requireFloating("softmax");
    KeepDims along = KeepDims.of(axis);
    Tensor powers = x.minus(shift("softmax", x, along)).exp();
    return powers.div(powers.sum(along));
  }

  /// The largest element, or 0 where there is none or it is not finite: ∞ − ∞ would be NaN.
  private static Tensor shift(String operation, Tensor x, KeepDims axes) {
    if (Axes.count(operation, x.shape(), axes.toArray()) == 0) {
      return x.sum(axes).stopGradient();
    }
    Tensor largest = x.stopGradient().max(axes);
    Tensor finite = largest.minus(largest).eq(0);
    return finite.where(largest, largest.zerosLike());
  }
}
