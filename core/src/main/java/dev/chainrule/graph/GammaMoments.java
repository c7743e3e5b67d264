package dev.chainrule.graph;

/// What the incomplete gamma functions and all their derivatives are made of: for k = 0, 1, 2, …
///
///     lower  ∫₀ˣ (t/x)ᵃ⁻¹ eˣ⁻ᵗ log(t/x)ᵏ dt        upper  ∫ₓ^∞ (t/x)ᵃ⁻¹ eˣ⁻ᵗ log(t/x)ᵏ dt
///
/// The derivative in a is that of the next k; the one in x is made of k and k - 1. With t = x e⁻ʳ below and
/// t = x (1 + r) above, both are integrals over r from 0 to ∞ that end exponentially, for which the double exponential
/// rule r = exp(τ - e^(-τ)) gives 14 digits with some 80 points (Takahasi and Mori 1974, "Double exponential formulas
/// for numerical integration"). Above they are more for small x, 8 for each factor of e.
final class GammaMoments {
  private static final double STEP = 0.125;
  private static final int FIRST = (int) (-4 / STEP);
  /// Below this, what is left of the integral is no more than its rounding.
  private static final double NEGLIGIBLE = -60;

  private GammaMoments() {}

  static double lower(double k, double a, double x) {
    return isInside(k, a, x) ? x == 0 ? 0 : below((int) Math.rint(k), a, x) : k == -1 ? 0 : Double.NaN;
  }

  static double upper(double k, double a, double x) {
    return a == 0 && x > 0 && isInside(k, 1, x) || isInside(k, a, x) ? x == 0 ? Double.POSITIVE_INFINITY : above((int) Math.rint(k), a, x) : k == -1 ? 0 : Double.NaN;
  }

  private static boolean isInside(double k, double a, double x) {
    return k > -0.5 && a > 0 && a < Double.POSITIVE_INFINITY && x >= 0 && x < Double.POSITIVE_INFINITY;
  }

  private static double below(int k, double a, double x) {
    double width = width(a, x);
    double sum = 0;
    for (int i = FIRST;; i++) {
      double shrink = Math.exp(-STEP * i);
      double r = width * Math.exp(STEP * i - shrink);
      double exponent = -a * r - x * Math.expm1(-r);
      if (!(exponent >= NEGLIGIBLE)) {
        return x * STEP * sum;
      }
      sum += Math.exp(exponent) * Math.pow(-r, k) * r * (1 + shrink);
    }
  }

  private static double above(int k, double a, double x) {
    double width = x < 1 ? 1 : width(a, x);
    double sum = 0;
    for (int i = FIRST;; i++) {
      double shrink = Math.exp(-STEP * i);
      double r = width * Math.exp(STEP * i - shrink);
      double logarithm = Math.log1p(r);
      double exponent = a * logarithm - x * r;
      if (!(exponent >= NEGLIGIBLE)) {
        return x * STEP * sum;
      }
      sum += Math.exp(exponent) * Math.pow(logarithm, k) * r / (1 + r) * (1 + shrink);
    }
  }

  /// About where the integral has its weight.
  private static double width(double a, double x) {
    return 1 / (Math.abs(a - x) + Math.sqrt(x));
  }
}
