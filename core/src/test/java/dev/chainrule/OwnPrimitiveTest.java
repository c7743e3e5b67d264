package dev.chainrule;

import static dev.chainrule.Chainrule.checkGrads;
import static dev.chainrule.Chainrule.grad;
import static dev.chainrule.Chainrule.jit;
import static dev.chainrule.Chainrule.jvp;
import static dev.chainrule.Chainrule.vmap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.chainrule.graph.Array;
import dev.chainrule.graph.Gate;
import dev.chainrule.graph.Instruction;
import dev.chainrule.graph.Partial;
import dev.chainrule.graph.Pointwise;
import dev.chainrule.graph.Scalar;
import dev.chainrule.graph.Structural;
import dev.chainrule.graph.Type;
import dev.chainrule.graph.Value;
import dev.chainrule.op.CumSum;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/// Users add primitives of their own, and everything composes with them.
class OwnPrimitiveTest {
  private static final Scalar X = new Scalar.Argument(0);
  private static final Scalar Y = new Scalar.Argument(1);

  /// One row: value and local derivative as scalar expressions.
  private static final Pointwise BUMP = new Pointwise("bump", Pointwise.Signature.FLOATING, Gate.LOCAL,
      Scalar.apply(Instruction.EXP, X.square().negate()), Partial.local(X.times(Y).times(-2)));

  /// One record: running totals of a vector, by a rule that says that it is linear and what its transpose is.
  private record Totals() implements Structural {
    @Override
    public String name() {
      return "totals";
    }

    @Override
    public List<Type> infer(List<Type> x) {
      return x;
    }

    @Override
    public Array[] evaluate(Array[] x, List<Type> y) {
      Array totals = Array.allocate(y.getFirst());
      double total = 0;
      for (int i = 0; i < totals.size(); i++) {
        total += x[0].getDouble(i);
        totals.setDouble(i, total);
      }
      return new Array[] {totals};
    }

    @Override
    public Partial partial(int argument) {
      return Partial.linear((x, dy) -> new CumSum(0, true).on(dy));
    }

    @Override
    public Value[] batch(Value[] x, boolean[] batched, int size) {
      return new Value[] {new CumSum(1, false).on(x)};
    }
  }

  private static Tensor bump(Tensor x) {
    return Tensor.of(BUMP.on(x.value()));
  }

  private static Tensor totals(Tensor x) {
    return Tensor.of(new Totals().on(x.value()));
  }

  @Test
  void aPointwiseRowWorksInEveryMode() {
    double at = 0.7;
    double first = -2 * at * Math.exp(-at * at);
    double second = (4 * at * at - 2) * Math.exp(-at * at);
    Tensor x = Tensor.of(at);
    assertThat(grad(OwnPrimitiveTest::bump).apply(x).item()).isCloseTo(first, within(1e-12));
    assertThat(jvp(OwnPrimitiveTest::bump, x, Tensor.of(1.0)).tangent().item()).isCloseTo(first, within(1e-12));
    assertThat(grad(grad(OwnPrimitiveTest::bump)).apply(x).item()).isCloseTo(second, within(1e-12));
    assertThat(jit(grad(OwnPrimitiveTest::bump)).apply(x).item()).isCloseTo(first, within(1e-12));
    assertThat(vmap(grad(OwnPrimitiveTest::bump)).apply(Tensor.of(at, at)).toDoubles()).containsExactly(new double[] {first, first}, within(1e-12));
  }

  @Test
  void aStructuralRecordWorksInEveryMode() {
    UnaryOperator<Tensor> f = x -> totals(x).square().sum();
    assertThat(checkGrads(f, Tensor.of(1.0, -2.0, 0.5)).passed()).isTrue();
    assertThat(jit(grad(f)).apply(Tensor.of(1.0, 1.0)).toDoubles()).containsExactly(6, 4);
    assertThat(vmap(f).apply(Tensor.of(new double[][] {{1, 1}, {2, 0}})).toDoubles()).containsExactly(5, 8);
  }
}
