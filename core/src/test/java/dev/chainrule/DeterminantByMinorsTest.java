package dev.chainrule;

import static dev.chainrule.Chainrule.F32;
import static dev.chainrule.Chainrule.F64;
import static dev.chainrule.Chainrule.grad;
import static dev.chainrule.Chainrule.jvp;
import static dev.chainrule.Chainrule.vmap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.chainrule.graph.DType;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// The cofactors of matrices of every rank, and their derivatives, against expansion by minors without rounding.
class DeterminantByMinorsTest {
  private static final UnaryOperator<Tensor> COFACTORS = grad((UnaryOperator<Tensor>) x -> x.det().sum());

  /// Sums of few outer products of vectors with one decimal: rounding leaves singular values of 1e-17, and of its powers.
  @Test
  void matricesOfEveryRankHaveTheirCofactors() {
    Random random = new Random(1);
    for (int round = 0; round < 480; round++) {
      int n = 1 + random.nextInt(round % 20 == 0 ? 12 : 9);
      DType dtype = round % 2 == 0 ? F64 : F32;
      Tensor a = ofRank(Math.min(n, random.nextInt(4)), n, dtype, random);
      check(a);
    }
  }

  @Test
  void soDoTheirDerivatives() {
    Random random = new Random(2);
    for (int round = 0; round < 240; round++) {
      int n = 2 + random.nextInt(6);
      DType dtype = round % 2 == 0 ? F64 : F32;
      Tensor a = ofRank(Math.min(n, random.nextInt(4)), n, dtype, random);
      Tensor[] directions = IntStream.rangeClosed(0, random.nextInt(Math.min(n, 3))).mapToObj(i -> whole(n, dtype, random).outer(whole(n, dtype, random))).toArray(Tensor[]::new);
      check(a, directions);
    }
  }

  @Test
  void batchesOfThemDo() {
    Random random = new Random(3);
    for (DType dtype : List.of(F64, F32)) {
      List<Tensor> matrices = new ArrayList<>(IntStream.range(0, 40).mapToObj(i -> ofRank(i % 4, 7, dtype, random)).toList());
      Tensor together = COFACTORS.apply(Functions.stack(0, matrices));
      Tensor mapped = vmap(COFACTORS).apply(Functions.stack(0, matrices));
      for (int i = 0; i < matrices.size(); i++) {
        double[] alone = COFACTORS.apply(matrices.get(i)).to(F64).toDoubles();
        assertThat(together.get(i).to(F64).toDoubles()).containsExactly(alone);
        assertThat(mapped.get(i).to(F64).toDoubles()).containsExactly(alone);
      }
    }
  }

  /// Rows and columns that differ by up to 48 orders of magnitude: each cofactor is as good as its own size allows.
  @Test
  void rowsAndColumnsMayDifferByManyOrdersOfMagnitude() {
    Random random = new Random(4);
    for (int round = 0; round < 60; round++) {
      int n = 2 + random.nextInt(4);
      int[] row = random.ints(n, -80, 81).toArray();
      int[] column = random.ints(n, -80, 81).toArray();
      double[] elements = random.doubles(n * n, -4, 4).toArray();
      double[] scaled = new double[n * n];
      Arrays.setAll(scaled, i -> Math.scalb(elements[i], row[i / n] + column[i % n]));
      double[] actual = COFACTORS.apply(Tensor.of(scaled).reshape(n, n)).toDoubles();
      double[][] expected = cofactors(exact(elements), n);
      double largest = Arrays.stream(expected).flatMapToDouble(Arrays::stream).map(Math::abs).max().orElseThrow();
      for (int i = 0; i < n * n; i++) {
        int others = Arrays.stream(row).sum() - row[i / n] + Arrays.stream(column).sum() - column[i % n];
        assertThat(Math.scalb(actual[i], -others)).isCloseTo(expected[i / n][i % n], within(1e-12 * largest));
      }
    }
  }

  @Test
  void diagonalsOfAnyRangeAreExact() {
    assertThat(diagonal(COFACTORS, 1e10, 1e-150, 1e-150)).containsExactly(new double[] {1e-300, 1e-140, 1e-140}, within(1e-315));
    assertThat(diagonal(COFACTORS, 1e10, 1e-290, 1e-290)).containsExactly(new double[] {0, 1e-280, 1e-280}, within(1e-295));
    assertThat(diagonal(COFACTORS, 1e300, 1e-300)).containsExactly(1e-300, 1e300);
    assertThat(diagonal(COFACTORS, 1e-310, Double.MAX_VALUE)[0]).isEqualTo(Double.MAX_VALUE);
    double[] wide = diagonal(COFACTORS, 1e200, 1e-200, 1e200, 1e-200);
    assertThat(wide[0]).isCloseTo(1e-200, within(1e-214));
    assertThat(wide[1]).isCloseTo(1e200, within(1e186));
    assertThat(diagonal(COFACTORS, 1e200, 1e200, 1e-200)).containsExactly(new double[] {1, 1, Double.POSITIVE_INFINITY}, within(1e-14));
    assertThat(Tensor.of(1e200, 1e200, 1e-200, 1e-200).diagEmbed().det().item()).isCloseTo(1, within(1e-14));
    Tensor along = jvp(COFACTORS, Tensor.of(1e300, 1e-300, 1e-5).diagEmbed(), Tensor.of(1.0, 0, 0).diagEmbed()).tangent();
    assertThat(along.diagonal().toDoubles()).containsExactly(new double[] {0, 1e-5, 1e-300}, within(1e-19));
    assertThat(along.diagonal().get(2).item()).isCloseTo(1e-300, within(1e-314));
  }

  private static double[] diagonal(UnaryOperator<Tensor> f, double... elements) {
    return f.apply(Tensor.of(elements).diagEmbed()).diagonal().toDoubles();
  }

  private static Tensor ofRank(int rank, int n, DType dtype, Random random) {
    Tensor sum = Tensor.zeros(dtype, n, n);
    for (int i = 0; i < rank; i++) {
      sum = sum.plus(vector(n, dtype, random).outer(vector(n, dtype, random)));
    }
    return sum;
  }

  private static Tensor vector(int n, DType dtype, Random random) {
    return Tensor.of(IntStream.range(0, n).mapToDouble(i -> Math.rint(10 * random.nextGaussian()) / 10).toArray()).to(dtype);
  }

  /// Outer products of these are of rank 1 without any rounding.
  private static Tensor whole(int n, DType dtype, Random random) {
    return vector(n, dtype, random).times(4).round();
  }

  /// The derivative of the cofactors in directions of rank 1, in each of which they are linear. What is allowed is what an
  /// error of a few units in the last place of the matrix could do.
  private static void check(Tensor a, Tensor... directions) {
    int n = a.shape().extent(0);
    int k = directions.length;
    UnaryOperator<Tensor> derivative = COFACTORS;
    for (Tensor direction : directions) {
      UnaryOperator<Tensor> f = derivative;
      derivative = x -> jvp(f, x, direction).tangent();
    }
    double[] actual = derivative.apply(a).to(F64).toDoubles();
    double[][] expected = new double[n][n];
    BigDecimal[][][] terms = new BigDecimal[n][n][1];
    for (int subset = 0; subset < 1 << k; subset++) {
      BigDecimal[] moved = exact(a.to(F64).toDoubles());
      for (int i = 0; i < k; i++) {
        BigDecimal[] direction = exact(directions[i].to(F64).toDoubles());
        if ((subset >> i & 1) == 1) {
          Arrays.setAll(moved, e -> moved[e].add(direction[e]));
        }
      }
      BigDecimal[][] at = minors(moved, n);
      boolean negative = (k - Integer.bitCount(subset)) % 2 == 1;
      for (int i = 0; i < n; i++) {
        for (int j = 0; j < n; j++) {
          BigDecimal term = negative ? at[i][j].negate() : at[i][j];
          terms[i][j][0] = subset == 0 ? term : terms[i][j][0].add(term);
          expected[i][j] = terms[i][j][0].doubleValue();
        }
      }
    }
    double allowed = allowed(a, directions);
    double rounding = a.dtype() == F32 ? Math.ulp(1f) : 0;
    for (int i = 0; i < n * n; i++) {
      double e = expected[i / n][i % n];
      assertThat(actual[i]).as("element %d of the cofactors of %s along %s", i, a, List.of(directions))
          .isCloseTo(e, within(allowed + rounding * Math.abs(e) + (rounding > 0 ? Float.MIN_NORMAL : Double.MIN_NORMAL)));
    }
  }

  private static double allowed(Tensor a, Tensor... directions) {
    int n = a.shape().extent(0);
    int k = directions.length;
    double[] s = a.to(F64).svd().s().toDoubles();
    double unit = n * Math.ulp(1.0);
    double exact = 1;
    double disturbed = 1;
    for (int i = 0; i < n - 1 - k; i++) {
      exact *= s[i];
      disturbed *= s[i] + unit * s[0];
    }
    double count = 4;
    for (int i = 0; i < k; i++) {
      count *= 4 * n * directions[i].to(F64).square().sum().sqrt().item();
    }
    return n - 1 - k < 0 ? 0 : count * (disturbed - exact + 4 * unit * exact);
  }

  private static BigDecimal[] exact(double... elements) {
    return Arrays.stream(elements).mapToObj(BigDecimal::new).toArray(BigDecimal[]::new);
  }

  private static double[][] cofactors(BigDecimal[] a, int n) {
    return Arrays.stream(minors(a, n)).map(row -> Arrays.stream(row).mapToDouble(BigDecimal::doubleValue).toArray()).toArray(double[][]::new);
  }

  /// All cofactors: without row i, the minors of the first rows and every set of columns, from those of one row and column fewer.
  private static BigDecimal[][] minors(BigDecimal[] a, int n) {
    BigDecimal[][] result = new BigDecimal[n][n];
    int all = (1 << n) - 1;
    for (int i = 0; i < n; i++) {
      BigDecimal[] minor = new BigDecimal[1 << n];
      minor[0] = BigDecimal.ONE;
      for (int set = 1; set < all; set++) {
        int count = Integer.bitCount(set);
        int row = count - 1 < i ? count - 1 : count;
        minor[set] = BigDecimal.ZERO;
        for (int open = set; open != 0; open &= open - 1) {
          int column = Integer.numberOfTrailingZeros(open);
          BigDecimal factor = a[row * n + column];
          BigDecimal rest = minor[set ^ 1 << column];
          if (factor.signum() != 0 && rest.signum() != 0) {
            BigDecimal term = factor.multiply(rest);
            minor[set] = Integer.bitCount(set >> column) % 2 == 1 ? minor[set].add(term) : minor[set].subtract(term);
          }
        }
      }
      for (int j = 0; j < n; j++) {
        BigDecimal cofactor = minor[all ^ 1 << j];
        result[i][j] = (i + j) % 2 == 0 ? cofactor : cofactor.negate();
      }
    }
    return result;
  }
}
