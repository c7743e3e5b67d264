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

  /// 10⁻⁶ x at 1/3.
  private static final String SMALL = """
      {"op": "%s", "attrs": {}, "inputs": [{"shape": [], "data": [0.3333333333333333]}], "output": {"shape": [], "data": [3.333333333333333e-7]},
       "cotangent": {"shape": [], "data": [1.0]}, "vjp": [{"shape": [], "data": [1e-6]}],
       "tangents": [{"shape": [], "data": [1.0]}], "jvp": {"shape": [], "data": [1e-6]}, "hvp": [{"shape": [], "data": [0.0]}]}""";
  /// x - 1 at 1 + 5 · 10⁻⁸, which F32 rounds to 1.
  private static final String DIFFERENCE = SMALL.replace("0.3333333333333333", "1.00000005").replace("3.333333333333333e-7", "5e-8").replace("1e-6", "1.0");

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
    UnaryOperator<Tensor> small = x -> x.times(1e-6);
    return Stream.of(
        arguments("a value", LOGARITHM, (UnaryOperator<Tensor>) Tensor::log, (UnaryOperator<Tensor>) x -> x.log().plus(0.001), false),
        arguments("a derivative", LOGARITHM, (UnaryOperator<Tensor>) Tensor::log,
            (UnaryOperator<Tensor>) x -> x.log().plus(x.minus(x.stopGradient()).times(0.001)), false),
        arguments("a second derivative", LOGARITHM, (UnaryOperator<Tensor>) Tensor::log,
            (UnaryOperator<Tensor>) x -> x.log().plus(x.minus(x.stopGradient()).square().times(0.001)), false),
        arguments("a small function that is 0", SMALL, small, (UnaryOperator<Tensor>) x -> x.times(0), false),
        arguments("an ill-conditioned value", POLE, pole, (UnaryOperator<Tensor>) x -> pole.apply(x).times(1.001), true),
        arguments("an ill-conditioned derivative", POLE, pole,
            (UnaryOperator<Tensor>) x -> pole.apply(x).plus(x.minus(x.stopGradient()).times(1e3)), true),
        arguments("more than rounding moves", DIFFERENCE, (UnaryOperator<Tensor>) x -> x.minus(1), (UnaryOperator<Tensor>) x -> x.minus(1).plus(2e-7), true));
  }

  /// Where rounding the inputs moves nothing, the file keeps its word.
  @ParameterizedTest(name = "{0}")
  @MethodSource("faultsOfSinglePrecision")
  void aFaultOfSinglePrecisionAloneFails(String what, String text, UnaryOperator<Tensor> right, UnaryOperator<Tensor> faulty, boolean moves) {
    UnaryOperator<Tensor> operation = x -> x.dtype() == DType.F32 ? faulty.apply(x) : right.apply(x);
    assertThat(check(text, "faulty", DType.F64, operation).failure()).isNull();
    VectorCase.Outcome outcome = check(text, "faulty", DType.F32, operation);
    assertThat(outcome.failure()).contains("but should be");
    assertThat(outcome.failure().endsWith(", which is what F64 gives at the rounded inputs")).isEqualTo(moves);
    assertThat(outcome.conditioned()).isTrue();
  }

  /// 1 - tanh² has no more digits.
  @Test
  void whatIsLeftOfLargerNumbersMayBeOffByTheirSpacing() {
    String text = SMALL.replace("0.3333333333333333", "6.0").replace("3.333333333333333e-7", "0.9999877116507956").replace("1e-6", "2.4576547405080933e-5")
        .replace("[0.0]", "[-4.915249079976836e-5]");
    VectorCase.Outcome outcome = check(text, "tanh", DType.F32, Tensor::tanh);
    assertThat(outcome.failure()).isNull();
    assertThat(outcome.conditioned()).isTrue();
    assertThat(outcome.worst()).isLessThan(1e-4);
  }

  /// The numbers agree, but nobody did what `power` asks for; null asks for nothing.
  @Test
  void anAttributeThatNobodyReadIsAFailure() {
    String asking = LOGARITHM.replace("\"attrs\": {}", "\"attrs\": {\"power\": 2, \"axis\": null}");
    assertThat(check(asking, "log", DType.F64, Tensor::log).failure()).isEqualTo("attributes that nothing here knows: power");
    assertThat(check(LOGARITHM, "log", DType.F64, Tensor::log).failure()).isNull();
  }

  @Test
  void onlyTheArraysThatRoundingMovesLeaveTheFile() {
    String flatPole = POLE.replace("-13.81551055804654", "-1.381551055804654e-8").replace("1000000.000082267", "1.000000000082267e-3")
        .replace("-1.000000000164534e12", "-1.000000000164534e3");
    UnaryOperator<Tensor> flat = x -> x.minus(1).log().times(1e-9);
    VectorCase.Outcome outcome = check(flatPole, "flat", DType.F32, flat);
    assertThat(outcome.failure()).isNull();
    assertThat(outcome.conditioned()).isTrue();
    UnaryOperator<Tensor> faulty = x -> x.dtype() == DType.F32 ? flat.apply(x).plus(1e-6) : flat.apply(x);
    assertThat(check(flatPole, "faulty", DType.F32, faulty).failure()).startsWith("value is ").endsWith(", at most 1e-04)");
  }

  @ParameterizedTest
  @EnumSource(value = DType.class, names = {"F32", "F64"})
  void whatFailsInDoublePrecisionFailsInBoth(DType dtype) {
    VectorCase.Outcome outcome = check(LOGARITHM, "wrong", dtype, x -> x.log().times(1.01));
    assertThat(outcome.failure()).startsWith(dtype == DType.F32 ? "vjp[0] is 1.0" : "value is 1.00").contains("but should be");
    assertThat(outcome.conditioned()).isFalse();
  }

  @Test
  void aNumberBeyondSinglePrecisionMustBeInfinityOfItsSign() {
    String text = LOGARITHM.replace("1.00000001", "1e30").replace("9.99999995e-9", "1e60").replace("0.9999999900000001", "2e30")
        .replace("-0.9999999800000003", "2");
    assertThat(check(text, "square", DType.F32, Tensor::square).failure()).isNull();
    assertThat(check(text, "nan", DType.F32, x -> x.square().minus(x.square()).plus(x.square())).failure())
        .startsWith("value is NaN at position 0, but should be Infinity (error ");
    assertThat(check(text, "finite", DType.F32, x -> x.square().minimum(Float.MAX_VALUE)).failure())
        .startsWith("value is 3.4028234663852886E38 at position 0, but should be Infinity (error ");
    assertThat(check(text, "otherEnd", DType.F32, x -> x.square().neg()).failure()).startsWith("value is -Infinity");
  }

  /// Where infinities meet on the way to a derivative beyond single precision, nothing is there to compare.
  @Test
  void aDerivativeBeyondSinglePrecisionThatIsNoNumberIsTold() {
    String text = SMALL.replace("[0.3333333333333333]", "[1.0]").replace("3.333333333333333e-7", "1.0").replace("1e-6", "1e40")
        .replace("\"hvp\": [{\"shape\": [], \"data\": [0.0]}]", "\"hvp\": null");
    UnaryOperator<Tensor> infinite = x -> x.minus(x.stopGradient()).times(1e30).times(1e30).plus(x.stopGradient());
    UnaryOperator<Tensor> operation = x -> infinite.apply(x).minus(infinite.apply(x)).plus(x.stopGradient());
    VectorCase.Outcome outcome = check(text, "nan", DType.F32, operation);
    assertThat(outcome.failure()).isNull();
    assertThat(outcome.beyond()).isTrue();
    assertThat(check(text, "nan", DType.F64, operation).failure()).startsWith("vjp[0] is 0.0 at position 0, but should be 1.0E40");
    assertThat(check(text.replace("1e40", "1e30"), "nan", DType.F32, operation).failure()).startsWith("vjp[0] is NaN at position 0, but should be 1.0");
    VectorCase.Outcome compared = check(text, "infinite", DType.F32, infinite);
    assertThat(compared.failure()).isNull();
    assertThat(compared.beyond()).isFalse();
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
