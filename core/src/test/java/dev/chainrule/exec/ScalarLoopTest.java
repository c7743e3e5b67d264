package dev.chainrule.exec;

import static dev.chainrule.Chainrule.fori;
import static dev.chainrule.Chainrule.grad;
import static dev.chainrule.Chainrule.jit;
import static dev.chainrule.Chainrule.jvp;
import static dev.chainrule.Chainrule.scan;
import static dev.chainrule.Chainrule.whileLoop;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.chainrule.Chainrule;
import dev.chainrule.Step;
import dev.chainrule.Tensor;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Loops over few numbers give as programs over registers what they give step by step.
class ScalarLoopTest {
  private record State(Tensor x, Tensor count) {}

  record Loop(String name, UnaryOperator<Tensor> function) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Loop> loops() {
    return Stream.of(
        new Loop("while", x -> whileLoop((State s) -> s.count().lt(7), (State s) -> new State(s.x().sin().times(2).plus(x), s.count().plus(1)),
            new State(x, Tensor.of(0))).x().sum()),
        new Loop("swap", x -> fori(0, 5, (i, p) -> List.of(p.get(1), p.get(0).times(p.get(1)).plus(0.5)), List.of(x, x.exp())).get(0).sum()),
        new Loop("nested", x -> fori(0, 3, (i, y) -> whileLoop(z -> z.square().sum().lt(50), z -> z.times(1.5).plus(y.sum()), y).times(0.1), x).sum()),
        new Loop("inner gradient", x -> whileLoop(y -> y.square().sum().gt(0.01), y -> y.minus(grad((Tensor z) -> z.square().times(x.square().plus(1)).sum()).apply(y).times(0.1)), x.plus(1)).sum()),
        new Loop("scan", x -> {
          var scanned = scan((Tensor c, Tensor s) -> new Step<>(c.times(s).tanh().plus(x.sum()), c.minus(s)), x, Tensor.of(new double[][] {{1, 2}, {0.5, -1}, {3, 0}}));
          return scanned.carry().sum().plus(scanned.results().square().sum());
        }),
        new Loop("backward in time", x -> grad((Tensor y) -> fori(0, 6, (i, z) -> z.times(y).plus(i.to(Chainrule.F64)), y).sum()).apply(x).sum()),
        new Loop("where", x -> fori(0, 4, (i, y) -> y.gt(1).where(y.sqrt(), y.times(3)), x).sum()));
  }

  @ParameterizedTest
  @MethodSource("loops")
  void valuesAndDerivativesAreThoseOfSteps(Loop loop) {
    Tensor x = Tensor.of(0.3, 0.7);
    Tensor v = Tensor.of(1.0, -2.0);
    UnaryOperator<Tensor> f = loop.function;
    same(jit(f).apply(x), f.apply(x));
    same(jit(grad(f)).apply(x), grad(f).apply(x));
    UnaryOperator<Tensor> forward = y -> jvp(f, y, v).tangent();
    same(jit(forward).apply(x), forward.apply(x));
    UnaryOperator<Tensor> twice = y -> jvp(grad(f), y, v).tangent();
    same(jit(twice).apply(x), twice.apply(x));
  }

  private static void same(Tensor compiled, Tensor steps) {
    double[] expected = steps.toDoubles();
    double[] given = compiled.toDoubles();
    assertThat(given).hasSameSizeAs(expected);
    for (int i = 0; i < expected.length; i++) {
      assertThat(given[i]).isCloseTo(expected[i], within(1e-12 * (1 + Math.abs(expected[i]))));
    }
  }

  @Test
  void loopsOverFewNumbersAreSuchPrograms() {
    var small = jit((Tensor x) -> fori(0, 10, (i, y) -> y.sin(), x));
    small.apply(Tensor.of(1.0, 2.0));
    assertThat(small.explain()).contains("registers");
    var large = jit((Tensor x) -> fori(0, 10, (i, y) -> y.sin(), x));
    large.apply(Tensor.ones(Chainrule.F64, 1000));
    assertThat(large.explain()).doesNotContain("registers");
  }

  @Test
  void longBodiesAreCutIntoPieces() {
    UnaryOperator<Tensor> longBody = x -> fori(0, 3, (i, y) -> {
      for (int n = 0; n < 150; n++) {
        y = y.times(0.9).plus(x).sin();
      }
      return y;
    }, x);
    same(jit(longBody).apply(Tensor.of(0.2, 0.4)), longBody.apply(Tensor.of(0.2, 0.4)));
  }
}
