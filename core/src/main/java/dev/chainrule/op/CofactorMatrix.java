package dev.chainrule.op;

/// The cofactors of a square matrix, and their derivatives of every order: see [Cofactors].
///
/// With `A = U·S·Vᵀ` and `Mᵢ = Uᵀ·Xᵢ·V`, the k-th derivative in the directions Xᵢ is `det(U)·det(V)·U·C·Vᵀ`, where C is what
/// ε₁…εₖ is multiplied by in the cofactors of `D = S + Σ εᵢ·Mᵢ`, a matrix of hyper-dual numbers ([HyperDualMatrix]). All but
/// the k + 1 smallest singular values, B, are eliminated; of the k + 1 rows left the minors are expanded, which divides by
/// nothing. With `W = (I + S⁻¹·M)⁻¹` of the rows and columns of B, F = S⁻¹·M to their right, G below them, and
/// `E = D - G·W·F` at the lower right, the adjugate of D is
///
///     Π s[B] · det(W⁻¹) · ( det(E)·W + W·F·adj(E)·G·W   -W·F·adj(E) ) · ( S⁻¹   0 )
///                         (       -adj(E)·G·W               adj(E)  )   (  0    I )
///
/// Each 1/s[B] in it is met by a singular value outside of B, which is not larger, so nothing grows by being divided,
/// however close the matrix is to a singular one. If B has a singular value of 0, all minors that count contain it: the
/// derivative is 0.
final class CofactorMatrix {
  private final int n;
  private final int parts;
  /// How many singular values are eliminated.
  private final int eliminated;
  /// The singular values, times a power of two: of them only ratios count.
  private final double[] s;
  /// The directions, turned.
  private final double[][] m;

  private CofactorMatrix(double[] s, double[][] m) {
    this.n = s.length;
    this.parts = 1 << m.length;
    this.eliminated = n - m.length - 1;
    this.s = s;
    this.m = m;
  }

  /// The cofactors of a matrix of n rows, or with directions their derivative in these.
  static double[] of(int n, double[] a, double[]... directions) {
    int eliminated = n - directions.length - 1;
    if (eliminated < 0) {
      return new double[n * n];
    }
    JacobiSvd svd = JacobiSvd.of(a, n, n);
    double[] s = svd.s();
    double sign = LuFactors.of(svd.u(), n).sign() * LuFactors.of(svd.vt(), n).sign();
    for (int i = 0; i < eliminated; i++) {
      sign *= s[i];
    }
    if (sign == 0) {
      return new double[n * n];
    }
    double unit = s[Math.max(0, eliminated - 1)];
    double scale = unit == 0 ? 1 : Math.scalb(1.0, -Math.getExponent(unit));
    for (int i = 0; i < n; i++) {
      s[i] *= scale;
    }
    double[] ut = Doubles.transposed(svd.u(), n, n);
    double[] v = Doubles.transposed(svd.vt(), n, n);
    double[][] turned = new double[directions.length][];
    for (int i = 0; i < turned.length; i++) {
      turned[i] = Doubles.product(ut, Doubles.product(directions[i], v, n, n, n), n, n, n);
    }
    double[] inner = Doubles.transposed(new CofactorMatrix(s, turned).adjugate(), n, n);
    for (int i = 0; i < inner.length; i++) {
      inner[i] *= sign;
    }
    return Doubles.product(Doubles.product(svd.u(), inner, n, n, n), svd.vt(), n, n, n);
  }

  /// What ε₁…εₖ is multiplied by in the adjugate of D, but for the product of the eliminated singular values.
  private double[] adjugate() {
    HyperDualMatrix r = block(0, eliminated, 0, eliminated);
    HyperDualMatrix identity = HyperDualMatrix.scalar(eliminated, HyperDualMatrix.one(parts));
    HyperDualMatrix w = identity;
    // The determinant of I + R is the sum of the elementary symmetric functions of R's eigenvalues, by Leverrier's
    // recursion, of which those beyond k are 0.
    HyperDualMatrix term = identity;
    double[] determinant = HyperDualMatrix.one(parts);
    for (int order = 1; 1 << order <= parts; order++) {
      w = identity.plus(-1, r.times(w));
      HyperDualMatrix product = r.times(term);
      double[] symmetric = product.trace();
      for (int part = 0; part < parts; part++) {
        symmetric[part] /= order;
        determinant[part] += symmetric[part];
      }
      term = HyperDualMatrix.scalar(eliminated, symmetric).plus(-1, product);
    }
    HyperDualMatrix wf = w.times(block(0, eliminated, eliminated, n));
    HyperDualMatrix g = block(eliminated, n, 0, eliminated);
    HyperDualMatrix e = block(eliminated, n, eliminated, n).plus(-1, g.times(wf));
    HyperDualMatrix last = e.adjugate().times(determinant);
    HyperDualMatrix right = wf.times(last);
    HyperDualMatrix below = last.times(g.times(w));
    HyperDualMatrix first = w.times(e.determinant()).times(determinant).plus(1, wf.times(below));
    double[] result = new double[n * n];
    put(first, 1, result, 0, eliminated, 0, eliminated);
    put(right, -1, result, 0, eliminated, eliminated, n);
    put(below, -1, result, eliminated, n, 0, eliminated);
    put(last, 1, result, eliminated, n, eliminated, n);
    return result;
  }

  /// A block of D. The rows that are eliminated are divided by their singular values, and come without their diagonal of 1.
  private HyperDualMatrix block(int top, int bottom, int left, int right) {
    double[][] block = new double[parts][(bottom - top) * (right - left)];
    for (int i = top; i < bottom; i++) {
      int at = (i - top) * (right - left) - left;
      for (int j = left; j < right; j++) {
        for (int direction = 0; direction < m.length; direction++) {
          double element = m[direction][i * n + j];
          block[1 << direction][at + j] = i < eliminated ? element / s[i] : element;
        }
      }
      if (i >= eliminated && i >= left && i < right) {
        block[0][at + i] = s[i];
      }
    }
    return new HyperDualMatrix(bottom - top, right - left, block);
  }

  private void put(HyperDualMatrix block, double sign, double[] result, int top, int bottom, int left, int right) {
    double[] elements = block.parts()[parts - 1];
    for (int i = top; i < bottom; i++) {
      for (int j = left; j < right; j++) {
        double element = sign * elements[(i - top) * (right - left) + j - left];
        result[i * n + j] = j < eliminated ? element / s[j] : element;
      }
    }
  }
}
