package dev.chainrule;

import static dev.chainrule.Chainrule.F32;
import static dev.chainrule.Chainrule.F64;
import static dev.chainrule.Chainrule.grad;
import static dev.chainrule.Chainrule.jit;
import static dev.chainrule.Chainrule.vmap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The derivative of gamma variates in their shape: quantiles stay.
class GammaVariatesTest {
  private static final RandomKey KEY = RandomKey.of(3);

  /// The number whose quantile is that of z at shape a, for another shape: by bisection.
  private static double moved(double a, double z, double to) {
    double quantile = Tensor.of(a).gammainc(Tensor.of(z)).item();
    double low = 0;
    double high = 10 * z + 10;
    for (int i = 0; i < 200; i++) {
      double middle = (low + high) / 2;
      if (Tensor.of(to).gammainc(Tensor.of(middle)).item() < quantile) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return low;
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.2, 0.9, 1, 2.5, 30})
  void theDerivativeKeepsTheQuantile(double a) {
    for (int seed = 0; seed < 8; seed++) {
      RandomKey key = RandomKey.of(seed);
      double z = key.gamma(Tensor.of(a)).item();
      double h = 1e-4 * a;
      double expected = (moved(a, z, a + h) - moved(a, z, a - h)) / (2 * h);
      assertThat(grad(key::gamma).apply(Tensor.of(a)).item()).isCloseTo(expected, within(1e-6 * Math.max(z, Math.abs(expected))));
    }
  }

  @Test
  void nobodyWaitsForInfiniteShapes() {
    Tensor shapes = Tensor.of(2, Double.POSITIVE_INFINITY, Double.NaN, -1, Double.NEGATIVE_INFINITY, 0.5);
    Tensor drawn = KEY.gamma(shapes);
    assertThat(drawn.slice(0, 1, 5).toDoubles()).containsExactly(Double.POSITIVE_INFINITY, Double.NaN, Double.NaN, Double.NaN);
    assertThat(drawn.get(0).item()).isPositive().isFinite();
    assertThat(jit(KEY::gamma).apply(shapes).toDoubles()).containsExactly(drawn.toDoubles());
    assertThat(KEY.logGamma(Tensor.of(Float.POSITIVE_INFINITY)).item()).isInfinite();
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.4, 1.7, 12})
  void secondDerivativesAgreeInAllModes(double a) {
    UnaryOperator<Tensor> f = KEY::gamma;
    double z = f.apply(Tensor.of(a)).item();
    AllModes modes = AllModes.of(f, Tensor.of(a));
    double first = modes.first().get("reverse").item();
    assertThat(modes.first().get("forward").item()).isCloseTo(first, within(1e-12 * first));
    double h = 1e-3 * a;
    double expected = (moved(a, z, a + h) - 2 * z + moved(a, z, a - h)) / (h * h);
    modes.second().forEach((mode, second) ->
        assertThat(second.item()).as(mode).isCloseTo(expected, within(1e-4 * Math.max(1, Math.abs(expected)))));
  }

  @Test
  void theMeanGrowsAsTheShape() {
    for (var dtype : java.util.List.of(F32, F64)) {
      Tensor a = Tensor.of(0.3, 1, 4).to(dtype).expandDims(1).broadcastTo(3, 20_000);
      Tensor slope = jit((Tensor x) -> grad((Tensor at) -> KEY.gamma(at).sum()).apply(x)).apply(a);
      assertThat(AllModes.elements(slope.mean(1))).containsExactly(new double[] {1, 1, 1}, within(0.03));
    }
  }

  @Test
  void mapsOverShapes() {
    Tensor a = Tensor.of(0.5, 1.5, 2.5);
    Tensor together = vmap(grad(KEY::gamma)).apply(a);
    for (int i = 0; i < 3; i++) {
      assertThat(together.get(i).item()).isEqualTo(grad(KEY::gamma).apply(a.get(i)).item());
    }
  }

  @Test
  void shapesThatAreNotPositiveGiveNaN() {
    assertThat(KEY.gamma(Tensor.of(0, -1, Double.NaN, 2)).toDoubles()).satisfies(z -> {
      assertThat(java.util.Arrays.copyOf(z, 3)).containsOnly(Double.NaN);
      assertThat(z[3]).isPositive();
    });
  }

  @Test
  void tinyShapesUnderflowToZeroWithAFiniteDerivative() {
    Tensor a = Tensor.full(F32, 1e-3, 100);
    Tensor z = KEY.gamma(a);
    assertThat(AllModes.elements(z)).contains(0.0);
    assertThat(AllModes.isFinite(grad((Tensor x) -> KEY.gamma(x).sum()).apply(a))).isTrue();
  }

  @Test
  void theIncompleteGammaFunctionsAddUpToOne() {
    Tensor a = Tensor.of(0.1, 1, 5, 40);
    Tensor x = Tensor.of(0.2, 3, 4, 50);
    assertThat(a.gammainc(x).plus(a.gammaincc(x)).toDoubles()).containsOnly(new double[] {1}, within(1e-15));
    AllModes sum = AllModes.of(at -> at.gammainc(x).plus(at.gammaincc(x)), a);
    sum.first().values().forEach(first -> assertThat(AllModes.elements(first)).containsOnly(new double[] {0}, within(1e-15)));
  }

  /// Σ over many draws of d/da log X at a gamma variate is d/da E log X = ψ'(a); that of log B for beta variates of a and b
  /// is ψ'(a) - ψ'(a + b).
  @Test
  void derivativesOfVariatesMadeOfThemAreThoseOfTheirMeans() {
    int n = 20_000;
    Tensor trigamma = Tensor.of(0.6).polygamma(1);
    Tensor slope = grad((Tensor a) -> KEY.logGamma(a.broadcastTo(n)).mean()).apply(Tensor.of(0.6));
    assertThat(slope.item()).isCloseTo(trigamma.item(), within(0.15));
    Tensor ofBeta = grad((Tensor a) -> KEY.beta(a.broadcastTo(n), Tensor.of(2.0)).log().mean()).apply(Tensor.of(1.5));
    assertThat(ofBeta.item()).isCloseTo(Tensor.of(1.5).polygamma(1).minus(Tensor.of(3.5).polygamma(1)).item(), within(0.02));
    Tensor ofWeibull = grad((Tensor k) -> KEY.weibull(k.broadcastTo(n)).log().mean()).apply(Tensor.of(2.0));
    assertThat(ofWeibull.item()).isCloseTo(0.5772156649 / 4, within(0.01));
    Tensor factor = Tensor.of(new double[][] {{2, 0.5}, {0.5, 1}});
    Tensor covariance = grad((Tensor s) -> KEY.multivariateNormal(Tensor.of(0.0, 0.0), s, n).square().mean(0).sum()).apply(factor);
    assertThat(covariance.toDoubles()).containsExactly(new double[] {1, 0, 0, 1}, within(0.05));
  }
}
