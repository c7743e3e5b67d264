package dev.chainrule.exec;

import static dev.chainrule.Chainrule.jit;
import static dev.chainrule.Functions.keepDims;
import static org.assertj.core.api.Assertions.assertThat;

import dev.chainrule.Compiled;
import dev.chainrule.RandomKey;
import dev.chainrule.Tensor;
import dev.chainrule.graph.DType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/// Kernels that take a product's elements as soon as these are complete give what they give afterwards.
class ProductFusionTest {
  /// Several blocks of the inner axis, of rows and of columns; fewer rows than columns, which threads then share; batches of
  /// matrices; vectors; matrices too small for blocks.
  private static final List<int[][]> SHAPES = List.of(
      new int[][] {{300, 300}, {300, 70}}, new int[][] {{90, 33}, {33, 600}}, new int[][] {{64, 513}, {513, 700}},
      new int[][] {{7, 30, 40}, {7, 40, 32}}, new int[][] {{1, 20}, {20, 5000}}, new int[][] {{5000, 20}, {20, 1}}, new int[][] {{900, 3, 2}, {900, 2, 3}});

  private static Map<String, UnaryOperator<Tensor>> endings() {
    Map<String, UnaryOperator<Tensor>> endings = new LinkedHashMap<>();
    endings.put("bias and relu", y -> y.plus(y.zerosLike().shape().extent(-1) * 0.25).relu());
    endings.put("rows", y -> y.div(y.square().sum(keepDims(-1)).plus(1)));
    endings.put("softmax and a residual", y -> y.tanh().softmax(-1).plus(y));
    endings.put("sums", y -> y.square().sum(-1));
    return endings;
  }

  @Test
  void elementsOfProductsGiveTheSameBitsAtOnceAndLaterByAnyNumberOfThreads() {
    int before = Team.SHARED.size();
    try {
      for (DType dtype : List.of(DType.F32, DType.F64)) {
        for (int[][] shapes : SHAPES) {
          Tensor a = RandomKey.of(3).normal(dtype, shapes[0]);
          Tensor b = RandomKey.of(4).normal(dtype, shapes[1]);
          endings().forEach((name, ending) -> {
            Team.SHARED.resize(1);
            double[] expected = ending.apply(a.matmul(b)).to(DType.F64).toDoubles();
            Compiled.OfTensors compiled = jit((BinaryOperator<Tensor>) (x, y) -> ending.apply(x.matmul(y)));
            for (int threads : new int[] {1, 2, 3}) {
              Team.SHARED.resize(threads);
              assertThat(compiled.apply(a, b).to(DType.F64).toDoubles())
                  .as("%s of %s and %s, by %d threads", name, a.value().type(), b.value().type(), threads).isEqualTo(expected);
            }
          });
        }
      }
    } finally {
      Team.SHARED.resize(before);
    }
  }

  @Test
  void aLayerIsOneUnit() {
    Tensor b = RandomKey.of(3).normal(DType.F32, 80);
    Tensor w = RandomKey.of(4).normal(DType.F32, 80, 80);
    Compiled.OfTensor layer = jit((UnaryOperator<Tensor>) x -> x.plus(x.matmul(w).plus(b)).layerNorm(1e-5));
    layer.apply(RandomKey.of(5).normal(DType.F32, 4, 25, 80));
    assertThat(layer.explain()).contains("matmul gives F32[100, 80], and of its elements plus, plus over");
  }

  /// What a product still reads is not written over, whatever follows it.
  @Test
  void aResidualThatIsMultipliedStays() {
    Compiled.OfTensor step = jit((UnaryOperator<Tensor>) x -> {
      Tensor once = x.times(2);
      return once.plus(once.matmul(once)).times(3);
    });
    Tensor x = RandomKey.of(3).normal(DType.F32, 90, 90);
    Tensor twice = x.times(2);
    assertThat(step.apply(x).to(DType.F64).toDoubles()).isEqualTo(twice.plus(twice.matmul(twice)).times(3).to(DType.F64).toDoubles());
  }
}
