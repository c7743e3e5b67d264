package dev.chainrule.bench;

import static dev.chainrule.Chainrule.jit;

import dev.chainrule.Tensor;
import dev.chainrule.graph.DType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;

/// What passes over all elements: chains that fuse, and reductions along rows and columns.
final class ElementwiseCases {
  /// The length of a row.
  private static final int WIDTH = 500;

  private ElementwiseCases() {}

  static List<Case> all() {
    List<Case> cases = new ArrayList<>();
    Map<String, BinaryOperator<Tensor>> chains = new LinkedHashMap<>();
    chains.put("polynomial", (x, y) -> x.times(y).plus(x).times(x.minus(y)).plus(y));
    chains.put("gates", (x, y) -> x.sigmoid().times(y.tanh()).plus(x.square().neg().exp()));
    chains.put("gelu", (x, y) -> x.gelu().times(y));
    chains.put("masked", (x, y) -> x.gt(0).where(x.times(y), x.times(0.1)));
    chains.forEach((name, function) -> {
      for (int power = 3; power <= 7; power++) {
        int size = (int) Math.pow(10, power);
        cases.add(Case.of("elementwise-%s-1e%d".formatted(name, power), "elementwise",
            () -> TensorWorkload.of(jit(function), Noise.normal(1, DType.F32, size), Noise.normal(2, DType.F32, size)),
            Map.of("kind", "elementwise", "function", name)));
      }
    });
    Map<String, UnaryOperator<Tensor>> rows = new LinkedHashMap<>();
    rows.put("softmax", x -> x.softmax(-1));
    rows.put("layerNorm", x -> x.layerNorm(1e-5));
    rows.put("logSumExp", x -> x.logSumExp(-1));
    rows.put("sum", x -> x.sum());
    rows.put("sumRows", x -> x.sum(-1));
    rows.put("sumColumns", x -> x.sum(0));
    rows.put("max", x -> x.max(-1));
    rows.put("center", x -> x.minus(x.mean(0)));
    rows.forEach((name, function) -> {
      for (int power = 4; power <= 7; power++) {
        int height = (int) Math.pow(10, power) / WIDTH;
        cases.add(Case.of("reduction-%s-1e%d".formatted(name, power), "reduction",
            () -> TensorWorkload.of(jit(function), Noise.normal(1, DType.F32, height, WIDTH)),
            Map.of("kind", "reduction", "function", name)));
      }
    });
    return cases;
  }
}
