package dev.chainrule.bench;

import static dev.chainrule.Chainrule.jit;
import static dev.chainrule.Chainrule.scan;
import static dev.chainrule.Chainrule.valueAndGrad;

import dev.chainrule.Step;
import dev.chainrule.Tensor;
import dev.chainrule.ValueAndGrad;
import dev.chainrule.graph.DType;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.BinaryOperator;
import java.util.function.Function;

/// What value and gradient cost, beside the function alone: the ratio is the price of differentiation.
final class GradientCostCases {
  private static final int LENGTH = 1000;

  private GradientCostCases() {}

  /// Two tensors as parameters.
  record Pair(Tensor x, Tensor y) {}

  static List<Case> all() {
    return List.of(
        one("pointwise", GradientCostCases::pointwise, 1_000_000),
        one("scan", GradientCostCases::scanned, LENGTH, 64),
        one("matmul", (x, y) -> x.matmul(y).square().sum(), 512, 512));
  }

  private static Tensor pointwise(Tensor x, Tensor y) {
    return x.sigmoid().times(y.tanh()).plus(x.square().neg().exp()).sum();
  }

  /// A damped recurrence over the rows of x, driven by those of y.
  private static Tensor scanned(Tensor x, Tensor y) {
    return scan((Tensor state, Pair row) -> new Step<>(state.times(row.x.tanh()).plus(row.y), List.<Tensor>of()),
        Tensor.zeros(DType.F32, x.shape().extent(1)), new Pair(x, y)).carry().sum();
  }

  private static Case one(String name, BinaryOperator<Tensor> function, int... extents) {
    Function<Pair, Tensor> ofPair = pair -> function.apply(pair.x, pair.y);
    BiFunction<Tensor, Tensor, ValueAndGrad<Pair>> gradient = (x, y) -> valueAndGrad(ofPair).apply(new Pair(x, y));
    return Case.of("gradient-" + name, "gradient",
            () -> TensorWorkload.of(jit(gradient), Noise.normal(1, DType.F32, extents), Noise.normal(2, DType.F32, extents)), Map.of())
        .beside(Case.FUNCTION, () ->
            TensorWorkload.of(jit(function), Noise.normal(1, DType.F32, extents), Noise.normal(2, DType.F32, extents)));
  }
}
