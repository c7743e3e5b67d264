package dev.chainrule;

import static dev.chainrule.Chainrule.F64;
import static dev.chainrule.Chainrule.grad;
import static dev.chainrule.Chainrule.hvp;
import static dev.chainrule.Chainrule.jit;
import static dev.chainrule.Chainrule.jvp;
import static dev.chainrule.Chainrule.scan;
import static dev.chainrule.Chainrule.vmap;
import static dev.chainrule.Functions.arange;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/// Graphs of a million steps, on the default stack: nothing recurses along a graph, and nothing sums over its paths.
/// How the time grows is measured in `bench`, by `Chains`.
class ScaleTest {
  private static final int MILLION = 1_000_000;
  private static final Tensor ONE = Tensor.of(1.0);

  /// Doubles, halves and negates in turn: exact, and what comes out is what went in.
  private static Tensor chain(Tensor x, int operations) {
    for (int i = 0; i < operations; i += 4) {
      x = x.times(2).neg().times(0.5).neg();
    }
    return x;
  }

  /// Each value is read twice, so that there are 2ⁿ paths from end to end: too many to take each by itself.
  private static Tensor forks(Tensor x, int forks) {
    Tensor half = Tensor.of(0.5);
    for (int i = 0; i < forks; i++) {
      x = x.plus(x).times(half);
    }
    return x;
  }

  @Test
  void aChainOfAMillionOperationsIsDifferentiatedInReverse() {
    assertThat(grad(x -> chain(x, MILLION)).apply(Tensor.of(3.0)).item()).isEqualTo(1);
  }

  @Test
  void aChainOfAMillionOperationsIsDifferentiatedForward() {
    Jvp<Tensor> result = jvp(x -> chain(x, MILLION), Tensor.of(3.0), Tensor.of(7.0));
    assertThat(result.value().item()).isEqualTo(3);
    assertThat(result.tangent().item()).isEqualTo(7);
  }

  @Test
  void aMillionForksAreAddedUpOneByOne() {
    assertThat(grad(x -> forks(x, MILLION)).apply(Tensor.of(3.0)).item()).isEqualTo(1);
  }

  @Test
  void aValueIsReadAMillionTimes() {
    UnaryOperator<Tensor> fan = x -> {
      Tensor sum = x;
      for (int i = 1; i < MILLION; i++) {
        sum = sum.plus(x);
      }
      return sum;
    };
    assertThat(grad(fan).apply(ONE).item()).isEqualTo(MILLION);
  }

  /// The chain is linear, so the second derivative is that of the square behind it, carried through both sweeps.
  @Test
  void secondDerivativesOfALongChain() {
    assertThat(hvp(x -> chain(x, 100_000).square().times(5), ONE, Tensor.of(3.0)).item()).isEqualTo(2 * 5 * 3);
  }

  @Test
  void aLongChainIsBatched() {
    UnaryOperator<Tensor> batched = vmap(grad(x -> chain(x, 20_000).square()));
    assertThat(batched.apply(Tensor.of(1.0, 2.0, 3.0)).toDoubles()).containsExactly(2, 4, 6);
  }

  @Test
  void aLongChainIsCompiled() {
    UnaryOperator<Tensor> compiled = jit(grad(x -> forks(chain(x, 20_000), 5_000).sin()));
    for (int call = 0; call < 3; call++) {
      assertThat(compiled.apply(ONE).item()).isCloseTo(Math.cos(1), within(1e-15));
    }
  }

  @Test
  void aLongLoopIsDifferentiated() {
    Tensor factors = arange(F64, 50_000).times(1e-9).plus(1);
    UnaryOperator<Tensor> product = x -> scan((Tensor carry, Tensor factor) -> new Step<>(carry.times(factor), carry), ONE, x).carry();
    double value = product.apply(factors).item();
    double[] gradient = grad(product).apply(factors).toDoubles();
    assertThat(gradient[0]).isCloseTo(value, within(1e-9));
    assertThat(gradient[49_999]).isCloseTo(value / (1 + 49_999e-9), within(1e-9));
  }
}
