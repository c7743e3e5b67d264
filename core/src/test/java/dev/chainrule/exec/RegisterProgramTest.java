package dev.chainrule.exec;

import static dev.chainrule.Chainrule.fori;
import static dev.chainrule.Chainrule.grad;
import static dev.chainrule.Chainrule.jit;
import static dev.chainrule.Chainrule.jvp;
import static dev.chainrule.Chainrule.scan;
import static dev.chainrule.Chainrule.whileLoop;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.chainrule.Chainrule;
import dev.chainrule.Step;
import dev.chainrule.Tensor;
import dev.chainrule.graph.DType;
import dev.chainrule.graph.ElementException;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Graphs over few numbers, loops among them, give as programs over registers what they give step by step.
class RegisterProgramTest {
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

  private static double[] elements(Tensor x) {
    return x.to(DType.F64).toDoubles();
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

  @Test
  void wholeGraphsOverFewNumbersAreSuchPrograms() {
    var small = jit((Tensor x, Tensor y) -> x.times(y).plus(x).sin());
    for (Tensor x : List.of(Tensor.of(0.3), Tensor.of(0.3f), Tensor.of(0.1, 0.2, 0.4))) {
      Tensor y = x.exp();
      assertThat(elements(small.apply(x, y))).isEqualTo(elements(x.times(y).plus(x).sin()));
    }
    assertThat(small.explain()).contains("all steps, as");
  }

  /// Interpreted pieces are compiled when they have run often; the bits stay.
  @ParameterizedTest
  @EnumSource(names = {"F32", "F64"})
  void compiledPiecesGiveTheBitsOfInterpretedOnes(DType dtype) {
    UnaryOperator<Tensor> f = x -> {
      Tensor y = x;
      for (int i = 0; i < 40; i++) {
        y = y.times(x).tanh().plus(y.square().exp().log1p()).minus(y.gt(0.5).where(y.sqrt(), y.abs().pow(x)));
      }
      return y.sum();
    };
    var compiled = jit(grad(f));
    Tensor x = Tensor.of(0.7, 0.2).to(dtype);
    double[] first = elements(compiled.apply(x));
    for (int i = 0; i < 20_000; i++) {
      compiled.apply(x);
    }
    assertThat(elements(compiled.apply(x))).isEqualTo(first);
  }

  @Test
  void normsOfExtremeNumbersAreThoseOfSteps() {
    var compiled = jit((Tensor x) -> x.norm(0));
    for (double scale : new double[] {1, 1e-320, 1e-200, 1e200, 5e307, 0, Double.POSITIVE_INFINITY, Double.NaN}) {
      Tensor x = Tensor.of(new double[][] {{3, 1}, {4, -2}}).times(scale);
      assertThat(compiled.apply(x).toDoubles()).isEqualTo(x.norm(0).toDoubles());
      assertThat(compiled.apply(x.to(DType.F32)).toFloats()).isEqualTo(x.to(DType.F32).norm(0).toFloats());
    }
    assertThat(compiled.explain()).contains("registers");
  }

  @Test
  void integersDividedByZeroAreRefusedWithTheRemedy() {
    var quotient = jit((Tensor x, Tensor y) -> x.div(y).plus(1));
    assertThatThrownBy(() -> quotient.apply(Tensor.of(1), Tensor.of(0))).isInstanceOf(ElementException.class)
        .hasMessageContaining("keep the divisor from 0");
  }
}
