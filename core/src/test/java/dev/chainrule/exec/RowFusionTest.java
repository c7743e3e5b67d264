package dev.chainrule.exec;

import static dev.chainrule.Chainrule.grad;
import static dev.chainrule.Chainrule.jit;
import static dev.chainrule.Functions.keepDims;
import static org.assertj.core.api.Assertions.assertThat;

import dev.chainrule.Chainrule;
import dev.chainrule.Compiled;
import dev.chainrule.RandomKey;
import dev.chainrule.Tensor;
import dev.chainrule.exec.lowering.Lowering;
import dev.chainrule.graph.Array;
import dev.chainrule.graph.DType;
import dev.chainrule.graph.Graph;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/// What reduces rows and uses the results along them is one kernel, which gives what its steps give one by one.
class RowFusionTest {
  /// Rows in a tile, rows longer than a tile and than a piece of a sum, few elements beside whole vectors, several axes.
  private static final List<int[]> SHAPES = List.of(new int[] {300, 8}, new int[] {67, 65}, new int[] {5, 500}, new int[] {3, 1500},
      new int[] {3, 4, 5, 64}, new int[] {64, 64});

  private static Map<String, UnaryOperator<Tensor>> functions() {
    Map<String, UnaryOperator<Tensor>> functions = new LinkedHashMap<>();
    functions.put("softmax", x -> x.softmax(-1));
    functions.put("logSoftmax", x -> x.logSoftmax(-1));
    functions.put("logSumExp", x -> x.logSumExp(-1));
    functions.put("layerNorm", x -> x.layerNorm(1e-5));
    functions.put("scaled layerNorm", x -> x.layerNorm(x.slice(0, 0, 1).reshape(-1).slice(0, 0, x.shape().extent(-1)), x.mean().broadcastTo(x.shape().extent(-1)), 1e-5));
    functions.put("center", x -> x.minus(x.mean(keepDims(-1))));
    functions.put("range", x -> x.minus(x.min(keepDims(-1))).div(x.max(keepDims(-1)).minus(x.min(keepDims(-1)))));
    functions.put("row repeated", x -> x.times(0).plus(x.square().sum(keepDims(-1)).sqrt()));
    functions.put("statistics", x -> x.minus(x.mean(keepDims(-1))).square().mean(keepDims(-1)).plus(x.sum(keepDims(-1))));
    return functions;
  }

  @Test
  void rowsGiveWhatTheirStepsGive() {
    functions().forEach((name, function) -> {
      for (int[] shape : SHAPES) {
        for (DType dtype : List.of(DType.F32, DType.F64)) {
          Tensor x = RandomKey.of(3).normal(dtype, shape);
          same(name, jit(function).apply(x), function.apply(x));
          UnaryOperator<Tensor> gradient = grad(of -> function.apply(of).sin().sum());
          same("gradient of " + name, jit(gradient).apply(x), gradient.apply(x));
        }
      }
    });
  }

  @Test
  void vectorsGiveTheSameBits() {
    SpecialValues values = new SpecialValues(11);
    functions().forEach((name, function) -> {
      for (int[] shape : SHAPES) {
        for (DType dtype : List.of(DType.F32, DType.F64)) {
          Tensor x = RandomKey.of(3).normal(dtype, shape);
          for (UnaryOperator<Tensor> of : List.of(function, grad(y -> function.apply(y).sin().sum()))) {
            Graph graph = Lowering.run(Chainrule.graph(of, x), (pass, before, after) -> { }).graph();
            for (Unit unit : Schedule.of(graph).units()) {
              if (unit instanceof KernelUnit rows && rows.hasRows()) {
                sameBits(name, rows, Arrays.stream(rows.reads()).mapToObj(slot ->
                    values.ordinary(graph.type(slot).dtype(), graph.type(slot).shape().extents())).toArray(Array[]::new), graph);
              }
            }
          }
        }
      }
    });
  }

  private static void sameBits(String name, KernelUnit unit, Array[] x, Graph graph) {
    Array[] expected = Arrays.stream(unit.writes()).mapToObj(slot -> SpecialValues.dirty(graph.type(slot))).toArray(Array[]::new);
    Array[] actual = Arrays.stream(unit.writes()).mapToObj(slot -> SpecialValues.dirty(graph.type(slot))).toArray(Array[]::new);
    unit.run(new CompiledPlan(unit.plan()), x, expected);
    unit.run(new CompiledPlan(unit.fusedPlan()), x, actual);
    for (int i = 0; i < actual.length; i++) {
      PointwiseKernelsTest.assertSameBits(actual[i], expected[i], name);
    }
  }

  private static void same(String name, Tensor actual, Tensor expected) {
    assertThat(actual.shape()).as(name).isEqualTo(expected.shape());
    double error = actual.minus(expected).abs().max().to(DType.F64).item();
    double scale = expected.abs().max().to(DType.F64).item();
    assertThat(error).as("%s of %s", name, expected.value().type()).isLessThanOrEqualTo(scale * (expected.dtype() == DType.F32 ? 1e-5 : 1e-13));
  }

  @Test
  void softmaxIsOneKernel() {
    Compiled.OfTensor softmax = jit((UnaryOperator<Tensor>) x -> x.softmax(-1));
    softmax.apply(RandomKey.of(3).normal(DType.F32, 20, 200));
    assertThat(softmax.explain()).contains("max, minus, eq, where, minus, exp, sum, div over 20 rows of 200, in one kernel").contains("along the row");
  }

  @Test
  void anyNumberOfThreadsGivesTheSameBits() {
    Tensor x = RandomKey.of(3).normal(DType.F32, 700, 400);
    Tensor y = RandomKey.of(4).normal(DType.F32, 700, 1);
    Map<String, UnaryOperator<Tensor>> functions = new LinkedHashMap<>(functions());
    functions.put("chain", of -> of.times(y.broadcastTo(700, 400)).exp().plus(of.tanh()).plus(of.sum(0)));
    functions.put("sum of rows", of -> of.times(y.broadcastTo(700, 400)).square().sum(-1));
    functions.put("sum", of -> of.times(of).plus(y.broadcastTo(700, 400)).sum());
    int before = Team.SHARED.size();
    try {
      functions.forEach((name, function) -> {
        Compiled.OfTensor compiled = jit(function);
        Team.SHARED.resize(1);
        double[] alone = compiled.apply(x).to(DType.F64).toDoubles();
        for (int threads : new int[] {2, 3, 5}) {
          Team.SHARED.resize(threads);
          assertThat(compiled.apply(x).to(DType.F64).toDoubles()).as("%s by %d threads", name, threads).isEqualTo(alone);
        }
      });
    } finally {
      Team.SHARED.resize(before);
    }
  }

  @Test
  void specialNumbersInRows() {
    Tensor x = RandomKey.of(3).normal(DType.F32, 40, 64);
    Tensor special = x.gt(2.5).where(x.zerosLike().plus(Double.POSITIVE_INFINITY), x.lt(-2.8).where(x.zerosLike().plus(Double.NaN), x));
    for (UnaryOperator<Tensor> function : List.<UnaryOperator<Tensor>>of(y -> y.softmax(-1), y -> y.logSumExp(-1), y -> y.minus(y.max(keepDims(-1))))) {
      assertThat(jit(function).apply(special).to(DType.F64).toDoubles()).isEqualTo(function.apply(special).to(DType.F64).toDoubles());
    }
  }
}
