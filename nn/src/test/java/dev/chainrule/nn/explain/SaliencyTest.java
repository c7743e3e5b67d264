package dev.chainrule.nn.explain;

import static dev.chainrule.Chainrule.F32;
import static dev.chainrule.Chainrule.F64;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.chainrule.RandomKey;
import dev.chainrule.Tensor;
import dev.chainrule.nn.Activation;
import dev.chainrule.nn.Cnn;
import dev.chainrule.nn.Losses;
import dev.chainrule.nn.Mlp;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class SaliencyTest {
  private static final RandomKey KEY = RandomKey.of(1);
  private static final Mlp MODEL = Mlp.of(Activation.TANH, KEY, 4, 8, 3);
  private static final Tensor X = KEY.normal(F32, 5, 4);
  private static final Tensor LABELS = Tensor.of(0, 1, 2, 2, 1);

  /// Weights times inputs, whose shares are known.
  private static final Tensor W = Tensor.of(1.0, -2, 3);
  private static final Function<Tensor, Tensor> LINEAR = x -> x.times(W).sum(-1);

  @Test
  void theSalienceOfALinearFunctionIsItsWeights() {
    Tensor x = KEY.normal(F64, 2, 3);
    assertThat(Saliency.gradient(LINEAR, x).toDoubles()).containsExactly(1, -2, 3, 1, -2, 3);
    assertThat(Saliency.smoothGrad(LINEAR, x, 10, 3, KEY).toDoubles()).containsExactly(new double[] {1, -2, 3, 1, -2, 3}, within(1e-15));
    assertThat(Saliency.integratedGradients(LINEAR, x, x.onesLike(), 2).toDoubles())
        .containsExactly(x.minus(1).times(W).toDoubles(), within(1e-15));
  }

  /// The shares add up to what is shared out, whatever the baseline, and the better the more steps there are.
  @Test
  void integratedGradientsAreComplete() {
    Function<Tensor, Tensor> score = Saliency.ofClass(MODEL, LABELS);
    for (Tensor baseline : new Tensor[] {X.zerosLike(), KEY.foldIn(1).normal(F32, 5, 4)}) {
      float[] whole = score.apply(X).minus(score.apply(baseline)).toFloats();
      assertThat(Saliency.integratedGradients(score, X, baseline, 100).sum(-1).toFloats()).containsExactly(whole, within(1e-4f));
    }
    Tensor square = Tensor.of(new double[][] {{3}});
    Function<Tensor, Tensor> cube = x -> x.pow(3).sum(-1);
    double few = 27 - Saliency.integratedGradients(cube, square, square.zerosLike(), 2).item();
    double many = 27 - Saliency.integratedGradients(cube, square, square.zerosLike(), 20).item();
    assertThat(few / many).isCloseTo(100, within(1e-6));
  }

  /// What a function does not look at has no share in it.
  @Test
  void whatIsNotLookedAtIsNotSalient() {
    Function<Tensor, Tensor> first = x -> x.slice(1, 0, 2).exp().sum(-1);
    assertThat(Saliency.integratedGradients(first, X, X.zerosLike(), 5).slice(1, 2, 4).abs().flatten().toFloats()).containsOnly(0);
    assertThat(Saliency.smoothGrad(first, X, 1, 2, KEY).slice(1, 2, 4).abs().flatten().toFloats()).containsOnly(0);
  }

  @Test
  void withoutNoiseTheSmoothGradientIsTheGradient() {
    Function<Tensor, Tensor> score = Saliency.ofClass(MODEL, LABELS);
    assertThat(Saliency.smoothGrad(score, X, 0, 4, KEY).flatten().toFloats())
        .containsExactly(Saliency.gradient(score, X).flatten().toFloats(), within(1e-6f));
  }

  /// Also through batch norm, which must not mix examples here.
  @Test
  void examplesAreLookedAtOneByOne() {
    Cnn model = Cnn.of(1, 8, 8, 3, KEY);
    Tensor images = KEY.normal(F32, 3, 64);
    Tensor labels = Tensor.of(0, 1, 2);
    float[] all = Saliency.gradient(Saliency.ofClass(model, labels), images).slice(0, 1, 2).flatten().toFloats();
    float[] one = Saliency.gradient(Saliency.ofClass(model, labels.slice(0, 1, 2)), images.slice(0, 1, 2)).flatten().toFloats();
    assertThat(all).containsExactly(one, within(1e-5f));
  }

  private static Tensor loss(Tensor x) {
    return Losses.crossEntropy(MODEL.apply(x), LABELS);
  }

  @Test
  void misleadingInputsStayNearAndRaiseTheLoss() {
    Adversarial adversarial = new Adversarial(0.1);
    Tensor fast = adversarial.fast(SaliencyTest::loss, X);
    Tensor slow = adversarial.steepest(SaliencyTest::loss, X, 0.02, 20);
    assertThat(loss(X).item()).isLessThan(loss(fast).item());
    assertThat(loss(fast).item()).isLessThanOrEqualTo(loss(slow).item() + 1e-6);
    for (float change : fast.minus(X).abs().flatten().toFloats()) {
      assertThat(change).isCloseTo(0.1f, within(1e-6f));
    }
    assertThat(slow.minus(X).abs().max().item()).isLessThan(0.1 + 1e-6);
  }

  @Test
  void misleadingInputsStayInputs() {
    Tensor x = KEY.uniform(F32, 5, 4);
    Tensor misleading = new Adversarial(0.5, 0, 1).steepest(SaliencyTest::loss, x, 0.2, 5);
    assertThat(misleading.min().item()).isZero();
    assertThat(misleading.max().item()).isEqualTo(1);
  }

  @Test
  void whatDoesNotFitIsRefused() {
    assertThatThrownBy(() -> Saliency.integratedGradients(LINEAR, Tensor.zeros(F64, 2, 3), Tensor.zeros(F64, 3), 5)).hasMessage(
        "[integratedGradients] a baseline of shape [3] for inputs of shape [2, 3]: both must be alike; broadcast it with broadcastTo");
    assertThatThrownBy(() -> Saliency.smoothGrad(LINEAR, X, 1, 0, KEY)).hasMessage("[smoothGrad] 0 samples: there must be at least 1");
    assertThatThrownBy(() -> new Adversarial(0)).hasMessage(
        "[Adversarial] a radius of 0.0 and inputs from -Infinity to Infinity: the radius must be positive and finite, and the first bound below the second");
    assertThatThrownBy(() -> new Adversarial(1).steepest(SaliencyTest::loss, X, 0, 3))
        .hasMessage("[Adversarial] 3 steps of 0.0: at least one, and of a positive length");
  }
}
