package dev.chainrule;

import static dev.chainrule.Chainrule.grad;
import static dev.chainrule.Chainrule.jet;
import static dev.chainrule.Chainrule.jit;
import static dev.chainrule.Chainrule.jvp;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.chainrule.graph.DifferentiationException;
import dev.chainrule.graph.Partial;
import dev.chainrule.graph.Pointwise;
import dev.chainrule.op.Gates;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// Taylor mode agrees with nested forward mode.
class JetTest {
  private static final Tensor ONE = Tensor.of(1.0);
  private static final Tensor ZERO = Tensor.of(0.0);

  private static UnaryOperator<Tensor> derivative(UnaryOperator<Tensor> f) {
    return x -> jvp(f, x, x.onesLike()).tangent();
  }

  private static void assertAgrees(UnaryOperator<Tensor> f, double at) {
    Tensor x = Tensor.of(at);
    Jet jet = jet(f, x, ONE, ZERO, ZERO, ZERO);
    UnaryOperator<Tensor> nested = f;
    for (Tensor actual : jet.derivatives()) {
      nested = derivative(nested);
      double expected = nested.apply(x).item();
      assertThat(actual.item()).isCloseTo(expected, within(1e-9 * Math.max(1, Math.abs(expected))));
    }
  }

  /// Every differentiable row of the table with one input, unasked.
  @TestFactory
  Stream<DynamicTest> everyUnaryRow() {
    return Gates.table().stream()
        .filter(row -> row.arity() == 1 && row.partials().getFirst() instanceof Partial.Local)
        .map(row -> DynamicTest.dynamicTest(row.name(), () -> assertAgrees(x -> apply(row, x), pointOf(row))));
  }

  /// A point at which the row is defined.
  private static double pointOf(Pointwise row) {
    return Double.isNaN(apply(row, Tensor.of(0.4)).item()) ? 1.4 : 0.4;
  }

  private static Tensor apply(Pointwise row, Tensor x) {
    return Tensor.of(row.on(x.value()));
  }

  @Test
  void productsQuotientsAndPowers() {
    assertAgrees(x -> x.sin().times(x.exp()).div(x.square().plus(1)), 0.7);
    assertAgrees(x -> x.pow(x), 1.3);
    assertAgrees(x -> x.pow(2.5).atan2(x.cos()), 0.6);
    assertAgrees(x -> x.gt(0).where(x.log(), x), 0.6);
  }

  @Test
  void linearOperationsPassEachCoefficient() {
    Tensor w = Tensor.of(new double[][] {{1, 2}, {-1, 0.5}});
    assertAgrees(x -> Functions.stack(0, x, x.square()).matmul(w).tanh().sum(), 0.3);
    assertAgrees(x -> Functions.stack(0, x, x.exp()).dot(Functions.stack(0, x.cos(), x)), 0.3);
  }

  /// Leibniz' rule, and nothing that is derived: coefficient 2 of a product is the sum of three.
  @Test
  void productsOfSeriesAreOnePerPairOfCoefficients() {
    UnaryOperator<Tensor> jets = x -> jet((Tensor y) -> y.matmul(y.sin()), x, x, x).derivatives().get(1);
    Tensor x = Functions.eye(Chainrule.F64, 2);
    assertThat(Chainrule.graph(jets, x).steps()).filteredOn(step -> step.primitive().name().equals("matmul")).hasSize(3);
  }

  @Test
  void curvesAndDerivativesOfJets() {
    Jet jet = jet(Tensor::square, Tensor.of(3.0), Tensor.of(2.0), Tensor.of(5.0));
    assertThat(jet.value().item()).isEqualTo(9);
    assertThat(jet.derivatives().get(0).item()).isEqualTo(12);
    assertThat(jet.derivatives().get(1).item()).isEqualTo(2 * (2 * 2 + 3 * 5));
    Tensor slope = grad(x -> jet(Tensor::sin, x, ONE, ZERO).derivatives().get(1)).apply(Tensor.of(0.4));
    assertThat(slope.item()).isCloseTo(-Math.cos(0.4), within(1e-12));
    assertThat(jit(x -> jet(Tensor::exp, x, ONE, ZERO).derivatives().get(1)).apply(ZERO).item()).isEqualTo(1);
  }

  @Test
  void whatIsNeitherIsDerivedOrderByOrder() {
    Tensor m = Tensor.of(new double[][] {{2, 0.3}, {0.3, 1}});
    Tensor b = Tensor.of(1.0, -2.0);
    assertAgrees(x -> Functions.stack(0, x, x.neg(), x.sin()).prod(), 0.7);
    assertAgrees(x -> m.times(x.exp()).plus(Functions.eye(Chainrule.F64, 2).times(x)).cholesky().solveTriangular(b.times(x), true).sum(), 0.4);
    assertAgrees(x -> m.plus(x.square()).solve(b.times(x.cos())).sum(), 0.4);
    assertAgrees(x -> m.times(x).matrixExp().sum(), 0.4);
    assertAgrees(x -> Functions.stack(0, x, x.cos(), x.square()).sort().times(Tensor.of(1.0, 2.0, 5.0)).sum(), 0.4);
    assertAgrees(x -> jit((Tensor y) -> y.sin().times(y)).apply(x).exp(), 0.4);
    assertAgrees(x -> Chainrule.cond(x.gt(0), x::exp, x::sin).square(), 0.4);
    assertAgrees(x -> Chainrule.fori(0, 3, (Tensor i, Tensor y) -> y.times(x).sin(), x), 0.4);
    assertAgrees(x -> Chainrule.whileLoop((Tensor y) -> y.lt(2), (Tensor y) -> y.times(x).plus(y), x), 0.4);
    assertAgrees(x -> Chainrule.checkpoint((Tensor y) -> y.sin().exp()).apply(x), 0.4);
  }

  @Test
  void whatForwardModeCannotPassNeitherCanJets() {
    assertThatThrownBy(() -> jet(x -> Chainrule.withVjp("own", (Tensor y) -> y, (y, z, dz) -> dz.clip(-1, 1)).apply(x), ONE, ONE))
        .isInstanceOf(DifferentiationException.class)
        .hasMessageContaining("[own]")
        .hasMessageContaining("withJvp");
  }
}
