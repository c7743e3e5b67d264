package dev.chainrule.graph;

/// The parts of relative entropies: x log(x / y), and that less x plus y. Outside their domain, which is the quadrant of
/// x ≥ 0 and y ≥ 0, and at y = 0 below a positive x they are ∞; NaN of NaN.
final class Divergence {
  private Divergence() {}

  /// log(x / y) of numbers from 0 on, to the last digit also where they are nearly equal or their quotient overflows.
  static double logRatio(double x, double y) {
    if (!(x >= 0 && y >= 0 && x + y > 0)) {
      return Double.NaN;
    }
    if (y / 2 <= x && x <= 2 * y && x - y < Double.POSITIVE_INFINITY) {
      return x == y ? 0 : Math.log1p((x - y) / y);
    }
    double ratio = x / y;
    return x == 0 || ratio >= Double.MIN_NORMAL && ratio < Double.POSITIVE_INFINITY ? Math.log(ratio) : Math.log(x) - Math.log(y);
  }

  static double relEntr(double x, double y) {
    return isOutside(x, y) ? Double.POSITIVE_INFINITY : x == 0 && y >= 0 ? 0 : x * logRatio(x, y);
  }

  /// x (d - log(1 + d)) with d = (y - x) / x.
  static double klDiv(double x, double y) {
    if (isOutside(x, y)) {
      return Double.POSITIVE_INFINITY;
    }
    if (x == 0 && y >= 0) {
      return y;
    }
    double d = (y - x) / x;
    return Math.abs(d) < 0.5 ? x * lessLog1p(d) : x * logRatio(x, y) - x + y;
  }

  private static boolean isOutside(double x, double y) {
    return !Double.isNaN(x) && !Double.isNaN(y) && (x < 0 || y < 0 || y == 0 && x > 0);
  }

  /// d - log(1 + d) for |d| < 1/2: with s = d / (2 + d), log(1 + d) is 2 (s + s³/3 + s⁵/5 + …), of which d - 2s is d·s.
  private static double lessLog1p(double d) {
    double s = d / (2 + d);
    double square = s * s;
    double sum = 0;
    for (int k = 31; k >= 3; k -= 2) {
      sum = sum * square + 1.0 / k;
    }
    return d * s - 2 * s * square * sum;
  }
}
