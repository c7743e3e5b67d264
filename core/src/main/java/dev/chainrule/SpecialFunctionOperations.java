package dev.chainrule;

import dev.chainrule.graph.ElementException;
import dev.chainrule.graph.Literal;
import dev.chainrule.graph.Operations;
import dev.chainrule.graph.Pointwise;
import dev.chainrule.op.Broadcasting;
import dev.chainrule.op.IncompleteBeta;
import dev.chainrule.op.SpecialGates;

/// Special functions element by element: error, gamma, beta and Bessel functions, the normal distribution's, and entropies.
/// All take floating tensors, operands broadcast, and every one has derivatives of every order in all that it takes.
///
/// {@snippet :
/// System.out.println(Tensor.of(5.0).lgamma().exp().round()); // F64 24.0
/// }
@Operations
public sealed interface SpecialFunctionOperations extends Valued permits Tensor {
  private Tensor self() {
    return (Tensor) this;
  }

  /// The error function 2/√π ∫₀ˣ e^(−t²) dt, from −1 to 1.
  default Tensor erf() {
    return Elementwise.apply(SpecialGates.ERF, self());
  }

  /// 1 − erf(x), exact where erf is nearly 1.
  default Tensor erfc() {
    return Elementwise.apply(SpecialGates.ERFC, self());
  }

  /// The inverse of the error function, infinite at −1 and 1 and NaN beyond: the normal quantile of p is √2 erfinv(2p − 1).
  default Tensor erfinv() {
    return Elementwise.apply(SpecialGates.ERFINV, self());
  }

  /// The inverse of `erfc`, infinite at 0 and 2 and NaN beyond.
  default Tensor erfcinv() {
    return Elementwise.apply(SpecialGates.ERFCINV, self());
  }

  /// log |Γ(x)|, the logarithm of the factorial of x − 1; ∞ at 0, −1, −2, ….
  default Tensor lgamma() {
    return Elementwise.apply(SpecialGates.LGAMMA, self());
  }

  /// The derivative of `lgamma`; infinite at 0 and NaN at −1, −2, ….
  default Tensor digamma() {
    return Elementwise.apply(SpecialGates.DIGAMMA, self());
  }

  /// The derivative of `digamma` of an order; 1 gives the trigamma function.
  ///
  /// @throws ElementException if the order is negative or above 170
  default Tensor polygamma(int order) {
    if (order < 0 || order > 170) {
      throw new ElementException("[polygamma] the order must be from 0 to 170, not " + order);
    }
    return Tensor.of(SpecialGates.POLYGAMMA.on(Literal.of(value().type(), order), value()));
  }

  /// The regularised lower incomplete gamma function P(a, x) of a, which is this, and x: the part of the gamma
  /// distribution of shape a that lies below x. Both have derivatives of every order. At the ends it is its limit: 1 for
  /// a = 0 and for x = ∞, 0 for x = 0 and for a = ∞, NaN where two of these meet in contradiction.
  default Tensor gammainc(Tensor x) {
    return Elementwise.apply(SpecialGates.GAMMAINC, self(), x);
  }

  /// The regularised upper incomplete gamma function Q(a, x) = 1 − P(a, x) of a, which is this, and x.
  default Tensor gammaincc(Tensor x) {
    return Elementwise.apply(SpecialGates.GAMMAINCC, self(), x);
  }

  /// e^(x²) erfc(x), which neither underflows nor cancels where erfc vanishes; it overflows below −26.6.
  default Tensor erfcx() {
    return Elementwise.apply(SpecialGates.ERFCX, self());
  }

  /// The normal distribution function Φ(x) = ½ erfc(−x/√2), exact in both tails.
  default Tensor ndtr() {
    return self().times(-Math.sqrt(0.5)).erfc().times(0.5);
  }

  /// log Φ(x), finite where Φ underflows; it and its derivatives keep their digits in both tails.
  default Tensor logNdtr() {
    return Tensor.of(SpecialGates.LOG_NDTR.on(Literal.of(value().type(), 0), value()));
  }

  /// The normal quantile, the inverse of [#ndtr]: infinite at 0 and 1, NaN beyond. Exact near 0; near 1 as exact as 1 − p is.
  default Tensor ndtri() {
    return self().times(2).erfcinv().times(-Math.sqrt(2));
  }

  /// log |Γ_p(x)| = p (p − 1)/4 · log π + Σ log Γ(x − i/2), i below p: the logarithm of the multivariate gamma function.
  ///
  /// @throws ElementException if p is below 1
  default Tensor multigammaln(int p) {
    if (p < 1) {
      throw new ElementException("[multigammaln] the dimension must be 1 or more, not " + p);
    }
    Tensor halves = Functions.arange(value().dtype(), p).times(0.5);
    return self().expandDims(-1).minus(halves).lgamma().sum(-1).plus(p * (p - 1) / 4.0 * Math.log(Math.PI));
  }

  /// log B(a, b) of a, which is this, and b, both positive: log Γ(a) + log Γ(b) − log Γ(a + b), without its cancellation.
  default Tensor lbeta(Tensor b) {
    return Elementwise.apply(SpecialGates.LBETA, self(), b);
  }

  /// The regularised incomplete beta function I(x; a, b) of a, which is this, b and x: the part of the beta distribution that
  /// lies below x. Its derivatives in a and b are integrals by some hundred points for each element.
  ///
  /// {@snippet :
  /// System.out.println(Tensor.of(2.0).betainc(Tensor.of(2.0), Tensor.of(0.5))); // F64 0.5
  /// }
  default Tensor betainc(Tensor b, Tensor x) {
    Tensor zeros = self().zerosLike().plus(b.zerosLike()).plus(x.zerosLike());
    return Tensor.of(new IncompleteBeta().on(Broadcasting.to(value(), zeros.shape()), Broadcasting.to(b.value(), zeros.shape()),
        Broadcasting.to(x.value(), zeros.shape())));
  }

  /// The modified Bessel function of the first kind Iₙ(x) of a whole order from 0 to 100, with derivatives of every order.
  default Tensor besselI(int order) {
    return ofOrder(SpecialGates.BESSEL_I, order);
  }

  /// e^−|x| Iₙ(x), which does not overflow, of a whole order from 0 to 100.
  default Tensor besselIScaled(int order) {
    return ofOrder(SpecialGates.BESSEL_I_SCALED, order);
  }

  /// The spherical Bessel function of the first kind jₙ(x) of a whole order from 0 to 100; j₀(x) = sin(x) / x.
  default Tensor sphericalBessel(int order) {
    return ofOrder(SpecialGates.SPHERICAL_BESSEL, order);
  }

  private Tensor ofOrder(Pointwise row, int order) {
    if (order < 0 || order > 100) {
      throw new ElementException("[%s] the order must be from 0 to 100, not %d".formatted(row.name(), order));
    }
    return Tensor.of(row.on(Literal.of(value().type(), order), value()));
  }

  /// −x log x, the entropy's part of a probability: 0 at 0, −∞ below.
  default Tensor entr() {
    return Elementwise.apply(SpecialGates.ENTR, self());
  }

  /// x log(x / y), the relative entropy's part: 0 where x is 0, and ∞ where one is negative or y alone is 0.
  default Tensor relEntr(Tensor y) {
    return Elementwise.apply(SpecialGates.REL_ENTR, self(), y);
  }

  /// x log(x / y) − x + y, the Kullback-Leibler divergence's part, never negative: 0 where x and y are equal, exact where they
  /// nearly are, and ∞ where one is negative or y alone is 0.
  default Tensor klDiv(Tensor y) {
    return Elementwise.apply(SpecialGates.KL_DIV, self(), y);
  }
}
