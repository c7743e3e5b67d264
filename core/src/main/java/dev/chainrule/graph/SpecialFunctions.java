package dev.chainrule.graph;

import org.apache.commons.numbers.gamma.Erf;
import org.apache.commons.numbers.gamma.Erfc;
import org.apache.commons.numbers.gamma.Erfcx;
import org.apache.commons.numbers.gamma.InverseErf;
import org.apache.commons.numbers.gamma.InverseErfc;
import org.apache.commons.numbers.gamma.LogBeta;
import org.apache.commons.numbers.gamma.LogGamma;
import org.apache.commons.numbers.gamma.RegularizedBeta;
import org.apache.commons.numbers.gamma.RegularizedGamma;

/// The functions that instructions call where Java's `Math` has none: for the interpreter, compiled kernels and
/// printed source alike. All take and give `double`, NaN outside their domain; F32 is rounded from that.
///
/// What Apache Commons Numbers computes to a few units in the last place is taken from there; its digamma and
/// trigamma are wrong from the tenth digit on near 0, so these are our own.
public final class SpecialFunctions {
  private SpecialFunctions() {}

  /// The logarithm to base 2, exact at powers of 2.
  public static double log2(double x) {
    return ElementaryFunctions.log2(x);
  }

  /// The inverse of the hyperbolic sine.
  public static double asinh(double x) {
    return ElementaryFunctions.asinh(x);
  }

  /// The inverse of the hyperbolic cosine, for x ≥ 1.
  public static double acosh(double x) {
    return ElementaryFunctions.acosh(x);
  }

  /// The inverse of the hyperbolic tangent.
  public static double atanh(double x) {
    return ElementaryFunctions.atanh(x);
  }

  /// The error function 2/√π ∫₀ˣ e^(-t²) dt.
  public static double erf(double x) {
    return Erf.value(x);
  }

  /// 1 - erf(x), with full relative precision where erf is nearly 1.
  public static double erfc(double x) {
    return Erfc.value(x);
  }

  /// The inverse of [#erf], from -1 to 1, where it is infinite.
  public static double erfinv(double x) {
    return InverseErf.value(x);
  }

  /// The inverse of [#erfc], from 0 to 2, where it is infinite.
  public static double erfcinv(double x) {
    return InverseErfc.value(x);
  }

  /// e^(x²) erfc(x), which neither underflows nor cancels where erfc vanishes.
  public static double erfcx(double x) {
    return Erfcx.value(x);
  }

  /// 2/√π ∫₀^∞ tᵏ e^(-t² - 2xt) dt, k a whole number: (-½)ᵏ times the k-th derivative of [#erfcx].
  public static double erfcxMoment(double k, double x) {
    return ErfcxMoments.of(k, x);
  }

  /// The derivative of log Φ(x), the normal distribution function's logarithm, of an order, which is rounded to a whole
  /// number; that itself for order 0.
  public static double logNdtr(double order, double x) {
    return LogNdtr.of(order, x);
  }

  /// log(x / y) of numbers from 0 on, exact where they are nearly equal.
  public static double logRatio(double x, double y) {
    return Divergence.logRatio(x, y);
  }

  /// x log(x / y), 0 where x is 0, and ∞ where x or y is negative.
  public static double relEntr(double x, double y) {
    return Divergence.relEntr(x, y);
  }

  /// x log(x / y) - x + y, exact where they are nearly equal, and ∞ where x or y is negative.
  public static double klDiv(double x, double y) {
    return Divergence.klDiv(x, y);
  }

  /// log |Γ(x)|, ∞ at 0, -1, -2, ….
  public static double lgamma(double x) {
    if (x == Math.rint(x) && x <= 0 || x == Double.POSITIVE_INFINITY) {
      return Double.POSITIVE_INFINITY;
    }
    return LogGamma.value(x);
  }

  /// Γ'(x) / Γ(x), the derivative of [#lgamma].
  public static double digamma(double x) {
    return Polygamma.digamma(x);
  }

  /// The derivative of [#digamma] of an order, which is rounded to a whole number; NaN for negative ones
  /// and those above 170, whose factorial is infinite.
  public static double polygamma(double order, double x) {
    double whole = Math.rint(order);
    if (whole < 0 || Double.isNaN(order)) {
      return Double.NaN;
    }
    return whole == 0 ? Polygamma.digamma(x) : Polygamma.of(whole, x);
  }

  /// [#polygamma] at a less that at a + b, whose difference may be small beside them.
  public static double polygammaDifference(double order, double a, double b) {
    double whole = Math.rint(order);
    return whole < 0 || Double.isNaN(order) ? Double.NaN : PolygammaDifference.of(whole, a, b);
  }

  /// The logarithm of the beta function B(a, b) = Γ(a) Γ(b) / Γ(a + b) of positive numbers.
  public static double lbeta(double a, double b) {
    return LogBeta.value(a, b);
  }

  /// The regularised incomplete beta function I(x; a, b), the distribution function of beta variates.
  public static double betainc(double a, double b, double x) {
    return RegularizedBeta.value(x, a, b);
  }

  /// The modified Bessel function of the first kind Iₙ(x), of a whole order.
  public static double besselI(double order, double x) {
    return Bessel.i(order, x, false);
  }

  /// e^-|x| Iₙ(x), which does not overflow.
  public static double besselIScaled(double order, double x) {
    return Bessel.i(order, x, true);
  }

  /// The spherical Bessel function of the first kind jₙ(x), of a whole order; j₀(x) = sin(x) / x.
  public static double sphericalBessel(double order, double x) {
    return Bessel.spherical(order, x);
  }

  /// The regularised lower incomplete gamma function P(a, x), the distribution function of gamma variates of shape a.
  public static double gammainc(double a, double x) {
    return isAtAnEnd(a, x) ? a < x ? 1 : x < a ? 0 : Double.NaN : RegularizedGamma.P.value(a, x);
  }

  /// The regularised upper incomplete gamma function Q(a, x) = 1 - P(a, x).
  public static double gammaincc(double a, double x) {
    return isAtAnEnd(a, x) ? a < x ? 0 : x < a ? 1 : Double.NaN : RegularizedGamma.Q.value(a, x);
  }

  /// Where an incomplete gamma function is its limit.
  private static boolean isAtAnEnd(double a, double x) {
    return a >= 0 && x >= 0 && (a == 0 || x == 0 || a == Double.POSITIVE_INFINITY || x == Double.POSITIVE_INFINITY);
  }

  /// ∫₀ˣ (t/x)ᵃ⁻¹ eˣ⁻ᵗ log(t/x)ᵏ dt, k a whole number; 0 for k = -1, which derivatives multiply by 0.
  public static double lowerGammaMoment(double k, double a, double x) {
    return GammaMoments.lower(k, a, x);
  }

  /// ∫ₓ^∞ (t/x)ᵃ⁻¹ eˣ⁻ᵗ log(t/x)ᵏ dt, k a whole number; 0 for k = -1, which derivatives multiply by 0.
  public static double upperGammaMoment(double k, double a, double x) {
    return GammaMoments.upper(k, a, x);
  }
}
