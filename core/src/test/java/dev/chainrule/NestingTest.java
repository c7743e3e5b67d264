package dev.chainrule;

import static dev.chainrule.Chainrule.cond;
import static dev.chainrule.Chainrule.grad;
import static dev.chainrule.Chainrule.hessian;
import static dev.chainrule.Chainrule.jacobian;
import static dev.chainrule.Chainrule.jit;
import static dev.chainrule.Chainrule.jvp;
import static dev.chainrule.Chainrule.scan;
import static dev.chainrule.Chainrule.vmap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.chainrule.graph.ElementException;
import dev.chainrule.graph.TraceException;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/// Transforms compose: in any order, to any depth, with closures, from many threads.
class NestingTest {
  private static final Tensor THREE = Tensor.of(3.0);

  private static UnaryOperator<Tensor> forward(UnaryOperator<Tensor> f) {
    return x -> jvp(f, x, x.onesLike()).tangent();
  }

  private static void assertElements(Tensor actual, double... expected) {
    assertThat(actual.toDoubles()).containsExactly(expected, within(1e-9));
  }

  private static Tensor cube(Tensor x) {
    return x.times(x).times(x);
  }

  @Test
  void perturbationsOfNestedDerivativesAreNotConfused() {
    Tensor one = Tensor.of(1.0);
    assertElements(grad(u -> u.times(grad(v -> u.plus(v)).apply(one))).apply(THREE), 1);
    assertElements(forward(u -> u.times(forward(v -> u.plus(v)).apply(one))).apply(THREE), 1);
    assertElements(grad(u -> u.times(forward(v -> v.times(v)).apply(u))).apply(THREE), 4 * 3.0);
    assertElements(forward(u -> u.times(grad(v -> v.times(v)).apply(u))).apply(THREE), 4 * 3.0);
    assertElements(grad(a -> grad(b -> a.times(b)).apply(a)).apply(THREE), 1);
  }

  @Test
  void higherOrders() {
    assertElements(grad(grad(grad(u -> cube(u).times(u)))).apply(THREE), 72);
    assertElements(forward(forward(forward(u -> cube(u).times(u)))).apply(THREE), 72);
    assertElements(jvp(grad(u -> cube(u).sum()), Tensor.of(1.0, 2.0, 3.0), Tensor.of(1.0, 0.0, 2.0)).tangent(), 6, 0, 36);
    assertElements(grad(grad(Tensor::relu)).apply(THREE), 0);
  }

  @Test
  void jitInsideAndOutsideOfDerivatives() {
    assertElements(jit(grad(NestingTest::cube)).apply(THREE), 27);
    var compiled = jit(u -> u.times(u).sin());
    double at = 1.1;
    assertElements(grad(u -> compiled.apply(u.times(u))).apply(Tensor.of(at)), Math.cos(Math.pow(at, 4)) * 4 * Math.pow(at, 3));
    assertElements(grad(grad(u -> jit(NestingTest::cube).apply(u))).apply(THREE), 18);
    assertElements(forward(grad(u -> jit(NestingTest::cube).apply(u))).apply(THREE), 18);
    assertElements(grad(u -> jit(w -> w.times(u)).apply(u)).apply(THREE), 6);
    assertElements(grad(u -> jit(w -> u.times(u)).apply(Tensor.of(2.0))).apply(THREE), 6);
    assertElements(jit(x -> jit(NestingTest::cube).apply(x).plus(1)).apply(THREE), 28);
  }

  @Test
  void vmapInsideAndOutsideOfDerivatives() {
    Tensor xs = Tensor.of(1.0, 2.0, 3.0);
    assertElements(vmap(grad(NestingTest::cube)).apply(xs), 3, 12, 27);
    assertElements(jit(vmap(grad(Tensor::sin))).apply(Tensor.of(0.0, 1.0)), 1, Math.cos(1));
    assertElements(grad(w -> vmap(grad(u -> u.times(u).times(w))).apply(xs).sum()).apply(THREE), 12);
    assertElements(vmap(x -> vmap(y -> x.times(y)).apply(xs)).apply(xs).sum(), 36);
    assertElements(vmap(u -> jit(NestingTest::cube).apply(u)).apply(xs), 1, 8, 27);
  }

  @Test
  void jacobianAndHessian() {
    Tensor x = Tensor.of(1.0, 2.0);
    Tensor hessian = hessian(u -> cube(u).sum()).apply(x);
    assertElements(hessian, 6, 0, 0, 12);
    assertThat(hessian.shape().toString()).isEqualTo("[2, 2]");
    assertElements(jacobian(u -> u.times(u.sum())).apply(x), 4, 1, 2, 5);
    assertElements(Chainrule.jacobianForward(u -> u.times(u.sum())).apply(x), 4, 1, 2, 5);
    assertElements(Chainrule.jacobianReverse(u -> u.times(u.sum())).apply(x), 4, 1, 2, 5);
  }

  @Test
  void maxReduceAndSortAreDifferentiatedInEveryMode() {
    assertElements(grad(u -> u.max()).apply(Tensor.of(1.0, 5.0, 5.0, 2.0)), 0, 1, 0, 0);
    assertElements(jvp(u -> u.max(), Tensor.of(1.0, 5.0, 5.0, 2.0), Tensor.of(1.0, 2.0, 3.0, 4.0)).tangent(), 2);
    assertElements(jvp(grad(u -> u.times(u).max()), Tensor.of(1.0, 5.0, 2.0), Tensor.of(1.0, 1.0, 1.0)).tangent(), 0, 2, 0);
    assertElements(grad(u -> u.sort().times(Tensor.of(1.0, 10.0, 100.0)).sum()).apply(Tensor.of(3.0, 1.0, 2.0)), 100, 1, 10);
    assertElements(vmap(grad(u -> u.max())).apply(Tensor.of(new double[][] {{1, 2}, {4, 3}})), 0, 1, 1, 0);
  }

  @Test
  void condRunsOneBranchAndIsDifferentiatedThroughClosures() {
    UnaryOperator<Tensor> f = x -> cond(x.gt(0), () -> x.times(x), () -> x.times(-2));
    assertElements(grad(f).apply(THREE), 6);
    assertElements(grad(f).apply(Tensor.of(-3.0)), -2);
    assertElements(forward(f).apply(THREE), 6);
    assertElements(grad(grad(f)).apply(THREE), 2);
    assertElements(jit(grad(f)).apply(THREE), 6);
    assertElements(vmap(f).apply(Tensor.of(2.0, -2.0)), 4, 4);
    assertElements(vmap(grad(f)).apply(Tensor.of(2.0, -2.0)), 4, -2);
  }

  @Test
  void scanIsDifferentiatedInEveryMode() {
    Tensor xs = Tensor.of(1.0, 2.0, 3.0);
    UnaryOperator<Tensor> product = w -> scan((Tensor c, Tensor x) -> new Step<>(c.times(x).times(w), c), Tensor.of(1.0), xs).carry();
    double at = 0.5;
    assertElements(product.apply(Tensor.of(at)), 6 * at * at * at);
    assertElements(grad(product).apply(Tensor.of(at)), 18 * at * at);
    assertElements(forward(product).apply(Tensor.of(at)), 18 * at * at);
    assertElements(grad(grad(product)).apply(Tensor.of(at)), 36 * at);
    assertElements(forward(grad(product)).apply(Tensor.of(at)), 36 * at);
    assertElements(grad(forward(product)).apply(Tensor.of(at)), 36 * at);
    assertElements(jit(grad(product)).apply(Tensor.of(at)), 18 * at * at);
    assertElements(vmap(product).apply(Tensor.of(1.0, 2.0)), 6, 48);
    assertElements(vmap(grad(product)).apply(Tensor.of(1.0, 2.0)), 18, 72);
    UnaryOperator<Tensor> sequence = s -> scan((Tensor c, Tensor x) -> new Step<>(c.times(x), c.plus(x)), Tensor.of(2.0), s).results();
    assertElements(sequence.apply(xs), 3, 4, 7);
    assertElements(jacobian(sequence).apply(xs), 1, 0, 0, 2, 1, 0, 4, 2, 1);
  }

  @Test
  void javaControlFlowJustWorksUnderDerivatives() {
    UnaryOperator<Tensor> f = u -> u.item() > 2 ? u.times(u) : u;
    assertElements(grad(f).apply(THREE), 6);
    assertThatThrownBy(() -> vmap(f).apply(Tensor.of(1.0, 3.0)))
        .isInstanceOf(TraceException.class)
        .hasMessageContaining("[vmap]")
        .hasMessageContaining("NestingTest.java")
        .hasMessageContaining("where");
  }

  @Test
  void aTensorThatLeakedWithAValueIsAConstant() {
    Tensor[] leaked = new Tensor[1];
    grad(u -> leaked[0] = u.times(u)).apply(THREE);
    assertElements(grad(u -> u.times(leaked[0])).apply(THREE), 9);
  }

  @Test
  void aTypeOnlyTensorThatLeakedIsRefused() {
    Tensor[] leaked = new Tensor[1];
    jit(u -> leaked[0] = u.times(u)).apply(THREE);
    assertThatThrownBy(() -> leaked[0].plus(1))
        .isInstanceOf(TraceException.class)
        .hasMessageContaining("has finished")
        .hasMessageContaining("NestingTest.java");
    assertThatThrownBy(() -> leaked[0].item()).isInstanceOf(TraceException.class);
    assertThat(leaked[0].toString()).startsWith("F64[], traced at NestingTest.java");
  }

  @Test
  void aStaleClosureIsRefused() {
    Tensor[] held = {Tensor.of(2.0)};
    var stale = jit(u -> u.times(held[0]));
    stale.apply(THREE);
    held[0] = Tensor.of(10.0);
    assertThatThrownBy(() -> stale.apply(THREE)).isInstanceOf(TraceException.class).hasMessageContaining("10.0");
    Tensor[] vector = {Tensor.of(2.0, 1.0)};
    var staleVector = jit(u -> u.times(vector[0]));
    staleVector.apply(THREE);
    vector[0] = Tensor.of(10.0, 1.0);
    assertThatThrownBy(() -> staleVector.apply(THREE))
        .isInstanceOf(TraceException.class)
        .hasMessageContaining("has changed")
        .hasMessageContaining("pass it as an argument");
  }

  @Test
  void zerosWinInEveryMode() {
    List<UnaryOperator<Tensor>> functions = List.of(
        u -> u.gt(0).where(u.log(), u.zerosLike()),
        u -> u.gt(0).where(u.times(u.log()), u.zerosLike()),
        u -> u.gt(0).where(u.sqrt(), u.zerosLike()),
        u -> u.gt(0).where(u.sin().div(u), u.onesLike()),
        u -> u.gt(0).where(u.reciprocal().exp(), u.zerosLike()),
        u -> u.pow(0.0));
    Tensor zero = Tensor.of(0.0);
    for (UnaryOperator<Tensor> f : functions) {
      assertElements(grad(f).apply(zero), 0);
      assertElements(forward(f).apply(zero), 0);
      assertElements(grad(grad(f)).apply(zero), 0);
      assertElements(forward(grad(f)).apply(zero), 0);
      assertElements(grad(forward(f)).apply(zero), 0);
      assertElements(forward(forward(f)).apply(zero), 0);
    }
    assertElements(grad(grad(u -> u.pow(2.0))).apply(zero), 2);
    assertElements(grad(u -> u.pow(1.0)).apply(zero), 1);
  }

  @Test
  void manyThreadsAtOnce() throws Exception {
    UnaryOperator<Tensor> f = grad(grad(u -> cube(u).times(u.sin())));
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Tensor>> results = new ArrayList<>();
      for (int i = 0; i < 2000; i++) {
        double at = i * 0.01;
        results.add(executor.submit(() -> f.apply(Tensor.of(at))));
      }
      for (int i = 0; i < 2000; i++) {
        double at = i * 0.01;
        double expected = 6 * at * Math.sin(at) + 6 * at * at * Math.cos(at) - at * at * at * Math.sin(at);
        assertThat(results.get(i).get().item()).isCloseTo(expected, within(1e-9 * (1 + Math.abs(expected))));
      }
    }
  }

  @Test
  void parallelStreamsInsideADerivative() {
    UnaryOperator<Tensor> f = u -> java.util.stream.IntStream.range(0, 1000).parallel()
        .mapToObj(i -> u.times((double) i)).reduce(Tensor::plus).orElseThrow();
    assertElements(grad(f).apply(THREE), 499500);
  }

  @Test
  void aStoppedGradientStaysStoppedInEveryRegion() {
    UnaryOperator<Tensor> f = x -> x.stopGradient().times(x);
    Tensor x = Tensor.of(1.0, 2.0, 3.0);
    List<UnaryOperator<Tensor>> wrapped = List.of(f, jit(f), Chainrule.checkpoint(f),
        u -> cond(Tensor.of(true), () -> f.apply(u), () -> u),
        u -> scan((Tensor c, Tensor i) -> new Step<>(f.apply(c), i), u, Tensor.zeros(Chainrule.F64, 1)).carry());
    for (UnaryOperator<Tensor> g : wrapped) {
      assertElements(grad(u -> g.apply(u).sum()).apply(x), 1, 2, 3);
      assertElements(jvp(g, x, x.onesLike()).tangent(), 1, 2, 3);
    }
  }

  @Test
  void numbersOutsideTheirTypeCompileToWhatTheyAreEagerly() {
    Function<List<Tensor>, Tensor> f = pq -> pq.get(0).times(1e39).times(pq.get(1));
    List<Tensor> at = List.of(Tensor.of(1f), Tensor.of(0f));
    assertThat(jit(grad(f)).apply(at).toString()).isEqualTo(grad(f).apply(at).toString());
  }

  @Test
  void anUntakenBranchMayDivideByZero() {
    Tensor one = Tensor.of(1);
    assertThat(cond(Tensor.of(false), () -> one.div(Tensor.of(0)), () -> one).item()).isEqualTo(1);
    assertThatThrownBy(() -> one.div(Tensor.of(0))).isInstanceOf(ElementException.class).hasMessageContaining("[div]");
    assertThatThrownBy(() -> jit((Tensor i) -> one.div(i)).apply(Tensor.of(0))).isInstanceOf(ElementException.class);
  }

  /// The backward pass lets go of what it has passed: the value that the first operation keeps for its own rule is
  /// still there when its turn comes, what later ones kept is not.
  @Test
  void residualsAreReleasedAsTheSweepPasses() {
    List<WeakReference<Object>> kept = new ArrayList<>();
    List<Integer> alive = new ArrayList<>();
    var probe = Chainrule.withVjp("probe", (Tensor x) -> x, (x, y, dy) -> {
      System.gc();
      alive.add((int) kept.stream().filter(reference -> reference.get() != null).count());
      return dy;
    });
    grad(x -> {
      Tensor y = probe.apply(x);
      for (int i = 0; i < 10; i++) {
        y = y.sin();
        kept.add(new WeakReference<>(y.value().array().elements()));
      }
      return y.sum();
    }).apply(Functions.linspace(Chainrule.F64, 0, 1, 1000));
    assertThat(alive).containsExactly(0);
  }
}
