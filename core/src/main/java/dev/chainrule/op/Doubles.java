package dev.chainrule.op;

import java.util.Arrays;

/// Matrices and vectors as plain arrays, row by row: what decompositions do with them.
final class Doubles {
  private Doubles() {}

  /// Rows become columns.
  static double[] transposed(double[] x, int rows, int columns) {
    double[] result = new double[x.length];
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        result[j * rows + i] = x[i * columns + j];
      }
    }
    return result;
  }

  /// The product of an m×k and a k×n matrix.
  static double[] product(double[] a, double[] b, int m, int k, int n) {
    double[] result = new double[m * n];
    for (int i = 0; i < m; i++) {
      for (int p = 0; p < k; p++) {
        double factor = a[i * k + p];
        for (int j = 0; j < n; j++) {
          result[i * n + j] += factor * b[p * n + j];
        }
      }
    }
    return result;
  }

  /// A power of 2 that brings the largest magnitude to between 1/2 and 1, so that squares neither overflow nor
  /// vanish; 1 for zeros, NaN if an element is not finite.
  static double scale(double[] x) {
    double largest = Arrays.stream(x).map(Math::abs).reduce(0, Math::max);
    if (largest == 0) {
      return 1;
    }
    return Double.isFinite(largest) ? Math.scalb(1.0, Math.min(1022, -1 - Math.getExponent(largest))) : Double.NaN;
  }

  /// The inner product of two runs of elements. Four sums side by side do not wait for each other.
  static double dot(double[] x, int from, double[] y, int to, int length) {
    double first = 0;
    double second = 0;
    double third = 0;
    double fourth = 0;
    int i = 0;
    for (; i + 3 < length; i += 4) {
      first += x[from + i] * y[to + i];
      second += x[from + i + 1] * y[to + i + 1];
      third += x[from + i + 2] * y[to + i + 2];
      fourth += x[from + i + 3] * y[to + i + 3];
    }
    for (; i < length; i++) {
      first += x[from + i] * y[to + i];
    }
    return first + second + (third + fourth);
  }

  /// Turns the plane of two runs of elements: (x, y) becomes (c·x − s·y, s·x + c·y).
  static void rotate(double[] elements, int x, int y, int length, double c, double s) {
    for (int i = 0; i < length; i++) {
      double a = elements[x + i];
      double b = elements[y + i];
      elements[x + i] = c * a - s * b;
      elements[y + i] = s * a + c * b;
    }
  }

  /// Whether the element of largest magnitude in a run, the first of equals, is negative: decompositions leave the
  /// sign of a vector open, and are made unique by turning that element positive.
  static boolean pointsDown(double[] x, int from, int length) {
    int largest = from;
    for (int i = from + 1; i < from + length; i++) {
      if (Math.abs(x[i]) > Math.abs(x[largest])) {
        largest = i;
      }
    }
    return length > 0 && x[largest] < 0;
  }

  static void negate(double[] x, int from, int length) {
    for (int i = from; i < from + length; i++) {
      x[i] = -x[i];
    }
  }
}
