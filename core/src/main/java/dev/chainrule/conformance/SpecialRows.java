package dev.chainrule.conformance;

import dev.chainrule.Chainrule;
import dev.chainrule.Tensor;

/// Special functions, and what keeps to each element but is no primitive.
final class SpecialRows {
  private SpecialRows() {}

  static void addTo(VectorOperations operations) {
    addSpecial(operations);
    addArithmetic(operations);
    addActivations(operations);
  }

  private static void addSpecial(VectorOperations operations) {
    operations.add("besselI", (attributes, x) -> x.getFirst().besselI(attributes.integer("order", 0)));
    operations.add("besselIScaled", (attributes, x) -> x.getFirst().besselIScaled(attributes.integer("order", 0)));
    operations.add("betainc", (attributes, x) -> x.get(0).betainc(x.get(1), x.get(2)));
    operations.unary("entr", Tensor::entr);
    operations.unary("erfcx", Tensor::erfcx);
    operations.binary("klDiv", Tensor::klDiv);
    operations.binary("lbeta", Tensor::lbeta);
    operations.unary("logNdtr", Tensor::logNdtr);
    operations.add("multigammaln", (attributes, x) -> x.getFirst().multigammaln(attributes.integer("p", 1)));
    operations.unary("ndtr", Tensor::ndtr);
    operations.unary("ndtri", Tensor::ndtri);
    operations.binary("relEntr", Tensor::relEntr);
    operations.unary("sinc", Tensor::sinc);
    operations.add("sphericalBessel", (attributes, x) -> x.getFirst().sphericalBessel(attributes.integer("order", 0)));
  }

  private static void addArithmetic(VectorOperations operations) {
    operations.add("allClose", (attributes, x) ->
        x.get(0).allClose(x.get(1), attributes.number("rtol", 1e-5), attributes.number("atol", 1e-8)));
    operations.binary("copySign", Tensor::copySign);
    operations.binary("floorDiv", Tensor::floorDiv);
    operations.add("heaviside", (attributes, x) -> x.getFirst().heaviside(attributes.number("atZero", 0.5)));
    operations.add("isClose", (attributes, x) ->
        x.get(0).isClose(x.get(1), attributes.number("rtol", 1e-5), attributes.number("atol", 1e-8)));
    operations.unary("isInfinite", Tensor::isInfinite);
    operations.add("lerp", (attributes, x) -> attributes.has("weight")
        ? x.get(0).lerp(x.get(1), attributes.number("weight"))
        : x.get(0).lerp(x.get(1), x.get(2)));
    operations.binary("mod", Tensor::mod);
    operations.add("nanToNum", (attributes, x) -> {
      double largest = x.getFirst().dtype() == Chainrule.F32 ? Float.MAX_VALUE : Double.MAX_VALUE;
      return x.getFirst().nanToNum(attributes.number("nan", 0), attributes.number("posinf", largest), attributes.number("neginf", -largest));
    });
    operations.unary("toDegrees", Tensor::toDegrees);
    operations.unary("toRadians", Tensor::toRadians);
    operations.unary("trunc", Tensor::trunc);
    operations.binary("xor", Tensor::xor);
  }

  private static void addActivations(VectorOperations operations) {
    operations.along("glu", Tensor::glu);
    operations.add("hardShrink", (attributes, x) -> x.getFirst().hardShrink(attributes.number("lambda", 0.5)));
    operations.binary("prelu", Tensor::prelu);
    operations.along("softmin", Tensor::softmin);
    operations.add("softShrink", (attributes, x) -> x.getFirst().softShrink(attributes.number("lambda", 0.5)));
    operations.unary("squareplus", Tensor::squareplus);
    operations.unary("tanhShrink", Tensor::tanhShrink);
    operations.add("threshold", (attributes, x) ->
        x.getFirst().threshold(attributes.number("threshold", 0), attributes.number("value", 0)));
  }
}
