package dev.chainrule.nn;

import static dev.chainrule.Chainrule.F32;
import static dev.chainrule.Chainrule.checkGrads;
import static dev.chainrule.Chainrule.grad;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chainrule.RandomKey;
import dev.chainrule.Tensor;
import dev.chainrule.Tree;
import dev.chainrule.graph.Shape;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LayersTest {
  private static final Linear HIDDEN =
      new Linear(Tensor.of(new double[][] {{1, -1, 0.5}, {2, 0.25, -2}}), Tensor.of(0.5, -0.5, 1));
  private static final Linear OUT = new Linear(Tensor.of(new double[][] {{1}, {2}, {3}}), Tensor.of(new double[] {-1}));
  private static final Tensor X = Tensor.of(new double[][] {{1, 2}, {-3, 1}});

  @Test
  void aLinearLayerIsAWeightedSumAndABias() {
    assertThat(HIDDEN.apply(X).toDoubles()).containsExactly(5.5, -1, -2.5, -0.5, 2.75, -2.5);
  }

  @Test
  void theGradientOfALayerIsALayer() {
    Linear gradient = grad((Linear layer) -> layer.apply(X).sum()).apply(HIDDEN);
    assertThat(gradient.w().toDoubles()).containsExactly(-2, -2, -2, 3, 3, 3);
    assertThat(gradient.b().toDoubles()).containsExactly(2, 2, 2);
  }

  @Test
  void aPerceptronHasItsActivationBetweenLayersOnly() {
    Mlp mlp = new Mlp(List.of(HIDDEN, OUT), Activation.RELU);
    assertThat(mlp.apply(X).toDoubles()).containsExactly(4.5, 4.5);
    assertThat(Sequential.of(HIDDEN, Activation.RELU, OUT).apply(X).toDoubles()).containsExactly(4.5, 4.5);
  }

  @Test
  void sequencesOfLayersAreTrees() {
    Sequential model = Sequential.of(HIDDEN, Activation.TANH, OUT);
    assertThat(Tree.leaves(model)).containsExactly(HIDDEN.w(), HIDDEN.b(), OUT.w(), OUT.b());
    Sequential gradient = grad((Sequential m) -> m.apply(X).sum()).apply(model);
    assertThat(gradient.layers().get(1)).isEqualTo(Activation.TANH);
    assertThat(((Linear) gradient.layers().get(2)).b().toDoubles()).containsExactly(2);
  }

  @ParameterizedTest
  @EnumSource
  void everyActivationIsDifferentiatedRight(Activation activation) {
    Mlp mlp = new Mlp(List.of(HIDDEN, OUT), activation);
    assertThat(checkGrads((Mlp m) -> m.apply(X).square().mean(), mlp).passed()).isTrue();
  }

  @Test
  void aNewPerceptronHasTheSizesAskedFor() {
    Mlp mlp = Mlp.of(Activation.RELU, RandomKey.of(5), 64, 32, 16, 10);
    assertThat(mlp.layers()).extracting(layer -> layer.w().shape())
        .containsExactly(Shape.of(64, 32), Shape.of(32, 16), Shape.of(16, 10));
    assertThat(mlp.layers()).allSatisfy(layer -> assertThat(layer.b().toFloats()).containsOnly(0));
    assertThat(mlp.apply(Tensor.ones(F32, 7, 64)).shape()).isEqualTo(Shape.of(7, 10));
  }

  @Test
  void equalSeedsGiveEqualWeights() {
    Mlp one = Mlp.of(Activation.RELU, RandomKey.of(5), 4, 3, 2);
    Mlp same = Mlp.of(Activation.RELU, RandomKey.of(5), 4, 3, 2);
    Mlp other = Mlp.of(Activation.RELU, RandomKey.of(6), 4, 3, 2);
    assertThat(one.layers().get(1).w().toFloats()).isEqualTo(same.layers().get(1).w().toFloats());
    assertThat(one.layers().get(1).w().toFloats()).isNotEqualTo(other.layers().get(1).w().toFloats());
  }

  @Test
  void layersWithoutInputsOrOutputsAreRefused() {
    assertThatThrownBy(() -> Linear.of(0, 10, Initializer.zeros(), RandomKey.of(1)))
        .hasMessage("[Linear] a layer of 0 inputs and 10 outputs: both must be at least 1");
    assertThatThrownBy(() -> Mlp.of(Activation.RELU, RandomKey.of(1), 64))
        .hasMessage("[Mlp] 1 sizes: give at least the numbers of inputs and outputs, and between them those of hidden units");
  }
}
