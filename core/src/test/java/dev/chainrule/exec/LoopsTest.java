package dev.chainrule.exec;

import static dev.chainrule.Chainrule.F32;
import static dev.chainrule.Chainrule.grad;
import static dev.chainrule.Chainrule.jit;
import static dev.chainrule.Chainrule.scan;
import static dev.chainrule.Chainrule.whileLoop;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.chainrule.RandomKey;
import dev.chainrule.Step;
import dev.chainrule.Tensor;
import java.util.function.BinaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// Loops over tensors, whose weights are packed once and whose memory is used again, give what single steps give.
class LoopsTest {
  private static final Tensor WEIGHTS = RandomKey.of(1).normal(F32, 48, 48).times(0.1);
  private static final Tensor SLICES = RandomKey.of(2).normal(F32, 7, 20, 48);
  private static final Tensor FIRST = RandomKey.of(3).normal(F32, 20, 48);

  private record Loop(String name, BinaryOperator<Tensor> function) {}

  @TestFactory
  Stream<DynamicTest> valuesAndGradients() {
    return Stream.of(
        new Loop("scan", (w, x) -> scan((Tensor h, Tensor s) -> {
          Tensor next = h.matmul(w).plus(s).tanh();
          return new Step<>(next, next.matmul(w.transpose()).plus(h));
        }, x, SLICES).results().square().mean()),
        new Loop("scan of the weights themselves", (w, x) -> scan((Tensor h, Tensor s) -> new Step<>(h.plus(s.matmul(w)).matmul(h), h), w,
            RandomKey.of(4).normal(F32, 5, 48, 48).times(0.1)).carry().square().mean()),
        new Loop("whileLoop", (w, x) -> whileLoop((Tensor h) -> h.matmul(w).square().mean().gt(1e-3), (Tensor h) -> h.matmul(w).plus(x.times(0.01)), x).mean()))
        .map(loop -> DynamicTest.dynamicTest(loop.name, () -> {
          isClose(jit(loop.function).apply(WEIGHTS, FIRST), loop.function.apply(WEIGHTS, FIRST));
          var gradient = jit(grad(loop.function));
          Tensor expected = grad(loop.function).apply(WEIGHTS, FIRST);
          for (int call = 0; call < 4; call++) {
            isClose(gradient.apply(WEIGHTS, FIRST), expected);
          }
          isClose(gradient.apply(WEIGHTS.neg(), FIRST), grad(loop.function).apply(WEIGHTS.neg(), FIRST));
        }));
  }

  private static void isClose(Tensor given, Tensor expected) {
    double scale = expected.abs().max().item();
    assertThat(given.minus(expected).abs().max().item()).isCloseTo(0, within(1e-5 * (1e-3 + scale)));
  }
}
