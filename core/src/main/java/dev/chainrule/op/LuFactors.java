package dev.chainrule.op;

import java.util.stream.IntStream;

/// The factors of a square matrix with its rows in another order, P·A = L·U, by elimination with partial pivoting
/// (Golub and Van Loan, Matrix Computations, section 3.4). L has ones on its diagonal and lies below U in the same
/// array. A column without a pivot is left as it is: U then has a zero on its diagonal.
final class LuFactors {
  private final double[] lu;
  private final int n;
  private final int[] rows;
  private int swaps;

  private LuFactors(double[] a, int n) {
    this.lu = a;
    this.n = n;
    this.rows = IntStream.range(0, n).toArray();
  }

  /// Factors the matrix in place.
  static LuFactors of(double[] a, int n) {
    LuFactors factors = new LuFactors(a, n);
    for (int k = 0; k < n; k++) {
      factors.bringUp(factors.pivot(k), k);
      if (a[k * n + k] != 0) {
        factors.eliminate(k);
      }
    }
    return factors;
  }

  private int pivot(int k) {
    int best = k;
    for (int i = k + 1; i < n; i++) {
      if (Math.abs(lu[i * n + k]) > Math.abs(lu[best * n + k])) {
        best = i;
      }
    }
    return best;
  }

  private void bringUp(int row, int k) {
    if (row == k) {
      return;
    }
    for (int j = 0; j < n; j++) {
      double moved = lu[row * n + j];
      lu[row * n + j] = lu[k * n + j];
      lu[k * n + j] = moved;
    }
    int moved = rows[row];
    rows[row] = rows[k];
    rows[k] = moved;
    swaps++;
  }

  private void eliminate(int k) {
    for (int i = k + 1; i < n; i++) {
      double factor = lu[i * n + k] / lu[k * n + k];
      lu[i * n + k] = factor;
      for (int j = k + 1; factor != 0 && j < n; j++) {
        lu[i * n + j] -= factor * lu[k * n + j];
      }
    }
  }

  /// L below the diagonal, U on and above it.
  double[] packed() {
    return lu;
  }

  /// Which row of the matrix each row is.
  double[] order() {
    return IntStream.of(rows).asDoubleStream().toArray();
  }

  double determinant() {
    double product = ScaledProduct.of(IntStream.range(0, n).mapToDouble(k -> lu[k * n + k]).toArray(), n).value();
    return swaps % 2 == 0 ? product : -product;
  }

  /// The sign of the determinant: 1, -1, or 0.
  double sign() {
    double sign = swaps % 2 == 0 ? 1 : -1;
    for (int k = 0; k < n; k++) {
      sign *= Math.signum(lu[k * n + k]);
    }
    return sign;
  }

  /// The logarithm of the determinant's magnitude, also where that overflows.
  double logMagnitude() {
    double sum = 0;
    for (int k = 0; k < n; k++) {
      sum += Math.log(Math.abs(lu[k * n + k]));
    }
    return sum;
  }

  /// The X with `A·X = b`, or with `Aᵀ·X = b`.
  double[] solve(double[] b, int columns, boolean transposed) {
    double[] x = transposed ? b.clone() : new double[b.length];
    if (!transposed) {
      for (int i = 0; i < n; i++) {
        System.arraycopy(b, rows[i] * columns, x, i * columns, columns);
      }
    }
    TriangularSystem.solve(lu, x, n, columns, !transposed, transposed, !transposed);
    TriangularSystem.solve(lu, x, n, columns, transposed, transposed, transposed);
    if (!transposed) {
      return x;
    }
    double[] result = new double[b.length];
    for (int i = 0; i < n; i++) {
      System.arraycopy(x, i * columns, result, rows[i] * columns, columns);
    }
    return result;
  }
}
