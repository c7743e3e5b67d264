package dev.chainrule.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.google.gson.Gson;
import dev.chainrule.Tensor;
import dev.chainrule.graph.DType;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// What counts as right in a case, and what does not.
class VectorCaseTest {
  /// log(x) at 1 + 10⁻⁸, which F32 rounds to 1: exact values, in directions of 1.
  private static final String LOGARITHM = """
      {"op": "%s", "attrs": {}, "inputs": [{"shape": [], "data": [1.00000001]}], "output": {"shape": [], "data": [9.99999995e-9]},
       "cotangent": {"shape": [], "data": [1.0]}, "vjp": [{"shape": [], "data": [0.9999999900000001]}],
       "tangents": [{"shape": [], "data": [1.0]}], "jvp": {"shape": [], "data": [0.9999999900000001]},
       "hvp": [{"shape": [], "data": [-0.9999999800000003]}]}""";
  /// log(x - 1) at 1 + 10⁻⁶, which F32 rounds to 1 + 8 · 2⁻²³.
  private static final String POLE = LOGARITHM.replace("1.00000001", "1.000001").replace("9.99999995e-9", "-13.81551055804654")
      .replace("-0.9999999800000003", "-1.000000000164534e12").replace("0.9999999900000001", "1000000.000082267");

  @Test
  void whatSinglePrecisionHoldsIsComparedWithTheFile() {
    VectorCase.Outcome outcome = check(LOGARITHM, "log", DType.F32, Tensor::log);
    assertThat(outcome.failure()).isNull();
    assertThat(outcome.conditioned()).isFalse();
    assertThat(outcome.worst()).isBetween(1e-5, 1e-4);  // of 10⁻⁸ nothing is left, but so little is compared as 10⁻⁴
  }

  @Test
  void whatRoundingTheInputsMovesIsComparedWithDoublePrecisionThere() {
    UnaryOperator<Tensor> pole = x -> x.minus(1).log();
    assertThat(check(POLE, "pole", DType.F64, pole).failure()).isNull();
    VectorCase.Outcome outcome = check(POLE, "pole", DType.F32, pole);
    assertThat(outcome.failure()).isNull();
    assertThat(outcome.conditioned()).isTrue();
    assertThat(outcome.worst()).isLessThan(1e-7);
  }

  static Stream<Arguments> faultsOfSinglePrecision() {
    UnaryOperator<Tensor> pole = x -> x.minus(1).log();
    return Stream.of(
        arguments("a value", LOGARITHM, (UnaryOperator<Tensor>) Tensor::log, (UnaryOperator<Tensor>) x -> x.log().plus(0.001)),
        arguments("a derivative", LOGARITHM, (UnaryOperator<Tensor>) Tensor::log,
            (UnaryOperator<Tensor>) x -> x.log().plus(x.minus(x.stopGradient()).times(0.001))),
        arguments("a second derivative", LOGARITHM, (UnaryOperator<Tensor>) Tensor::log,
            (UnaryOperator<Tensor>) x -> x.log().plus(x.minus(x.stopGradient()).square().times(0.001))),
        arguments("an ill-conditioned value", POLE, pole, (UnaryOperator<Tensor>) x -> pole.apply(x).times(1.001)),
        arguments("an ill-conditioned derivative", POLE, pole,
            (UnaryOperator<Tensor>) x -> pole.apply(x).plus(x.minus(x.stopGradient()).times(1e3))));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("faultsOfSinglePrecision")
  void aFaultOfSinglePrecisionAloneFails(String what, String text, UnaryOperator<Tensor> right, UnaryOperator<Tensor> faulty) {
    UnaryOperator<Tensor> operation = x -> x.dtype() == DType.F32 ? faulty.apply(x) : right.apply(x);
    assertThat(check(text, "faulty", DType.F64, operation).failure()).isNull();
    assertThat(check(text, "faulty", DType.F32, operation).failure()).contains("but should be").endsWith(", which is what F64 gives at the rounded inputs");
  }

  @ParameterizedTest
  @EnumSource(value = DType.class, names = {"F32", "F64"})
  void whatFailsInDoublePrecisionFailsInBoth(DType dtype) {
    VectorCase.Outcome outcome = check(LOGARITHM, "wrong", dtype, x -> x.log().times(1.01));
    assertThat(outcome.failure()).startsWith(dtype == DType.F32 ? "vjp[0] is 1.0" : "value is 1.00").contains("but should be");
    assertThat(outcome.conditioned()).isFalse();
  }

  @Test
  void aNumberBeyondSinglePrecisionMustNotBeFinite() {
    String text = LOGARITHM.replace("1.00000001", "1e30").replace("9.99999995e-9", "1e60").replace("0.9999999900000001", "2e30")
        .replace("-0.9999999800000003", "2");
    assertThat(check(text, "square", DType.F32, Tensor::square).failure()).isNull();
    assertThat(check(text, "nan", DType.F32, x -> x.square().minus(x.square()).plus(x.square())).failure()).isNull();
    assertThat(check(text, "finite", DType.F32, x -> x.square().minimum(Float.MAX_VALUE)).failure())
        .startsWith("value is 3.4028234663852886E38 at position 0, but should be Infinity (error ");
    assertThat(check(text, "otherEnd", DType.F32, x -> x.square().neg()).failure()).startsWith("value is -Infinity");
  }

  @Test
  void whatIsNullIsNotComparedAndWhatIsMissingIsNamed() {
    String wrong = LOGARITHM.replace("-0.9999999800000003", "7");
    assertThat(check(wrong, "log", DType.F64, Tensor::log).failure()).startsWith("hvp[0] is -0.99999998").contains(" at position 0, but should be 7.0 ");
    String withNull = wrong.replaceAll("\"hvp\": .*}]}$", "\"hvp\": null}");
    assertThat(check(withNull, "log", DType.F64, Tensor::log).failure()).isNull();
    assertThat(check(withNull.replace("\"hvp\"", "\"other\""), "log", DType.F64, Tensor::log).failure()).isEqualTo("'hvp' is missing");
    String none = LOGARITHM.replaceAll("\"vjp\": \\[.*?}],", "\"vjp\": null,").replaceAll("\"jvp\": \\{.*?},", "\"jvp\": null,");
    assertThat(check(none, "log", DType.F64, Tensor::log).failure()).isNull();
    assertThat(check(none.replace("\"cotangent\"", "\"other\""), "log", DType.F64, Tensor::log).failure()).isEqualTo("'cotangent' is missing");
  }

  static Stream<Arguments> malformed() {
    return Stream.of(
        arguments("\"attrs\": {}", "\"attrs\": [1]", "'attrs' is [1.0], but must be an object"),
        arguments("\"inputs\": [{", "\"inputs\": 3, \"more\": [{", "'inputs' is 3.0, but must be a list"),
        arguments("\"inputs\": [{", "\"inputs\": [5, {", "inputs[0] is 5.0, but must be {shape, data}"),
        arguments("\"shape\": [], \"data\": [1.00000001]", "\"shape\": [0.5], \"data\": []", "inputs[0].shape has 0.5, but must have whole numbers from 0 on"),
        arguments("\"shape\": [], \"data\": [1.00000001]", "\"shape\": [-1], \"data\": []", "inputs[0].shape has -1.0, but must have whole numbers from 0 on"),
        arguments("\"shape\": [], \"data\": [1.00000001]", "\"data\": [1]", "inputs[0].shape is missing"),
        arguments("\"shape\": [], \"data\": [1.00000001]", "\"shape\": []", "inputs[0].data is missing"),
        arguments("\"data\": [1.00000001]", "\"data\": [null]", "inputs[0].data has null, which is no number"),
        arguments("\"data\": [1.00000001]", "\"data\": [1.5], \"dtype\": \"int32\"", "inputs[0].data has 1.5, but is I32"),
        arguments("\"data\": [1.00000001]", "\"data\": [2], \"dtype\": \"bool\"", "inputs[0].data has 2.0, but is Bool"),
        arguments("\"data\": [1.00000001]", "\"data\": [2], \"dtype\": \"complex\"", "inputs[0].dtype is complex, but must be float64, float32, int32, int64 or bool"));
  }

  @ParameterizedTest(name = "{2}")
  @MethodSource("malformed")
  void whatCannotBeReadIsNamed(String text, String instead, String message) {
    assertThat(LOGARITHM).contains(text);
    assertThat(check(LOGARITHM.replace(text, instead), "log", DType.F64, Tensor::log).failure()).isEqualTo(message);
  }

  @Test
  void numbersMayBeWrittenAsPythonDoes() {
    String text = LOGARITHM.replace("1.00000001", "Infinity").replace("9.99999995e-9", "Infinity").replace("0.9999999900000001", "0")
        .replace("-0.9999999800000003", "NaN");
    assertThat(check(text, "log", DType.F64, Tensor::log).failure())
        .isEqualTo("hvp[0] is 0.0 at position 0, but should be NaN (error Infinity, at most 1e-08)");
  }

  /// Checks a case of the operation alone, under a name that the table does not have.
  private static VectorCase.Outcome check(String text, String name, DType dtype, UnaryOperator<Tensor> operation) {
    VectorOperations operations = VectorOperations.ofCore();
    operations.unary(name + "OfTest", operation);
    Object plain = new Gson().fromJson(text.formatted(name + "OfTest"), Object.class);
    return VectorCase.of(0, plain).check(operations, dtype);
  }
}
