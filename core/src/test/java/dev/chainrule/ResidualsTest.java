package dev.chainrule;

import static dev.chainrule.Chainrule.grad;
import static dev.chainrule.Chainrule.hvp;
import static dev.chainrule.Chainrule.jit;
import static dev.chainrule.Chainrule.jvp;
import static dev.chainrule.Chainrule.linearize;
import static dev.chainrule.Chainrule.vjp;
import static org.assertj.core.api.Assertions.assertThat;

import dev.chainrule.graph.Array;
import dev.chainrule.graph.Partial;
import dev.chainrule.graph.Structural;
import dev.chainrule.graph.Type;
import dev.chainrule.graph.Value;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The derivative of a compiled function runs its forward part once.
class ResidualsTest {
  private static final AtomicInteger RUNS = new AtomicInteger();
  private static final Tensor X = Functions.linspace(Chainrule.F64, -1, 1, 300);

  /// Something costly, linear in its input: here the input itself.
  private record Costly() implements Structural {
    static Tensor of(Tensor x) {
      return Tensor.of(new Costly().on(x.value()));
    }

    @Override
    public String name() {
      return "costly";
    }

    @Override
    public List<Type> infer(List<Type> x) {
      return x;
    }

    @Override
    public Array[] evaluate(Array[] x, List<Type> y) {
      RUNS.incrementAndGet();
      return new Array[] {x[0].contiguous()};
    }

    @Override
    public Partial partial(int argument) {
      return Partial.structured((x, y, dx) -> new Value[] {dx});
    }

    @Override
    public Value[] batch(Value[] x, boolean[] batched, int size) {
      return allOn(x);
    }
  }

  private static Tensor body(Tensor x) {
    return Costly.of(x.sin()).exp().times(x);
  }

  private final Compiled.OfTensor compiled = jit(ResidualsTest::body);

  @BeforeEach
  void count() {
    RUNS.set(0);
  }

  private static void assertSame(Tensor actual, Tensor expected) {
    assertThat(actual.toDoubles()).usingComparatorWithPrecision(1e-12).containsExactly(expected.toDoubles());
  }

  @Test
  void aGradientRunsTheForwardPartOnce() {
    Tensor gradient = grad(x -> compiled.apply(x).sum()).apply(X);

    assertThat(RUNS).hasValue(1);
    assertSame(gradient, grad(x -> body(x).sum()).apply(X));
  }

  @Test
  void aTangentRunsTheForwardPartOnce() {
    Tensor tangent = jvp(compiled, X, X).tangent();

    assertThat(RUNS).hasValue(1);
    assertSame(tangent, jvp(ResidualsTest::body, X, X).tangent());
  }

  @Test
  void aPullbackOrALinearMapAppliedOftenRunsItOnce() {
    Vjp<Tensor, Tensor> pulled = vjp(compiled, X);
    Linearized<Tensor, Tensor> pushed = linearize(compiled, X);
    RUNS.set(0);
    for (int i = 0; i < 3; i++) {
      pulled.pullback().apply(X);
      pushed.derivative().apply(X);
    }

    assertThat(RUNS).hasValue(0);
  }

  /// Each sweep finds what it needs, whatever the recording was made for.
  @Test
  void secondDerivativesAreThoseOfTheFunctionItself() {
    UnaryOperator<Tensor> loss = x -> body(x).sum();
    UnaryOperator<Tensor> fast = x -> compiled.apply(x).sum();
    assertSame(hvp(fast, X, X), hvp(loss, X, X));
    assertSame(grad(x -> grad(fast).apply(x).times(X).sum()).apply(X), grad(x -> grad(loss).apply(x).times(X).sum()).apply(X));
    assertSame(grad(x -> jvp(fast, x, X).tangent()).apply(X), grad(x -> jvp(loss, x, X).tangent()).apply(X));
    assertSame(jvp(x -> jvp(compiled, x, X).tangent(), X, X).tangent(), jvp(x -> jvp(ResidualsTest::body, x, X).tangent(), X, X).tangent());
  }

  @Test
  void onlyTheResultsThatAreUsedPullBack() {
    Compiled.Of<List<Tensor>, List<Tensor>> two = jit((List<Tensor> p) ->
        List.of(p.get(0).matmul(p.get(1)).tanh(), p.get(0).exp(), p.get(1).sum(0).sin()));
    Function<List<Tensor>, Tensor> loss = p -> two.apply(p).get(0).sum();
    List<Tensor> point = List.of(X.reshape(15, 20), X.reshape(20, 15));

    List<Tensor> gradient = grad(loss).apply(point);

    List<Tensor> expected = grad((List<Tensor> p) -> p.get(0).matmul(p.get(1)).tanh().sum()).apply(point);
    assertSame(gradient.get(0).reshape(300), expected.get(0).reshape(300));
    assertSame(gradient.get(1).reshape(300), expected.get(1).reshape(300));
  }
}
