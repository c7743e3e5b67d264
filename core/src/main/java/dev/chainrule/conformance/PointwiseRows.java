package dev.chainrule.conformance;

import dev.chainrule.Functions;
import dev.chainrule.Tensor;

/// Operations element by element.
final class PointwiseRows {
  private PointwiseRows() {}

  static void addTo(VectorOperations operations) {
    addFunctions(operations);
    addActivations(operations);
    addOfTwo(operations);
    addTruth(operations);
  }

  private static void addTruth(VectorOperations operations) {
    operations.binary("and", Tensor::and);
    operations.binary("or", Tensor::or);
    operations.unary("not", Tensor::not);
    operations.binary("bitwiseAnd", Tensor::bitwiseAnd);
    operations.unary("bitwiseNot", Tensor::bitwiseNot);
    operations.binary("bitwiseOr", Tensor::bitwiseOr);
    operations.binary("bitwiseXor", Tensor::bitwiseXor);
    operations.binary("shiftLeft", Tensor::shiftLeft);
    operations.binary("shiftRight", Tensor::shiftRight);
    operations.binary("shiftRightLogical", Tensor::shiftRightLogical);
    operations.binary("eq", Tensor::eq);
    operations.binary("ne", Tensor::ne);
    operations.binary("lt", Tensor::lt);
    operations.binary("le", Tensor::le);
    operations.binary("gt", Tensor::gt);
    operations.binary("ge", Tensor::ge);
    operations.unary("isFinite", Tensor::isFinite);
    operations.unary("isNaN", Tensor::isNaN);
  }

  private static void addFunctions(VectorOperations operations) {
    operations.unary("abs", Tensor::abs);
    operations.unary("acos", Tensor::acos);
    operations.unary("acosh", Tensor::acosh);
    operations.unary("asin", Tensor::asin);
    operations.unary("asinh", Tensor::asinh);
    operations.unary("atan", Tensor::atan);
    operations.unary("atanh", Tensor::atanh);
    operations.unary("cbrt", Tensor::cbrt);
    operations.unary("ceil", Tensor::ceil);
    operations.unary("cos", Tensor::cos);
    operations.unary("cosh", Tensor::cosh);
    operations.unary("digamma", Tensor::digamma);
    operations.unary("erf", Tensor::erf);
    operations.unary("erfc", Tensor::erfc);
    operations.unary("erfcinv", Tensor::erfcinv);
    operations.unary("erfinv", Tensor::erfinv);
    operations.unary("exp", Tensor::exp);
    operations.unary("exp2", Tensor::exp2);
    operations.unary("expm1", Tensor::expm1);
    operations.unary("floor", Tensor::floor);
    operations.unary("lgamma", Tensor::lgamma);
    operations.unary("log", Tensor::log);
    operations.unary("log10", Tensor::log10);
    operations.unary("log1mexp", Tensor::log1mexp);
    operations.unary("log1p", Tensor::log1p);
    operations.unary("log2", Tensor::log2);
    operations.unary("logit", Tensor::logit);
    operations.unary("neg", Tensor::neg);
    operations.unary("reciprocal", Tensor::reciprocal);
    operations.unary("round", Tensor::round);
    operations.unary("rsqrt", Tensor::rsqrt);
    operations.unary("sign", Tensor::sign);
    operations.unary("sin", Tensor::sin);
    operations.unary("sinh", Tensor::sinh);
    operations.unary("sqrt", Tensor::sqrt);
    operations.unary("square", Tensor::square);
    operations.unary("tan", Tensor::tan);
    operations.unary("tanh", Tensor::tanh);
    operations.add("clip", (attributes, x) -> x.size() == 3
        ? x.get(0).clip(x.get(1), x.get(2))
        : x.getFirst().clip(attributes.number("min", Double.NEGATIVE_INFINITY), attributes.number("max", Double.POSITIVE_INFINITY)));
  }

  private static void addActivations(VectorOperations operations) {
    operations.add("celu", (attributes, x) -> x.getFirst().celu(attributes.number("alpha", 1)));
    operations.add("elu", (attributes, x) -> x.getFirst().elu(attributes.number("alpha", 1)));
    operations.add("gelu", (attributes, x) -> x.getFirst().gelu(attributes.flag("approximate", true)));
    operations.unary("hardSigmoid", Tensor::hardSigmoid);
    operations.unary("hardSwish", Tensor::hardSwish);
    operations.unary("hardTanh", Tensor::hardTanh);
    operations.add("leakyRelu", (attributes, x) -> x.getFirst().leakyRelu(attributes.number("slope", 0.01)));
    operations.unary("logSigmoid", Tensor::logSigmoid);
    operations.unary("mish", Tensor::mish);
    operations.unary("relu", Tensor::relu);
    operations.unary("relu6", Tensor::relu6);
    operations.unary("selu", Tensor::selu);
    operations.unary("sigmoid", Tensor::sigmoid);
    operations.unary("silu", Tensor::silu);
    operations.unary("softplus", Tensor::softplus);
    operations.unary("softsign", Tensor::softsign);
  }

  private static void addOfTwo(VectorOperations operations) {
    operations.binary("atan2", Tensor::atan2);
    operations.binary("div", Tensor::div);
    operations.binary("gammainc", Tensor::gammainc);
    operations.binary("gammaincc", Tensor::gammaincc);
    operations.binary("hypot", Tensor::hypot);
    operations.binary("logAddExp", Tensor::logAddExp);
    operations.binary("maximum", Tensor::maximum);
    operations.binary("minimum", Tensor::minimum);
    operations.binary("minus", Tensor::minus);
    operations.binary("plus", Tensor::plus);
    operations.binary("rem", Tensor::rem);
    operations.binary("times", Tensor::times);
    operations.binary("xlogy", Tensor::xlogy);
    operations.binary("xlog1py", Tensor::xlog1py);
    operations.add("polygamma", (attributes, x) -> x.getFirst().polygamma(attributes.integer("order")));
    operations.add("pow", (attributes, x) -> attributes.has("exponent")
        ? x.getFirst().pow(attributes.number("exponent"))
        : x.getFirst().pow(x.get(1)));
    operations.add("where", (attributes, x) -> Functions.where(x.get(0), x.get(1), x.get(2)));
  }
}
