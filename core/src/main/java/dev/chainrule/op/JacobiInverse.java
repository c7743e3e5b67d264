package dev.chainrule.op;

/// The Moore–Penrose inverse of a matrix, by its singular values.
final class JacobiInverse {
  private JacobiInverse() {}

  /// Singular values below the largest times `precision` times the larger extent count as zeros.
  static double[] of(double[] a, int rows, int columns, double precision) {
    return rows >= columns
        ? ofTall(a, rows, columns, precision)
        : Doubles.transposed(ofTall(Doubles.transposed(a, rows, columns), columns, rows, precision), rows, columns);
  }

  private static double[] ofTall(double[] a, int rows, int columns, double precision) {
    JacobiSvd svd = JacobiSvd.of(a, rows, columns);
    double[] s = svd.s();
    double[] v = Doubles.transposed(svd.vt(), columns, columns);
    for (int k = 0; k < v.length; k++) {
      double value = s[k % columns];
      v[k] = value <= s[0] * precision * rows ? 0 : v[k] / value;
    }
    return Doubles.product(v, Doubles.transposed(svd.u(), rows, columns), columns, columns, rows);
  }
}
