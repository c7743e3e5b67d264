package dev.chainrule;

import dev.chainrule.graph.ElementException;
import dev.chainrule.graph.ShapeException;

/// Places in sorted vectors, and what is found there.
final class Searches {
  private Searches() {}

  /// Halves what is left of the vector, for all elements at once.
  static Tensor places(String operation, Tensor x, Tensor sorted, boolean right) {
    Statistics.requireVector(operation, sorted);
    Tensor values = x.stopGradient();
    Tensor table = sorted.stopGradient();
    int length = sorted.size();
    Tensor low = Tensor.full(Chainrule.I32, 0).broadcastTo(x.shape());
    Tensor high = Tensor.full(Chainrule.I32, length).broadcastTo(x.shape());
    for (int left = length; left > 0; left /= 2) {
      Tensor middle = low.plus(high).shiftRight(1);
      Tensor found = table.take(middle.minimum(length - 1), 0);
      Tensor later = low.lt(high).and(right ? less(values, found).not() : less(found, values));
      Tensor moved = later.where(middle.plus(1), low);
      high = later.where(high, middle);
      low = moved;
    }
    return low;
  }

  /// In the order of sorting, where NaN comes last.
  private static Tensor less(Tensor a, Tensor b) {
    return a.lt(b).or(b.isNaN().and(a.isNaN().not()));
  }

  static Tensor interpolate(Tensor x, Tensor xs, Tensor ys) {
    x.dtype().requireFloating("interp");
    Statistics.requireVector("interp", xs);
    if (!xs.shape().equals(ys.shape()) || xs.size() == 0) {
      throw new ShapeException("[interp] a table of %s places and %s values: both must be vectors of one length, 1 or more"
          .formatted(xs.shape(), ys.shape()));
    }
    int last = xs.size() - 1;
    Tensor place = places("interp", x, xs, true);
    Tensor before = place.minus(1).maximum(0);
    Tensor after = place.minimum(last);
    Tensor start = xs.take(before, 0);
    Tensor width = xs.take(after, 0).minus(start);
    Tensor flat = width.eq(0);
    Tensor share = flat.where(width.zerosLike(), x.minus(start).div(flat.where(width.onesLike(), width)));
    return x.isNaN().where(x, ys.take(before, 0).lerp(ys.take(after, 0), share));
  }

  static Tensor histogram(Tensor x, int bins, double low, double high) {
    if (bins < 1 || !(low < high) || Double.isInfinite(high - low)) {
      throw new ElementException("[histogram] %d bins from %s to %s: there must be one or more, between two finite ends in ascending order"
          .formatted(bins, low, high));
    }
    Tensor numbers = x.dtype().isFloating() ? x.stopGradient() : x.to(Chainrule.F64);
    Tensor inside = numbers.ge(low).and(numbers.le(high));
    Tensor bin = inside.where(numbers, Tensor.full(numbers.dtype(), low)).minus(low).times(bins / (high - low)).floor()
        .to(Chainrule.I32).minimum(bins - 1);
    return inside.to(Chainrule.I32).segmentSum(bin, bins);
  }
}
