package dev.chainrule.op;

import java.util.Arrays;

/// The cofactors of a square matrix, and how they change with it, by its singular values: see [Cofactors] and
/// [CofactorsTangent].
final class CofactorMatrix {
  private CofactorMatrix() {}

  static double[] of(double[] a, int n) {
    JacobiSvd svd = JacobiSvd.of(a, n, n);
    double[] products = productsOfOthers(svd.s());
    double[] u = svd.u();
    double sign = orientation(svd, n);
    for (int k = 0; k < n * n; k++) {
      u[k] *= sign * products[k % n];
    }
    return Doubles.product(u, svd.vt(), n, n, n);
  }

  /// Their change in the direction x.
  static double[] tangent(double[] a, double[] x, int n) {
    JacobiSvd svd = JacobiSvd.of(a, n, n);
    double[] u = svd.u();
    double[] vt = svd.vt();
    double[] right = Doubles.product(x, Doubles.transposed(vt, n, n), n, n, n);
    double[] m = Doubles.product(Doubles.transposed(u, n, n), right, n, n, n);
    double[] inner = tangentOfDiagonal(svd.s(), m, orientation(svd, n), n);
    return Doubles.product(Doubles.product(u, inner, n, n, n), vt, n, n, n);
  }

  /// The same for a diagonal matrix, times a sign.
  private static double[] tangentOfDiagonal(double[] s, double[] m, double sign, int n) {
    double[] result = new double[n * n];
    for (int i = 0; i < n; i++) {
      double[] others = s.clone();
      others[i] = 1;
      double[] products = productsOfOthers(others);
      for (int j = 0; j < n; j++) {
        if (j != i) {
          result[i * n + i] += sign * products[j] * m[j * n + j];
          result[i * n + j] = -sign * products[j] * m[j * n + i];
        }
      }
    }
    return result;
  }

  /// The determinants of both orthogonal factors, which are 1 or -1, multiplied.
  private static double orientation(JacobiSvd svd, int n) {
    return LuFactors.of(svd.u(), n).sign() * LuFactors.of(svd.vt(), n).sign();
  }

  /// For each number the product of all others, without division.
  private static double[] productsOfOthers(double[] numbers) {
    double[] products = new double[numbers.length];
    Arrays.fill(products, 1);
    double before = 1;
    double after = 1;
    for (int i = 0, j = numbers.length - 1; j >= 0; i++, j--) {
      products[i] *= before;
      before *= numbers[i];
      products[j] *= after;
      after *= numbers[j];
    }
    return products;
  }
}
