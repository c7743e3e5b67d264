package dev.chainrule.nn;

import static dev.chainrule.Chainrule.F32;
import static dev.chainrule.Chainrule.F64;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.chainrule.Functions;
import dev.chainrule.RandomKey;
import dev.chainrule.Tensor;
import dev.chainrule.graph.DType;
import dev.chainrule.graph.Shape;
import dev.chainrule.graph.Type;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class InitializerTest {
  private static final RandomKey KEY = RandomKey.of(1);
  private static final int IN = 200;
  private static final int OUT = 100;
  /// The deviation of a normal number within two deviations from 0.
  private static final double TRUNCATED = 0.8796256610342398;

  private record Spread(String name, Initializer initializer, double variance, boolean uniform) {
    @Override
    public String toString() {
      return name;
    }
  }

  static List<Spread> spreads() {
    return List.of(
        new Spread("glorotUniform", Initializer.glorotUniform(), 2.0 / (IN + OUT), true),
        new Spread("glorotNormal", Initializer.glorotNormal(), 2.0 / (IN + OUT), false),
        new Spread("heUniform", Initializer.heUniform(), 2.0 / IN, true),
        new Spread("heNormal", Initializer.heNormal(), 2.0 / IN, false),
        new Spread("lecunUniform", Initializer.lecunUniform(), 1.0 / IN, true),
        new Spread("lecunNormal", Initializer.lecunNormal(), 1.0 / IN, false),
        new Spread("normal", Initializer.normal(0.5), 0.25, false),
        new Spread("truncatedNormal", Initializer.truncatedNormal(0.5), 0.25 * TRUNCATED * TRUNCATED, false));
  }

  /// With 20,000 numbers the variance of a sample is known to about 1 %.
  @ParameterizedTest
  @MethodSource("spreads")
  void weightsHaveTheMeanAndVarianceOfTheirFormula(Spread spread) {
    for (DType dtype : List.of(F32, F64)) {
      Tensor weights = spread.initializer.create(new Type(dtype, Shape.of(IN, OUT)), IN, OUT, KEY);
      assertThat(weights.dtype()).isEqualTo(dtype);
      assertThat(weights.square().mean().item()).isCloseTo(spread.variance, within(0.04 * spread.variance));
      assertThat(weights.mean().item()).isCloseTo(0, within(0.03 * Math.sqrt(spread.variance)));
      double largest = weights.abs().max().item() / Math.sqrt(spread.variance);
      assertThat(largest < Math.sqrt(3) + 1e-6).isEqualTo(spread.uniform);
      Tensor same = spread.initializer.create(weights.value().type(), IN, OUT, KEY);
      Tensor other = spread.initializer.create(weights.value().type(), IN, OUT, KEY.foldIn(1));
      assertThat(same.eq(weights).all().toBooleans()).containsExactly(true);
      assertThat(other.eq(weights).all().toBooleans()).containsExactly(false);
    }
  }

  @Test
  void truncatedNumbersEndAtTwoDeviations() {
    assertThat(Initializer.truncatedNormal(0.5).create(new Type(F64, Shape.of(100, 100)), 1, 1, KEY).abs().max().item())
        .isBetween(0.97, 1.0);
  }

  @Test
  void orthogonalRowsOrColumnsHaveLengthOne() {
    for (int[] extents : new int[][] {{4, 4}, {3, 7}, {7, 3}, {4, 2, 3, 3}}) {
      Tensor w = Initializer.orthogonal(2).create(new Type(F64, Shape.of(extents)), 1, 1, KEY).reshape(extents[0], -1);
      Tensor products = w.shape().extent(0) < w.shape().extent(1) ? w.matmul(w.transpose()) : w.transpose().matmul(w);
      Tensor expected = Functions.eye(F64, products.shape().extent(0)).times(4);
      assertThat(products.toDoubles()).containsExactly(expected.toDoubles(), within(1e-13));
    }
    assertThatThrownBy(() -> Initializer.orthogonal(1).create(new Type(F64, Shape.of(4)), 1, 1, KEY))
        .hasMessage("[orthogonal] weights of shape [4]: at least two axes can be orthogonal");
  }

  @Test
  void constantsAreWhatTheySay() {
    assertThat(Initializer.zeros().create(new Type(F32, Shape.of(2, 3)), 1, 1, KEY).toFloats()).hasSize(6).containsOnly(0);
    assertThat(Initializer.constant(0.5).create(new Type(F32, Shape.of(2, 3)), 1, 1, KEY).toFloats()).hasSize(6).containsOnly(0.5f);
  }
}
