package dev.chainrule;

import static dev.chainrule.Chainrule.checkpoint;
import static dev.chainrule.Chainrule.grad;
import static dev.chainrule.Chainrule.jacobian;
import static dev.chainrule.Chainrule.jit;
import static dev.chainrule.Chainrule.jvp;
import static dev.chainrule.Chainrule.scan;
import static dev.chainrule.Chainrule.switchCase;
import static dev.chainrule.Chainrule.vmap;
import static dev.chainrule.Chainrule.whileLoop;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.chainrule.graph.ChainruleException;
import dev.chainrule.graph.Control;
import dev.chainrule.graph.Graph;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// Choices and loops are differentiated in every mode, and equal what Java's own control flow gives.
class ControlFlowTest {
  private static final Tensor X = Tensor.of(0.8);

  /// The same function with Chainrule's control flow and with Java's.
  private record Pair(UnaryOperator<Tensor> traced, UnaryOperator<Tensor> plain) {}

  private static final Map<String, Pair> PAIRS = Map.of(
      "whileLoop until large", new Pair(
          x -> whileLoop((Tensor y) -> y.lt(50), (Tensor y) -> y.times(y).plus(x), x.plus(1)),
          x -> {
            Tensor y = x.plus(1);
            while (y.item() < 50) {
              y = y.times(y).plus(x);
            }
            return y;
          }),
      "whileLoop of 37 iterations with a tree as carry", new Pair(
          x -> whileLoop((List<Tensor> s) -> s.get(1).lt(37), (List<Tensor> s) ->
              List.of(s.get(0).times(x).sin().plus(s.get(1).to(Chainrule.F64).times(0.01)), s.get(1).plus(1)), List.of(x, Tensor.of(0))).getFirst(),
          x -> {
            Tensor y = x;
            for (int i = 0; i < 37; i++) {
              y = y.times(x).sin().plus(i * 0.01);
            }
            return y;
          }),
      "whileLoop that never runs", new Pair(x -> whileLoop((Tensor y) -> y.lt(0), (Tensor y) -> y.times(x), x.square()), Tensor::square),
      "switchCase", new Pair(
          x -> switchCase(Tensor.of(1), List.of(x::exp, () -> x.sin().times(x), x::log)), x -> x.sin().times(x)),
      "scan that counts in its carry", new Pair(
          x -> {
            Scanned<List<Tensor>, Tensor> scanned = scan((List<Tensor> c, Tensor s) -> new Step<>(
                List.of(c.get(0).plus(1), c.get(1).times(s).times(x).plus(c.get(0).to(Chainrule.F64))), c.get(1).sin()), List.of(Tensor.of(0), x), Tensor.of(0.5, 2.0, 1.5));
            return scanned.carry().get(1).plus(scanned.results().sum());
          },
          x -> {
            Tensor y = x;
            Tensor sum = x.zerosLike();
            double[] xs = {0.5, 2, 1.5};
            for (int i = 0; i < 3; i++) {
              sum = sum.plus(y.sin());
              y = y.times(xs[i]).times(x).plus(i);
            }
            return y.plus(sum);
          }),
      "checkpoint", new Pair(x -> checkpoint((Tensor y) -> y.sin().times(y).exp()).apply(x.square()), x -> {
        Tensor y = x.square();
        return y.sin().times(y).exp();
      }),
      "scan over integers with a checkpoint inside", new Pair(
          x -> scan((Tensor c, Tensor i) -> new Step<>(checkpoint((Tensor y) -> y.times(x).cos()).apply(c).plus(i.to(Chainrule.F64)), c),
              x, Functions.arange(5)).carry(),
          x -> {
            Tensor y = x;
            for (int i = 0; i < 5; i++) {
              y = y.times(x).cos().plus(i);
            }
            return y;
          }));

  private static UnaryOperator<Tensor> forward(UnaryOperator<Tensor> f) {
    return x -> jvp(f, x, x.onesLike()).tangent();
  }

  private static void assertSame(Tensor actual, Tensor expected) {
    double size = Math.abs(expected.item());
    assertThat(actual.item()).isCloseTo(expected.item(), within(1e-10 * Math.max(1, size)));
  }

  @TestFactory
  Stream<DynamicTest> equalsJavasControlFlowInEveryMode() {
    return PAIRS.entrySet().stream().map(entry -> DynamicTest.dynamicTest(entry.getKey(), () -> {
      UnaryOperator<Tensor> f = entry.getValue().traced();
      UnaryOperator<Tensor> g = entry.getValue().plain();
      assertSame(f.apply(X), g.apply(X));
      assertSame(grad(f).apply(X), grad(g).apply(X));
      assertSame(forward(f).apply(X), grad(g).apply(X));
      assertSame(jit(grad(f)).apply(X), grad(g).apply(X));
      assertSame(grad(grad(f)).apply(X), grad(grad(g)).apply(X));
      assertSame(forward(grad(f)).apply(X), grad(grad(g)).apply(X));
      assertSame(grad(forward(f)).apply(X), grad(grad(g)).apply(X));
      assertSame(forward(forward(f)).apply(X), grad(grad(g)).apply(X));
    }));
  }

  @TestFactory
  Stream<DynamicTest> aBatchEqualsEachExample() {
    Tensor batch = Tensor.of(0.8, 0.3, 1.7);
    return PAIRS.entrySet().stream().map(entry -> DynamicTest.dynamicTest(entry.getKey(), () -> {
      UnaryOperator<Tensor> f = entry.getValue().traced();
      for (int i = 0; i < 3; i++) {
        assertSame(vmap(f).apply(batch).get(i), f.apply(batch.get(i)));
        assertSame(vmap(grad(f)).apply(batch).get(i), grad(f).apply(batch.get(i)));
      }
      assertSame(grad(x -> vmap(f).apply(x).sum()).apply(batch).sum(), vmap(grad(f)).apply(batch).sum());
    }));
  }

  @Test
  void switchCaseKeepsItsIndexWithinBoundsAndIsBatched() {
    UnaryOperator<Tensor> f = i -> switchCase(i, List.of(() -> Tensor.of(10.0), () -> Tensor.of(20.0), () -> Tensor.of(30.0)));
    assertThat(f.apply(Tensor.of(-5)).item()).isEqualTo(10);
    assertThat(f.apply(Tensor.of(7)).item()).isEqualTo(30);
    assertThat(vmap(f).apply(Tensor.of(-1, 0, 1, 2, 3)).toDoubles()).containsExactly(10, 10, 20, 30, 30);
  }

  /// As is every integer among the inputs: what is given for its tangent is not asked for.
  @Test
  void anIndexAmongTheInputsOfSwitchCaseDoesNotMove() {
    Function<List<Tensor>, Tensor> f = x -> switchCase(x.get(1), List.of(x.get(0)::exp, () -> x.get(0).square()));
    List<Tensor> at = List.of(Tensor.of(0.5, -2), Tensor.of(1));
    Tensor tangent = Chainrule.jvp(f, at, List.of(Tensor.of(1.0, 10), Tensor.of(0))).tangent();
    assertThat(tangent.toDoubles()).containsExactly(1, -40);
  }

  private static Tensor unrolled(Tensor u, Tensor h, Tensor xs) {
    Tensor squares = Tensor.of(0.0);
    for (int i = 0; i < xs.shape().extent(0); i++) {
      h = h.matmul(u).plus(xs.get(i)).tanh();
      squares = squares.plus(h.square().sum());
    }
    return h.sum().plus(squares);
  }

  private static void assertNear(Tensor actual, double[] expected) {
    double largest = Arrays.stream(expected).map(Math::abs).max().orElseThrow();
    assertThat(actual.toDoubles()).containsExactly(expected, within(1e-11 * largest));
  }

  @Test
  void aRecurrentNetworkOfAThousandStepsEqualsItsUnrolledForm() {
    // A rotation, and inputs so small that tanh is nearly straight: the first step counts as much as the last.
    Tensor w = Tensor.of(new double[][] {{Math.cos(0.7), -Math.sin(0.7)}, {Math.sin(0.7), Math.cos(0.7)}});
    Tensor xs = Functions.linspace(Chainrule.F64, -1e-3, 1e-3, 2000).reshape(1000, 2);
    UnaryOperator<Tensor> looped = u -> {
      Scanned<Tensor, Tensor> all = scan((Tensor h, Tensor x) -> {
        Tensor next = h.matmul(u).plus(x).tanh();
        return new Step<>(next, next);
      }, Tensor.of(0.01, -0.02), xs);
      return all.carry().sum().plus(all.results().square().sum());
    };
    UnaryOperator<Tensor> unrolled = u -> unrolled(u, Tensor.of(0.01, -0.02), xs);
    UnaryOperator<Tensor> ofLastSteps = u -> unrolled(u, Tensor.of(0.0, 0.0), xs.get(Range.from(980)));
    double[] gradient = grad(unrolled).apply(w).toDoubles();
    double[] curvature = forward(grad(unrolled)).apply(w).toDoubles();
    assertThat(Math.abs(grad(ofLastSteps).apply(w).get(0, 0).item() - gradient[0])).isGreaterThan(0.1 * Math.abs(gradient[0]));
    assertNear(looped.apply(w), unrolled.apply(w).toDoubles());
    assertNear(grad(looped).apply(w), gradient);
    assertNear(jit(grad(looped)).apply(w), gradient);
    assertNear(forward(looped).apply(w), forward(unrolled).apply(w).toDoubles());
    assertNear(forward(grad(looped)).apply(w), curvature);
    assertNear(jit(forward(grad(looped))).apply(w), curvature);
    assertNear(grad(at -> grad(looped).apply(at).sum()).apply(w), curvature);
  }

  @Test
  void aCheckpointKeepsOnlyItsInputs() {
    Graph graph = Chainrule.graph(grad(x -> checkpoint((Tensor y) -> y.sin().sin().sin().sin()).apply(x)), X);
    assertThat(graph.steps().stream().filter(step -> step.primitive() instanceof Control.Checkpoint)).hasSize(1);
    assertThat(graph.steps()).noneMatch(step -> step.primitive().name().equals("sin"));
  }

  @Test
  void jacobiansOfLoops() {
    UnaryOperator<Tensor> f = x -> whileLoop((Tensor y) -> y.sum().lt(100), (Tensor y) -> y.times(x).plus(y), x);
    Tensor x = Tensor.of(1.5, 0.5);
    assertThat(Chainrule.jacobianForward(f).apply(x).toDoubles())
        .containsExactly(Chainrule.jacobianReverse(f).apply(x).toDoubles(), within(1e-9));
    assertThat(jacobian(f).apply(x).get(0, 1).item()).isZero();
  }

  @Test
  void foriCountsInIntegers() {
    UnaryOperator<Tensor> f = x -> Chainrule.fori(2, 6, (Tensor i, Tensor y) -> y.times(x).plus(i.to(Chainrule.F64)), x);
    Tensor y = X;
    for (int i = 2; i < 6; i++) {
      y = y.times(X).plus(i);
    }
    assertSame(f.apply(X), y);
    assertSame(grad(f).apply(X), jvp(f, X, X.onesLike()).tangent());
    assertSame(Chainrule.fori(3, 3, (Tensor i, Tensor c) -> c.plus(1), X), X);
    assertSame(Chainrule.fori(Integer.MAX_VALUE, Integer.MIN_VALUE, (Tensor i, Tensor c) -> c.plus(1), X), X);
  }

  @Test
  void loopsBackwardAndOfALength() {
    Tensor xs = Tensor.of(1.0, 2.0, 3.0);
    Scanned<Tensor, Tensor> backward = Chainrule.scanReverse((Tensor c, Tensor x) -> new Step<>(c.times(2).plus(x), c), Tensor.of(0.0), xs);
    assertThat(backward.carry().item()).isEqualTo(3 * 4 + 2 * 2 + 1);
    assertThat(backward.results().toDoubles()).containsExactly(8, 3, 0);
    assertThat(grad(w -> Chainrule.scanReverse((Tensor c, Tensor x) -> new Step<>(c.times(w).plus(x), c), Tensor.of(0.0), xs).carry()).apply(Tensor.of(2.0)).item())
        .isEqualTo(2 * 3 * 2 + 2);
    Scanned<Tensor, Tensor> counted = Chainrule.scan((Tensor c, Tensor i) -> new Step<>(c.plus(i), i), Tensor.of(0), 5);
    assertThat(counted.carry().item()).isEqualTo(10);
    assertThat(counted.results().toInts()).containsExactly(0, 1, 2, 3, 4);
  }

  @Test
  void sequencesOfNoneAndOne() {
    for (int length = 0; length < 2; length++) {
      Tensor xs = Tensor.full(Chainrule.F64, 3, length);
      UnaryOperator<Tensor> f = w -> {
        Scanned<Tensor, Tensor> scanned = scan((Tensor c, Tensor x) -> new Step<>(c.times(x).times(w), c), w, xs);
        return scanned.carry().plus(scanned.results().sum());
      };
      assertThat(f.apply(X).item()).isEqualTo(length == 0 ? 0.8 : 3 * 0.8 * 0.8 + 0.8);
      assertThat(grad(f).apply(X).item()).isCloseTo(length == 0 ? 1 : 6 * 0.8 + 1, within(1e-12));
      assertThat(forward(grad(f)).apply(X).item()).isCloseTo(length == 0 ? 0 : 6, within(1e-12));
      assertThat(vmap(f).apply(Tensor.of(0.8, 1.0)).get(0).item()).isCloseTo(f.apply(X).item(), within(1e-12));
    }
  }

  @Test
  void associativeScanGoesAlongAnyAxisAndFromTheEnd() {
    Tensor xs = Functions.arange(Chainrule.F64, 15).reshape(3, 5).plus(1);
    assertThat(Chainrule.associativeScan((Tensor a, Tensor b) -> a.plus(b), xs, 1, false).toDoubles()).containsExactly(xs.cumSum(1).toDoubles());
    assertThat(Chainrule.associativeScan((Tensor a, Tensor b) -> a.plus(b), xs, -1, true).toDoubles()).containsExactly(xs.flip(1).cumSum(1).flip(1).toDoubles());
    assertThat(Chainrule.associativeScan((Tensor a, Tensor b) -> a, xs, 0, true).toDoubles()).containsExactly(
        Functions.stack(0, xs.get(2), xs.get(2), xs.get(2)).toDoubles());
  }

  @Test
  void associativeScanGivesAllPrefixes() {
    for (int n = 0; n < 12; n++) {
      Tensor xs = Functions.arange(Chainrule.F64, n).plus(1).times(0.3);
      assertThat(Chainrule.associativeScan((Tensor a, Tensor b) -> a.plus(b), xs).toDoubles())
          .containsExactly(xs.cumSum(0).toDoubles(), within(1e-12));
    }
    Tensor a = Tensor.of(0.5, -1.0, 2.0, 0.25, 3.0);
    Tensor b = Tensor.of(1.0, 2.0, -1.0, 0.5, 1.0);
    UnaryOperator<Tensor> recurrence = w -> Chainrule.associativeScan((List<Tensor> l, List<Tensor> r) ->
        List.of(l.get(0).times(r.get(0)), r.get(0).times(l.get(1)).plus(r.get(1))), List.of(a.times(w), b)).get(1).get(-1);
    UnaryOperator<Tensor> plain = w -> {
      Tensor h = Tensor.of(0.0);
      for (int i = 0; i < 5; i++) {
        h = h.times(a.get(i)).times(w).plus(b.get(i));
      }
      return h;
    };
    assertSame(recurrence.apply(X), plain.apply(X));
    assertSame(grad(recurrence).apply(X), grad(plain).apply(X));
  }

  @Test
  void mistakesAreExplained() {
    assertThatThrownBy(() -> whileLoop((Tensor y) -> y, (Tensor y) -> y, X)).isInstanceOf(ChainruleException.class)
        .hasMessageContaining("[whileLoop]").hasMessageContaining("Bool scalar");
    assertThatThrownBy(() -> whileLoop((Tensor y) -> y.lt(1), (Tensor y) -> y.gt(0), X)).isInstanceOf(ChainruleException.class)
        .hasMessageContaining("keep its types");
    assertThatThrownBy(() -> switchCase(X, List.of(() -> X))).isInstanceOf(ChainruleException.class)
        .hasMessageContaining("I32 or I64");
    assertThatThrownBy(() -> switchCase(Tensor.of(0), List.<java.util.function.Supplier<Tensor>>of())).isInstanceOf(ChainruleException.class)
        .hasMessageContaining("no branches");
    assertThatThrownBy(() -> switchCase(Tensor.of(0), List.of(() -> X, () -> X.gt(0)))).isInstanceOf(ChainruleException.class)
        .hasMessageContaining("different types");
  }
}
