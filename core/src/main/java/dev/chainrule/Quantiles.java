package dev.chainrule;

import dev.chainrule.graph.ElementException;
import dev.chainrule.graph.ShapeException;

/// Quantiles: two neighbours among the sorted elements, in proportion.
final class Quantiles {
  private Quantiles() {}

  /// The quantile of p of a hundred parts.
  static Tensor percentile(Tensor x, int axis, double p) {
    if (!(p >= 0 && p <= 100)) {
      throw new ElementException("[percentile] a percentile is from 0 to 100, not %s".formatted(p));
    }
    return of("percentile", x, axis, p / 100);
  }

  /// With a new first axis for the quantiles.
  static Tensor of(String operation, Tensor x, int axis, double... qs) {
    x.dtype().requireFloating(operation);
    int along = x.shape().axis(operation, axis);
    int extent = x.shape().extent(along);
    if (extent == 0) {
      throw new ShapeException("[%s] axis %d of shape %s has no elements, and nothing has no quantile".formatted(operation, axis, x.shape()));
    }
    int[] below = new int[qs.length];
    int[] above = new int[qs.length];
    double[] shares = new double[qs.length];
    for (int i = 0; i < qs.length; i++) {
      if (!(qs[i] >= 0 && qs[i] <= 1)) {
        throw new ElementException("[%s] a quantile is from 0 to 1, not %s".formatted(operation, qs[i]));
      }
      double place = qs[i] * (extent - 1);
      below[i] = (int) place;
      above[i] = Math.min(extent - 1, below[i] + 1);
      shares[i] = place - below[i];
    }
    Tensor sorted = x.moveAxis(along, 0).sort(0);
    Tensor share = Tensor.of(shares).to(x.dtype());
    for (int i = 1; i < x.rank(); i++) {
      share = share.expandDims(-1);
    }
    Tensor low = sorted.take(Tensor.of(below), 0);
    Tensor high = sorted.take(Tensor.of(above), 0);
    Tensor difference = high.minus(low);
    // An infinity has no part; what has no share does not count.
    Tensor infinite = Elementwise.zeroTimes(low, share.neg().plus(1)).plus(Elementwise.zeroTimes(high, share));
    Tensor between = difference.isFinite().where(low.plus(difference.times(share)), infinite);
    Tensor last = sorted.get(extent - 1);
    return last.isNaN().where(last, between);
  }
}
