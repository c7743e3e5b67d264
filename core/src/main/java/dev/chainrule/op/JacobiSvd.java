package dev.chainrule.op;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/// Singular values and vectors of a matrix with at least as many rows as columns, by one-sided Jacobi: pairs of
/// columns are rotated until all are orthogonal. Their lengths are the singular values, which are right to full
/// relative precision also where they are small (Demmel and Veselić, Jacobi's method is more accurate than QR, 1992).
///
/// Values descend. The element of largest magnitude in each right vector is positive.
final class JacobiSvd {
  private static final int SWEEPS = 60;
  /// The cosine of the angle between columns of one element below which they count as orthogonal.
  private static final double TOLERANCE = 2 * Math.ulp(1.0);
  /// Columns shorter than this, relative to the largest, have no direction of their own: their squares vanish.
  private static final double SHORTEST = 1e-140;

  private final int rows;
  private final int columns;
  /// Column j of A·V, later of U, begins at `j * rows`.
  private final double[] left;
  /// Column j of V begins at `j * columns`.
  private final double[] right;
  private final double[] values;

  private JacobiSvd(double[] a, int rows, int columns) {
    this.rows = rows;
    this.columns = columns;
    this.left = Doubles.transposed(a, rows, columns);
    this.right = new double[columns * columns];
    this.values = new double[columns];
    for (int j = 0; j < columns; j++) {
      right[j * columns + j] = 1;
    }
  }

  /// Decomposes a row-major matrix. One with elements that are not finite has NaN for a decomposition.
  static JacobiSvd of(double[] a, int rows, int columns) {
    JacobiSvd svd = new JacobiSvd(a, rows, columns);
    double scale = Doubles.scale(a);
    if (Double.isNaN(scale)) {
      Arrays.fill(svd.left, Double.NaN);
      Arrays.fill(svd.right, Double.NaN);
      Arrays.fill(svd.values, Double.NaN);
      return svd;
    }
    for (int i = 0; i < svd.left.length; i++) {
      svd.left[i] *= scale;
    }
    svd.orthogonalize();
    svd.normalize(scale);
    return svd.sorted();
  }

  private void orthogonalize() {
    double[] squares = new double[columns];
    for (int sweep = 0; sweep < SWEEPS; sweep++) {
      // Anew in each sweep: what rotations make of them loses digits.
      Arrays.setAll(squares, j -> Doubles.dot(left, j * rows, left, j * rows, rows));
      boolean rotated = false;
      for (int p = 0; p < columns; p++) {
        for (int q = p + 1; q < columns; q++) {
          rotated |= rotate(p, q, squares);
        }
      }
      if (!rotated) {
        return;
      }
    }
  }

  /// Makes two columns orthogonal; false if they are. Keeps the squares of their lengths.
  private boolean rotate(int p, int q, double[] squares) {
    double pq = Doubles.dot(left, p * rows, left, q * rows, rows);
    if (Math.abs(pq) <= TOLERANCE * Math.sqrt(rows) * Math.sqrt(squares[p]) * Math.sqrt(squares[q])) {
      return false;
    }
    double ratio = (squares[q] - squares[p]) / (2 * pq);
    double tangent = Math.copySign(1, ratio) / (Math.abs(ratio) + Math.hypot(1, ratio));
    double cosine = 1 / Math.sqrt(1 + tangent * tangent);
    Doubles.rotate(left, p * rows, q * rows, rows, cosine, cosine * tangent);
    Doubles.rotate(right, p * columns, q * columns, columns, cosine, cosine * tangent);
    squares[p] = Math.max(0, squares[p] - tangent * pq);
    squares[q] += tangent * pq;
    return true;
  }

  /// Divides the columns by their lengths, and gives a direction to those that have none.
  private void normalize(double scale) {
    for (int j = 0; j < columns; j++) {
      double length = Math.sqrt(Doubles.dot(left, j * rows, left, j * rows, rows));
      values[j] = length / scale;
      for (int i = j * rows; i < (j + 1) * rows; i++) {
        left[i] = length < SHORTEST ? 0 : left[i] / length;
      }
    }
    for (int j = 0; j < columns; j++) {
      if (Doubles.dot(left, j * rows, left, j * rows, rows) == 0) {
        complete(j);
      }
      if (Doubles.pointsDown(right, j * columns, columns)) {
        Doubles.negate(right, j * columns, columns);
        Doubles.negate(left, j * rows, rows);
      }
    }
  }

  /// Makes column j the unit vector that lies farthest from the other columns, less its part along them.
  private void complete(int j) {
    double[] along = new double[rows];
    for (int k = 0; k < left.length; k++) {
      along[k % rows] += left[k] * left[k];
    }
    int farthest = IntStream.range(0, rows).boxed().min(Comparator.comparingDouble(i -> along[i])).orElseThrow();
    left[j * rows + farthest] = 1;
    // Once is not enough: rounding leaves a part along the others, which the second time removes.
    for (int round = 0; round < 2; round++) {
      for (int k = 0; k < columns; k++) {
        double part = k == j ? 0 : Doubles.dot(left, j * rows, left, k * rows, rows);
        for (int i = 0; i < rows; i++) {
          left[j * rows + i] -= part * left[k * rows + i];
        }
      }
    }
    double length = Math.sqrt(Doubles.dot(left, j * rows, left, j * rows, rows));
    for (int i = j * rows; i < (j + 1) * rows; i++) {
      left[i] /= length;
    }
  }

  private JacobiSvd sorted() {
    int[] order = IntStream.range(0, columns).boxed()
        .sorted(Comparator.comparingDouble(j -> -values[j])).mapToInt(Integer::intValue).toArray();
    JacobiSvd result = new JacobiSvd(new double[rows * columns], rows, columns);
    for (int j = 0; j < columns; j++) {
      result.values[j] = values[order[j]];
      System.arraycopy(left, order[j] * rows, result.left, j * rows, rows);
      System.arraycopy(right, order[j] * columns, result.right, j * columns, columns);
    }
    return result;
  }

  /// The left vectors as columns.
  double[] u() {
    return Doubles.transposed(left, columns, rows);
  }

  double[] s() {
    return values.clone();
  }

  /// The right vectors as rows.
  double[] vt() {
    return right.clone();
  }
}
