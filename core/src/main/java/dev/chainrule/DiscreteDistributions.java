package dev.chainrule;

import static dev.chainrule.RandomKey.requireFloating;
import static dev.chainrule.RandomKey.requireOrder;

import dev.chainrule.graph.DType;
import dev.chainrule.graph.ElementException;
import dev.chainrule.graph.Operations;
import dev.chainrule.graph.Shape;
import dev.chainrule.graph.ShapeException;

/// Random truth values, integers and orders. No gradient passes through any but [#gumbelSoftmax].
///
/// A parameter that is a number is refused where there is no such distribution. The elements of a tensor are not looked at,
/// since a compiled function does not know them when it is traced: where they are no parameters, integers drawn are −1, truths
/// false, and the floating numbers of [ContinuousDistributions] NaN.
///
/// {@snippet :
/// System.out.println(RandomKey.of(7).permutation(5).sort()); // I32[5] [0, 1, 2, 3, 4]
/// }
@Operations
public sealed interface DiscreteDistributions permits RandomKey {
  private RandomKey key() {
    return (RandomKey) this;
  }

  /// True with probability p, to within 2⁻²⁴.
  ///
  /// @throws ElementException if that is no probability
  default Tensor bernoulli(double p, int... extents) {
    if (!(p >= 0 && p <= 1)) {
      throw new ElementException("[bernoulli] the probability is %s, but must lie from 0 to 1".formatted(p));
    }
    return key().uniform(DType.F32, extents).lt(p);
  }

  /// True with a probability for each element, in F32 or F64. Below 0 and where it is NaN that is never, above 1 always.
  default Tensor bernoulli(Tensor p) {
    return key().uniform(requireFloating("bernoulli", p.dtype()), p.shape().extents()).lt(p);
  }

  /// 1 or −1, equally likely.
  default Tensor rademacher(DType dtype, int... extents) {
    return key().bits(DType.I32, extents).shiftRightLogical(31).times(2).minus(1).to(dtype);
  }

  /// Classes (I32) drawn by unnormalised log probabilities along the last axis, which the result lacks: `[…, classes]` becomes
  /// `[extents…, …]`. −1 where no class has a probability: all are −∞, or one is NaN.
  default Tensor categorical(Tensor logits, int... extents) {
    logits.shape().axis("categorical", -1);
    Shape shape = Shape.of(extents).concat(logits.shape());
    Tensor drawn = logits.plus(key().gumbel(requireFloating("categorical", logits.dtype()), shape.extents())).argMax(-1);
    return logits.max(-1).gt(Double.NEGATIVE_INFINITY).where(drawn, Tensor.of(-1));
  }

  /// Probabilities of classes along the last axis that are nearly 1 for one of them, drawn by unnormalised log probabilities:
  /// the softmax of logits with Gumbel noise over a temperature (Jang, Gu and Poole 2017). Where `hard`, the result is the
  /// class's unit vector, and its derivative that of the probabilities.
  default Tensor gumbelSoftmax(Tensor logits, double temperature, boolean hard) {
    Tensor noise = key().gumbel(requireFloating("gumbelSoftmax", logits.dtype()), logits.shape().extents());
    Tensor soft = logits.plus(noise).div(temperature).softmax(-1);
    return hard
        ? soft.argMax(-1).oneHot(logits.shape().extent(-1), logits.dtype()).plus(soft.minus(soft.stopGradient()))
        : soft;
  }

  /// Integers (I32) from `low` up to but not including `high`, equally likely to within 2⁻³¹.
  ///
  /// @throws ElementException if low is not below high
  default Tensor randint(int low, int high, int... extents) {
    requireOrder("randint", low, high);
    return key().bits(DType.I64, extents).shiftRightLogical(1).rem((double) high - low).plus(low).to(DType.I32);
  }

  /// How many trials (I32) it takes to the first success, whose probability is given for each element: ⌈log u / log(1 − p)⌉.
  /// −1 where that is not above 0 and at most 1.
  default Tensor geometric(Tensor p) {
    Tensor u = key().uniformInside(requireFloating("geometric", p.dtype()), p.shape().extents());
    Tensor usable = p.gt(0).and(p.le(1));
    Tensor count = u.log().div(usable.where(p, p.onesLike()).neg().log1p()).ceil().maximum(1);
    return usable.where(count, p.onesLike().neg()).to(DType.I32);
  }

  /// Of the Poisson distribution (I32) with a rate for each element, up to 10⁹: the smallest number up to which it has a part
  /// of at least u. −1 where the rate is not such a number.
  default Tensor poisson(Tensor rate) {
    requireFloating("poisson", rate.dtype());
    Tensor mean = rate.stopGradient().to(DType.F64);
    // The part above this is less than the smallest u.
    Tensor last = mean.plus(mean.sqrt().times(10)).plus(60);
    Tensor usable = mean.ge(0).and(mean.le(1e9));
    return CountingDistributions.quantile(key(), usable, last, k -> k.plus(1).gammaincc(mean));
  }

  /// Of the binomial distribution (I32), the number of successes in so many trials with this probability; both broadcast.
  /// −1 where there is none.
  default Tensor binomial(Tensor trials, Tensor p) {
    requireFloating("binomial", p.dtype());
    Shape shape = Shape.broadcast("binomial", trials.shape(), p.shape());
    Tensor n = trials.stopGradient().to(DType.F64).broadcastTo(shape);
    Tensor failure = p.stopGradient().to(DType.F64).broadcastTo(shape).neg().plus(1);
    Tensor usable = n.ge(0).and(n.le(1e9)).and(failure.ge(0)).and(failure.le(1));
    return CountingDistributions.quantile(key(), usable, n, k ->
        k.ge(n).where(n.onesLike(), k.lt(n).where(n.minus(k), n.onesLike()).betainc(k.plus(1), failure)));
  }

  /// The numbers 0 to `count` - 1 (I32) in random order.
  default Tensor permutation(int count) {
    return key().bits(DType.I64, count).argSort();
  }

  /// The slices along the first axis in random order.
  default Tensor shuffle(Tensor x) {
    return x.take(permutation(x.shape().extent(x.shape().axis("shuffle", 0))), 0);
  }

  /// Some slices along the first axis, equally likely, each at most once unless they are replaced after each draw.
  ///
  /// @throws ShapeException if there are fewer than are to be drawn without replacement
  default Tensor choice(Tensor x, int count, boolean replace) {
    int all = x.shape().extent(x.shape().axis("choice", 0));
    requireEnough(x, count, replace);
    return x.take(replace ? randint(0, all, count) : permutation(all).slice(0, 0, count), 0);
  }

  /// The same with a probability for each slice. Without replacement it is that among those left; the slices then are the
  /// largest of log probabilities with Gumbel noise.
  ///
  /// @throws ShapeException if there are fewer than are to be drawn without replacement, or not a probability for each
  default Tensor choice(Tensor x, int count, boolean replace, Tensor p) {
    requireEnough(x, count, replace);
    if (p.rank() != 1 || p.size() != x.shape().extent(0)) {
      throw new ShapeException("[choice] probabilities of shape %s for %d slices; each needs one".formatted(p.shape(), x.shape().extent(0)));
    }
    Tensor logits = p.log();
    return x.take(replace ? categorical(logits, count)
        : logits.plus(key().gumbel(requireFloating("choice", p.dtype()), p.size())).topK(count).indices(), 0);
  }

  private static void requireEnough(Tensor x, int count, boolean replace) {
    int all = x.shape().extent(x.shape().axis("choice", 0));
    if (count < 0 || !replace && count > all || replace && all == 0 && count > 0) {
      throw new ShapeException("[choice] %d of the %d slices of shape %s cannot be drawn %s replacement"
          .formatted(count, all, x.shape(), replace ? "with" : "without"));
    }
  }
}
