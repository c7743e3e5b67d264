package dev.chainrule.nn;

import static dev.chainrule.Chainrule.grad;
import static dev.chainrule.Chainrule.valueAndGrad;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.chainrule.Tensor;
import dev.chainrule.graph.Shape;
import dev.chainrule.nn.optimize.Sgd;
import org.junit.jupiter.api.Test;

/// Why inputs are standardised: their scale reaches the weights through the gradient.
class InputScalingTest {
  private static final Tensor X = Tensor.of(new double[][] {{1, -2}, {0.5, 3}, {-1, 1}});
  private static final Tensor Y = Tensor.of(new double[][] {{1}, {-2}, {0.5}});

  @Test
  void inputsScaledByNMakeTheGradientOfTheWeightsNTimesAsLarge() {
    Linear layer = new Linear(Tensor.of(new double[][] {{0.25}, {-0.5}}), Tensor.of(new double[] {0.125}));
    for (double n : new double[] {2, 10, 1000}) {
      Linear plain = grad((Linear l) -> l.apply(X).sum()).apply(layer);
      Linear scaled = grad((Linear l) -> l.apply(X.times(n)).sum()).apply(layer);
      assertThat(scaled.w().toDoubles()).containsExactly(plain.w().times(n).toDoubles());
      assertThat(scaled.b().toDoubles()).containsExactly(plain.b().toDoubles());
    }
  }

  @Test
  void theGradientOfTheInputsDoesNotGrowWithThem() {
    Tensor w = Tensor.of(new double[][] {{0.25}, {-0.5}});
    assertThat(grad(x -> x.matmul(w).sum()).apply(X.times(1000)).toDoubles())
        .containsExactly(grad(x -> x.matmul(w).sum()).apply(X).toDoubles());
  }

  /// Where the weights go in some steps from zero, and the loss there.
  private static double loss(double scale, double rate, int steps) {
    Tensor x = X.times(scale);
    Tensor w = Tensor.of(Shape.of(2, 1), new double[2]);
    var lossAndGradient = valueAndGrad((Tensor p) -> Losses.mse(x.matmul(p), Y));
    Sgd sgd = new Sgd(rate);
    for (int step = 0; step < steps; step++) {
      w = sgd.update(lossAndGradient.apply(w).grad(), sgd.init(w), w).applyTo(w);
    }
    return lossAndGradient.apply(w).value().item();
  }

  @Test
  void inputsScaledByNAskForARateSmallerByTheSquareOfN() {
    for (int n : new int[] {2, 8, 1024}) {
      assertThat(loss(n, 0.125 / ((double) n * n), 20)).isEqualTo(loss(1, 0.125, 20));
    }
  }

  @Test
  void aRateThatLearnsDivergesWhenTheInputsAreScaledUpAndStallsWhenTheyAreScaledDown() {
    double before = loss(1, 0.125, 0);
    assertThat(loss(1, 0.125, 20)).isLessThan(0.5 * before);
    assertThat(loss(8, 0.125, 20)).isGreaterThan(1e6 * before);
    assertThat(loss(0.01, 0.125, 20)).isCloseTo(before, within(0.01 * before));
  }

  @Test
  void standardisedInputsNeedNoOtherRateWhateverTheirScale() {
    double[] plain = Standardization.ofFeatures(X).apply(X).toDoubles();
    for (double n : new double[] {0.001, 8, 1e6}) {
      Tensor scaled = X.times(n).plus(5 * n);
      double[] standardised = Standardization.ofFeatures(scaled).apply(scaled).toDoubles();
      assertThat(standardised).containsExactly(plain, within(1e-12));
    }
  }

  @Test
  void standardisationUsesTheStatisticsOfTheDataItWasMadeOf() {
    Standardization features = Standardization.ofFeatures(Tensor.of(new double[][] {{1, 7}, {3, 7}}));
    assertThat(features.apply(Tensor.of(new double[][] {{5, 8}})).toDoubles()).containsExactly(3, 1);
    Standardization all = Standardization.ofAll(Tensor.of(new double[][] {{1, 3}, {1, 3}}));
    assertThat(all.apply(Tensor.of(new double[][] {{5, 8}})).toDoubles()).containsExactly(3, 6);
  }

  @Test
  void statisticsAreNotTrained() {
    Sequential model = Sequential.of(Standardization.ofFeatures(X), new Linear(Tensor.of(new double[][] {{1}, {1}}), Tensor.of(new double[1])));
    Sequential gradient = grad((Sequential m) -> m.apply(X).square().sum()).apply(model);
    Standardization statistics = (Standardization) gradient.layers().getFirst();
    assertThat(statistics.mean().toDoubles()).containsExactly(0, 0);
    assertThat(statistics.deviation().toDoubles()).containsExactly(0, 0);
  }
}
