package dev.chainrule.op;

import java.util.stream.IntStream;

/// The factors of a square matrix with its rows and columns in another order, L·D·U, by elimination with complete
/// pivoting: the largest of all elements left comes next. L and U have ones on their diagonals and nothing larger beside
/// them, so they are well conditioned, and all that is small or 0 in the matrix is in D: which it reveals to its relative
/// precision also where rows and columns differ by many orders of magnitude (Demmel and others, Computing the singular
/// value decomposition with high relative accuracy, 1999). Once the pivots are 0, all that follow are.
final class CompletePivoting {
  /// L below the diagonal, U above it.
  private final double[] lu;
  private final int n;
  private final double[] pivots;
  private final int[] rows;
  private final int[] columns;
  private int swaps;

  private CompletePivoting(double[] a, int n) {
    this.lu = a;
    this.n = n;
    this.pivots = new double[n];
    this.rows = IntStream.range(0, n).toArray();
    this.columns = IntStream.range(0, n).toArray();
  }

  /// Factors the matrix, whose elements are finite, in place.
  static CompletePivoting of(double[] a, int n) {
    CompletePivoting factors = new CompletePivoting(a, n);
    for (int k = 0; k < n; k++) {
      factors.bringUp(k);
      factors.eliminate(k);
    }
    return factors;
  }

  private void bringUp(int k) {
    int row = k;
    int column = k;
    for (int i = k; i < n; i++) {
      for (int j = k; j < n; j++) {
        if (Math.abs(lu[i * n + j]) > Math.abs(lu[row * n + column])) {
          row = i;
          column = j;
        }
      }
    }
    if (row != k) {
      for (int j = 0; j < n; j++) {
        swap(row * n + j, k * n + j);
      }
      swap(rows, row, k);
    }
    if (column != k) {
      for (int i = 0; i < n; i++) {
        swap(i * n + column, i * n + k);
      }
      swap(columns, column, k);
    }
  }

  private void swap(int i, int j) {
    double moved = lu[i];
    lu[i] = lu[j];
    lu[j] = moved;
  }

  private void swap(int[] order, int i, int j) {
    int moved = order[i];
    order[i] = order[j];
    order[j] = moved;
    swaps++;
  }

  private void eliminate(int k) {
    double pivot = lu[k * n + k];
    pivots[k] = pivot;
    for (int i = k + 1; pivot != 0 && i < n; i++) {
      double factor = lu[i * n + k] / pivot;
      for (int j = k + 1; factor != 0 && j < n; j++) {
        lu[i * n + j] -= factor * lu[k * n + j];
      }
      lu[i * n + k] = factor;
    }
    for (int j = k + 1; pivot != 0 && j < n; j++) {
      lu[k * n + j] /= pivot;
    }
  }

  /// The diagonal of D.
  double[] pivots() {
    return pivots;
  }

  /// Whether an even number of swaps ordered rows and columns, 1, or an odd one, -1.
  double sign() {
    return swaps % 2 == 0 ? 1 : -1;
  }

  /// The M of which L·M·U is this matrix, ordered.
  double[] inner(double[] x) {
    double[] ordered = new double[x.length];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        ordered[i * n + j] = x[rows[i] * n + columns[j]];
      }
    }
    double[] left = TriangularSystem.solve(lu, ordered, n, n, true, false, true);
    return Doubles.transposed(TriangularSystem.solve(lu, Doubles.transposed(left, n, n), n, n, false, true, true), n, n);
  }

  /// The transpose of U⁻¹·C·L⁻¹, in the matrix' own order, but for the sign: the cofactors of the matrix, if C is the
  /// adjugate of D. C is changed.
  double[] outer(double[] c) {
    double[] right = TriangularSystem.solve(lu, c, n, n, false, false, true);
    double[] left = TriangularSystem.solve(lu, Doubles.transposed(right, n, n), n, n, true, true, true);
    double[] result = new double[c.length];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        result[rows[i] * n + columns[j]] = left[i * n + j];
      }
    }
    return result;
  }
}
