package dev.chainrule.graph;

/// log Φ(x), the logarithm of the normal distribution function, and its derivatives of every order up to 170, as with polygamma functions.
///
/// The first derivative is m(x) = φ(x) / Φ(x), and m' = -m (x + m). In the lower tail that cancels more with every
/// order; there m is Laplace's continued fraction z + 1/(z + 2/(z + 3/(z + …))) with z = -x (Abramowitz and Stegun
/// 26.2.14), whose Taylor series is computed with it, and nothing cancels.
final class LogNdtr {
  private static final int HIGHEST = 170;
  /// Below this the continued fraction has 15 digits soon enough.
  private static final double TAIL = -2;

  private LogNdtr() {}

  static double of(double order, double x) {
    if (!(order >= -0.5 && order <= HIGHEST) || Double.isNaN(x)) {
      return Double.NaN;
    }
    int n = (int) Math.rint(order);
    if (n == 0) {
      return value(x);
    }
    if (x == Double.NEGATIVE_INFINITY) {
      return n == 1 ? Double.POSITIVE_INFINITY : n == 2 ? -1 : 0;
    }
    double coefficient = x < TAIL ? ofTail(n - 1, -x) : ofBulk(n - 1, x);
    for (int k = 2; k < n; k++) {
      coefficient *= k;
    }
    return coefficient;
  }

  private static double value(double x) {
    double u = -x * Math.sqrt(0.5);
    return x < -1
        ? Math.log(0.5 * SpecialFunctions.erfcx(u)) - x * x / 2
        : Math.log1p(-0.5 * SpecialFunctions.erfc(-u));
  }

  /// The n-th Taylor coefficient of m around -z.
  private static double ofTail(int n, double z) {
    double[] fraction = new double[n + 1];
    double[] inverse = new double[n + 1];
    int depth = 30 + 10 * n + (int) (480 / (z * z));
    double root = Math.hypot(z, 2 * Math.sqrt(depth));
    fraction[0] = (z + root) / 2;
    if (n > 0) {
      fraction[1] = (1 + z / root) / 2;
    }
    for (int k = depth; k > 0; k--) {
      invert(fraction, inverse);
      for (int i = 0; i <= n; i++) {
        fraction[i] = k * inverse[i] + (i == 0 ? z : i == 1 ? 1 : 0);
      }
    }
    return n % 2 == 0 ? fraction[n] : -fraction[n];
  }

  private static void invert(double[] series, double[] inverse) {
    inverse[0] = 1 / series[0];
    for (int j = 1; j < series.length; j++) {
      double sum = 0;
      for (int i = 1; i <= j; i++) {
        sum += series[i] * inverse[j - i];
      }
      inverse[j] = -inverse[0] * sum;
    }
  }

  /// The n-th Taylor coefficient of m around x, from its differential equation.
  private static double ofBulk(int n, double x) {
    double[] m = new double[n + 1];
    m[0] = Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI) / (0.5 * SpecialFunctions.erfc(-x * Math.sqrt(0.5)));
    if (m[0] == 0) {
      return 0;
    }
    for (int k = 0; k < n; k++) {
      double sum = x * m[k] + (k == 0 ? 0 : m[k - 1]);
      for (int i = 0; i <= k; i++) {
        sum += m[i] * m[k - i];
      }
      m[k + 1] = -sum / (k + 1);
    }
    return m[n];
  }
}
