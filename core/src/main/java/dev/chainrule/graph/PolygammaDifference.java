package dev.chainrule.graph;

/// ψ⁽ⁿ⁾(x) - ψ⁽ⁿ⁾(x + d), which is small beside either where x is large and d is not. So each term of the sums in [Polygamma] is
/// taken together with its partner, as (t + d)⁻ˢ = t⁻ˢ (1 + d/t)⁻ˢ, and nothing cancels.
final class PolygammaDifference {
  private PolygammaDifference() {}

  static double of(double order, double x, double d) {
    boolean usual = x > 0 && x + d > 0 && x + d < Double.POSITIVE_INFINITY && order <= Polygamma.HIGHEST;
    if (!usual) {
      return SpecialFunctions.polygamma(order, x) - SpecialFunctions.polygamma(order, x + d);
    }
    if (order == 0) {
      return ofDigamma(x, d);
    }
    double size = Polygamma.factorial(order) * ofZeta(order + 1, x, d);
    return order % 2 != 0 ? size : -size;
  }

  private static double ofDigamma(double x, double d) {
    double sum = 0;
    double far = x;
    for (; far < Polygamma.FAR; far++) {
      sum -= d / (far + d) / far;
    }
    double logarithm = Math.log1p(d / far);
    double series = 0;
    double power = 1;
    for (int k = 1; k <= Polygamma.BERNOULLI.length; k++) {
      power /= far * far;
      series -= Polygamma.BERNOULLI[k - 1] / (2 * k) * power * Math.expm1(-2 * k * logarithm);
    }
    return sum - logarithm - 0.5 * (d / (far + d) / far) - series;
  }

  /// Of Hurwitz' zeta function, ζ(s, x) - ζ(s, x + d).
  private static double ofZeta(double s, double x, double d) {
    double sum = 0;
    double far = x;
    for (; far < Polygamma.FAR + s; far++) {
      double term = change(far, d, s);
      sum += term;
      if (Math.abs(term) < Math.abs(sum) * 0x1p-60) {
        return sum;
      }
    }
    double factor = s;
    double series = 0;
    for (int k = 1; k <= Polygamma.BERNOULLI.length; k++) {
      factor /= (2 * k - 1) * (2 * k);
      series += Polygamma.BERNOULLI[k - 1] * factor * change(far, d, s + 2 * k - 1);
      factor *= (s + 2 * k - 1) * (s + 2 * k);
    }
    return sum + change(far, d, s - 1) / (s - 1) + change(far, d, s) / 2 + series;
  }

  /// t⁻ˢ - (t + d)⁻ˢ.
  private static double change(double t, double d, double s) {
    return -Math.pow(t, -s) * Math.expm1(-s * Math.log1p(d / t));
  }
}
