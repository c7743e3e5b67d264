package dev.chainrule.op;

/// Systems of linear equations with a triangular matrix, by substitution.
final class TriangularSystem {
  private TriangularSystem() {}

  /// Replaces b by the X with `T·X = b`, or `Tᵀ·X = b`, where T is a triangle of a. With `unit`, its diagonal counts as ones.
  static double[] solve(double[] a, double[] b, int n, int columns, boolean lower, boolean transposed, boolean unit) {
    boolean downward = lower != transposed;
    for (int step = 0; step < n; step++) {
      int i = downward ? step : n - 1 - step;
      for (int earlier = 0; earlier < step; earlier++) {
        int j = downward ? earlier : n - 1 - earlier;
        double factor = transposed ? a[j * n + i] : a[i * n + j];
        for (int c = 0; c < columns; c++) {
          b[i * columns + c] -= factor * b[j * columns + c];
        }
      }
      for (int c = 0; !unit && c < columns; c++) {
        b[i * columns + c] /= a[i * n + i];
      }
    }
    return b;
  }
}
