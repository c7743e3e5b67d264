package dev.chainrule.graph;

/// Bessel functions of whole orders, which are rounded: the modified ones of the first kind by their power series, whose
/// terms all have one sign, and far out by Hankel's asymptotic series; the spherical ones by recurrence upward where that
/// is stable, and by their power series below (Abramowitz and Stegun 9.6.10, 9.7.1, 10.1.2, 10.1.19).
final class Bessel {
  /// From here on the asymptotic series of low orders is exact.
  private static final double FAR = 30;
  /// Derivatives of orders as high as users take reach no further; the asymptotic series would not be exact in time.
  private static final int HIGHEST = 30;

  private Bessel() {}

  static double i(double order, double x, boolean scaled) {
    if (!(Math.abs(order) <= HIGHEST) || Double.isNaN(x)) {
      return Double.NaN;
    }
    int n = Math.abs((int) Math.rint(order));
    double size = Math.abs(x);
    double sign = x < 0 && n % 2 != 0 ? -1 : 1;
    if (size > FAR + n * n / 2.0) {
      return sign * (scaled ? asymptotic(n, size) : far(n, size));
    }
    double series = series(n, size);
    return sign * (scaled ? series * Math.exp(-size) : series);
  }

  /// e^x in two factors, since it may overflow where the product does not.
  private static double far(int n, double x) {
    double root = Math.exp(x / 2);
    return root * asymptotic(n, x) * root;
  }

  private static double series(int n, double x) {
    double term = 1;
    for (int k = 1; k <= n; k++) {
      term *= x / 2 / k;
    }
    double sum = term;
    for (int k = 1; term > sum * 0x1p-56; k++) {
      term *= x / 2 / k * (x / 2 / (n + k));
      sum += term;
    }
    return sum;
  }

  private static double asymptotic(int n, double x) {
    if (x == Double.POSITIVE_INFINITY) {
      return 0;
    }
    double term = 1;
    double sum = 1;
    for (int k = 1; Math.abs(term) > 0x1p-56 && k < 2 * x; k++) {
      double odd = 2.0 * k - 1;
      term *= -(4.0 * n * n - odd * odd) / (8 * k * x);
      sum += term;
    }
    return sum / Math.sqrt(2 * Math.PI * x);
  }

  static double spherical(double order, double x) {
    if (!(order >= -0.5 && order <= HIGHEST) || Double.isNaN(x)) {
      return Double.NaN;
    }
    int n = (int) Math.rint(order);
    if (Double.isInfinite(x)) {
      return 0;
    }
    return Math.abs(x) > Math.max(1, n) ? upward(n, x) : sphericalSeries(n, x);
  }

  private static double upward(int n, double x) {
    double before = Math.cos(x) / x;
    double here = Math.sin(x) / x;
    for (int k = 0; k < n; k++) {
      double next = (2 * k + 1) / x * here - before;
      before = here;
      here = next;
    }
    return here;
  }

  private static double sphericalSeries(int n, double x) {
    double term = 1;
    for (int k = 1; k <= n; k++) {
      term *= x / (2 * k + 1);
    }
    double sum = term;
    for (int k = 1; Math.abs(term) > Math.abs(sum) * 0x1p-56; k++) {
      term *= -x * x / 2 / (k * (2.0 * n + 2 * k + 1));
      sum += term;
    }
    return sum;
  }
}
