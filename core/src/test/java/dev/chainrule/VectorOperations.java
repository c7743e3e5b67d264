package dev.chainrule;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;

/// The operations of the reference vectors by their names, on the public API.
final class VectorOperations {
  /// An operation with its parameters, as a function of its inputs.
  interface Operation {
    Tensor apply(JsonObject attributes, List<Tensor> x);
  }

  private static final Map<String, Operation> BY_NAME = new TreeMap<>();

  static {
    addPointwise();
    addReductions();
    addLayout();
    addIndexing();
  }

  private VectorOperations() {}

  static Operation named(String name) {
    Operation operation = BY_NAME.get(name);
    if (operation == null) {
      throw new AssertionError("no operation " + name + "; known are " + BY_NAME.keySet());
    }
    return operation;
  }

  private static void addPointwise() {
    unary("abs", Tensor::abs);
    unary("acos", Tensor::acos);
    unary("asin", Tensor::asin);
    unary("atan", Tensor::atan);
    unary("ceil", Tensor::ceil);
    unary("cos", Tensor::cos);
    unary("cosh", Tensor::cosh);
    unary("elu", x -> x.elu(1));
    unary("exp", Tensor::exp);
    unary("expm1", Tensor::expm1);
    unary("floor", Tensor::floor);
    unary("gelu", Tensor::gelu);
    unary("log", Tensor::log);
    unary("log1p", Tensor::log1p);
    unary("log2", Tensor::log2);
    unary("logSigmoid", Tensor::logSigmoid);
    unary("mish", Tensor::mish);
    unary("neg", Tensor::neg);
    unary("reciprocal", Tensor::reciprocal);
    unary("relu", Tensor::relu);
    unary("rsqrt", Tensor::rsqrt);
    unary("sigmoid", Tensor::sigmoid);
    unary("sign", Tensor::sign);
    unary("silu", Tensor::silu);
    unary("sin", Tensor::sin);
    unary("sinh", Tensor::sinh);
    unary("softplus", Tensor::softplus);
    unary("sqrt", Tensor::sqrt);
    unary("square", Tensor::square);
    unary("tan", Tensor::tan);
    unary("tanh", Tensor::tanh);
    binary("atan2", Tensor::atan2);
    binary("div", Tensor::div);
    binary("matmul", Tensor::matmul);
    binary("maximum", Tensor::maximum);
    binary("minimum", Tensor::minimum);
    binary("minus", Tensor::minus);
    binary("plus", Tensor::plus);
    binary("times", Tensor::times);
    add("clip", (attributes, x) -> x.getFirst().clip(number(attributes, "min"), number(attributes, "max")));
    add("leakyRelu", (attributes, x) -> x.getFirst().leakyRelu(number(attributes, "slope")));
    add("pow", (attributes, x) -> attributes.has("exponent")
        ? x.getFirst().pow(number(attributes, "exponent"))
        : x.getFirst().pow(x.get(1)));
    add("where", (attributes, x) -> Functions.where(x.get(0), x.get(1), x.get(2)));
  }

  private static void addReductions() {
    reduction("logSumExp", Tensor::logSumExp, Tensor::logSumExp);
    reduction("max", Tensor::max, Tensor::max);
    reduction("mean", Tensor::mean, Tensor::mean);
    reduction("min", Tensor::min, Tensor::min);
    reduction("prod", Tensor::prod, Tensor::prod);
    reduction("std", Tensor::std, Tensor::std);
    reduction("sum", Tensor::sum, Tensor::sum);
    reduction("var", Tensor::var, Tensor::var);
    unary("norm", x -> x.norm());
    along("cumSum", Tensor::cumSum);
    along("logSoftmax", Tensor::logSoftmax);
    along("softmax", Tensor::softmax);
  }

  private static void addLayout() {
    add("broadcastTo", (attributes, x) -> x.getFirst().broadcastTo(numbers(attributes, "shape")));
    add("concat", (attributes, x) -> Functions.concat(integer(attributes, "axis"), x));
    along("expandDims", Tensor::expandDims);
    add("flip", (attributes, x) -> x.getFirst().flip(numbers(attributes, "axes")));
    add("pad", (attributes, x) -> x.getFirst().pad(
        numbers(attributes, "before"), numbers(attributes, "after"), number(attributes, "value")));
    add("repeat", (attributes, x) -> x.getFirst().repeat(integer(attributes, "repeats"), integer(attributes, "axis")));
    add("reshape", (attributes, x) -> x.getFirst().reshape(numbers(attributes, "shape")));
    add("roll", (attributes, x) -> x.getFirst().roll(integer(attributes, "shift"), integer(attributes, "axis")));
    add("slice", (attributes, x) -> x.getFirst().get(ranges(attributes)));
    along("squeeze", Tensor::squeeze);
    add("stack", (attributes, x) -> Functions.stack(integer(attributes, "axis"), x));
    add("tile", (attributes, x) -> x.getFirst().tile(numbers(attributes, "reps")));
    add("transpose", (attributes, x) -> x.getFirst().transpose(numbers(attributes, "axes")));
  }

  private static void addIndexing() {
    add("scatterAdd", (attributes, x) -> x.get(0).scatterAdd(x.get(1), x.get(2), 0));
    along("sort", Tensor::sort);
    add("take", (attributes, x) -> x.get(0).take(x.get(1), integer(attributes, "axis")));
    add("takeAlongAxis", (attributes, x) -> x.get(0).takeAlongAxis(x.get(1), integer(attributes, "axis")));
  }

  private static void add(String name, Operation operation) {
    BY_NAME.put(name, operation);
  }

  private static void unary(String name, UnaryOperator<Tensor> operation) {
    add(name, (attributes, x) -> operation.apply(x.getFirst()));
  }

  private static void binary(String name, BinaryOperator<Tensor> operation) {
    add(name, (attributes, x) -> operation.apply(x.get(0), x.get(1)));
  }

  private interface AlongAxis {
    Tensor apply(Tensor x, int axis);
  }

  private static void along(String name, AlongAxis operation) {
    add(name, (attributes, x) -> operation.apply(x.getFirst(), integer(attributes, "axis")));
  }

  private interface OverAxes {
    Tensor apply(Tensor x, int... axes);
  }

  private interface KeepingAxes {
    Tensor apply(Tensor x, KeepDims axes);
  }

  private static void reduction(String name, OverAxes operation, KeepingAxes keeping) {
    add(name, (attributes, x) -> {
      int[] axes = attributes.get("axes").isJsonNull() ? new int[0] : numbers(attributes, "axes");
      return attributes.get("keepDims").getAsBoolean()
          ? keeping.apply(x.getFirst(), Functions.keepDims(axes))
          : operation.apply(x.getFirst(), axes);
    });
  }

  private static Range[] ranges(JsonObject attributes) {
    JsonArray starts = attributes.getAsJsonArray("start");
    Range[] ranges = new Range[starts.size()];
    for (int axis = 0; axis < ranges.length; axis++) {
      ranges[axis] = new Range(
          orNull(starts.get(axis)),
          orNull(attributes.getAsJsonArray("stop").get(axis)),
          attributes.getAsJsonArray("step").get(axis).getAsInt(),
          false);
    }
    return ranges;
  }

  private static Integer orNull(JsonElement element) {
    return element.isJsonNull() ? null : element.getAsInt();
  }

  private static double number(JsonObject attributes, String name) {
    return attributes.get(name).getAsDouble();
  }

  private static int integer(JsonObject attributes, String name) {
    return attributes.get(name).getAsInt();
  }

  private static int[] numbers(JsonObject attributes, String name) {
    return attributes.getAsJsonArray(name).asList().stream().mapToInt(JsonElement::getAsInt).toArray();
  }
}
