package dev.chainrule.op;

/// e^A by scaling and squaring: the Padé approximant of degree 13 of A / 2ˢ, where its error is below the rounding of
/// doubles, squared s times (Higham, "The scaling and squaring method for the matrix exponential revisited", 2005).
final class ExponentialOfMatrix {
  private static final int DEGREE = 13;
  /// The largest 1-norm for which the approximant is exact.
  private static final double REACH = 5.371920351148152;

  private ExponentialOfMatrix() {}

  static double[] of(double[] a, int n) {
    double norm = norm(a, n);
    if (!(norm < Double.POSITIVE_INFINITY)) {
      double[] none = new double[a.length];
      java.util.Arrays.fill(none, Double.NaN);
      return none;
    }
    int squarings = norm > REACH ? Math.getExponent(norm / REACH) + 1 : 0;
    double[] scaled = a.clone();
    for (int i = 0; i < scaled.length; i++) {
      scaled[i] = Math.scalb(scaled[i], -squarings);
    }
    double[] result = approximant(scaled, n);
    for (int i = 0; i < squarings; i++) {
      result = Doubles.product(result, result, n, n, n);
    }
    return result;
  }

  private static double norm(double[] a, int n) {
    double largest = 0;
    for (int j = 0; j < n; j++) {
      double sum = 0;
      for (int i = 0; i < n; i++) {
        sum += Math.abs(a[i * n + j]);
      }
      largest = Math.max(largest, sum);
    }
    return largest;
  }

  /// p(-A)⁻¹ p(A), where p(A) = Σ cₖ Aᵏ with cₖ = cₖ₋₁ (13 - k + 1) / (k (26 - k + 1)); odd and even powers apart.
  private static double[] approximant(double[] a, int n) {
    double[] square = Doubles.product(a, a, n, n, n);
    double[] even = new double[n * n];
    double[] odd = new double[n * n];
    double[] coefficients = new double[DEGREE + 1];
    coefficients[0] = 1;
    for (int k = 1; k <= DEGREE; k++) {
      coefficients[k] = coefficients[k - 1] * (DEGREE - k + 1) / (k * (2.0 * DEGREE - k + 1));
    }
    for (int k = DEGREE / 2; k >= 0; k--) {
      even = timesPlus(square, even, coefficients[2 * k], n);
      odd = timesPlus(square, odd, coefficients[2 * k + 1], n);
    }
    odd = Doubles.product(a, odd, n, n, n);
    double[] above = new double[n * n];
    double[] below = new double[n * n];
    for (int i = 0; i < above.length; i++) {
      above[i] = even[i] + odd[i];
      below[i] = even[i] - odd[i];
    }
    return LuFactors.of(below, n).solve(above, n, false);
  }

  private static double[] timesPlus(double[] x, double[] y, double diagonal, int n) {
    double[] result = Doubles.product(x, y, n, n, n);
    for (int i = 0; i < n; i++) {
      result[i * n + i] += diagonal;
    }
    return result;
  }
}
