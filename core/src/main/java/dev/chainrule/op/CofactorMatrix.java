package dev.chainrule.op;

import java.util.Arrays;
import java.util.stream.DoubleStream;

/// The cofactors of a square matrix, and their derivatives of every order: see [Cofactors].
///
/// With `A = L·S·U`, S diagonal and the determinants of L and U ±1 ([CompletePivoting]), and `Mᵢ = L⁻¹·Xᵢ·U⁻¹`, the k-th
/// derivative in the directions Xᵢ is `±(U⁻¹·C·L⁻¹)ᵀ`, where C is what ε₁…εₖ is multiplied by in the adjugate of
/// `D = S + Σ εᵢ·Mᵢ`, a matrix of hyper-dual numbers ([HyperDualMatrix]). All but the k + 1 last pivots, B, are eliminated;
/// of the k + 1 rows left the minors are expanded, which divides by nothing. With `W = (I + S⁻¹·M)⁻¹` of the rows and columns
/// of B, F = S⁻¹·M to their right, G below them, and `E = D - G·W·F` at the lower right, the adjugate of D is
///
///     Π s[B] · det(W⁻¹) · ( det(E)·W + W·F·adj(E)·G·W   -W·F·adj(E) ) · ( S⁻¹   0 )
///                         (       -adj(E)·G·W               adj(E)  )   (  0    I )
///
/// Each 1/s[B] in it is met by a pivot outside of B, which is not much larger, so nothing grows by being divided, however
/// close the matrix is to a singular one. If B has a pivot of 0, all minors that count contain it: the derivative is 0.
///
/// Pivots may differ by hundreds of orders of magnitude. So the rows and columns of D are divided by powers of two that
/// bring the pivots to between 1 and 2, each direction by one that brings its largest element there, and what that makes of
/// the adjugate is an exponent for each of its elements: the calculation itself neither overflows nor vanishes.
final class CofactorMatrix {
  /// Numbers beyond this power of two are brought down to it before they are added up.
  private static final int LARGEST_EXPONENT = 1000;

  private final int n;
  private final int parts;
  /// How many pivots are eliminated.
  private final int eliminated;
  /// The pivots, scaled.
  private final double[] s;
  /// The directions, turned and scaled.
  private final double[][] m;
  /// The exponents by which the rows, the columns, and the whole adjugate have been divided.
  private final int[] rowExponents;
  private final int[] columnExponents;
  private int exponent;

  private CofactorMatrix(double[] pivots, int directions) {
    this.n = pivots.length;
    this.parts = 1 << directions;
    this.eliminated = n - directions - 1;
    this.s = new double[n];
    this.m = new double[directions][];
    this.rowExponents = new int[n];
    this.columnExponents = new int[n];
    int last = 0;
    for (int i = 0; i < n; i++) {
      last = pivots[i] == 0 ? last : ScaledProduct.exponentOf(pivots[i]);
      s[i] = Math.scalb(pivots[i], -last);
      rowExponents[i] = last >> 1;
      columnExponents[i] = last - rowExponents[i];
      exponent += last;
    }
  }

  /// The cofactors of a matrix of n rows, or with directions their derivative in these.
  static double[] of(int n, double[] a, double[]... directions) {
    int eliminated = n - directions.length - 1;
    double[] result = new double[n * n];
    if (eliminated < 0) {
      return result;
    }
    if (!DoubleStream.concat(Arrays.stream(a), Arrays.stream(directions).flatMapToDouble(Arrays::stream)).allMatch(Double::isFinite)) {
      Arrays.fill(result, Double.NaN);
      return result;
    }
    int excess = bringDown(a);
    CompletePivoting factors = CompletePivoting.of(a, n);
    if (eliminated > 0 && factors.pivots()[eliminated - 1] == 0) {
      return result;
    }
    CofactorMatrix matrix = new CofactorMatrix(factors.pivots(), directions.length);
    matrix.exponent += excess * eliminated;
    for (int i = 0; i < directions.length; i++) {
      matrix.exponent += bringDown(directions[i]);
      matrix.direct(i, factors.inner(directions[i]));
    }
    double[] inner = matrix.adjugate();
    int common = matrix.unscale(inner);
    double[] outer = factors.outer(inner);
    Arrays.setAll(result, i -> Math.scalb(factors.sign() * outer[i], common));
    return result;
  }

  /// Divides by a power of two where sums could overflow, and returns its exponent.
  private static int bringDown(double[] x) {
    int excess = Math.max(0, Arrays.stream(x).mapToInt(ScaledProduct::exponentOf).max().orElse(0) - LARGEST_EXPONENT);
    for (int i = 0; excess > 0 && i < x.length; i++) {
      x[i] = Math.scalb(x[i], -excess);
    }
    return excess;
  }

  private void direct(int direction, double[] turned) {
    int largest = Integer.MIN_VALUE;
    for (int i = 0; i < turned.length; i++) {
      if (turned[i] != 0) {
        largest = Math.max(largest, ScaledProduct.exponentOf(turned[i]) - shift(i));
      }
    }
    for (int i = 0; i < turned.length; i++) {
      turned[i] = turned[i] == 0 ? 0 : Math.scalb(turned[i], -shift(i) - largest);
    }
    exponent += largest == Integer.MIN_VALUE ? 0 : largest;
    m[direction] = turned;
  }

  /// By how much an element of D has been divided.
  private int shift(int element) {
    return rowExponents[element / n] + columnExponents[element % n];
  }

  /// Multiplies the elements of the adjugate, which is D's transposed, by all that they have been divided by but a power of
  /// two that would let them overflow, and returns its exponent.
  private int unscale(double[] adjugate) {
    ScaledProduct product = ScaledProduct.of(s, eliminated);
    int[] exponents = new int[n * n];
    int largest = 0;
    for (int i = 0; i < n * n; i++) {
      exponents[i] = exponent + product.exponent() - columnExponents[i / n] - rowExponents[i % n];
      if (adjugate[i] != 0) {
        largest = Math.max(largest, exponents[i] + ScaledProduct.exponentOf(adjugate[i]));
      }
    }
    int common = Math.max(0, largest - LARGEST_EXPONENT);
    for (int i = 0; i < n * n; i++) {
      adjugate[i] = Math.scalb(adjugate[i] * product.mantissa(), exponents[i] - common);
    }
    return common;
  }

  /// What ε₁…εₖ is multiplied by in the adjugate of D, but for the product of the eliminated pivots.
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

  /// A block of D. The rows that are eliminated are divided by their pivots, and come without their diagonal of 1.
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
