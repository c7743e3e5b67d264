package dev.chainrule;

import static dev.chainrule.BatchAxes.NONE;
import static dev.chainrule.Chainrule.grad;
import static dev.chainrule.Chainrule.jit;
import static dev.chainrule.Chainrule.valueAndGrad;
import static dev.chainrule.Chainrule.vmap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chainrule.graph.ShapeException;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/// Batches along any axis, of trees, nested.
class VmapTest {
  private static final Tensor X = Functions.arange(Chainrule.F64, 24).reshape(2, 3, 4);

  private record Pair(Tensor a, Tensor b) {}

  @Test
  void anyAxisInAndOut() {
    for (int in = -3; in < 3; in++) {
      for (int out = 0; out < 3; out++) {
        Tensor y = vmap((Tensor x) -> x.transpose().cumSum(0), BatchAxes.in(in).out(out)).apply(X);
        int extent = X.shape().extent(in);
        for (int i = 0; i < extent; i++) {
          Tensor expected = X.slice(in, i, i + 1).squeeze(in).transpose().cumSum(0);
          assertThat(y.slice(out, i, i + 1).squeeze(out).toDoubles()).containsExactly(expected.toDoubles());
        }
      }
    }
  }

  @Test
  void someArgumentsAreTheSameForAllExamples() {
    BinaryOperator<Tensor> dot = Tensor::matmul;
    Tensor w = Functions.arange(Chainrule.F64, 4);
    Tensor rows = vmap(dot, BatchAxes.in(0, NONE)).apply(X.get(0), w);
    assertThat(rows.toDoubles()).containsExactly(X.get(0).matmul(w).toDoubles());
    Tensor columns = vmap(dot, BatchAxes.in(NONE, 1)).apply(w, X.get(0).transpose());
    assertThat(columns.toDoubles()).containsExactly(rows.toDoubles());
  }

  @Test
  void perExampleGradientsOfATree() {
    BiFunction<Pair, Tensor, Tensor> loss = (Pair p, Tensor x) -> p.a().times(x).plus(p.b()).square().sum();
    var perExample = vmap(valueAndGrad(loss), BatchAxes.in(NONE, NONE, 0));
    Pair p = new Pair(Tensor.of(2.0), Tensor.of(1.0));
    Tensor xs = Tensor.of(1.0, -1.0, 0.5);
    ValueAndGrad<Pair> together = perExample.apply(p, xs);
    for (int i = 0; i < 3; i++) {
      ValueAndGrad<Pair> alone = valueAndGrad(loss).apply(p, xs.get(i));
      assertThat(together.value().get(i).item()).isEqualTo(alone.value().item());
      assertThat(together.grad().a().get(i).item()).isEqualTo(alone.grad().a().item());
      assertThat(together.grad().b().get(i).item()).isEqualTo(alone.grad().b().item());
    }
  }

  @Test
  void oneAxisForEachArgument() {
    BiFunction<Pair, Tensor, Tensor> line = (Pair p, Tensor x) -> p.a().times(x).plus(p.b());
    Pair p = new Pair(Tensor.of(2.0), Tensor.of(1.0));
    assertThat(vmap(line, BatchAxes.in(NONE, 0)).apply(p, Tensor.of(1.0, 2.0)).toDoubles()).containsExactly(3, 5);
    Pair pairs = new Pair(Tensor.of(2.0, 3.0), Tensor.of(1.0, 0.0));
    assertThat(vmap(line, BatchAxes.in(0, NONE)).apply(pairs, Tensor.of(1.0)).toDoubles()).containsExactly(3, 3);
  }

  @Test
  void jacobiansOfTrees() {
    Pair p = new Pair(Tensor.of(2.0), Tensor.of(1.0, 5.0, 7.0));
    java.util.function.Function<Pair, Tensor> f = pair -> pair.b().slice(0, 0, 2).times(pair.a().square());
    for (Pair jacobian : List.of(Chainrule.jacobian(f).apply(p), Chainrule.jacobianForward(f).apply(p), Chainrule.jacobianReverse(f).apply(p))) {
      assertThat(jacobian.a().toDoubles()).containsExactly(4, 20);
      assertThat(jacobian.b().shape().toString()).isEqualTo("[2, 3]");
      assertThat(jacobian.b().toDoubles()).containsExactly(4, 0, 0, 0, 4, 0);
    }
    Pair mixed = Chainrule.jacobian((Pair pair) -> pair.a()).apply(new Pair(Tensor.of(1.0), Tensor.of(1)));
    assertThat(mixed.a().item()).isEqualTo(1);
    assertThat(mixed.b().dtype()).isEqualTo(Chainrule.I32);
    assertThat(mixed.b().item()).isZero();
  }

  @Test
  void treesNestedAndCompiled() {
    Function<Map<String, Tensor>, List<Tensor>> f = (Map<String, Tensor> m) -> List.of(m.get("x").times(m.get("y")), m.get("y"));
    List<Tensor> results = jit(vmap(f)).apply(Map.of("x", Tensor.of(1.0, 2.0), "y", Tensor.of(3.0, 4.0)));
    assertThat(results.get(0).toDoubles()).containsExactly(3, 8);
    Tensor table = vmap((Tensor a) -> vmap((Tensor b) -> a.minus(b)).apply(Tensor.of(1.0, 2.0))).apply(Tensor.of(10.0, 20.0, 30.0));
    assertThat(table.shape().toString()).isEqualTo("[3, 2]");
    assertThat(table.toDoubles()).containsExactly(9, 8, 19, 18, 29, 28);
    Tensor nested = grad((Tensor w) -> vmap((Tensor a) -> grad((Tensor b) -> b.times(b).times(w)).apply(a)).apply(Tensor.of(1.0, 2.0)).sum())
        .apply(Tensor.of(5.0));
    assertThat(nested.item()).isEqualTo(6);
  }

  @Test
  void mistakesAreExplained() {
    assertThatThrownBy(() -> vmap((Tensor x) -> x).apply(Tensor.of(1.0))).isInstanceOf(ShapeException.class)
        .hasMessageContaining("no axis to map over");
    assertThatThrownBy(() -> vmap((Tensor x, Tensor y) -> x, BatchAxes.in(0, 0, 0)).apply(X, X)).isInstanceOf(ShapeException.class)
        .hasMessageContaining("3 axes").hasMessageContaining("2 tensors");
    assertThatThrownBy(() -> vmap((Tensor x) -> x, BatchAxes.in(NONE)).apply(X)).isInstanceOf(ShapeException.class)
        .hasMessageContaining("no tensor is mapped");
    assertThatThrownBy(() -> vmap((Tensor x, Tensor y) -> x, BatchAxes.in(0, 1)).apply(X, X)).isInstanceOf(ShapeException.class)
        .hasMessageContaining("must be equal").hasMessageContaining("2").hasMessageContaining("3");
    assertThatThrownBy(() -> vmap((Tensor x) -> x, BatchAxes.in(5)).apply(X)).isInstanceOf(ShapeException.class)
        .hasMessageContaining("axis 5");
  }
}
