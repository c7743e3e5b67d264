package dev.chainrule.onnx;

import static java.util.Map.entry;

import dev.chainrule.Functions;
import dev.chainrule.Tensor;
import java.util.Map;

/// Operators that multiply matrices.
final class ProductOperators {
  static final Map<String, Operator> TABLE = Map.ofEntries(
      entry("MatMul", Operator.one(call -> call.x(0).matmul(call.x(1)))),
      entry("Gemm", Operator.one(ProductOperators::gemm)),
      entry("Einsum", Operator.one(call -> Functions.einsum(call.text("equation", ""), call.all().toArray(Tensor[]::new)))),
      entry("Det", Operator.one(call -> call.x().det())));

  private ProductOperators() {}

  private static Tensor gemm(Call call) {
    Tensor a = call.flag("transA", false) ? call.x(0).transpose() : call.x(0);
    Tensor b = call.flag("transB", false) ? call.x(1).transpose() : call.x(1);
    Tensor y = scaled(a.matmul(b), call.number("alpha", 1));
    return call.has(2) ? y.plus(scaled(call.x(2), call.number("beta", 1))) : y;
  }

  private static Tensor scaled(Tensor x, double factor) {
    return factor == 1 ? x : x.times(factor);
  }
}
