package dev.chainrule.op;

/// A matrix of hyper-dual numbers a + b·ε₁ + c·ε₂ + d·ε₁ε₂ + …, where every εᵢ² is 0: calculating with them gives exact mixed
/// derivatives (Fike and Alonso, The development of hyper-dual numbers for exact second-derivative calculations, 2011).
/// Part s, row by row, belongs to the product of the εᵢ whose bits are in s. Nothing here divides by more than an integer.
final class HyperDualMatrix {
  private final int rows;
  private final int columns;
  private final double[][] parts;

  HyperDualMatrix(int rows, int columns, double[][] parts) {
    this.rows = rows;
    this.columns = columns;
    this.parts = parts;
  }

  /// A hyper-dual number at the diagonal's places, zeros elsewhere.
  static HyperDualMatrix scalar(int n, double[] number) {
    HyperDualMatrix result = new HyperDualMatrix(n, n, new double[number.length][n * n]);
    for (int i = 0; i < n; i++) {
      result.set(i, i, number);
    }
    return result;
  }

  static double[] one(int parts) {
    double[] result = new double[parts];
    result[0] = 1;
    return result;
  }

  double[][] parts() {
    return parts;
  }

  private double[] at(int row, int column) {
    double[] number = new double[parts.length];
    for (int part = 0; part < parts.length; part++) {
      number[part] = parts[part][row * columns + column];
    }
    return number;
  }

  private void set(int row, int column, double[] number) {
    for (int part = 0; part < parts.length; part++) {
      parts[part][row * columns + column] = number[part];
    }
  }

  /// This + `factor` · other.
  HyperDualMatrix plus(double factor, HyperDualMatrix other) {
    HyperDualMatrix result = new HyperDualMatrix(rows, columns, new double[parts.length][rows * columns]);
    for (int part = 0; part < parts.length; part++) {
      for (int i = 0; i < rows * columns; i++) {
        result.parts[part][i] = parts[part][i] + factor * other.parts[part][i];
      }
    }
    return result;
  }

  HyperDualMatrix times(HyperDualMatrix other) {
    HyperDualMatrix result = new HyperDualMatrix(rows, other.columns, new double[parts.length][rows * other.columns]);
    for (int part = 0; part < parts.length; part++) {
      double[] sum = result.parts[part];
      // All ways to share the infinitesimals of this part between the factors.
      for (int left = part; left >= 0; left = left == 0 ? -1 : left - 1 & part) {
        double[] product = Doubles.product(parts[left], other.parts[part ^ left], rows, columns, other.columns);
        for (int i = 0; i < sum.length; i++) {
          sum[i] += product[i];
        }
      }
    }
    return result;
  }

  HyperDualMatrix times(double[] number) {
    HyperDualMatrix result = new HyperDualMatrix(rows, columns, new double[parts.length][rows * columns]);
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        double[] element = new double[parts.length];
        addProduct(element, 1, number, at(i, j));
        result.set(i, j, element);
      }
    }
    return result;
  }

  private static void addProduct(double[] sum, double sign, double[] x, double[] y) {
    for (int part = 0; part < sum.length; part++) {
      for (int left = part; left >= 0; left = left == 0 ? -1 : left - 1 & part) {
        sum[part] += sign * x[left] * y[part ^ left];
      }
    }
  }

  double[] trace() {
    double[] sum = new double[parts.length];
    for (int i = 0; i < rows; i++) {
      for (int part = 0; part < parts.length; part++) {
        sum[part] += parts[part][i * columns + i];
      }
    }
    return sum;
  }

  double[] determinant() {
    int all = (1 << rows) - 1;
    return minor(all, all);
  }

  /// The transposed matrix of cofactors, by expansion: for a handful of rows.
  HyperDualMatrix adjugate() {
    HyperDualMatrix result = new HyperDualMatrix(rows, columns, new double[parts.length][rows * columns]);
    int all = (1 << rows) - 1;
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        double[] cofactor = new double[parts.length];
        addProduct(cofactor, (i + j) % 2 == 0 ? 1 : -1, one(parts.length), minor(all ^ 1 << i, all ^ 1 << j));
        result.set(j, i, cofactor);
      }
    }
    return result;
  }

  /// The determinant of a set of rows and one of columns, expanded along the first of these rows.
  private double[] minor(int rowSet, int columnSet) {
    if (rowSet == 0) {
      return one(parts.length);
    }
    double[] sum = new double[parts.length];
    int row = Integer.numberOfTrailingZeros(rowSet);
    double sign = 1;
    for (int open = columnSet; open != 0; open &= open - 1) {
      int column = Integer.numberOfTrailingZeros(open);
      addProduct(sum, sign, at(row, column), minor(rowSet ^ 1 << row, columnSet ^ 1 << column));
      sign = -sign;
    }
    return sum;
  }
}
