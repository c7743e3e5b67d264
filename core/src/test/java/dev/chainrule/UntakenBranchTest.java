package dev.chainrule;

import static dev.chainrule.Chainrule.F32;
import static dev.chainrule.Chainrule.cond;
import static dev.chainrule.Chainrule.jit;
import static dev.chainrule.Chainrule.scan;
import static dev.chainrule.Chainrule.vmap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.chainrule.graph.DType;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// A branch that was not taken never poisons the one that was: its infinite derivatives meet a factor of 0, in first
/// and second order, forward and reverse, eager and compiled.
class UntakenBranchTest {
  /// A function with its value, derivative and second derivative at points.
  private record Case(String name, UnaryOperator<Tensor> f, double[] at, double[] value, double[] first, double[] second) {}

  private static double[] of(double... numbers) {
    return numbers;
  }

  private static Tensor where(Tensor condition, Tensor whenTrue, double whenFalse) {
    return Functions.where(condition, whenTrue, whenFalse);
  }

  private static Stream<Case> cases() {
    return Stream.of(
        new Case("where(x > 0, log x, 0)", x -> where(x.gt(0), x.log(), 0),
            of(-1, 0, 2), of(0, 0, Math.log(2)), of(0, 0, 0.5), of(0, 0, -0.25)),
        new Case("where(x != 0, sin x / x, 1)", x -> where(x.ne(0), x.sin().div(x), 1),
            of(0, Math.PI), of(1, 0), of(0, -1 / Math.PI), of(0, 2 / (Math.PI * Math.PI))),
        new Case("where(x > 0, sqrt x, 0)", x -> where(x.gt(0), x.sqrt(), 0),
            of(0, -1, 4), of(0, 0, 2), of(0, 0, 0.25), of(0, 0, -1.0 / 32)),
        new Case("where(x > 0, 1 / x, x)", x -> x.gt(0).where(x.reciprocal(), x),
            of(0, -2, 2), of(0, -2, 0.5), of(1, 1, -0.25), of(0, 0, 0.25)),
        new Case("where(x > 0, 1 / x², x)", x -> x.gt(0).where(x.square().reciprocal(), x),
            of(0, 2), of(0, 0.25), of(1, -0.25), of(0, 0.375)),
        new Case("where(x < 1, atanh x, x)", x -> x.lt(1).where(x.atanh(), x),
            of(1, 3, 0.5), of(1, 3, 0.5 * Math.log(3)), of(1, 1, 4.0 / 3), of(0, 0, 16.0 / 9)),
        new Case("where(x > 1, acosh x, 0)", x -> where(x.gt(1), x.acosh(), 0),
            of(1, 0), of(0, 0), of(0, 0), of(0, 0)),
        new Case("where(x < 50, eˣ, x), where eˣ overflows", x -> x.lt(50).where(x.times(100).exp(), x),
            of(1000, 0), of(1000, 1), of(1, 100), of(0, 10000)),
        new Case("where(|x| < 1, asin x, 0)", x -> where(x.abs().lt(1), x.asin(), 0),
            of(1, -1, 0), of(0, 0, 0), of(0, 0, 1), of(0, 0, 0)),
        new Case("where(x > 0, xˣ, 1)", x -> where(x.gt(0), x.pow(x), 1),
            of(0, -2, 1), of(1, 1, 1), of(0, 0, 1), of(0, 0, 2)),
        new Case("where(x > 0, lgamma x, 0)", x -> where(x.gt(0), x.lgamma(), 0),
            of(0, -1), of(0, 0), of(0, 0), of(0, 0)),
        new Case("x⁰ at 0", x -> x.pow(0), of(0, 2), of(1, 1), of(0, 0), of(0, 0)),
        new Case("x¹ at 0", x -> x.pow(1), of(0, 2), of(0, 2), of(1, 1), of(0, 0)),
        new Case("x² at 0", x -> x.pow(2), of(0, 3), of(0, 9), of(0, 6), of(2, 2)),
        new Case("x³ at 0", x -> x.pow(3), of(0, -1), of(0, -1), of(0, 3), of(0, -6)),
        new Case("√(x²) at 0, by where", x -> x.ne(0).where(x.square().sqrt(), x),
            of(0, -2), of(0, 2), of(1, -1), of(0, 0)),
        new Case("hypot(x, 0) at 0", x -> x.hypot(x.zerosLike()), of(0, -2), of(0, 2), of(0, -1), of(0, 0)),
        new Case("atan2(x, 0) at 0", x -> x.atan2(x.zerosLike()), of(0, 2), of(0, Math.PI / 2), of(0, 0), of(0, 0)),
        new Case("x log x at 0", x -> x.xlogy(x.plus(1)), of(0, 1), of(0, Math.log(2)), of(0, Math.log(2) + 0.5), of(2, 0.75)),
        new Case("x log(1 + x) at 0", x -> x.xlog1py(x), of(0, 1), of(0, Math.log(2)), of(0, Math.log(2) + 0.5), of(2, 0.75)),
        new Case("0 · log 0", x -> x.times(0).xlogy(x), of(0, 1), of(0, 0), of(0, 0), of(0, 0)),
        new Case("log(eˣ + e^−∞)", x -> x.logAddExp(x.onesLike().times(Double.NEGATIVE_INFINITY)),
            of(0, -2), of(0, -2), of(1, 1), of(0, 0)),
        new Case("relu, abs and sign at 0", x -> x.relu().plus(x.abs()).plus(x.sign()),
            of(0, -0.0, 2), of(0, 0, 5), of(0, 0, 2), of(0, 0, 0)));
  }

  @TestFactory
  Stream<DynamicTest> inAllModes() {
    return cases().flatMap(c -> Stream.of(DType.values()).filter(DType::isFloating).map(dtype ->
        DynamicTest.dynamicTest(c.name + ", " + dtype, () -> {
          Tensor x = Tensor.of(c.at).to(dtype);
          double tolerance = dtype == F32 ? 2e-6 : 1e-14;
          assertHolds(c, AllModes.of(c.f, x), tolerance);
          assertHolds(c, AllModes.of(jit(c.f), x), tolerance);
          assertHolds(c, AllModes.of(vmap(c.f), x), tolerance);
          assertHolds(c, AllModes.of(jit(vmap(c.f)), x), tolerance);
        })));
  }

  private static void assertHolds(Case c, AllModes actual, double tolerance) {
    assertThat(AllModes.elements(actual.value())).containsExactly(c.value, within(tolerance * 1000));
    actual.first().forEach((mode, derivative) ->
        assertThat(AllModes.elements(derivative)).as(mode).containsExactly(c.first, within(100 * tolerance)));
    actual.second().forEach((mode, derivative) ->
        assertThat(AllModes.elements(derivative)).as(mode).containsExactly(c.second, within(10000 * tolerance)));
  }

  /// A batch of choices runs all branches: those that an example did not take do not poison it either.
  private static Stream<Case> choices() {
    return Stream.of(
        new Case("cond(x > 0, log x, 0)", x -> cond(x.gt(0), x::log, x::zerosLike),
            of(-1, 0, 2), of(0, 0, Math.log(2)), of(0, 0, 0.5), of(0, 0, -0.25)),
        new Case("cond(x > 0, √x, x)", x -> cond(x.gt(0), x::sqrt, () -> x),
            of(0, -1, 4), of(0, -1, 2), of(1, 1, 0.25), of(0, 0, -1.0 / 32)),
        new Case("three times where(x > 0, √x, x)", x -> scan((Tensor carry, Tensor i) -> new Step<>(carry.gt(0).where(carry.sqrt(), carry), i),
            x, Tensor.of(1, 2, 3)).carry(), of(0, -1, 1), of(0, -1, 1), of(1, 1, 0.125), of(0, 0, -7.0 / 64)));
  }

  @TestFactory
  Stream<DynamicTest> choicesInBatches() {
    return choices().flatMap(c -> Stream.of(DType.values()).filter(DType::isFloating).map(dtype ->
        DynamicTest.dynamicTest(c.name + ", " + dtype, () -> {
          Tensor x = Tensor.of(c.at).to(dtype);
          assertHolds(c, AllModes.of(vmap(c.f), x), dtype == F32 ? 2e-6 : 1e-14);
          assertHolds(c, AllModes.of(jit(vmap(c.f)), x), dtype == F32 ? 2e-6 : 1e-14);
        })));
  }

  /// Functions of whole vectors that have no derivative at 0, where by convention it is 0.
  private static Stream<UnaryOperator<Tensor>> sizes() {
    return Stream.of(
        x -> x.norm(),
        x -> x.norm(-1),
        x -> where(x.square().sum().gt(0), x.square().sum().sqrt(), 0),
        x -> x.std(),
        x -> x.std(-1).times(2),
        x -> x.hypot(x.flip()).sum());
  }

  @TestFactory
  Stream<DynamicTest> nothingButZeros() {
    return sizes().flatMap(f -> Stream.of(DType.values()).filter(DType::isFloating).flatMap(dtype -> Stream.of(
        zeros(f, Tensor.zeros(dtype, 3)), zeros(jit(f), Tensor.zeros(dtype, 3)),
        zeros(vmap(f), Tensor.zeros(dtype, 2, 3)), zeros(jit(vmap(f)), Tensor.zeros(dtype, 2, 3)))));
  }

  private static DynamicTest zeros(UnaryOperator<Tensor> f, Tensor x) {
    return DynamicTest.dynamicTest(x.dtype() + x.shape().toString(), () -> {
      AllModes modes = AllModes.of(f, x);
      assertThat(AllModes.elements(modes.value())).containsOnly(0);
      modes.first().forEach((mode, derivative) -> assertThat(AllModes.elements(derivative)).as(mode).containsOnly(0));
      modes.second().forEach((mode, derivative) -> assertThat(AllModes.elements(derivative)).as(mode).containsOnly(0));
    });
  }
}
