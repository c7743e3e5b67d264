package dev.chainrule.nn.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.chainrule.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// NIST's nonlinear regressions: at least six of the certified digits, from both starts.
class NonlinearRegressionTest {
  private static final double SIX_DIGITS = 1e-6;

  /// Predicted responses for predictors.
  private interface Model {
    Tensor at(Tensor x, Tensor... b);
  }

  private static final Model THREE_EXPONENTIALS = (x, b) -> x.times(b[1]).neg().exp().times(b[0])
      .plus(x.times(b[3]).neg().exp().times(b[2])).plus(x.times(b[5]).neg().exp().times(b[4]));

  private static final Model RATIO_OF_CUBICS = (x, b) -> x.times(b[3]).plus(b[2]).times(x).plus(b[1]).times(x).plus(b[0])
      .div(x.times(b[6]).plus(b[5]).times(x).plus(b[4]).times(x).plus(1));

  private static final Map<String, Model> MODELS = Map.ofEntries(
      Map.entry("misra1a", (x, b) -> x.times(b[1]).neg().expm1().neg().times(b[0])),
      Map.entry("misra1b", (x, b) -> x.times(b[1]).div(2).plus(1).pow(-2).neg().plus(1).times(b[0])),
      Map.entry("misra1c", (x, b) -> x.times(b[1]).times(2).plus(1).pow(-0.5).neg().plus(1).times(b[0])),
      Map.entry("misra1d", (x, b) -> x.times(b[1]).times(b[0]).div(x.times(b[1]).plus(1))),
      Map.entry("danWood", (x, b) -> x.pow(b[1]).times(b[0])),
      Map.entry("chwirut2", (x, b) -> x.times(b[0]).neg().exp().div(x.times(b[2]).plus(b[1]))),
      Map.entry("lanczos1", THREE_EXPONENTIALS),
      Map.entry("lanczos2", THREE_EXPONENTIALS),
      Map.entry("lanczos3", THREE_EXPONENTIALS),
      Map.entry("mgh09", (x, b) -> x.plus(b[1]).times(x).times(b[0]).div(x.plus(b[2]).times(x).plus(b[3]))),
      Map.entry("mgh10", (x, b) -> b[1].div(x.plus(b[2])).exp().times(b[0])),
      Map.entry("mgh17", (x, b) -> x.times(b[3]).neg().exp().times(b[1]).plus(x.times(b[4]).neg().exp().times(b[2])).plus(b[0])),
      Map.entry("thurber", RATIO_OF_CUBICS),
      Map.entry("hahn1", RATIO_OF_CUBICS),
      Map.entry("bennett5", (x, b) -> x.plus(b[1]).pow(b[2].reciprocal().neg()).times(b[0])),
      Map.entry("boxBod", (x, b) -> x.times(b[1]).neg().expm1().neg().times(b[0])),
      Map.entry("rat42", (x, b) -> b[0].div(b[1].minus(x.times(b[2])).exp().plus(1))),
      Map.entry("rat43", (x, b) -> b[0].div(b[1].minus(x.times(b[2])).exp().plus(1).pow(b[3].reciprocal()))),
      Map.entry("eckerle4", (x, b) -> x.minus(b[2]).div(b[1]).square().times(-0.5).exp().times(b[0].div(b[1]))),
      Map.entry("roszman1", (x, b) -> b[0].minus(x.times(b[1])).minus(b[2].div(x.minus(b[3])).atan().div(Math.PI))));

  private record Problem(String name, Tensor y, Tensor x, List<double[]> starts, double[] certified, double squares) {
    static Problem of(String name, JsonObject json) {
      List<double[]> rows = text(json.get("data").getAsString() + ".txt").lines()
          .map(line -> Stream.of(line.split(" ")).mapToDouble(Double::parseDouble).toArray()).toList();
      return new Problem(name, Tensor.of(rows.stream().mapToDouble(row -> row[0]).toArray()),
          Tensor.of(rows.stream().mapToDouble(row -> row[1]).toArray()),
          json.getAsJsonArray("starts").asList().stream().map(Problem::numbers).toList(),
          numbers(json.get("certified")), json.get("squares").getAsDouble());
    }

    private static double[] numbers(JsonElement json) {
      return json.getAsJsonArray().asList().stream().mapToDouble(JsonElement::getAsDouble).toArray();
    }

    Tensor residuals(Tensor b) {
      Tensor[] each = IntStream.range(0, b.size()).mapToObj(b::get).toArray(Tensor[]::new);
      return MODELS.get(name).at(x, each).minus(y);
    }

    void requireSolved(Fit<Tensor> fit) {
      double[] found = fit.parameters().toDoubles();
      for (int i = 0; i < found.length; i++) {
        assertThat(found[i]).as("%s, parameter %d of %s", name, i, fit).isCloseTo(certified[i], sixDigits(certified[i]));
      }
      // Sums of squares of rounding errors are those of this computation.
      assertThat(2 * fit.value()).as("%s, sum of squares", name).isCloseTo(squares, within(Math.max(SIX_DIGITS * squares, 1e-23)));
      assertThat(fit.converged()).as("%s of %s", name, fit).isTrue();
    }
  }

  private static Offset<Double> sixDigits(double number) {
    return within(SIX_DIGITS * Math.abs(number));
  }

  private static String text(String file) {
    try (InputStream in = NonlinearRegressionTest.class.getResourceAsStream(file)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Stream<Problem> problems() {
    return JsonParser.parseString(text("problems.json")).getAsJsonObject().entrySet().stream()
        .map(one -> Problem.of(one.getKey(), one.getValue().getAsJsonObject()));
  }

  @Test
  void everyProblemHasAModel() {
    assertThat(problems().map(Problem::name)).containsExactlyInAnyOrderElementsOf(MODELS.keySet());
  }

  /// Also that data and certified values belong together.
  @TestFactory
  Stream<DynamicTest> dataHaveTheCertifiedSumOfSquares() {
    return problems().map(problem -> DynamicTest.dynamicTest(problem.name, () -> {
      double squares = problem.residuals(Tensor.of(problem.certified)).square().sum().item();
      // The certified parameters are rounded to eleven digits, which is all that is left of the first sum of Lanczos.
      assertThat(squares).isCloseTo(problem.squares, within(Math.max(SIX_DIGITS * problem.squares, 1e-18)));
    }));
  }

  @TestFactory
  Stream<DynamicTest> levenbergMarquardtFindsSixDigitsFromBothStarts() {
    return problems().flatMap(problem -> problem.starts.stream().map(start -> DynamicTest.dynamicTest(
        problem.name + " from " + List.of(start[0], start[1]),
        () -> problem.requireSolved(new LevenbergMarquardt().minimize(problem::residuals, Tensor.of(start))))));
  }

  /// Gauss and Newton's steps by products alone solve those that are not badly scaled.
  @TestFactory
  Stream<DynamicTest> gaussNewtonSolvesWhatIsNotBadlyScaled() {
    List<String> scaled = List.of("danWood", "lanczos3", "rat42", "boxBod", "mgh09");
    return problems().filter(problem -> scaled.contains(problem.name)).map(problem -> DynamicTest.dynamicTest(problem.name, () ->
        problem.requireSolved(new GaussNewton(new Limits(5000, 1e-12, 1e-14)).minimize(problem::residuals, Tensor.of(problem.starts.get(1))))));
  }
}
