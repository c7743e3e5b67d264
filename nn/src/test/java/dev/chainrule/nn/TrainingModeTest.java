package dev.chainrule.nn;

import static dev.chainrule.Chainrule.F32;
import static dev.chainrule.Chainrule.F64;
import static dev.chainrule.Chainrule.checkGrads;
import static dev.chainrule.Chainrule.checkpoint;
import static dev.chainrule.Chainrule.grad;
import static dev.chainrule.Chainrule.jit;
import static dev.chainrule.Chainrule.valueAndGradWithAux;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.chainrule.RandomKey;
import dev.chainrule.Tensor;
import dev.chainrule.Tree;
import dev.chainrule.WithAux;
import dev.chainrule.nn.optimize.Adam;
import dev.chainrule.nn.optimize.AdamW;
import dev.chainrule.nn.optimize.Lamb;
import dev.chainrule.nn.optimize.Lion;
import dev.chainrule.nn.optimize.Mask;
import dev.chainrule.nn.optimize.Momentum;
import dev.chainrule.nn.optimize.Optimizer;
import dev.chainrule.nn.optimize.Sgd;
import dev.chainrule.nn.optimize.Untrained;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Layers that do something else while they are trained.
class TrainingModeTest {
  private static final RandomKey KEY = RandomKey.of(1);
  private static final Tensor IMAGES = KEY.normal(F64, 6, 1, 5, 5).times(3).plus(2);
  private static final Tensor LABELS = Tensor.of(0, 1, 2, 0, 1, 2);

  private static Sequential model() {
    return Sequential.of(
        ConvolutionLayer.of(F64, 1, 2, new dev.chainrule.Convolution(), Initializer.heUniform(), KEY.foldIn(0), 3, 3),
        BatchNorm.of(F64, 2), Activation.RELU, x -> x.reshape(x.shape().extent(0), -1), new Dropout(0.25),
        Linear.of(F64, 18, 3, Initializer.glorotUniform(), KEY.foldIn(1)));
  }

  private record Standing<S>(Sequential model, S optimizer) {}

  private static <S> Standing<S> step(Optimizer<S> optimizer, Standing<S> at, RandomKey key) {
    var loss = valueAndGradWithAux((Sequential m) -> {
      Forward<Sequential> forward = Forward.of(m, IMAGES, key);
      Tensor penalised = Losses.crossEntropy(forward.y(), LABELS).plus(Losses.l2Penalty(m, 0.1));
      return new WithAux<>(penalised, forward.layer());
    }).apply(at.model);
    var update = optimizer.update(loss.grad(), at.optimizer, at.model);
    return new Standing<>(update.applyTo(loss.aux()), update.state());
  }

  static List<Optimizer<?>> optimizers() {
    return List.of(new Sgd(0.1), new Sgd(0.1).decayed(0.1, Mask.ALL), new Momentum(0.1, 0.9), new Adam(0.01), new AdamW(0.01, 0.5),
        new Lion(0.01, 0.9, 0.99, 0.5, Mask.ALL), new Lamb(0.01, 0.9, 0.999, 1e-6, 0.5, Mask.ALL),
        new Adam(0.1).clippedByNorm(1).accumulated(2));
  }

  /// Statistics go their own way, which is that of a forward pass, and no optimiser, decay or penalty moves them from it.
  @ParameterizedTest
  @MethodSource("optimizers")
  <S> void statisticsAreRememberedAndNotTrained(Optimizer<S> optimizer) {
    Standing<S> at = new Standing<>(model(), optimizer.init(model()));
    var compiled = jit((Standing<S> standing, RandomKey key) -> step(optimizer, standing, key));
    for (int i = 0; i < 3; i++) {
      RandomKey key = KEY.foldIn(i);
      BatchNorm.Statistics expected = norm(Forward.of(at.model, IMAGES, key).layer()).statistics();
      Standing<S> next = compiled.apply(at, key);
      BatchNorm.Statistics actual = norm(next.model).statistics();
      assertThat(actual.mean().toDoubles()).containsExactly(expected.mean().toDoubles(), within(1e-13));
      assertThat(actual.variance().toDoubles()).containsExactly(expected.variance().toDoubles(), within(1e-12));
      Standing<S> eager = step(optimizer, at, key);
      assertThat(norm(eager.model).statistics().mean().toDoubles()).containsExactly(actual.mean().toDoubles(), within(1e-13));
      at = next;
    }
    Linear out = (Linear) at.model.layers().getLast();
    assertThat(out.w().toDoubles()).isNotEqualTo(((Linear) model().layers().getLast()).w().toDoubles());
  }

  private static BatchNorm norm(Sequential model) {
    return (BatchNorm) model.layers().get(1);
  }

  @Test
  void aTrainedModelAlwaysGivesTheSame() {
    Sequential trained = Forward.of(model(), IMAGES, KEY).layer();
    assertThat(trained.apply(IMAGES).toDoubles()).isEqualTo(trained.apply(IMAGES).toDoubles());
    assertThat(trained.apply(IMAGES.slice(0, 0, 1)).toDoubles())
        .containsExactly(trained.apply(IMAGES).slice(0, 0, 1).flatten().toDoubles(), within(1e-14));
    assertThat(trained.train(IMAGES, KEY).y().toDoubles()).isEqualTo(trained.train(IMAGES, KEY).y().toDoubles());
    assertThat(trained.train(IMAGES, KEY).y().toDoubles()).isNotEqualTo(trained.train(IMAGES, KEY.foldIn(1)).y().toDoubles());
  }

  /// A forward pass is a value, and so can be computed again.
  @Test
  void statisticsComeOutOfCheckpoints() {
    Sequential model = model();
    Forward<Sequential> plain = Forward.of(model, IMAGES, KEY);
    Forward<Sequential> again = checkpoint((Tensor x) -> Forward.of(model, x, KEY)).apply(IMAGES);
    assertThat(norm(again.layer()).statistics().mean().toDoubles()).isEqualTo(norm(plain.layer()).statistics().mean().toDoubles());
  }

  @Test
  void batchNormTakesTheStatisticsOfTheBatchInTrainingAndTheRunningOnesAfter() {
    BatchNorm layer = new BatchNorm(Tensor.of(2.0, 3.0), Tensor.of(0.5, -0.5),
        new BatchNorm.Statistics(Tensor.of(1.0, -1.0), Tensor.of(4.0, 9.0)), 0.25, 1e-12);
    Tensor x = Tensor.of(new double[][] {{1, 10}, {3, 30}});
    Forward<BatchNorm> forward = layer.train(x, KEY);
    assertThat(forward.y().toDoubles()).containsExactly(new double[] {-2 + 0.5, -3 - 0.5, 2 + 0.5, 3 - 0.5}, within(1e-10));
    assertThat(forward.layer().statistics().mean().toDoubles()).containsExactly(0.75 + 0.5, -0.75 + 5);
    assertThat(forward.layer().statistics().variance().toDoubles()).containsExactly(new double[] {3 + 0.5, 6.75 + 50}, within(1e-12));
    assertThat(layer.apply(x).toDoubles()).containsExactly(new double[] {0.5, 11 - 0.5, 2 + 0.5, 31 - 0.5}, within(1e-10));
  }

  @Test
  void batchNormIsDifferentiatedRightInBothModes() {
    Tensor x = RandomKey.of(3).normal(F64, 3, 2, 2, 2);
    Tensor weights = RandomKey.of(4).normal(F64, 3, 2, 2, 2);
    BatchNorm layer = BatchNorm.of(F64, 2);
    assertThat(checkGrads((Tensor in) -> layer.train(in, KEY).y().times(weights).sum(), x).passed()).isTrue();
    assertThat(checkGrads((Tensor in) -> layer.apply(in).times(weights).sum(), x).passed()).isTrue();
    BatchNorm gradient = grad((BatchNorm l) -> l.apply(x).times(weights).sum()).apply(layer);
    assertThat(gradient.statistics().mean().toDoubles()).containsOnly(0);
    assertThat(gradient.statistics().variance().toDoubles()).containsOnly(0);
    assertThat(gradient.b().toDoubles()).doesNotContain(0);
  }

  @Test
  void dropoutKeepsTheMeanAndDropsItsShare() {
    Tensor x = Tensor.ones(F32, 100, 1000);
    float[] y = new Dropout(0.25).train(x, KEY).y().toFloats();
    double zeros = 0;
    for (float one : y) {
      assertThat(one == 0 || Math.abs(one - 4f / 3) < 1e-6).isTrue();
      zeros += one == 0 ? 1 : 0;
    }
    assertThat(zeros / y.length).isCloseTo(0.25, within(0.01));
    assertThat(new Dropout(0.25).apply(x)).isSameAs(x);
    assertThat(new Dropout(0).train(x, KEY).y()).isSameAs(x);
  }

  @Test
  void dropoutOfChannelsDropsThemWhole() {
    Tensor y = new Dropout(0.5, true).train(Tensor.ones(F32, 20, 30, 4, 4), KEY).y();
    assertThat(y.max(-2, -1).toFloats()).isEqualTo(y.min(-2, -1).toFloats()).contains(0f, 2f);
  }

  @Test
  void theGradientOfDropoutIsThatOfWhatWasKept() {
    Tensor x = KEY.normal(F64, 50);
    double[] y = new Dropout(0.5).train(x.onesLike(), KEY).y().toDoubles();
    assertThat(grad((Tensor in) -> new Dropout(0.5).train(in, KEY).y().sum()).apply(x).toDoubles()).isEqualTo(y);
  }

  @Test
  void whatIsFrozenStaysAsItIs() {
    Sequential model = Sequential.of(new Frozen<>(BatchNorm.of(F64, 3)), Linear.of(F64, 3, 1, Initializer.glorotUniform(), KEY));
    Tensor x = KEY.normal(F64, 4, 3);
    Sequential gradient = grad((Sequential m) -> Forward.of(m, x, KEY).y().square().sum()).apply(model);
    assertThat(Tree.leaves(gradient.layers().getFirst())).allMatch(leaf -> leaf.abs().max().item() == 0);
    AdamW optimizer = new AdamW(0.1, 0.5);
    Sequential next = optimizer.update(gradient, optimizer.init(model), model).applyTo(model);
    assertThat(Tree.leaves(next.layers().getFirst())).isEqualTo(Tree.leaves(model.layers().getFirst()));
    assertThat(optimizer.init(model).mean()).hasSize(2);
    assertThat(Untrained.parametersOf(model)).hasSize(2);
    assertThat(Forward.of(model, x, KEY).layer().layers().getFirst()).isEqualTo(model.layers().getFirst());
  }

  @Test
  void whatCannotBeTrainedIsRefused() {
    assertThatThrownBy(() -> BatchNorm.of(3).apply(Tensor.zeros(F32, 2, 4)))
        .hasMessage("[BatchNorm] an input of shape [2, 4] must be [batch, 3, …]: it has 3 channels");
    assertThatThrownBy(() -> BatchNorm.of(3).train(Tensor.zeros(F32, 1, 3), KEY))
        .hasMessage("[BatchNorm] an input of shape [1, 3] has 1 number(s) in each channel, but in training their variance is needed; take larger batches, or apply for a trained layer");
    assertThatThrownBy(() -> BatchNorm.of(0)).hasMessage("[BatchNorm] 0 channels: there must be at least 1");
    assertThatThrownBy(() -> new Dropout(1)).hasMessage("[Dropout] a rate of 1.0: it is the share that is dropped, from 0 to below 1");
    assertThatThrownBy(() -> new Dropout(0.5, true).train(Tensor.zeros(F32, 4), KEY))
        .hasMessage("[Dropout] an input of shape [4] must be [batch, channels, …]");
    record Shifting(Tensor w) implements Layer {
      @Override
      public Tensor apply(Tensor x) {
        return x.plus(w);
      }

      @Override
      public Forward<? extends Layer> train(Tensor x, RandomKey key) {
        return new Forward<>(x, Activation.RELU);
      }
    }
    assertThatThrownBy(() -> Forward.of(new Shifting(Tensor.of(1.0)), Tensor.of(1.0), KEY))
        .hasMessage("[train] a Shifting gives a Activation to go on with; it must be of the same class, or training could not go on");
  }
}
