package dev.chainrule;

import static dev.chainrule.Chainrule.F64;
import static dev.chainrule.Chainrule.grad;
import static dev.chainrule.Chainrule.hessian;
import static dev.chainrule.Chainrule.jacobian;
import static dev.chainrule.Chainrule.jacobianForward;
import static dev.chainrule.Chainrule.jacobianReverse;
import static dev.chainrule.Chainrule.jit;
import static dev.chainrule.Chainrule.jvpWithAux;
import static dev.chainrule.Chainrule.vjpWithAux;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chainrule.graph.DifferentiationException;
import dev.chainrule.graph.StructureException;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/// Second derivatives of trees, and results that are handed out beside derivatives.
class AuxAndHessianTest {
  private record Line(Tensor slope, Tensor start) {}

  private static final Line LINE = new Line(Tensor.of(2.0, 3.0), Tensor.of(5.0));
  private static final Function<Line, Tensor> F = l -> l.slope().pow(3).times(l.start().square()).sum();

  @Test
  void blocksOfTheHessian() {
    Hessian<Line> hessian = hessian(F).apply(LINE);
    assertThat(hessian.block(Line::slope, Line::slope).toDoubles()).containsExactly(300, 0, 0, 450);
    assertThat(hessian.block(Line::slope, Line::start).toDoubles()).containsExactly(120, 270);
    assertThat(hessian.block(Line::start, Line::slope).toDoubles()).containsExactly(120, 270);
    assertThat(hessian.block(Line::start, Line::start).item()).isEqualTo(70);
    assertThat(hessian.row(Line::start).slope().toDoubles()).containsExactly(120, 270);
    assertThat(hessian.rows()).hasSize(2);
    assertThat(hessian).hasToString("""
        Hessian
          slope, slope: F64[2, 2]
            [[300.0,   0.0],
             [  0.0, 450.0]]
          slope, start: F64[2] [120.0, 270.0]
          start, slope: F64[2] [120.0, 270.0]
          start, start: F64 70.0""");
    assertThat(hessian((Tensor x) -> x.pow(3).sum()).apply(Tensor.of(2.0)).toString()).endsWith("12.0");
  }

  @Test
  void insideJitAndGrad() {
    Tensor x = Tensor.of(1.0, 2.0);
    Function<Tensor, Tensor> cube = a -> hessian((List<Tensor> p) -> p.get(0).pow(3).times(p.get(1)).sum()).apply(List.of(a, a))
        .block(p -> p.get(0), p -> p.get(1)).sum();
    assertThat(jit(cube).apply(x).item()).isEqualTo(15);
    assertThat(grad(cube).apply(x).toDoubles()).containsExactly(6, 12);
  }

  @Test
  void errorsOfTheHessian() {
    assertThatThrownBy(() -> hessian(F).apply(LINE).row(l -> l.slope().times(2))).isInstanceOf(StructureException.class)
        .hasMessageStartingWith("[row] what is chosen is no tensor of the argument");
    assertThatThrownBy(() -> hessian((Line l) -> l.slope()).apply(LINE)).isInstanceOf(DifferentiationException.class)
        .hasMessageStartingWith("[hessian] the function gives F64[2], but a gradient needs a scalar");
    assertThatThrownBy(() -> hessian((List<Tensor> l) -> l.get(0).to(F64)).apply(List.of(Tensor.of(1)))).isInstanceOf(DifferentiationException.class)
        .hasMessageStartingWith("[hessian] nothing to differentiate: the argument has no floating tensor, only [I32[]]");
  }

  /// As grad, vjp and jvp have it.
  @Test
  void integersBesideNumbersHaveDerivativesOfZero() {
    record Counted(Tensor x, Tensor count, Tensor y) {}
    Counted at = new Counted(Tensor.of(2.0, 3.0), Tensor.of(4, 5), Tensor.of(7.0));
    Function<Counted, Tensor> f = c -> c.x().square().times(c.count().to(F64)).times(c.y()).sum();
    Hessian<Counted> hessian = hessian(f).apply(at);
    assertThat(hessian.block(Counted::x, Counted::x).toDoubles()).containsExactly(56, 0, 0, 70);
    assertThat(hessian.block(Counted::x, Counted::y).toDoubles()).containsExactly(16, 30);
    assertThat(hessian.block(Counted::x, Counted::count)).hasToString("I32[2, 2]\n[[0, 0],\n [0, 0]]");
    assertThat(hessian.block(Counted::count, Counted::y)).hasToString("I32[2] [0, 0]");
    assertThat(hessian.block(Counted::count, Counted::count)).hasToString("I32[2, 2]\n[[0, 0],\n [0, 0]]");
    for (UnaryOperator<Counted> jacobian : List.of(jacobian(f), jacobianForward(f), jacobianReverse(f))) {
      Counted derivatives = jacobian.apply(at);
      assertThat(derivatives.x().toDoubles()).containsExactly(112, 210);
      assertThat(derivatives.count()).hasToString("I32[2] [0, 0]");
      assertThat(derivatives.y().item()).isEqualTo(61);
    }
  }

  @Test
  void auxiliaryResultsAreHandedOut() {
    var vjp = vjpWithAux((Line l) -> new WithAux<>(l.slope().times(l.start()), List.of(l.slope().neg())), LINE);
    assertThat(vjp.value().toDoubles()).containsExactly(10, 15);
    assertThat(vjp.aux().getFirst().toDoubles()).containsExactly(-2, -3);
    assertThat(vjp.pullback().apply(Tensor.of(1.0, 10.0)).start().item()).isEqualTo(32);
    var jvp = jvpWithAux((Tensor x) -> new WithAux<>(x.square(), x.sum()), Tensor.of(1.0, 2.0), Tensor.of(1.0, 1.0));
    assertThat(jvp.tangent().toDoubles()).containsExactly(2, 4);
    assertThat(jvp.aux().item()).isEqualTo(3);
  }

  @Test
  void errorsOfAuxiliaryResults() {
    assertThatThrownBy(() -> vjpWithAux((Tensor x) -> (WithAux<Tensor>) null, Tensor.of(1.0))).isInstanceOf(StructureException.class)
        .hasMessage("[vjpWithAux] the function gives null; it must give a result, a tensor or a tree of them");
    assertThatThrownBy(() -> jvpWithAux((Tensor x) -> new WithAux<>(null, x), Tensor.of(1.0), Tensor.of(1.0)))
        .isInstanceOf(StructureException.class).hasMessageStartingWith("[jvpWithAux] the function gives null");
  }
}
