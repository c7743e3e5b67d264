package dev.chainrule.op;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/// Eigenvalues and eigenvectors of a symmetric matrix by cyclic Jacobi rotations, each of which makes one pair of
/// elements zero (Golub and Van Loan, Matrix Computations, section 8.5).
///
/// Values ascend. The element of largest magnitude in each vector is positive.
final class JacobiEigen {
  private static final int SWEEPS = 60;
  /// The off-diagonal elements' size, relative to all, at which they no longer count.
  private static final double TOLERANCE = 1e-18;

  private final int n;
  private final double[] a;
  /// Vector j begins at `j * n`.
  private final double[] vectors;

  private JacobiEigen(double[] a, int n) {
    this.n = n;
    this.a = a;
    this.vectors = new double[n * n];
    for (int j = 0; j < n; j++) {
      vectors[j * n + j] = 1;
    }
  }

  /// Decomposes (x + xᵀ) / 2. A matrix with elements that are not finite has NaN for a decomposition.
  static JacobiEigen of(double[] x, int n) {
    double scale = Doubles.scale(x);
    double[] a = new double[n * n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        a[i * n + j] = x[i * n + j] * scale / 2 + x[j * n + i] * scale / 2;
      }
    }
    JacobiEigen eigen = new JacobiEigen(a, n);
    if (Double.isNaN(scale)) {
      Arrays.fill(eigen.vectors, Double.NaN);
      return eigen;
    }
    eigen.diagonalize();
    return eigen.sorted(scale);
  }

  private void diagonalize() {
    double all = Math.sqrt(Doubles.dot(a, 0, a, 0, n * n));
    for (int sweep = 0; sweep < SWEEPS && offDiagonal() > TOLERANCE * all; sweep++) {
      for (int p = 0; p < n; p++) {
        for (int q = p + 1; q < n; q++) {
          rotate(p, q);
        }
      }
    }
  }

  private double offDiagonal() {
    double sum = 0;
    for (int i = 0; i < n; i++) {
      sum += Doubles.dot(a, i * n, a, i * n, i);
    }
    return Math.sqrt(sum);
  }

  private void rotate(int p, int q) {
    double pq = a[p * n + q];
    if (pq == 0) {
      return;
    }
    double pp = a[p * n + p];
    double qq = a[q * n + q];
    double ratio = (qq - pp) / (2 * pq);
    double tangent = Math.copySign(1, ratio) / (Math.abs(ratio) + Math.hypot(1, ratio));
    double cosine = 1 / Math.sqrt(1 + tangent * tangent);
    Doubles.rotate(a, p * n, q * n, n, cosine, cosine * tangent);
    for (int k = 0; k < n; k++) {
      a[k * n + p] = a[p * n + k];
      a[k * n + q] = a[q * n + k];
    }
    a[p * n + p] = pp - tangent * pq;
    a[q * n + q] = qq + tangent * pq;
    a[p * n + q] = 0;
    a[q * n + p] = 0;
    Doubles.rotate(vectors, p * n, q * n, n, cosine, cosine * tangent);
  }

  private JacobiEigen sorted(double scale) {
    int[] order = IntStream.range(0, n).boxed()
        .sorted(Comparator.comparingDouble(j -> a[j * n + j])).mapToInt(Integer::intValue).toArray();
    JacobiEigen result = new JacobiEigen(new double[n * n], n);
    for (int j = 0; j < n; j++) {
      result.a[j * n + j] = a[order[j] * n + order[j]] / scale;
      System.arraycopy(vectors, order[j] * n, result.vectors, j * n, n);
      if (Doubles.pointsDown(result.vectors, j * n, n)) {
        Doubles.negate(result.vectors, j * n, n);
      }
    }
    return result;
  }

  double[] values() {
    return IntStream.range(0, n).mapToDouble(j -> a[j * n + j]).toArray();
  }

  /// The vectors as columns.
  double[] vectors() {
    return Doubles.transposed(vectors, n, n);
  }
}
