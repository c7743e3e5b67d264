package dev.chainrule.onnx;

import static java.util.Map.entry;

import dev.chainrule.Functions;
import dev.chainrule.Tensor;
import dev.chainrule.graph.DType;
import java.util.List;
import java.util.Map;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// Operators that work element by element.
final class ElementwiseOperators {
  static final Map<String, Operator> TABLE = Map.ofEntries(
      unary("Abs", Tensor::abs), unary("Neg", Tensor::neg), unary("Sign", Tensor::sign), unary("Floor", Tensor::floor),
      unary("Ceil", Tensor::ceil), unary("Round", Tensor::round), unary("Sqrt", Tensor::sqrt), unary("Reciprocal", Tensor::reciprocal),
      unary("Exp", Tensor::exp), unary("Log", Tensor::log), unary("Erf", Tensor::erf),
      unary("Sin", Tensor::sin), unary("Cos", Tensor::cos), unary("Tan", Tensor::tan), unary("Asin", Tensor::asin),
      unary("Acos", Tensor::acos), unary("Atan", Tensor::atan), unary("Sinh", Tensor::sinh), unary("Cosh", Tensor::cosh),
      unary("Tanh", Tensor::tanh), unary("Asinh", Tensor::asinh), unary("Acosh", Tensor::acosh), unary("Atanh", Tensor::atanh),
      unary("IsNaN", Tensor::isNaN), unary("Not", Tensor::not), unary("BitwiseNot", Tensor::bitwiseNot), unary("Identity", x -> x),
      unary("Relu", Tensor::relu), unary("Sigmoid", Tensor::sigmoid), unary("Softplus", Tensor::softplus), unary("Softsign", Tensor::softsign),
      unary("HardSwish", Tensor::hardSwish), unary("Mish", Tensor::mish),

      binary("Add", Tensor::plus), binary("Sub", Tensor::minus), binary("Mul", Tensor::times), binary("Div", Tensor::div),
      binary("Less", Tensor::lt), binary("LessOrEqual", Tensor::le), binary("Greater", Tensor::gt), binary("GreaterOrEqual", Tensor::ge),
      binary("Equal", Tensor::eq), binary("And", Tensor::and), binary("Or", Tensor::or), binary("Xor", Tensor::xor),
      binary("BitwiseAnd", Tensor::bitwiseAnd), binary("BitwiseOr", Tensor::bitwiseOr), binary("BitwiseXor", Tensor::bitwiseXor),
      binary("PRelu", Tensor::prelu), binary("Pow", ElementwiseOperators::pow),
      many("Max", Tensor::maximum), many("Min", Tensor::minimum), many("Sum", Tensor::plus),
      entry("Mean", Operator.one(call -> call.all().stream().reduce(Tensor::plus).orElseThrow().div(call.inputs()))),
      entry("Mod", Operator.one(call -> call.flag("fmod", false) ? call.x().rem(call.x(1)) : call.x().mod(call.x(1)))),
      entry("Where", Operator.one(call -> call.x(0).where(call.x(1), call.x(2)))),
      entry("Clip", Operator.one(ElementwiseOperators::clip)),
      entry("LeakyRelu", Operator.one(call -> call.x().leakyRelu(call.number("alpha", 0.01f)))),
      entry("Elu", Operator.one(call -> call.x().elu(call.number("alpha", 1)))),
      entry("Celu", Operator.one(call -> call.x().celu(call.number("alpha", 1)))),
      entry("Selu", Operator.one(ElementwiseOperators::selu)),
      entry("ThresholdedRelu", Operator.one(call -> call.x().threshold(call.number("alpha", 1), 0))),
      entry("HardSigmoid", Operator.one(call -> call.x().times(call.number("alpha", 0.2f)).plus(call.number("beta", 0.5)).clip(0, 1))),
      entry("Gelu", Operator.one(call -> call.x().gelu(call.text("approximate", "none").equals("tanh")))),
      entry("Cast", Operator.one(call -> call.x().to(TensorFiles.dtype((int) call.integer("to", 0))))),
      entry("CastLike", Operator.one(call -> call.x().to(call.x(1).dtype()))),
      entry("Dropout", ElementwiseOperators::dropout));

  private ElementwiseOperators() {}

  private static Map.Entry<String, Operator> unary(String name, UnaryOperator<Tensor> function) {
    return entry(name, Operator.one(call -> function.apply(call.x())));
  }

  private static Map.Entry<String, Operator> binary(String name, BinaryOperator<Tensor> function) {
    return entry(name, Operator.one(call -> function.apply(call.x(0), call.x(1))));
  }

  private static Map.Entry<String, Operator> many(String name, BinaryOperator<Tensor> function) {
    return entry(name, Operator.one(call -> call.all().stream().reduce(function).orElseThrow()));
  }

  /// A known exponent is a number: so the square is a square.
  private static Tensor pow(Tensor base, Tensor exponent) {
    if (!base.dtype().isFloating()) {
      return pow(base.to(DType.F64), exponent).to(base.dtype());
    }
    if (exponent.rank() == 0 && exponent.value().node() == null) {
      double number = exponent.value().array().getDouble(0);
      return number == 2 ? base.square() : base.pow(number);
    }
    return base.pow(exponent.to(base.dtype()));
  }

  private static Tensor clip(Call call) {
    Tensor x = call.x();
    Tensor low = bound(call, 1, "min");
    Tensor high = bound(call, 2, "max");
    x = low == null ? x : Functions.maximum(x, low);
    return high == null ? x : Functions.minimum(x, high);
  }

  /// An input, in old versions an attribute.
  private static @Nullable Tensor bound(Call call, int input, String attribute) {
    return call.hasAttribute(attribute) ? Tensor.of(call.number(attribute, 0)).to(call.dtype()) : call.optional(input);
  }

  private static Tensor selu(Call call) {
    return call.x().elu(call.number("alpha", 1.67326319217681884765625)).times(call.number("gamma", 1.05070102214813232421875));
  }

  /// As it is evaluated: the input itself.
  private static List<Tensor> dropout(Call call) {
    return List.of(call.x(), Tensor.full(DType.BOOL, 1, call.x().shape().extents()));
  }
}
