package dev.chainrule.graph;

/// 2/√π ∫₀^∞ tᵏ e^(-t² - 2xt) dt for k = 0, 1, 2, …: for k = 0 that is erfcx(x), and the derivative is the next moment
/// times -2. None of them cancels, as the derivatives of erfcx written in erfcx do.
///
/// From 0 on the integral is summed by the double exponential rule t = exp(τ - e^(-τ)) (Takahasi and Mori 1974); below,
/// integration by parts gives each moment as a sum of positive ones before it.
final class ErfcxMoments {
  /// Higher ones, which no derivative reaches, are NaN.
  private static final int HIGHEST = 170;
  /// Below this, what is left of the integral is no more than its rounding.
  private static final double NEGLIGIBLE = -60;

  private ErfcxMoments() {}

  static double of(double order, double x) {
    if (!(order >= -0.5 && order <= HIGHEST) || Double.isNaN(x)) {
      return Double.NaN;
    }
    int k = (int) Math.rint(order);
    double whole = SpecialFunctions.erfcx(x);
    if (k == 0 || x == Double.POSITIVE_INFINITY) {
      return whole;
    }
    return x < 0 ? byParts(k, x, whole) : integral(k, x);
  }

  private static double byParts(int k, double x, double whole) {
    double before = whole;
    double here = 1 / Math.sqrt(Math.PI) - x * whole;
    for (int i = 1; i < k; i++) {
      double next = i * before / 2 - x * here;
      before = here;
      here = next;
    }
    return here;
  }

  private static double integral(int k, double x) {
    // The square in the exponent bends the integrand more than the line does.
    double step = x < 3 ? 1.0 / 16 : 1.0 / 8;
    double width = 1 / (1 + x);
    double sum = 0;
    for (int i = (int) (-4 / step);; i++) {
      double shrink = Math.exp(-step * i);
      double t = width * Math.exp(step * i - shrink);
      double exponent = -t * t - 2 * x * t;
      if (!(exponent >= NEGLIGIBLE - 8 * k)) {
        return 2 / Math.sqrt(Math.PI) * step * sum;
      }
      sum += Math.exp(exponent) * Math.pow(t, k) * t * (1 + shrink);
    }
  }
}
