package dev.chainrule.transform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chainrule.Tensor;
import dev.chainrule.graph.Partial;
import dev.chainrule.graph.Scalar;
import dev.chainrule.graph.Value;
import org.junit.jupiter.api.Test;

/// Rules that are made here: those of the table have kernels by the time that a test sees them.
class LocalRulesTest {
  private static final Value[] X = {Tensor.of(2.0, 0.0).value(), Tensor.of(3.0, 5.0).value()};
  private static final Value Y = Tensor.of(7.0, 11.0).value();
  private static final Value FACTOR = Tensor.of(10.0, Double.POSITIVE_INFINITY).value();
  private static final Scalar A = new Scalar.Argument(0);
  private static final Scalar B = new Scalar.Argument(1);
  private static final Scalar RESULT = new Scalar.Argument(2);

  private static double[] scaled(Scalar derivative) {
    return Tensor.of(LocalRules.scale(new Partial.Local(derivative), X, Y, FACTOR)).toDoubles();
  }

  private static double[] derived(Scalar derivative) {
    return Tensor.of(LocalRules.derivative(new Partial.Local(derivative), X, Y)).toDoubles();
  }

  @Test
  void theFactorIsMultipliedByTheDerivativeAndZeroWins() {
    assertThat(scaled(A.times(B))).containsExactly(60, 0);
    assertThat(scaled(B.times(A).times(B).plus(A))).containsExactly(200, 0);
    assertThat(scaled(B)).containsExactly(30, Double.POSITIVE_INFINITY);
    assertThat(scaled(RESULT.times(A))).containsExactly(140, 0);
    assertThat(scaled(RESULT.times(B).plus(RESULT).times(A).times(3))).containsExactly(1680, 0);
    assertThat(scaled(Scalar.constant(4))).containsExactly(40, Double.POSITIVE_INFINITY);
    assertThat(scaled(Scalar.constant(0))).containsExactly(0, 0);
  }

  @Test
  void oneAndMinusOneNeedNoProduct() {
    assertThat(LocalRules.scale(new Partial.Local(Scalar.constant(1)), X, Y, FACTOR)).isSameAs(FACTOR);
    assertThat(scaled(Scalar.constant(-1))).containsExactly(-10, Double.NEGATIVE_INFINITY);
  }

  @Test
  void theDerivativeIsAValueToo() {
    assertThat(derived(RESULT.times(B).plus(A).times(2))).containsExactly(46, 110);
    assertThat(derived(Scalar.constant(4))).containsExactly(4, 4);
    Value[] chosen = {Tensor.of(true, false).value(), X[1]};
    assertThat(LocalRules.derivative(new Partial.Local(Scalar.constant(4)), chosen, Y).type()).isEqualTo(Y.type());
  }
}
