package dev.chainrule.expression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.chainrule.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class EvaluationTest {
  private static final double X = 0.7;
  private static final double Y = -1.3;

  static Stream<Arguments> scalars() {
    return Stream.of(
        Arguments.of("x + y", X + Y),
        Arguments.of("x - y", X - Y),
        Arguments.of("x * y", X * Y),
        Arguments.of("x / y", X / Y),
        Arguments.of("-x ^ 2", -(X * X)),
        Arguments.of("2 ^ -x ^ 2", Math.pow(2, -(X * X))),
        Arguments.of("x ^ 3 ^ 2", Math.pow(X, 9)),
        Arguments.of("1 - x - y", 1 - X - Y),
        Arguments.of("6 / 2 / x", 6.0 / 2 / X),
        Arguments.of("exp(x)", Math.exp(X)),
        Arguments.of("log(x)", Math.log(X)),
        Arguments.of("sin(x) ^ 2 + cos(x) ^ 2", 1.0),
        Arguments.of("tanh(y)", Math.tanh(Y)),
        Arguments.of("sigmoid(y)", 1 / (1 + Math.exp(-Y))),
        Arguments.of("relu(x) + relu(y)", X),
        Arguments.of("abs(y)", -Y),
        Arguments.of("sqrt(x)", Math.sqrt(X)),
        Arguments.of("pow(x, 1.5)", Math.pow(X, 1.5)),
        Arguments.of("max(x, y)", X),
        Arguments.of("min(x, y)", Y),
        Arguments.of("max([x, y, 3])", 3.0),
        Arguments.of("maximum(x, 0.9)", 0.9),
        Arguments.of("clip(y, -1, 1)", -1.0),
        Arguments.of("where(x > y, x, y)", X),
        Arguments.of("where(x <= y, 1, 2)", 2.0),
        Arguments.of("where(x == x, 1, 2) + where(x != x, 10, 20)", 21.0),
        Arguments.of("where(x < y, 1, 2) + where(x >= y, 10, 20)", 12.0),
        Arguments.of("sum([x, y, 2])", X + Y + 2),
        Arguments.of("mean([x, y])", (X + Y) / 2),
        Arguments.of("norm([3 * x / x, 4])", 5.0),
        Arguments.of("dot([x, y], [y, x])", 2 * X * Y),
        Arguments.of("logSumExp([x, y])", Math.log(Math.exp(X) + Math.exp(Y))),
        Arguments.of("sum(softmax([x, y]))", 1.0),
        Arguments.of("argMax([y, x, y]) + x", 1 + X),
        Arguments.of("pi * e", Math.PI * Math.E),
        Arguments.of("q = x + y; r = q * q; r - q", (X + Y) * (X + Y) - (X + Y)),
        Arguments.of("e = x * 2; e + 1", 2 * X + 1),
        Arguments.of("f = x", X),
        Arguments.of("sum(linspace(0, 1, 5))", 2.5),
        Arguments.of("sum(arange(5)) * x", 10 * X),
        Arguments.of("sum(eye(3)) + sum(ones(2, 2))", 7.0));
  }

  @ParameterizedTest
  @MethodSource("scalars")
  void computesAsJavaDoes(String text, double expected) {
    Map<String, Tensor> inputs = new LinkedHashMap<>();
    inputs.put("x", Tensor.of(X));
    inputs.put("y", Tensor.of(Y));

    assertThat(evaluate(text, inputs).item()).isCloseTo(expected, within(1e-14));
  }

  @Test
  void vectorsAndMatricesAreWrittenOut() {
    Tensor matrix = Evaluation.constant(Source.of("[1, 2, 3; 4, 5, 2 * 3]"));

    assertThat(matrix.shape().extents()).containsExactly(2, 3);
    assertThat(matrix.toDoubles()).containsExactly(1, 2, 3, 4, 5, 6);
    assertThat(Evaluation.constant(Source.of("[1, -2]")).shape().extents()).containsExactly(2);
    assertThat(Evaluation.constant(Source.of("[1, -2;]")).shape().extents()).containsExactly(1, 2);
    assertThat(Evaluation.constant(Source.of("[1; -2]")).shape().extents()).containsExactly(2, 1);
  }

  @Test
  void productsOfMatricesAndTransposes() {
    Map<String, Tensor> inputs = Map.of("W", Tensor.of(new double[][] {{1, 2}, {3, 4}}), "x", Tensor.of(5.0, 6.0));

    assertThat(evaluate("W @ x", inputs).toDoubles()).containsExactly(17, 39);
    assertThat(evaluate("W' @ x", inputs).toDoubles()).containsExactly(23, 34);
    assertThat(evaluate("sum(W, 0)", inputs).toDoubles()).containsExactly(4, 6);
    assertThat(evaluate("reshape(W, 4)", inputs).toDoubles()).containsExactly(1, 2, 3, 4);
    assertThat(evaluate("get(W, 1, 0)", inputs).item()).isEqualTo(3);
    assertThat(evaluate("concat(0, x, [7])", inputs).toDoubles()).containsExactly(5, 6, 7);
  }

  @Test
  void elementsMayBeComputed() {
    Map<String, Tensor> inputs = Map.of("x", Tensor.of(2.0));

    assertThat(evaluate("[x, 1; -x, x ^ 2]", inputs).toDoubles()).containsExactly(2, 1, -2, 4);
  }

  @Test
  void infinityAndNaNAreConstantsOfTheirOwn() {
    assertThat(Evaluation.constant(Source.of("-inf")).item()).isEqualTo(Double.NEGATIVE_INFINITY);
    assertThat(Evaluation.constant(Source.of("nan")).item()).isNaN();
    assertThat(Evaluation.constant(Source.of("inf - inf")).item()).isNaN();
  }

  @Test
  void stepsAreHeardInTheirOrder() {
    List<String> heard = new ArrayList<>();
    Evaluation.of(Source.of("t"), FormulaReader.formula(Source.of("q = x + 1; f = q * q")), Map.of("x", Tensor.of(1.0)), (name, step) -> {
      heard.add(name + " = " + step.item());
      return step;
    });

    assertThat(heard).containsExactly("q = 2.0", "f = 4.0");
  }

  /// So that a function that the library gains or loses is seen here.
  @Test
  void theFunctionsAreThoseOfTheLibrary() {
    assertThat(FunctionTable.names())
        .contains("exp", "log", "sin", "relu", "sigmoid", "max", "min", "sum", "mean", "softmax", "logSumExp", "norm", "dot", "transpose",
            "reshape", "pow", "sqrt", "tanh", "abs", "clip", "where", "concat", "stack", "matmul", "stopGradient", "zeros", "eye")
        .doesNotContain("of", "to", "item", "shape", "toDoubles", "split", "equals", "value");
  }

  @Test
  void everyFunctionSaysHowItIsCalled() {
    assertThat(FunctionTable.names()).allSatisfy(name -> assertThat(FunctionTable.usage(name)).startsWith(name + "("));
    assertThat(Stream.of("clip", "where", "sum", "eye", "softmax").map(FunctionTable::usage)).containsExactly(
        "clip(tensor, tensor, tensor)",
        "where(tensor, tensor, tensor)",
        "sum(tensor, whole numbers…)",
        "eye(whole number)",
        "softmax(tensor, whole number), without which the last axis is meant");
  }

  private static Tensor evaluate(String text, Map<String, Tensor> inputs) {
    return Evaluation.of(Source.of(text), FormulaReader.formula(Source.of(text)), inputs, (name, step) -> step);
  }
}
