package dev.chainrule.op;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.chainrule.graph.Partial;
import dev.chainrule.graph.Value;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every primitive, in every mode: one rule serves all, so all must agree, and with finite differences.
class PrimitiveDerivativesTest {
  static Stream<Sample> samples() {
    return PrimitiveSamples.differentiable();
  }

  /// All but the one whose rule deliberately is not its derivative.
  static Stream<Sample> truthfulSamples() {
    return samples().filter(sample -> sample.primitive() != Gates.STOP_GRADIENT);
  }

  static Stream<Sample> linearSamples() {
    return samples().filter(sample -> Arrays.stream(sample.active())
        .allMatch(i -> sample.partial(i) instanceof Partial.Linear));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("truthfulSamples")
  void forwardModeIsTheCentralDifference(Sample sample) {
    Value[] x = sample.point();
    Value[] dx = Modes.directions(Modes.types(x), 1);
    double[] expected = Modes.centralDifference(sample.function(), x, dx, 1e-6);
    assertClose(Modes.flat(Modes.jvp(sample.function(), x, dx)), expected, 1e-7);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("samples")
  void reverseModeIsTheTransposeOfForwardMode(Sample sample) {
    Value[] x = sample.point();
    Value[] v = Modes.directions(Modes.types(x), 1);
    Value[] w = Modes.directions(sample.resultTypes(), 2);
    double forward = Modes.inner(w, Modes.jvp(sample.function(), x, v));
    double reverse = Modes.inner(Modes.vjp(sample.function(), x, w), v);
    assertThat(reverse).isCloseTo(forward, within(1e-12 * Math.max(1, Math.abs(forward))));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("samples")
  void derivativesHaveTheTypesOfWhatTheyBelongTo(Sample sample) {
    Value[] x = sample.point();
    Value[] dy = Modes.directions(sample.resultTypes(), 2);
    assertThat(Modes.types(Modes.jvp(sample.function(), x, x))).isEqualTo(sample.resultTypes());
    assertThat(Modes.types(Modes.vjp(sample.function(), x, dy))).isEqualTo(Modes.types(x));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("samples")
  void allSecondOrderModesAgree(Sample sample) {
    Modes.Function f = sample.function();
    Value[] x = sample.point();
    Value[] u = Modes.directions(Modes.types(x), 1);
    Value[] v = Modes.directions(Modes.types(x), 2);
    Value[] w = Modes.directions(sample.resultTypes(), 3);
    double forwardOverForward = Modes.inner(w, Modes.jvp(at -> Modes.jvp(f, at, v), x, u));
    double reverseOverForward = Modes.inner(Modes.vjp(at -> Modes.jvp(f, at, v), x, w), u);
    double forwardOverReverse = Modes.inner(Modes.jvp(at -> Modes.vjp(f, at, w), x, u), v);
    double reverseOverReverse = Modes.inner(Modes.vjp(at -> Modes.vjp(f, at, w), x, v), u);
    double difference = 0;
    double[] ends = Modes.centralDifference(at -> Modes.jvp(f, at, v), x, u, 1e-5);
    for (int i = 0; i < ends.length; i++) {
      difference += ends[i] * Modes.flat(w)[i];
    }
    double scale = Math.max(1, Math.abs(forwardOverForward));
    assertThat(reverseOverForward).isCloseTo(forwardOverForward, within(1e-9 * scale));
    assertThat(forwardOverReverse).isCloseTo(forwardOverForward, within(1e-9 * scale));
    assertThat(reverseOverReverse).isCloseTo(forwardOverForward, within(1e-9 * scale));
    assertThat(difference).isCloseTo(forwardOverForward, within(1e-5 * scale));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("samples")
  void thirdOrderModesAgree(Sample sample) {
    Modes.Function f = sample.function();
    Value[] x = sample.point();
    Value[] v = Modes.directions(Modes.types(x), 1);
    Value[] w = Modes.directions(sample.resultTypes(), 3);
    Modes.Function twiceForward = at -> Modes.jvp(between -> Modes.jvp(f, between, v), at, v);
    Modes.Function forwardOverReverse = at -> Modes.jvp(between -> Modes.vjp(f, between, w), at, v);
    double forward = Modes.inner(w, Modes.jvp(twiceForward, x, v));
    double reverse = Modes.inner(Modes.vjp(forwardOverReverse, x, v), v);
    assertThat(reverse).isCloseTo(forward, within(1e-8 * Math.max(1, Math.abs(forward))));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("samples")
  void compiledDerivativesAreTheEagerOnes(Sample sample) {
    Value[] x = sample.point();
    Value[] w = Modes.directions(sample.resultTypes(), 2);
    Modes.Function all = at -> Modes.concat(sample.function().apply(at), Modes.vjp(sample.function(), at, w), Modes.jvp(sample.function(), at, x));
    assertClose(Modes.flat(Modes.compiled(all, x)), Modes.flat(all.apply(x)), 1e-13);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("linearSamples")
  void theTransposeOfTheTransposeActsAsItself(Sample sample) {
    for (int i = 0; i < sample.active().length; i++) {
      int argument = i;
      Value[] x = sample.point();
      Value[] dx = Modes.directions(Modes.types(x), 1);
      Modes.Function f = alone -> {
        Value[] inputs = x.clone();
        inputs[argument] = alone[0];
        return sample.function().apply(inputs);
      };
      Value[] at = {x[i]};
      Value[] direction = {dx[i]};
      Value[] dy = Modes.directions(sample.resultTypes(), 2);
      Value[] twice = Modes.vjp(cotangents -> Modes.vjp(f, at, cotangents), dy, direction);
      assertClose(Modes.flat(twice), Modes.flat(Modes.jvp(f, at, direction)), 1e-14);
    }
  }

  private static void assertClose(double[] actual, double[] expected, double tolerance) {
    assertThat(actual).hasSameSizeAs(expected);
    for (int i = 0; i < expected.length; i++) {
      assertThat(actual[i]).as("element %d", i)
          .isCloseTo(expected[i], within(tolerance * Math.max(1, Math.abs(expected[i]))));
    }
  }
}
