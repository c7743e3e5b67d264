package dev.chainrule.graph;

import static dev.chainrule.graph.SpecialFunctions.acosh;
import static dev.chainrule.graph.SpecialFunctions.asinh;
import static dev.chainrule.graph.SpecialFunctions.atanh;
import static dev.chainrule.graph.SpecialFunctions.digamma;
import static dev.chainrule.graph.SpecialFunctions.erf;
import static dev.chainrule.graph.SpecialFunctions.erfc;
import static dev.chainrule.graph.SpecialFunctions.erfcinv;
import static dev.chainrule.graph.SpecialFunctions.erfinv;
import static dev.chainrule.graph.SpecialFunctions.lgamma;
import static dev.chainrule.graph.SpecialFunctions.log2;
import static dev.chainrule.graph.SpecialFunctions.polygamma;
import static java.lang.Double.NEGATIVE_INFINITY;
import static java.lang.Double.NaN;
import static java.lang.Double.POSITIVE_INFINITY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The special functions against numbers computed with 60 digits, and at the ends of their domains.
class SpecialFunctionsTest {
  private static final Map<String, DoubleUnaryOperator> FUNCTIONS = Map.of(
      "erf", SpecialFunctions::erf, "erfc", SpecialFunctions::erfc,
      "erfinv", SpecialFunctions::erfinv, "erfcinv", SpecialFunctions::erfcinv,
      "lgamma", SpecialFunctions::lgamma, "digamma", SpecialFunctions::digamma,
      "log2", SpecialFunctions::log2, "asinh", SpecialFunctions::asinh,
      "acosh", SpecialFunctions::acosh, "atanh", SpecialFunctions::atanh);

  /// Lines of function, argument, value.
  static Iterable<String> references() throws IOException {
    try (InputStream lines = SpecialFunctionsTest.class.getResourceAsStream("special-functions.txt")) {
      return new String(lines.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8).lines().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("references")
  void agreesWithTheReference(String line) {
    String[] parts = line.split(" ");
    double x = Double.parseDouble(parts[1]);
    double expected = Double.parseDouble(parts[2]);
    assertThat(function(parts[0]).applyAsDouble(x)).isCloseTo(expected, within(3e-15 * Math.abs(expected)));
  }

  private static DoubleUnaryOperator function(String name) {
    if (!name.startsWith("polygamma")) {
      return FUNCTIONS.get(name);
    }
    int order = Integer.parseInt(name.substring("polygamma".length()));
    return x -> polygamma(order, x);
  }

  @Test
  void theLogarithmOfEveryPowerOfTwoIsExact() {
    for (int exponent = Double.MIN_EXPONENT; exponent <= Double.MAX_EXPONENT; exponent++) {
      assertThat(log2(Math.scalb(1.0, exponent))).isEqualTo(exponent);
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {1e-300, 1e-10, 0.1, 0.7, 1, 2, 2.9})
  void inversesLeadBack(double x) {
    assertThat(erfinv(erf(x))).isCloseTo(x, within(1e-12 * x));
    assertThat(erfcinv(erfc(x))).isCloseTo(x, within(1e-15 + 1e-14 * x));
    assertThat(asinh(Math.sinh(x))).isCloseTo(x, within(1e-15 * x));
    assertThat(atanh(Math.tanh(x))).isCloseTo(x, within(1e-14 * x));
    assertThat(acosh(Math.cosh(1 + x))).isCloseTo(1 + x, within(1e-15 * (1 + x)));
  }

  @Test
  void oddFunctionsKeepTheSignOfZero() {
    for (DoubleUnaryOperator odd : new DoubleUnaryOperator[] {SpecialFunctions::erf, SpecialFunctions::erfinv,
        SpecialFunctions::asinh, SpecialFunctions::atanh}) {
      assertThat(odd.applyAsDouble(0.0)).isEqualTo(Double.valueOf(0.0));
      assertThat(odd.applyAsDouble(-0.0)).isEqualTo(Double.valueOf(-0.0));
    }
  }

  @Test
  void endsOfTheErrorFunction() {
    assertThat(new double[] {erf(POSITIVE_INFINITY), erf(NEGATIVE_INFINITY)}).containsExactly(1, -1);
    assertThat(new double[] {erfc(POSITIVE_INFINITY), erfc(NEGATIVE_INFINITY), erfc(0)}).containsExactly(0, 2, 1);
    assertThat(new double[] {erfinv(1), erfinv(-1), erfinv(1.001), erfinv(POSITIVE_INFINITY)})
        .containsExactly(POSITIVE_INFINITY, NEGATIVE_INFINITY, NaN, NaN);
    assertThat(new double[] {erfcinv(0), erfcinv(2), erfcinv(1), erfcinv(-0.1), erfcinv(2.1)})
        .containsExactly(POSITIVE_INFINITY, NEGATIVE_INFINITY, 0, NaN, NaN);
  }

  @Test
  void endsAndPolesOfTheGammaFunctions() {
    assertThat(new double[] {lgamma(0), lgamma(-0.0), lgamma(-3), lgamma(POSITIVE_INFINITY), lgamma(1), lgamma(2)})
        .containsExactly(POSITIVE_INFINITY, POSITIVE_INFINITY, POSITIVE_INFINITY, POSITIVE_INFINITY, 0, 0);
    assertThat(new double[] {digamma(0), digamma(-0.0), digamma(-3), digamma(POSITIVE_INFINITY), digamma(NEGATIVE_INFINITY)})
        .containsExactly(NEGATIVE_INFINITY, POSITIVE_INFINITY, NaN, POSITIVE_INFINITY, NaN);
    assertThat(new double[] {polygamma(1, 0), polygamma(1, -2), polygamma(1, POSITIVE_INFINITY), polygamma(1, NEGATIVE_INFINITY)})
        .containsExactly(POSITIVE_INFINITY, POSITIVE_INFINITY, 0, NaN);
    assertThat(new double[] {polygamma(2, 0), polygamma(2, -0.0), polygamma(2, -2), polygamma(2, POSITIVE_INFINITY)})
        .containsExactly(NEGATIVE_INFINITY, POSITIVE_INFINITY, NaN, -0.0);
  }

  @Test
  void ordersAreWholeNumbersFrom0To170() {
    assertThat(polygamma(0, 2.5)).isEqualTo(digamma(2.5));
    assertThat(polygamma(170, 1)).isFinite();
    assertThat(new double[] {polygamma(-1, 2.5), polygamma(171, 2.5), polygamma(NaN, 2.5), polygamma(1, NaN)})
        .containsOnly(NaN);
  }

  @Test
  void endsOfTheInverseHyperbolicFunctions() {
    assertThat(new double[] {asinh(POSITIVE_INFINITY), asinh(NEGATIVE_INFINITY), asinh(NaN)})
        .containsExactly(POSITIVE_INFINITY, NEGATIVE_INFINITY, NaN);
    assertThat(new double[] {acosh(POSITIVE_INFINITY), acosh(1), acosh(0.999), acosh(-1e300), acosh(NaN)})
        .containsExactly(POSITIVE_INFINITY, 0, NaN, NaN, NaN);
    assertThat(new double[] {atanh(1), atanh(-1), atanh(1.001), atanh(NaN)})
        .containsExactly(POSITIVE_INFINITY, NEGATIVE_INFINITY, NaN, NaN);
  }

  /// Of large numbers a little apart, where the difference of two rounded values has no digits left. Computed with 60 digits.
  @ParameterizedTest
  @CsvSource({
      "0, 637426.4375, 0.29213380813598633, -4.583022497309984e-07",
      "0, 17154.524609820393, 3.1363264553048956e-09, -1.8283327241007454e-13",
      "1, 17154.524609820393, 3.1363264553048956e-09, 1.0658331001917394e-17",
      "0, 1e10, 1e-10, -1.0000000000500001e-20",
      "2, 50, 1e-8, -1.6486398715686855e-13",
      "0, 0.3, 2.5, -4.34307121104955",
      "1, 0.3, 2.5, 11.817032383914674",
      "3, 0.3, 2.5, 742.9908692981015",
      "5, 2.5, -0.25, -0.47791850272486236",
      "4, 7, 1e5, -0.00329677158902638",
      "0, 1e-200, 1e-200, -5e199",
      "0, 1e-10, 1e300, -10000000691.352743"})
  void differencesOfPolygammaFunctionsKeepTheirDigits(double order, double a, double b, double expected) {
    assertThat(SpecialFunctions.polygammaDifference(order, a, b)).isCloseTo(expected, within(4e-14 * Math.abs(expected)));
  }

  @Test
  void differencesOfPolygammaFunctionsAtTheEnds() {
    assertThat(SpecialFunctions.polygammaDifference(0, 2.5, 0)).isZero();
    assertThat(SpecialFunctions.polygammaDifference(1, 2.5, POSITIVE_INFINITY)).isEqualTo(polygamma(1, 2.5));
    assertThat(SpecialFunctions.polygammaDifference(0, -1.5, 0.25)).isEqualTo(digamma(-1.5) - digamma(-1.25));
    assertThat(SpecialFunctions.polygammaDifference(-1, 1, 1)).isNaN();
    assertThat(SpecialFunctions.polygammaDifference(0, NaN, 1)).isNaN();
  }
}
