package dev.chainrule;

import static dev.chainrule.Chainrule.checkGrads;
import static dev.chainrule.Chainrule.grad;
import static dev.chainrule.Chainrule.jit;
import static dev.chainrule.Chainrule.jvp;
import static dev.chainrule.Chainrule.vmap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.chainrule.graph.Array;
import dev.chainrule.graph.DifferentiationException;
import dev.chainrule.graph.Gate;
import dev.chainrule.graph.Instruction;
import dev.chainrule.graph.Partial;
import dev.chainrule.graph.Pointwise;
import dev.chainrule.graph.Scalar;
import dev.chainrule.graph.Structural;
import dev.chainrule.graph.StructureException;
import dev.chainrule.graph.Type;
import dev.chainrule.graph.Value;
import dev.chainrule.op.CumSum;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/// Users add primitives and derivatives of their own, and everything composes with them.
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

  @Test
  void oneLocalRuleServesBothModes() {
    UnaryOperator<Tensor> swish = Chainrule.withLocal("swish", x -> x.times(x.sigmoid()),
        (x, y) -> y.plus(x.sigmoid().times(y.neg().plus(1))));
    UnaryOperator<Tensor> plain = Tensor::silu;
    Tensor x = Tensor.of(0.7);
    assertThat(grad(swish).apply(x).item()).isCloseTo(grad(plain).apply(x).item(), within(1e-12));
    assertThat(jvp(swish, x, Tensor.of(1.0)).tangent().item()).isCloseTo(grad(plain).apply(x).item(), within(1e-12));
    assertThat(grad(grad(swish)).apply(x).item()).isCloseTo(grad(grad(plain)).apply(x).item(), within(1e-12));
    assertThat(vmap(grad(swish)).apply(Tensor.of(0.7, -0.2)).toDoubles())
        .containsExactly(vmap(grad(plain)).apply(Tensor.of(0.7, -0.2)).toDoubles(), within(1e-12));
    assertThat(jit(grad(swish)).apply(x).item()).isCloseTo(grad(plain).apply(x).item(), within(1e-12));
  }

  @Test
  void aForwardRuleIsTransposedForReverseMode() {
    Function<Tensor, Tensor> twice = Chainrule.withJvp("twice", (Tensor x) -> x.times(2), (x, y, dx) -> dx.times(20));
    assertThat(grad((Tensor x) -> twice.apply(x).sum()).apply(Tensor.of(1.0, 2.0)).toDoubles()).containsExactly(20, 20);
    assertThat(jvp(twice, Tensor.of(1.0), Tensor.of(3.0)).tangent().item()).isEqualTo(60);
    assertThat(vmap(grad((Tensor x) -> twice.apply(x))).apply(Tensor.of(1.0, 2.0)).toDoubles()).containsExactly(20, 20);
  }

  @Test
  void aReverseRuleServesReverseModeOnly() {
    Function<Tensor, Tensor> clipped = Chainrule.withVjp("clipGradient", (Tensor x) -> x, (x, y, dy) -> dy.clip(-1, 1));
    assertThat(grad((Tensor x) -> clipped.apply(x).times(5).sum()).apply(Tensor.of(1.0, 2.0)).toDoubles()).containsExactly(1, 1);
    assertThat(vmap(grad((Tensor x) -> clipped.apply(x).times(x))).apply(Tensor.of(0.5, 3.0)).toDoubles()).containsExactly(1, 4);
    assertThatThrownBy(() -> jvp(clipped, Tensor.of(1.0), Tensor.of(1.0)))
        .isInstanceOf(DifferentiationException.class)
        .hasMessageContaining("[clipGradient]")
        .hasMessageContaining("withJvp");
  }

  @Test
  void aTracedTensorMustBePartOfTheArgument() {
    assertThatThrownBy(() -> grad(w -> Chainrule.withVjp("own", (Tensor x) -> x.times(w), (x, y, dy) -> dy).apply(Tensor.of(1.0))).apply(Tensor.of(2.0)))
        .isInstanceOf(StructureException.class)
        .hasMessageContaining("make it part of the argument");
  }
}
