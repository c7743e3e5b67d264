package dev.chainrule.nn;

import static dev.chainrule.Chainrule.F32;
import static dev.chainrule.Chainrule.checkGrads;
import static dev.chainrule.Chainrule.grad;
import static dev.chainrule.Chainrule.hessian;
import static dev.chainrule.Chainrule.jit;
import static dev.chainrule.Chainrule.jvp;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.chainrule.Functions;
import dev.chainrule.Tensor;
import dev.chainrule.graph.DType;
import dev.chainrule.graph.DTypeException;
import dev.chainrule.graph.ElementException;
import dev.chainrule.graph.ShapeException;
import dev.chainrule.graph.StructureException;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class LossesTest {
  private static final Offset<Double> EXACT = within(1e-15);
  private static final Tensor PREDICTION = Tensor.of(new double[][] {{0.5, -1}, {3, 2}});
  private static final Tensor TARGET = Tensor.of(new double[][] {{1, -1.25}, {0, 2.5}});
  private static final Tensor LOGITS = Tensor.of(new double[][] {{1, 2, 3}, {-1, 0, 4}});

  @Test
  void meanSquaredError() {
    assertThat(Losses.mse(PREDICTION, TARGET).item()).isEqualTo((0.25 + 0.0625 + 9 + 0.25) / 4);
    assertDerivatives(p -> Losses.mse(p, TARGET), PREDICTION);
    assertThat(grad(p -> Losses.mse(p, TARGET)).apply(PREDICTION).toDoubles()).containsExactly(-0.25, 0.125, 1.5, -0.25);
  }

  @Test
  void huberIsQuadraticNearAndLinearFar() {
    assertThat(Losses.huber(PREDICTION, TARGET, 1).item()).isEqualTo((0.125 + 0.03125 + 2.5 + 0.125) / 4);
    assertDerivatives(p -> Losses.huber(p, TARGET, 1), PREDICTION);
    assertThat(grad(p -> Losses.huber(p, TARGET, 1)).apply(PREDICTION).toDoubles()).containsExactly(-0.125, 0.0625, 0.25, -0.125);
  }

  @Test
  void huberCurvesAtZeroLikeHalfTheSquare() {
    UnaryOperator<Tensor> loss = p -> Losses.huber(p, Tensor.of(new double[] {0}), 1);
    assertThat(grad(loss).apply(Tensor.of(new double[] {0})).toDoubles()).containsExactly(0);
    assertThat(hessian(loss).apply(Tensor.of(new double[] {0})).toDoubles()).containsExactly(1);
    assertThat(grad(loss).apply(Tensor.of(new double[] {1})).toDoubles()).containsExactly(1);
    assertThat(grad(loss).apply(Tensor.of(new double[] {-1})).toDoubles()).containsExactly(-1);
  }

  @Test
  void crossEntropyIsMinusTheLogOfTheRightClassesProbability() {
    double first = Math.log(Math.exp(1) + Math.exp(2) + Math.exp(3)) - 3;
    double second = Math.log(Math.exp(-1) + Math.exp(0) + Math.exp(4)) - 0;
    assertThat(Losses.crossEntropy(LOGITS, Tensor.of(2, 1)).item()).isCloseTo((first + second) / 2, EXACT);
    assertThat(Losses.crossEntropy(LOGITS, Tensor.of(2L, 1L)).item()).isCloseTo((first + second) / 2, EXACT);
    assertDerivatives(z -> Losses.crossEntropy(z, Tensor.of(2, 1)), LOGITS);
  }

  @Test
  void theGradientOfCrossEntropyIsProbabilityMinusOneHot() {
    double[] gradient = grad(z -> Losses.crossEntropy(z, Tensor.of(2, 1))).apply(LOGITS).toDoubles();
    double[] p = LOGITS.softmax(-1).toDoubles();
    p[2] -= 1;
    p[4] -= 1;
    for (int i = 0; i < p.length; i++) {
      assertThat(gradient[i]).isCloseTo(p[i] / 2, EXACT);
    }
  }

  @Test
  void crossEntropyStaysFiniteForScoresOfAnySize() {
    Tensor logits = Tensor.of(new float[][] {{1e30f, 0}, {-1e30f, 0}});
    assertThat(Losses.crossEntropy(logits, Tensor.of(0, 1)).item()).isZero();
    assertThat(grad(z -> Losses.crossEntropy(z, Tensor.of(1, 1))).apply(logits).toFloats()).containsExactly(0.5f, -0.5f, 0, 0);
  }

  @Test
  void crossEntropyOfSequencesHasOneLabelForEachPosition() {
    Tensor logits = LOGITS.reshape(1, 2, 3);
    assertThat(Losses.crossEntropy(logits, Tensor.of(2, 1).reshape(1, 2)).item())
        .isEqualTo(Losses.crossEntropy(LOGITS, Tensor.of(2, 1)).item());
  }

  @Test
  void binaryCrossEntropy() {
    Tensor logits = Tensor.of(0.5, -2, 3);
    Tensor targets = Tensor.of(1.0, 0, 0.25);
    double expected = -Math.log(sigmoid(0.5)) - Math.log(1 - sigmoid(-2)) - 0.25 * Math.log(sigmoid(3)) - 0.75 * Math.log(1 - sigmoid(3));
    assertThat(Losses.bceWithLogits(logits, targets).item()).isCloseTo(expected / 3, EXACT);
    assertDerivatives(z -> Losses.bceWithLogits(z, targets), logits);
  }

  @Test
  void binaryCrossEntropyIsAccurateWhereTheAnswerIsNearlySure() {
    assertThat(Losses.bceWithLogits(Tensor.of(new float[] {30}), Tensor.of(new float[] {1})).item())
        .isCloseTo(9.357622968839737e-14, within(1e-19));
    assertThat(Losses.bceWithLogits(Tensor.of(1000.0, -1000.0), Tensor.of(0.0, 1.0)).item()).isEqualTo(1000);
    assertThat(grad(z -> Losses.bceWithLogits(z, Tensor.of(0.0, 1.0))).apply(Tensor.of(1000.0, -1000.0)).toDoubles())
        .containsExactly(0.5, -0.5);
  }

  @Test
  void theGradientOfTheL2PenaltyIsTheWeightsScaled() {
    record Model(Tensor w, Tensor count, List<Tensor> more) {}
    Model model = new Model(Tensor.of(1.0, -2.0), Tensor.of(7), List.of(Tensor.of(3.0)));
    assertThat(Losses.l2Penalty(model, 0.5).item()).isEqualTo(0.25 * (1 + 4 + 9));
    Model gradient = grad((Model m) -> Losses.l2Penalty(m, 0.5)).apply(model);
    assertThat(gradient.w().toDoubles()).containsExactly(0.5, -1);
    assertThat(gradient.more().getFirst().item()).isEqualTo(1.5);
    assertThat(gradient.count().dtype()).isEqualTo(model.count().dtype());
  }

  /// As far as logits go: the losses are straight there, and their first and second derivatives are constants.
  @Test
  void crossEntropiesOfExtremeLogitsAreFinite() {
    double[] ends = {-1e30, -1e10, -1e4, -200, -88, -20, 0, 20, 88, 200, 1e4, 1e10, 1e30};
    Tensor rows = Functions.stack(-1, Tensor.of(ends), Tensor.of(ends).neg(), Tensor.of(ends).zerosLike());
    for (var dtype : List.of(F32, DType.F64)) {
      Tensor logits = Tensor.of(ends).to(dtype);
      UnaryOperator<Tensor> coins = x -> Losses.bceWithLogits(x, logits.zerosLike().plus(0.3));
      UnaryOperator<Tensor> classes = x -> Losses.crossEntropy(x, Tensor.full(DType.I32, 1, ends.length));
      assertFinite(coins, logits);
      assertFinite(classes, rows.to(dtype));
      double[] slopes = grad(coins).apply(logits).to(DType.F64).times(ends.length).toDoubles();
      assertThat(slopes[0]).isCloseTo(-0.3, within(1e-6));
      assertThat(slopes[ends.length - 1]).isCloseTo(0.7, within(1e-6));
    }
  }

  private static void assertFinite(UnaryOperator<Tensor> loss, Tensor at) {
    UnaryOperator<Tensor> gradient = grad(loss);
    UnaryOperator<Tensor> curvature = x -> jvp(gradient, x, at.onesLike()).tangent();
    for (UnaryOperator<Tensor> f : List.of(loss, gradient, curvature, jit(gradient), jit(curvature))) {
      assertThat(f.apply(at).isFinite().all().toBooleans()).containsExactly(true);
    }
  }

  @Test
  void shapesThatWouldBroadcastSilentlyAreRefused() {
    Tensor column = Tensor.ones(F32, 4, 1);
    Tensor row = Tensor.ones(F32, 4);
    String explanation = "predictions of shape [4, 1] and targets of shape [4] differ; reshape or squeeze one of them";
    assertThatThrownBy(() -> Losses.mse(column, row)).isInstanceOf(ShapeException.class).hasMessage("[mse] " + explanation);
    assertThatThrownBy(() -> Losses.huber(column, row, 1)).hasMessage("[huber] " + explanation);
    assertThatThrownBy(() -> Losses.bceWithLogits(column, row)).hasMessage("[bceWithLogits] " + explanation);
  }

  @Test
  void labelsThatDoNotFitAreRefused() {
    assertThatThrownBy(() -> Losses.crossEntropy(LOGITS, Tensor.of(1.0, 2.0))).isInstanceOf(DTypeException.class)
        .hasMessage("[crossEntropy] labels are F64, but must be the numbers of classes, I32 or I64; convert with .to(I32)");
    assertThatThrownBy(() -> Losses.crossEntropy(LOGITS, Tensor.of(1, 2, 0))).isInstanceOf(ShapeException.class)
        .hasMessage("[crossEntropy] logits of shape [2, 3] need labels of shape [2], but these have [3]");
    assertThatThrownBy(() -> Losses.crossEntropy(Tensor.of(1.0), Tensor.of(0)))
        .hasMessage("[crossEntropy] logits are a scalar, but need a last axis over the classes");
  }

  @Test
  void labelsThatAreNoClassAreRefused() {
    Function<Tensor, Tensor> loss = labels -> Losses.crossEntropy(LOGITS, labels);
    Function<Tensor, Tensor> gradient = labels -> grad(z -> Losses.crossEntropy(z, labels)).apply(LOGITS);
    for (Function<Tensor, Tensor> f : List.of(loss, gradient, jit(loss), jit(gradient))) {
      assertThatThrownBy(() -> f.apply(Tensor.of(1, -1))).isInstanceOf(ElementException.class)
          .hasMessageStartingWith("[crossEntropy] label -1 at position 1 is none of the 3 classes, which are numbered from 0; leave out examples");
      assertThatThrownBy(() -> f.apply(Tensor.of(3L, 1L))).isInstanceOf(ElementException.class)
          .hasMessageStartingWith("[crossEntropy] label 3 at position 0 is none of the 3 classes");
    }
  }

  /// Whatever they are composed of finds it.
  @Test
  void errorsBearTheNameOfTheLoss() {
    assertThatThrownBy(() -> Losses.crossEntropy(Tensor.of(new int[] {1, 2}), Tensor.of(0))).hasMessageStartingWith("[crossEntropy] ");
    assertThatThrownBy(() -> Losses.bceWithLogits(Tensor.of(1, 2), Tensor.of(1, 2))).hasMessageStartingWith("[bceWithLogits] ");
    assertThatThrownBy(() -> Losses.mse(Tensor.of(1, 2), Tensor.of(1, 2))).hasMessageStartingWith("[mse] ");
    assertThatThrownBy(() -> Losses.huber(Tensor.of(1.0), Tensor.of(1f), 1)).hasMessageStartingWith("[huber] ");
    assertThatThrownBy(() -> Metrics.correct(LOGITS, Tensor.of(1.0, 2.0))).hasMessageStartingWith("[correct] ");
    assertThatThrownBy(() -> Metrics.accuracy(LOGITS, Tensor.of(1.0, 2.0))).hasMessageStartingWith("[accuracy] ");
  }

  @Test
  void settingsWithoutSenseAreRefused() {
    assertThatThrownBy(() -> Losses.huber(PREDICTION, TARGET, -1)).isInstanceOf(ElementException.class)
        .hasMessage("[huber] delta is -1.0, but must be a positive finite number");
    assertThatThrownBy(() -> Losses.l2Penalty(List.of(Tensor.of(1)), 0.1)).isInstanceOf(StructureException.class).hasMessageContaining("has no floating tensors to penalise");
  }

  @Test
  void accuracyIsTheShareOfRowsWhoseLargestScoreIsAtTheLabel() {
    assertThat(Metrics.accuracy(LOGITS, Tensor.of(2, 1)).item()).isEqualTo(0.5);
    assertThat(Metrics.correct(LOGITS, Tensor.of(2, 2)).item()).isEqualTo(2);
    assertThat(Metrics.correct(LOGITS, Tensor.of(0L, 1L)).item()).isZero();
    assertThatThrownBy(() -> Metrics.accuracy(LOGITS, Tensor.of(-1, 1))).hasMessageStartingWith("[accuracy] label -1 at position 0 is none of the 3 classes");
    assertThatThrownBy(() -> Metrics.correct(LOGITS, Tensor.of(0, 7))).hasMessageStartingWith("[correct] label 7 at position 1 is none of the 3 classes");
  }

  private static void assertDerivatives(UnaryOperator<Tensor> loss, Tensor at) {
    assertThat(checkGrads(loss, at)).matches(check -> check.passed(), checkGrads(loss, at).toString());
  }

  private static double sigmoid(double x) {
    return 1 / (1 + Math.exp(-x));
  }
}
