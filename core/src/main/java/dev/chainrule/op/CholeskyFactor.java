package dev.chainrule.op;

import java.util.Arrays;

/// The lower triangle whose product with its transpose is a symmetric matrix.
final class CholeskyFactor {
  private CholeskyFactor() {}

  /// Of (a + aᵀ) / 2; where that is not positive definite the triangle is NaN.
  static double[] of(double[] a, int n) {
    double[] l = new double[n * n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j <= i; j++) {
        double rest = (a[i * n + j] + a[j * n + i]) / 2 - Doubles.dot(l, i * n, l, j * n, j);
        l[i * n + j] = i == j ? Math.sqrt(rest) : rest / l[j * n + j];
      }
      if (!(l[i * n + i] > 0)) {
        return none(n);
      }
    }
    return l;
  }

  private static double[] none(int n) {
    double[] l = new double[n * n];
    for (int i = 0; i < n; i++) {
      Arrays.fill(l, i * n, i * n + i + 1, Double.NaN);
    }
    return l;
  }
}
