package dev.chainrule.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chainrule.Chainrule;
import dev.chainrule.Tensor;
import dev.chainrule.view.Explanation;
import dev.chainrule.view.JavaScriptSource;
import dev.chainrule.view.Quantity;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// The programs that the page runs compute what the engine computes: printed at one point, run at another.
class JavaScriptProgramIT {
  private static final List<String> OF_SCALARS = List.of(
      "x * y", "x / y", "x ^ y", "x ^ 3 - y", "max(x, y)", "min(x, y)", "exp(x) + expm1(y)", "log(x) + log1p(y)", "log2(x) * log10(y)",
      "sin(x) * cos(y) + tan(x)", "asin(x / 4) + acos(y / 4) + atan(x)", "atan2(x, y)", "sinh(x) + cosh(y) - tanh(x)",
      "asinh(x) + acosh(1 + y) + atanh(x / 4)", "hypot(x, y)", "sqrt(x) + cbrt(y)", "abs(x - y)", "sign(x) * y + x", "floor(x) * y + x",
      "where(x < y, x, y * y) * x", "sigmoid(x) * softplus(y)", "relu(x - y) + relu(y - x)", "clip(x, -1, 1) + y", "x * x * x * y + x + x");
  private static final List<String> OF_MATRICES = List.of(
      "sum(W @ v)", "sum((W @ v) ^ 2)", "sum(sigmoid(W @ v))", "sum(W' @ W)", "logSumExp(v)", "sum(softmax(v) * v)", "mean(W) * max(v)",
      "sum(logSoftmax(v) * v)", "sum(W * v)", "sum(cumSum(v) * v)", "prod(v) + max(W)", "sum(sort(v) * [1, 10, 100])", "norm(v) + sum(flip(v, 0) * v)",
      "sum(reshape(W, 6) ^ 3)", "sum(relu(W) * tanh(W))", "var(v) + std(v)", "sum(concat(0, v, v) ^ 2)");

  private static Browser browser;

  @BeforeAll
  static void open() throws IOException, InterruptedException {
    browser = new Browser();
    browser.driver.get("data:text/html,<title>programs</title>");
  }

  @AfterAll
  static void close() throws IOException {
    browser.close();
  }

  private static Map<String, Tensor> values(String expression, double shift) {
    Map<String, Tensor> values = new LinkedHashMap<>();
    if (OF_SCALARS.contains(expression)) {
      values.put("x", Tensor.of(1.3 + shift));
      values.put("y", Tensor.of(0.7 - shift));
    } else {
      values.put("W", Tensor.of(new double[][] {{0.5, -1, 2 + shift}, {1, 0.25, -0.5}}));
      values.put("v", Tensor.of(0.3, 1.1 + 3 * shift, -0.8));
    }
    return values;
  }

  private static Explanation explain(String expression, double shift) {
    return request(expression, shift).problem().explain();
  }

  private static Request request(String expression, double shift) {
    List<String> inputs = new ArrayList<>();
    Map<String, Tensor> values = values(expression, shift);
    values.keySet().removeIf(name -> !expression.contains(name));
    values.forEach((name, value) -> inputs.add(name + "=" + literal(value)));
    return new Request(expression, inputs, "", "");
  }

  private static String literal(Tensor value) {
    if (value.rank() == 0) {
      return Double.toString(value.item());
    }
    StringBuilder text = new StringBuilder("[");
    int columns = value.shape().extent(-1);
    for (int i = 0; i < value.size(); i++) {
      text.append(i == 0 ? "" : i % columns == 0 ? "; " : ", ").append(value.reshape(value.size()).get(i).item());
    }
    return text.append(']').toString();
  }

  private static Object argument(Tensor tensor) {
    return tensor.rank() == 0 ? (Object) tensor.item() : elements(tensor);
  }

  private static List<Double> elements(Tensor tensor) {
    List<Double> elements = new ArrayList<>();
    for (int i = 0; i < tensor.size(); i++) {
      elements.add(tensor.value().array().getDouble(i));
    }
    return elements;
  }

  private static double[] doubles(Tensor tensor) {
    return elements(tensor).stream().mapToDouble(Double::doubleValue).toArray();
  }

  @Test
  void quantitiesAreTheEngines() {
    List<String> all = new ArrayList<>(OF_SCALARS);
    all.addAll(OF_MATRICES);
    for (String expression : all) {
      Explanation printed = explain(expression, 0);
      Explanation expected = explain(expression, 0.31);
      List<Object> arguments = expected.inputs().stream().map(input -> argument(input.value())).toList();
      Object answer = browser.driver.executeScript(
          "const flat = found => found.map(q => Array.from(q.length === undefined ? [Number(q)] : q, x => Number.isFinite(x) ? x : String(x)));"
              + "return flat((" + JavaScriptSource.of(printed) + ").reverse(...arguments));", arguments.toArray());
      List<Quantity> quantities = Quantity.all(expected);
      assertThat((List<?>) answer).as(expression).hasSameSizeAs(quantities);
      for (int i = 0; i < quantities.size(); i++) {
        Quantity quantity = quantities.get(i);
        Numbers.assertClose(expression + " " + quantity.kind() + " " + quantity.of(), Numbers.of(((List<?>) answer).get(i)), doubles(quantity.value()), 1e-12);
      }
    }
  }

  @Test
  void productsWithTheHessianAreTheEngines() {
    for (String expression : OF_MATRICES) {
      Explanation printed = explain(expression, 0);
      Explanation expected = explain(expression, 0.31);
      Map<String, Tensor> point = new LinkedHashMap<>();
      expected.inputs().forEach(input -> point.put(input.name(), input.value()));
      Map<String, Tensor> direction = new LinkedHashMap<>(point);
      direction.replaceAll((name, value) -> value.times(0.3).plus(0.7));
      Request request = request(expression, 0.31);
      Map<String, Tensor> products = Chainrule.hvp((Map<String, Tensor> x) -> request.problem().value(x), point, direction);
      List<Object> arguments = new ArrayList<>(point.values().stream().map(JavaScriptProgramIT::argument).toList());
      direction.values().forEach(value -> arguments.add(argument(value)));
      Object answer = browser.driver.executeScript("return (" + JavaScriptSource.of(printed)
          + ").curvature(...arguments).map(q => Array.from(q.length === undefined ? [q] : q));", arguments.toArray());
      int next = 0;
      for (Tensor product : products.values()) {
        Numbers.assertClose(expression + " H v", Numbers.of(((List<?>) answer).get(next++)), doubles(product), 1e-11);
      }
    }
  }

  @Test
  void tangentsAreTheEngines() {
    for (String expression : OF_MATRICES) {
      Explanation printed = explain(expression, 0);
      Explanation expected = explain(expression, 0.31);
      Explanation.Sweep sweep = expected.sweeps(1).getFirst();
      List<Object> arguments = new ArrayList<>(expected.inputs().stream().map(input -> argument(input.value())).toList());
      expected.inputs().forEach(input -> arguments.add(argument(sweep.tangents().getOrDefault(input.name(), input.value().zerosLike()))));
      Object answer = browser.driver.executeScript("return (" + JavaScriptSource.of(printed)
          + ").forward(...arguments).map(q => Array.from(q.length === undefined ? [q] : q));", arguments.toArray());
      List<String> names = JavaScriptSource.tangents(printed);
      for (int i = 0; i < names.size(); i++) {
        Tensor tangent = sweep.tangents().get(names.get(i));
        if (tangent != null) {
          Numbers.assertClose(expression + " d" + names.get(i), Numbers.of(((List<?>) answer).get(i)), doubles(tangent), 1e-12);
        }
      }
    }
  }
}
