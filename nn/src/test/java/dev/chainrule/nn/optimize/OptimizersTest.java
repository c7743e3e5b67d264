package dev.chainrule.nn.optimize;

import static dev.chainrule.Chainrule.jit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.chainrule.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OptimizersTest {
  private record Model(Tensor w, Tensor count, Tensor flag) {}

  /// Where a parameter that begins at 1 goes under these gradients.
  private static <S> List<Double> trace(Optimizer<S> optimizer, double... gradients) {
    List<Double> trace = new ArrayList<>();
    Tensor p = Tensor.of(1.0);
    S state = optimizer.init(p);
    for (double gradient : gradients) {
      Update<Tensor, S> update = optimizer.update(Tensor.of(gradient), state, p);
      p = update.applyTo(p);
      state = update.state();
      trace.add(p.item());
    }
    return trace;
  }

  @Test
  void descentFollowsTheGradient() {
    assertThat(trace(new Sgd(0.25), 1, 2, -4)).containsExactly(0.75, 0.25, 1.25);
  }

  @Test
  void momentumAddsUpGradientsThatFade() {
    // v = 1, 0.5 + 2 = 2.5, 1.25 - 4 = -2.75
    assertThat(trace(new Momentum(0.25, 0.5), 1, 2, -4)).containsExactly(0.75, 0.125, 0.8125);
    assertThat(trace(new Momentum(0.25, 0), 1, 2, -4)).isEqualTo(trace(new Sgd(0.25), 1, 2, -4));
  }

  @Test
  void nesterovLooksOneStepAhead() {
    // g + v / 2 = 1.5, 3.25, -5.375
    assertThat(trace(new Momentum(0.25, 0.5, true), 1, 2, -4)).containsExactly(0.625, -0.1875, 1.15625);
  }

  @Test
  void adamFollowsItsFormula() {
    double m = 0;
    double v = 0;
    double p = 1;
    double[] gradients = {1, 3, -2, 0.5};
    List<Double> trace = trace(new Adam(0.1), gradients);
    for (int t = 1; t <= gradients.length; t++) {
      double g = gradients[t - 1];
      m = 0.9 * m + 0.1 * g;
      v = 0.999 * v + 0.001 * g * g;
      p -= 0.1 * (m / (1 - Math.pow(0.9, t))) / (Math.sqrt(v / (1 - Math.pow(0.999, t))) + 1e-8);
      assertThat(trace.get(t - 1)).isCloseTo(p, within(1e-14));
    }
    assertThat(trace.getFirst()).isCloseTo(0.9, within(2e-9));
    assertThat(trace.get(1)).isCloseTo(0.80822188951, within(1e-11));
  }

  @Test
  void adamStepsAreAsLongForSmallGradientsAsForLargeOnes() {
    assertThat(trace(new Adam(0.1), 1e-3, 1e-3).get(1)).isCloseTo(0.8, within(1e-5));
    assertThat(trace(new Adam(0.1), 1e6, 1e6).get(1)).isCloseTo(0.8, within(1e-5));
  }

  @Test
  void decayIsDecoupledFromTheGradient() {
    // Without a gradient p shrinks by rate · decay; with one, Adam's step comes on top.
    assertThat(trace(new AdamW(0.5, 0.25), 0, 0)).containsExactly(0.875, 0.765625);
    assertThat(trace(new AdamW(0.1, 0), 1, 3, -2)).isEqualTo(trace(new Adam(0.1), 1, 3, -2));
    assertThat(trace(new AdamW(0.1, 0.5), 1).getFirst()).isCloseTo(0.9 - 0.05, within(2e-9));
    assertThat(new AdamW(0.1).decay()).isEqualTo(0.01);
  }

  @Test
  void adamCorrectsItsBiasInFullPrecisionForF32() {
    Tensor p = Tensor.of(0f);
    Adam adam = new Adam(1);
    assertThat(adam.update(Tensor.of(1f), adam.init(p), p).change().item()).isCloseTo(-1, within(1e-7));
  }

  @Test
  void integersAndTruthValuesAreLeftAlone() {
    Model model = new Model(Tensor.of(1.0, 2.0), Tensor.of(3), Tensor.of(true));
    Model gradient = new Model(Tensor.of(1.0, -1.0), Tensor.of(0), Tensor.of(false));
    for (Optimizer<?> optimizer : List.of(new Sgd(0.5), new Momentum(0.5, 0.9), new Momentum(0.5, 0.9, true), new Adam(0.5), new AdamW(0.5))) {
      Model after = step(optimizer, gradient, model);
      assertThat(after.count()).isSameAs(model.count());
      assertThat(after.flag()).isSameAs(model.flag());
      assertThat(after.w().toDoubles()[0]).isLessThan(1);
      assertThat(after.w().toDoubles()[1]).isGreaterThan(2);
    }
  }

  private static <S> Model step(Optimizer<S> optimizer, Model gradient, Model model) {
    return optimizer.update(gradient, optimizer.init(model), model).applyTo(model);
  }

  @Test
  void aCompiledStepGivesTheSameNumbers() {
    assertThat(compiledTrace(new Sgd(0.25), 1, 2, -4)).isEqualTo(trace(new Sgd(0.25), 1, 2, -4));
    assertThat(compiledTrace(new Momentum(0.25, 0.5, true), 1, 2, -4)).isEqualTo(trace(new Momentum(0.25, 0.5, true), 1, 2, -4));
    List<Double> compiled = compiledTrace(new Adam(0.1), 1, 3, -2);
    List<Double> eager = trace(new Adam(0.1), 1, 3, -2);
    for (int i = 0; i < 3; i++) {
      assertThat(compiled.get(i)).isCloseTo(eager.get(i), within(1e-15));
    }
  }

  private record Trained<S>(Tensor p, S state) {}

  private static <S> List<Double> compiledTrace(Optimizer<S> optimizer, double... gradients) {
    var step = jit((Trained<S> at, Tensor gradient) -> {
      Update<Tensor, S> update = optimizer.update(gradient, at.state, at.p);
      return new Trained<>(update.applyTo(at.p), update.state());
    });
    List<Double> trace = new ArrayList<>();
    Trained<S> at = new Trained<>(Tensor.of(1.0), optimizer.init(Tensor.of(1.0)));
    for (double gradient : gradients) {
      at = step.apply(at, Tensor.of(gradient));
      trace.add(at.p.item());
    }
    return trace;
  }

  @Test
  void settingsWithoutSenseAreRefused() {
    assertThatThrownBy(() -> new Sgd(-0.1)).isInstanceOf(IllegalArgumentException.class)
        .hasMessage("[Sgd] rate is -0.1, but must be a positive finite number");
    assertThatThrownBy(() -> new Sgd(Double.NaN)).hasMessage("[Sgd] rate is NaN, but must be a positive finite number");
    assertThatThrownBy(() -> new Momentum(0.1, 1)).hasMessage("[Momentum] momentum is 1.0, but must be at least 0 and less than 1");
    assertThatThrownBy(() -> new Adam(Double.POSITIVE_INFINITY)).hasMessage("[Adam] rate is Infinity, but must be a positive finite number");
    assertThatThrownBy(() -> new Adam(0.1, -0.5, 0.9, 1e-8)).hasMessage("[Adam] beta1 is -0.5, but must be at least 0 and less than 1");
    assertThatThrownBy(() -> new Adam(0.1, 0.5, 0.9, 0)).hasMessage("[Adam] epsilon is 0.0, but must be a positive finite number");
    assertThatThrownBy(() -> new AdamW(0.1, -1)).hasMessage("[AdamW] decay is -1.0, but must be at least 0 and less than 1");
  }
}
