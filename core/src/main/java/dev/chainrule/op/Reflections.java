package dev.chainrule.op;

import java.util.Arrays;

/// A matrix with at least as many rows as columns, made triangular by Householder reflections (Golub and Van Loan,
/// Matrix Computations, section 5.2).
final class Reflections {
  private final int rows;
  private final int columns;
  private final double scale;
  /// Column j begins at `j * rows`: R down to the diagonal, below it zeros.
  private final double[] triangle;
  /// The unit normal of the j-th mirror begins at `j * rows`; zeros where nothing was reflected.
  private final double[] normals;

  private Reflections(double[] a, int rows, int columns) {
    this.rows = rows;
    this.columns = columns;
    this.scale = Doubles.scale(a);
    this.triangle = Doubles.transposed(a, rows, columns);
    this.normals = new double[rows * columns];
    for (int i = 0; i < triangle.length; i++) {
      triangle[i] *= scale;
    }
  }

  static Reflections of(double[] a, int rows, int columns) {
    Reflections result = new Reflections(a, rows, columns);
    for (int j = 0; j < columns; j++) {
      result.reflect(j);
    }
    return result;
  }

  /// Turns column j, from the diagonal on, onto the first axis.
  private void reflect(int j) {
    int start = j * rows + j;
    int length = rows - j;
    double norm = Math.sqrt(Doubles.dot(triangle, start, triangle, start, length));
    if (norm == 0) {
      return;
    }
    System.arraycopy(triangle, start, normals, start, length);
    // Away from the axis' nearer end, so that the first element does not cancel.
    normals[start] += Math.copySign(norm, triangle[start]);
    double normalLength = Math.sqrt(Doubles.dot(normals, start, normals, start, length));
    for (int i = start; i < start + length; i++) {
      normals[i] /= normalLength;
    }
    for (int k = j; k < columns; k++) {
      mirror(j, triangle, k * rows + j);
    }
    Arrays.fill(triangle, start + 1, start + length, 0);
  }

  /// Reflects the vector that begins at `at`, which stands for its elements from the j-th on.
  private void mirror(int j, double[] x, int at) {
    int start = j * rows + j;
    double twice = 2 * Doubles.dot(normals, start, x, at, rows - j);
    for (int i = 0; i < rows - j; i++) {
      x[at + i] -= twice * normals[start + i];
    }
  }

  /// The upper triangle, row-major, with a diagonal that is not negative.
  double[] r() {
    double[] r = new double[columns * columns];
    for (int i = 0; i < columns; i++) {
      for (int j = i; j < columns; j++) {
        r[i * columns + j] = sign(i) * triangle[j * rows + i] / scale;
      }
    }
    return r;
  }

  /// The first columns of the product of all reflections, row-major.
  double[] q() {
    double[] q = new double[rows * columns];
    for (int j = 0; j < columns; j++) {
      q[j * rows + j] = sign(j);
      for (int mirror = columns - 1; mirror >= 0; mirror--) {
        mirror(mirror, q, j * rows + mirror);
      }
    }
    return Doubles.transposed(q, columns, rows);
  }

  private double sign(int j) {
    return triangle[j * rows + j] < 0 ? -1 : 1;
  }
}
