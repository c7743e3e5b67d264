package dev.chainrule.graph;

/// Bessel functions of whole orders, which are rounded: near 0 by their power series, far out by Hankel's asymptotic series
/// or by recurrence upward, where that is stable, and between by recurrence downward from an order at which they vanish
/// (Abramowitz and Stegun 9.6.10, 9.7.1, 9.6.26, 9.6.37, 10.1.2, 10.1.19).
final class Bessel {
  /// Up to here the power series of the modified functions is exact, from here on the asymptotic one of low orders.
  private static final double FAR = 30;
  /// Higher orders, which no derivative reaches, are NaN: the recurrences would be long.
  private static final int HIGHEST = 5_000;
  /// What a recurrence is scaled by before it overflows.
  private static final double LARGE = 0x1p800;

  private Bessel() {}

  static double i(double order, double x, boolean scaled) {
    if (!(Math.abs(order) <= HIGHEST) || Double.isNaN(x)) {
      return Double.NaN;
    }
    int n = Math.abs((int) Math.rint(order));
    double size = Math.abs(x);
    double sign = x < 0 && n % 2 != 0 ? -1 : 1;
    if (size <= FAR) {
      double series = series(n, size);
      return sign * (scaled ? series * Math.exp(-size) : series);
    }
    double y = size > FAR + n * (n / 2.0) ? asymptotic(n, size) : downward(n, size);
    return sign * (scaled ? y : far(y, size));
  }

  /// e^x in two factors, since it may overflow where the product does not.
  private static double far(double y, double x) {
    double root = Math.exp(x / 2);
    return x == Double.POSITIVE_INFINITY ? x : root * y * root;
  }

  /// e^-x Iₙ(x), since I₀ + 2 I₁ + 2 I₂ + … is eˣ.
  private static double downward(int n, double x) {
    double above = 0;
    double here = 1 / LARGE;
    double wanted = 0;
    double sum = 0;
    for (int k = (int) Math.sqrt((double) n * n + 100 * x) + 20; k > 0; k--) {
      double below = above + 2 * k / x * here;
      above = here;
      here = below;
      wanted = k - 1 == n ? here : wanted;
      sum += k == 1 ? here : 2 * here;
      if (here > LARGE) {
        above /= LARGE;
        here /= LARGE;
        wanted /= LARGE;
        sum /= LARGE;
      }
    }
    return wanted / sum;
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
    return x * x < 2 * n + 3 ? sphericalSeries(n, x) : Math.abs(x) > n ? upward(n, x) : sphericalDownward(n, x);
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

  /// Scaled by j₀ or j₁, whichever is not near a root.
  private static double sphericalDownward(int n, double x) {
    double above = 0;
    double here = 1 / LARGE;
    double wanted = 0;
    for (int k = n + 20 + (int) (12 * Math.cbrt(n)); k > 0; k--) {
      double below = (2 * k + 1) / x * here - above;
      above = here;
      here = below;
      wanted = k - 1 == n ? here : wanted;
      if (Math.abs(here) > LARGE) {
        above /= LARGE;
        here /= LARGE;
        wanted /= LARGE;
      }
    }
    double first = Math.sin(x) / x;
    return wanted * (Math.abs(here) > Math.abs(above) ? first / here : (first - Math.cos(x)) / x / above);
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
