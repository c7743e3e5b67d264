package dev.chainrule;

import java.util.function.UnaryOperator;

/// Random whole numbers by their distribution function: the smallest number up to which there is a part of at least u, found
/// by halving. One uniform number makes one count, whatever its neighbours are.
final class CountingDistributions {
  private CountingDistributions() {}

  /// Between which numbers the count is; `low` is not below it once both are equal.
  private record Interval(Tensor low, Tensor high) {}

  /// @param usable       where there is a distribution
  /// @param last         a number that the count does not exceed, in F64
  /// @param distribution the part of the distribution that is at most so much
  static Tensor quantile(RandomKey key, Tensor usable, Tensor last, UnaryOperator<Tensor> distribution) {
    Tensor u = key.uniformInside(Chainrule.F64, last.shape().extents());
    Tensor none = last.zerosLike();
    Interval all = new Interval(none, usable.where(last.floor(), none));
    Interval found = Chainrule.whileLoop(
        (Interval interval) -> interval.low.lt(interval.high).any(),
        (Interval interval) -> {
          Tensor middle = interval.low.plus(interval.high).times(0.5).floor();
          Tensor reached = distribution.apply(middle).ge(u);
          Tensor open = interval.low.lt(interval.high);
          return new Interval(
              open.and(reached.not()).where(middle.plus(1), interval.low),
              open.and(reached).where(middle, interval.high));
        }, all);
    return usable.where(found.low, none.minus(1)).to(Chainrule.I32);
  }
}
