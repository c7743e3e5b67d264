package dev.chainrule.bench.gradbench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.chainrule.Tensor;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/// The objectives are what plain loops compute.
class PlainJavaTest {
  private static final Offset<Double> CLOSE = within(1e-11);

  private final Random random = new Random(2);

  @Test
  void determinant() {
    double[][] a = matrix(6, 6);
    assertThat(Determinant.PRIMAL.apply(Tensor.of(a)).item()).isCloseTo(PlainJava.determinant(a), CLOSE);
  }

  /// Differences, since the constant is left out of the loops.
  @Test
  void gaussianMixture() {
    double[][] x = matrix(20, 3);
    double[] differences = new double[2];
    for (int i = 0; i < 2; i++) {
      double[] alpha = numbers(4);
      double[][] mu = matrix(4, 3);
      double[][] q = matrix(4, 3);
      double[][] l = matrix(4, 3);
      double ours = GaussianMixture.OBJECTIVE.apply(new GaussianMixture.Parameters(Tensor.of(alpha), Tensor.of(mu), Tensor.of(q), Tensor.of(l)),
          new GaussianMixture.Data(Tensor.of(x), Tensor.of(1.5), Tensor.of(2.0))).item();
      differences[i] = ours - PlainJava.gaussianMixture(alpha, mu, q, l, x, 1.5, 2);
    }
    assertThat(differences[0]).isCloseTo(differences[1], within(1e-9));
  }

  @Test
  void leastSquares() {
    double[] x = numbers(5);
    assertThat(LeastSquares.PRIMAL.apply(new LeastSquares.Problem(Tensor.of(x), 33)).item()).isCloseTo(PlainJava.leastSquares(x, 33), CLOSE);
  }

  @Test
  void logSumExp() {
    double[] x = numbers(50);
    assertThat(LogSumExp.PRIMAL.apply(Tensor.of(x)).item()).isCloseTo(PlainJava.logSumExp(x), CLOSE);
  }

  @Test
  void rungeKutta() {
    double[] x = numbers(7);
    assertThat(RungeKutta.PRIMAL.apply(new RungeKutta.Problem(Tensor.of(x), 6)).toDoubles()).containsExactly(PlainJava.rungeKutta(x, 6), CLOSE);
  }

  @Test
  void kMeans() {
    double[][] points = matrix(40, 3);
    double[][] centroids = Arrays.copyOf(points, 5);
    assertThat(KMeans.COST.apply(Tensor.of(centroids), Tensor.of(points)).item()).isCloseTo(PlainJava.kMeans(centroids, points), CLOSE);
  }

  @Test
  void lstm() {
    double[][] main = matrix(4, 12);
    double[][] extra = matrix(3, 3);
    double[][] state = matrix(4, 3);
    double[][] sequence = matrix(9, 3);
    double ours = Lstm.OBJECTIVE.apply(new Lstm.Parameters(Tensor.of(main), Tensor.of(extra)), new Lstm.Data(Tensor.of(state), Tensor.of(sequence))).item();
    assertThat(ours).isCloseTo(PlainJava.lstm(main, extra, state, sequence), CLOSE);
  }

  @Test
  void reprojection() {
    double[][] cameras = matrix(3, 11);
    cameras[1][0] = cameras[1][1] = cameras[1][2] = 0;
    double[][] points = matrix(4, 3);
    Arrays.stream(points).forEach(point -> point[2] += 5);
    double[] weights = numbers(12);
    double[][] features = matrix(12, 2);
    double[] ours = BundleAdjustment.OBJECTIVE.apply(new BundleAdjustment.Scene(Tensor.of(cameras).transpose(), Tensor.of(points).transpose(),
        Tensor.of(weights), Tensor.of(features).transpose())).reprojection().transpose().flatten().toDoubles();
    assertThat(ours).containsExactly(PlainJava.reprojection(cameras, points, weights, features), CLOSE);
  }

  private double[] numbers(int count) {
    return random.doubles(count).toArray();
  }

  private double[][] matrix(int rows, int columns) {
    return IntStream.range(0, rows).mapToObj(i -> numbers(columns)).toArray(double[][]::new);
  }
}
