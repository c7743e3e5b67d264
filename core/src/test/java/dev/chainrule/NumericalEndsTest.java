package dev.chainrule;

import static dev.chainrule.Chainrule.F32;
import static dev.chainrule.Chainrule.F64;
import static dev.chainrule.Chainrule.grad;
import static dev.chainrule.Chainrule.hessian;
import static dev.chainrule.Chainrule.jacobian;
import static dev.chainrule.Chainrule.jit;
import static dev.chainrule.Chainrule.jvp;
import static dev.chainrule.Chainrule.vmap;
import static dev.chainrule.Functions.keepDims;
import static dev.chainrule.Functions.stack;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// Functions at the ends of what a type holds: finite where the limit is, with finite derivatives of first and second
/// order in every mode.
class NumericalEndsTest {
  private static final Tensor ENDS = Tensor.of(-1e30f, -1e10f, -1e4f, -200f, -88f, -20f, -1e-20f, -0.0f, 0f, 1e-20f, 20f, 88f, 200f, 1e4f);

  /// Those that end in straight lines or in constants.
  private static Map<String, UnaryOperator<Tensor>> tameFunctions() {
    Map<String, UnaryOperator<Tensor>> functions = new TreeMap<>(Map.of(
        "sigmoid", Tensor::sigmoid, "softplus", Tensor::softplus, "logSigmoid", Tensor::logSigmoid, "silu", Tensor::silu,
        "mish", Tensor::mish, "relu", Tensor::relu, "tanh", Tensor::tanh, "gelu", Tensor::gelu,
        "selu", Tensor::selu, "softsign", Tensor::softsign));
    functions.putAll(Map.of(
        "gelu exact", x -> x.gelu(false), "elu", x -> x.elu(0.5), "celu", x -> x.celu(0.5), "leakyRelu", x -> x.leakyRelu(0.1),
        "hardTanh", Tensor::hardTanh, "relu6", Tensor::relu6, "hardSigmoid", Tensor::hardSigmoid, "hardSwish", Tensor::hardSwish,
        "erf", Tensor::erf, "erfc", Tensor::erfc));
    functions.putAll(Map.of(
        "asinh", Tensor::asinh, "atan", Tensor::atan, "logAddExp with 0", x -> x.logAddExp(x.zerosLike()),
        "logAddExp with itself", x -> x.logAddExp(x), "hypot with 1", x -> x.hypot(x.onesLike()),
        "atan2 with 0", x -> x.atan2(x.zerosLike()), "softmax with 0", x -> withZero(x).softmax(0),
        "logSoftmax with 0", x -> withZero(x).logSoftmax(0), "logSumExp with 0", x -> withZero(x).logSumExp(0)));
    functions.putAll(Map.of("ndtr", Tensor::ndtr, "squareplus", Tensor::squareplus,
        "besselIScaled 2", x -> x.besselIScaled(2), "sphericalBessel 3", x -> x.sphericalBessel(3),
        "betainc of a sigmoid", x -> x.onesLike().times(3).betainc(x.onesLike().times(3), x.sigmoid())));
    return functions;
  }

  private static Tensor withZero(Tensor x) {
    return stack(0, x, x.zerosLike());
  }

  @TestFactory
  Stream<DynamicTest> everythingIsFinite() {
    return tameFunctions().entrySet().stream().flatMap(entry -> Stream.of(F32, F64).map(dtype ->
        DynamicTest.dynamicTest(entry.getKey() + " of " + dtype, () -> {
          Tensor x = ENDS.to(dtype);
          assertFinite(AllModes.of(entry.getValue(), x));
          assertFinite(AllModes.of(jit(entry.getValue()), x));
        })));
  }

  /// On the side on which they end in constants, or where F32 holds what they grow to.
  @TestFactory
  Stream<DynamicTest> everythingIsFiniteOnOneSide() {
    Map<String, UnaryOperator<Tensor>> functions = Map.of("erfcx", Tensor::erfcx, "entr", Tensor::entr, "klDiv from 1", x -> x.klDiv(x.onesLike()),
        "relEntr from 1", x -> x.relEntr(x.onesLike()), "gammainc of 3", x -> x.onesLike().times(3).gammainc(x),
        "gammaincc of 3", x -> x.onesLike().times(3).gammaincc(x), "besselI 2", x -> x.minimum(80).besselI(2),
        "logNdtr", Tensor::logNdtr, "logNdtr below 0", x -> x.neg().logNdtr());
    Tensor positive = Tensor.of(1e-15, 1e-4, 0.5, 1, 20, 88, 200, 1e4, 1e15);
    return functions.entrySet().stream().flatMap(entry -> Stream.of(F32, F64).map(dtype ->
        DynamicTest.dynamicTest(entry.getKey() + " of " + dtype, () -> {
          assertFinite(AllModes.of(entry.getValue(), positive.to(dtype)));
          assertFinite(AllModes.of(jit(entry.getValue()), positive.to(dtype)));
        })));
  }

  private static void assertFinite(AllModes modes) {
    assertThat(AllModes.isFinite(modes.value())).as("%s", modes.value()).isTrue();
    modes.first().forEach((mode, derivative) -> assertThat(AllModes.isFinite(derivative)).as("%s: %s", mode, derivative).isTrue());
    modes.second().forEach((mode, derivative) -> assertThat(AllModes.isFinite(derivative)).as("%s: %s", mode, derivative).isTrue());
  }

  @Test
  void theLogarithmOfASmallProbabilityIsTakenInOne() {
    Tensor x = Tensor.of(-200f);
    assertThat(x.sigmoid().log().item()).isEqualTo(Double.NEGATIVE_INFINITY);
    assertThat(x.logSigmoid().item()).isEqualTo(-200);
    assertThat(grad(Tensor::logSigmoid).apply(x).item()).isEqualTo(1);
  }

  @Test
  void tailsKeepTheirDigits() {
    assertThat(Tensor.of(-10.0).gelu(false).item()).isCloseTo(-10 * 7.61985302416052606e-24, within(1e-35));
    assertThat(Tensor.of(1e-20).log1mexp().item()).isCloseTo(Math.log(1e-20), within(1e-14));
    assertThat(Tensor.of(50.0).log1mexp().item()).isEqualTo(-Math.exp(-50));
    assertThat(Tensor.of(-1e9).logAddExp(Tensor.of(1.0)).item()).isEqualTo(1);
    assertThat(Tensor.of(1e200).hypot(Tensor.of(1e200)).item()).isCloseTo(Math.sqrt(2) * 1e200, within(1e185));
    assertThat(Tensor.of(1e-25f).atan2(Tensor.of(1e-25f)).item()).isCloseTo(Math.PI / 4, within(1e-7));
    assertThat(grad((Tensor x) -> x.atan2(Tensor.of(1e-25f))).apply(Tensor.of(1e-25f)).item()).isCloseTo(5e24, within(1e18));
  }

  @Test
  void log1mexpHasItsDerivativesOnBothSidesOfItsJoint() {
    for (double x : new double[] {1e-10, 0.1, Math.log(2) - 1e-9, Math.log(2) + 1e-9, 1, 40}) {
      double slope = 1 / Math.expm1(x);
      double bend = -slope * (slope + 1);
      AllModes modes = AllModes.of(Tensor::log1mexp, Tensor.of(x));
      modes.first().values().forEach(first -> assertThat(first.item()).isCloseTo(slope, within(1e-12 * slope)));
      modes.second().values().forEach(second -> assertThat(second.item()).isCloseTo(bend, within(1e-10 * -bend)));
    }
  }

  @Test
  void log1mexpIsFiniteFromSmallToLarge() {
    for (var dtype : List.of(F32, F64)) {
      assertFinite(AllModes.of(Tensor::log1mexp, Tensor.of(1e-4, 0.1, Math.log(2), 20, 88, 200, 1e4).to(dtype)));
    }
  }

  @Test
  void logAddExpSharesTiesAndInfinities() {
    AllModes tie = AllModes.of(x -> x.logAddExp(Tensor.of(3.0)), Tensor.of(3.0));
    assertThat(tie.value().item()).isCloseTo(3 + Math.log(2), within(1e-15));
    tie.first().values().forEach(first -> assertThat(first.item()).isEqualTo(0.5));
    tie.second().values().forEach(second -> assertThat(second.item()).isEqualTo(0.25));
    for (double infinity : new double[] {Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY}) {
      AllModes modes = AllModes.of(x -> x.logAddExp(Tensor.of(infinity)), Tensor.of(infinity));
      assertThat(modes.value().item()).isEqualTo(infinity);
      modes.first().values().forEach(first -> assertThat(first.item()).isEqualTo(infinity > 0 ? 0.5 : 0));
    }
    Tensor nothing = Tensor.of(Double.NEGATIVE_INFINITY, Double.NEGATIVE_INFINITY);
    assertThat(grad((Tensor x) -> x.logSumExp()).apply(nothing).toDoubles()).containsExactly(0, 0);
  }

  @Test
  void theGradientOfANormIsTheSignOfInfiniteElements() {
    Tensor x = Tensor.of(Double.POSITIVE_INFINITY, 1, Double.NEGATIVE_INFINITY, 2);
    for (double p : new double[] {0.5, 1.5, 2, 3, 7}) {
      UnaryOperator<Tensor> norm = at -> at.vectorNorm(p);
      assertThat(norm.apply(x).item()).isEqualTo(Double.POSITIVE_INFINITY);
      assertThat(grad(norm).apply(x).toDoubles()).containsExactly(1, 0, -1, 0);
      assertThat(jit(grad(norm)).apply(x).toDoubles()).containsExactly(1, 0, -1, 0);
      assertThat(jacobian(norm).apply(x).toDoubles()).containsExactly(1, 0, -1, 0);
      assertThat(Tensor.of(Double.POSITIVE_INFINITY, Double.NaN).vectorNorm(p).item()).isNaN();
    }
  }

  /// What rules lost by subtracting what is nearly equal, or by a square that vanishes.
  @Test
  void derivativesDoNotCancel() {
    for (double x : new double[] {1e-30, 1e-10, 1e-5, 1e-3, 0.3}) {
      double square = 1 - x * x;
      assertDerivatives(Tensor::atanh, x, 1 / square, 2 * x / (square * square));
      assertDerivatives(Tensor::asin, x, 1 / Math.sqrt(square), x / Math.pow(square, 1.5));
      assertDerivatives(Tensor::acos, x, -1 / Math.sqrt(square), -x / Math.pow(square, 1.5));
    }
    for (double x : new double[] {1e-3, 0.1, 0.99, 1.01}) {
      double tanh = Math.tanh(x);
      assertDerivatives(Tensor::tanhShrink, x, tanh * tanh, 2 * tanh * (1 - tanh * tanh));
      double series = x * x * x / 3 * (1 - 2 * x * x / 5 + 17 * x * x * x * x / 105);
      double shrunk = x > 0.01 ? x - tanh : series;
      assertThat(Tensor.of(x).tanhShrink().item()).isCloseTo(shrunk, within(1e-13 * shrunk));
      assertThat(Tensor.of((float) x).tanhShrink().to(F64).item()).isCloseTo(shrunk, within(1e-6 * shrunk));
    }
    for (double x : new double[] {-1, -18, -40, -80}) {
      assertDerivatives(Tensor::expm1, x, Math.exp(x), Math.exp(x));
      assertDerivatives(at -> at.elu(2), x, 2 * Math.exp(x), 2 * Math.exp(x));
      assertDerivatives(at -> at.celu(2), x, Math.exp(x / 2), Math.exp(x / 2) / 2);
    }
    UnaryOperator<Tensor> third = grad(grad(grad((UnaryOperator<Tensor>) Tensor::cbrt)));
    assertThat(third.apply(Tensor.of(1e-20f)).to(F64).item()).isEqualTo(Double.POSITIVE_INFINITY);
    assertThat(third.apply(Tensor.of(8.0)).item()).isCloseTo(10.0 / 27 / 256, within(1e-17));
    assertThat(grad((UnaryOperator<Tensor>) Tensor::cbrt).apply(Tensor.of(0.0)).item()).isEqualTo(Double.POSITIVE_INFINITY);
  }

  private static void assertDerivatives(UnaryOperator<Tensor> f, double x, double first, double second) {
    UnaryOperator<Tensor> derivative = grad(f);
    UnaryOperator<Tensor> next = grad(derivative);
    for (var dtype : List.of(F32, F64)) {
      double precision = dtype == F32 ? 2e-6 : 1e-14;
      Tensor at = Tensor.of(x).to(dtype);
      assertThat(derivative.apply(at).to(F64).item()).isCloseTo(first, within(precision * Math.abs(first)));
      assertThat(next.apply(at).to(F64).item()).isCloseTo(second, within(precision * Math.abs(second)));
    }
  }

  @Test
  void normAndStandardDeviationOfNothingButZeros() {
    for (UnaryOperator<Tensor> f : List.<UnaryOperator<Tensor>>of(x -> x.norm(), x -> x.std(), x -> x.norm(0), x -> x.std(1))) {
      for (var dtype : new dev.chainrule.graph.DType[] {F32, F64}) {
        Tensor x = Tensor.zeros(dtype, 2, 3);
        AllModes modes = AllModes.of(f, x);
        assertThat(AllModes.elements(modes.value())).containsOnly(0);
        modes.first().values().forEach(first -> assertThat(AllModes.elements(first)).containsOnly(0));
        modes.second().values().forEach(second -> assertThat(AllModes.elements(second)).containsOnly(0));
      }
    }
  }

  /// Values and tangents as PyTorch has them: 0/0, where there is nothing to divide. The norm of nothing is 0 whatever happens,
  /// and so is its tangent, as its empty gradient demands; of the variance, which is NaN, the tangent is 0 too.
  @Test
  void tangentsOfNothing() {
    Map<Double, List<UnaryOperator<Tensor>>> functions = Map.of(Double.NaN, List.of(x -> x.mean(1), x -> x.std(1), x -> x.mean(keepDims(1)), x -> x.std(keepDims(-1))),
        0.0, List.of(x -> x.norm(1), x -> x.norm(keepDims(1))), Double.NEGATIVE_INFINITY, List.of(x -> x.logSumExp(1), x -> x.logSumExp(keepDims(1))));
    for (var dtype : List.of(F32, F64)) {
      Tensor x = Tensor.zeros(dtype, 3, 0);
      functions.forEach((value, each) -> each.forEach(f -> {
        for (UnaryOperator<Tensor> g : List.of(f, jit(f))) {
          Jvp<Tensor> jvp = jvp(g, x, x);
          assertThat(AllModes.elements(jvp.value())).containsOnly(value).hasSize(3);
          assertThat(AllModes.elements(jvp.tangent())).containsOnly(value == 0 ? 0 : Double.NaN).hasSize(3);
          assertThat(grad((Tensor at) -> g.apply(at).sum()).apply(x).shape()).isEqualTo(x.shape());
        }
      }));
      assertThat(AllModes.elements(jvp(at -> at.var(1), x, x).value())).containsOnly(Double.NaN);
      assertThat(AllModes.elements(jvp(at -> at.var(1), x, x).tangent())).containsOnly(0);
      Tensor none = Tensor.zeros(dtype, 0);
      assertThat(jvp(at -> at.mean(), none, none).tangent().item()).isNaN();
      assertThat(jvp(at -> at.logSumExp(), none, none).tangent().item()).isNaN();
    }
  }

  /// A gradient of 0 in all of them would be wrong in silence.
  @Test
  void logSumExpOfInfinitiesHasNoGradient() {
    double infinity = Double.POSITIVE_INFINITY;
    for (var dtype : List.of(F32, F64)) {
      assertGradient(x -> x.logSumExp(), Tensor.of(infinity, 1, -infinity).to(dtype), infinity, Double.NaN, Double.NaN, 0);
      assertGradient(x -> x.logMeanExp(), Tensor.of(-infinity, infinity).to(dtype), infinity, 0, Double.NaN);
      assertGradient(x -> x.cumLogSumExp(0).get(2), Tensor.of(-infinity, infinity, -infinity).to(dtype), infinity, 0, Double.NaN, 0);
      assertGradient(x -> x.logSumExp(), Tensor.of(-infinity, -infinity).to(dtype), -infinity, 0, 0);
      Tensor rows = Tensor.of(new double[][] {{infinity, -infinity}, {0, 0}, {-infinity, 5}}).to(dtype);
      assertThat(AllModes.elements(grad((Tensor x) -> x.logSumExp(1).sum()).apply(rows))).containsExactly(Double.NaN, 0, 0.5, 0.5, 0, 1);
      assertThat(hessian((Tensor x) -> x.logSumExp()).apply(Tensor.of(infinity, 1).to(dtype)).isNaN().any().toBooleans()).containsExactly(true);
      assertThat(AllModes.elements(Tensor.of(infinity, 1, -infinity).to(dtype).softmax(0))).containsExactly(Double.NaN, 0, 0);
    }
  }

  private static void assertGradient(UnaryOperator<Tensor> f, Tensor x, double value, double... gradient) {
    for (UnaryOperator<Tensor> g : List.of(f, jit(f))) {
      assertThat(g.apply(x).item()).isEqualTo(value);
      assertThat(AllModes.elements(grad(g).apply(x))).containsExactly(gradient);
      for (int i = 0; i < gradient.length; i++) {
        Tensor unit = Tensor.of(i).oneHot(gradient.length, x.dtype());
        assertThat(AllModes.elements(jvp(g, x, unit).tangent())).containsExactly(gradient[i]);
      }
    }
  }

  /// In F32 the numbers 10,000, 10,001 and 10,002 are exact, but their mean times 3 and its square are not.
  @Test
  void whatIsFarFromZeroKeepsItsDifferences() {
    for (var dtype : List.of(F32, F64)) {
      Tensor x = Tensor.of(10_000.0, 10_001, 10_002, 10_005).to(dtype);
      Tensor near = Tensor.of(0.0, 1, 2, 5).to(dtype);
      Map<String, UnaryOperator<Tensor>> functions = Map.of("var", Tensor::var, "std", Tensor::std, "sampleVar", Tensor::sampleVar, "nanVar", Tensor::nanVar, "layerNorm", each -> each.layerNorm(1e-5),
          "logSoftmax", each -> each.logSoftmax(0), "softmax", each -> each.softmax(0));
      functions.forEach((name, f) -> {
        AllModes far = AllModes.of(f, x);
        AllModes close = AllModes.of(f, near);
        assertThat(AllModes.elements(far.value())).as(name).containsExactly(AllModes.elements(close.value()));
        far.first().forEach((mode, derivative) ->
            assertThat(AllModes.elements(derivative)).as(name + " " + mode).containsExactly(AllModes.elements(close.first().get(mode))));
      });
    }
  }

  @Test
  void covariancesFarFromZeroKeepTheirDigits() {
    Tensor x = Tensor.of(new double[][] {{1e7, 1e7 + 1}, {1e7, 1e7 + 2}}).to(F32);
    assertThat(x.cov().to(F64).toDoubles()).containsExactly(0.5, 1, 1, 2);
    assertThat(x.corrcoef().to(F64).toDoubles()).containsExactly(new double[] {1, 1, 1, 1}, within(1e-6));
  }

  @Test
  void squareplusKeepsItsDigitsBelowZero() {
    AllModes modes = AllModes.of(x -> x.squareplus(), Tensor.of(-1e4).to(F32));
    assertThat(modes.value().item()).isCloseTo(1e-4, within(1e-10));
    modes.first().forEach((mode, derivative) -> assertThat(derivative.item()).as(mode).isCloseTo(1e-8, within(1e-14)));
  }

  @Test
  void whatIsNoNumberStaysNone() {
    Tensor x = Tensor.of(Double.NaN);
    assertThat(List.of(x.heaviside(0.5), x.hardShrink(1), x.threshold(0, 1), x.interp(Tensor.of(1.0, 2.0), Tensor.of(10.0, 20.0))))
        .allSatisfy(y -> assertThat(y.item()).isNaN());
    assertThat(Tensor.of(-2.0, 0, 3).heaviside(0.5).toDoubles()).containsExactly(0, 0.5, 1);
  }

  @Test
  void theNormNeitherOverflowsNorVanishes() {
    for (double size : new double[] {1e-300, 1e-160, 1e-20, 1, 1e20, 1e160, 1e300}) {
      Tensor x = Tensor.of(3 * size, -4 * size);
      AllModes modes = AllModes.of(at -> at.norm(), x);
      assertThat(modes.value().item()).isCloseTo(5 * size, within(1e-15 * size));
      assertThat(AllModes.elements(modes.first().get("reverse"))).containsExactly(new double[] {0.6, -0.8}, within(1e-15));
      assertThat(modes.first().get("forward").item()).isCloseTo(-0.2, within(1e-15));
      if (Math.abs(size) < 1e100) {
        Tensor single = x.to(F32);
        double expected = single.to(F64).norm().item();
        assertThat(single.norm().item()).isCloseTo(expected, within(1e-7 * expected));
      }
    }
    assertThat(Tensor.of(Double.POSITIVE_INFINITY, 1.0).norm().item()).isEqualTo(Double.POSITIVE_INFINITY);
    assertThat(Tensor.of(Double.NaN, 1.0).norm().item()).isNaN();
  }

  @Test
  void normsOfOtherPowersNeitherOverflowNorVanish() {
    for (double p : new double[] {0.5, 1.5, 3, 10, -2}) {
      AllModes near = AllModes.of(at -> at.vectorNorm(p), Tensor.of(3.0, -4.0));
      for (double size : new double[] {1e-300, 1e-160, 1e160, 1e300}) {
        AllModes far = AllModes.of(at -> at.vectorNorm(p), Tensor.of(3 * size, -4 * size));
        assertThat(far.value().item()).isCloseTo(size * near.value().item(), within(1e-13 * size * near.value().item()));
        near.first().forEach((mode, first) ->
            assertThat(AllModes.elements(far.first().get(mode))).as(mode).containsExactly(AllModes.elements(first), within(1e-13)));
      }
      Tensor single = Tensor.of(3e25, -4e25).to(F32);
      assertThat(single.vectorNorm(p).item()).isCloseTo(near.value().item() * 1e25, within(1e-5 * near.value().item() * 1e25));
    }
    assertThat(Tensor.of(Double.POSITIVE_INFINITY, 1.0).vectorNorm(3).item()).isEqualTo(Double.POSITIVE_INFINITY);
    assertThat(Tensor.of(Double.NaN, 1.0).vectorNorm(3).item()).isNaN();
    assertThat(Tensor.zeros(F64, 2, 0).vectorNorm(3, 1).toDoubles()).containsExactly(0, 0);
    Tensor far = Tensor.of(new double[][] {{1e200, 0}}).cdist(Tensor.of(new double[][] {{0, 1e200}}), 3);
    assertThat(far.toDoubles()).containsExactly(new double[] {Math.cbrt(2) * 1e200}, within(1e187));
  }

  @Test
  void infiniteDerivativesOfNormsAreZero() {
    Tensor x = Tensor.of(0.0, 2.0);
    for (double p : new double[] {0.5, 0.9}) {
      assertThat(grad((Tensor at) -> at.vectorNorm(p)).apply(x).toDoubles()).containsExactly(0, 1);
    }
    for (double p : new double[] {0.5, 1.5}) {
      assertThat(jacobian(grad((Tensor at) -> at.vectorNorm(p))).apply(x).toDoubles()).containsExactly(0, 0, 0, 0);
    }
  }

  @Test
  void covariancesOfABatchAreThoseOfEachMatrix() {
    Tensor x = RandomKey.of(2).normal(F64, 4, 3, 5);
    assertThat(x.cov().toDoubles()).containsExactly(vmap((Tensor one) -> one.cov()).apply(x).toDoubles());
    assertThat(x.cov().get(2).toDoubles()).containsExactly(x.get(2).cov().toDoubles());
    assertThat(x.slice(2, 0, 1).cov().isNaN().all().item()).as("of one observation").isEqualTo(1);
  }

  @Test
  void interpolationEndsExactly() {
    Tensor from = Tensor.of(0.1, 1e16, -3);
    Tensor to = Tensor.of(0.7, -1, 1e-20);
    assertThat(from.lerp(to, 1).toDoubles()).containsExactly(to.toDoubles());
    assertThat(from.lerp(to, 0).toDoubles()).containsExactly(from.toDoubles());
    assertThat(from.lerp(to, Tensor.of(1.0)).toDoubles()).containsExactly(to.toDoubles());
    assertThat(from.lerp(to, Tensor.of(0.0)).toDoubles()).containsExactly(from.toDoubles());
    assertThat(Tensor.of(Double.POSITIVE_INFINITY).lerp(Tensor.of(1.0), 0).toDoubles()).containsExactly(Double.NaN);
  }

  @Test
  void quantilesBetweenInfinitiesAndAtTies() {
    double infinity = Double.POSITIVE_INFINITY;
    assertThat(Tensor.of(-infinity, 1.0).quantile(0.3).item()).isEqualTo(-infinity);
    assertThat(Tensor.of(-infinity, 1.0, 2.0).quantile(0.5).item()).isEqualTo(1);
    assertThat(Tensor.of(1.0, infinity).quantile(0.3).item()).isEqualTo(infinity);
    assertThat(Tensor.of(1.0, infinity).quantile(0).item()).isEqualTo(1);
    assertThat(Tensor.of(-infinity, -infinity, 1.0).quantile(0.2).item()).isEqualTo(-infinity);
    assertThat(Tensor.of(-infinity, infinity).median().item()).isNaN();
    Tensor gradient = grad((Tensor x) -> x.median()).apply(Tensor.of(1.0, 2.0, 2.0, 3.0));
    assertThat(gradient.toDoubles()).containsExactly(0, 0.5, 0.5, 0);
  }

  @Test
  void valuesOutsideTheirDomain() {
    assertThat(Tensor.of(-0.5, 0.0).log1mexp().toDoubles()).containsExactly(Double.NaN, Double.NEGATIVE_INFINITY);
    assertThat(Tensor.of(new double[][] {{1, 1, 1}, {1, 2, 3}}).corrcoef().toDoubles()).containsExactly(
        new double[] {Double.NaN, Double.NaN, Double.NaN, 1}, within(1e-15));
    assertThat(RandomKey.of(3).geometric(Tensor.of(0.0, -0.1, 1.5, Double.NaN, 1.0)).toInts()).containsExactly(-1, -1, -1, -1, 1);
    assertThat(RandomKey.of(3).bernoulli(Tensor.of(-1.0, 2.0, Double.NaN)).toBooleans()).containsExactly(false, true, false);
    assertThat(Tensor.of(1).shiftLeft(40).toInts()).containsExactly(1 << 8);
  }

  @Test
  void theSecondDerivativeOfTheNormOfOneNumberIsExactlyZero() {
    for (double x : new double[] {0.7, -0.013, 1e-7, 12345.678}) {
      AllModes.of(at -> at.norm(), Tensor.of(x).to(F32)).second().forEach((mode, second) -> assertThat(second.item()).as(mode).isZero());
    }
  }

  @Test
  void powersOfZero() {
    for (var dtype : List.of(F32, F64)) {
      for (double exponent : new double[] {0, 1, 2, 3}) {
        AllModes modes = AllModes.of(x -> x.pow(exponent), Tensor.zeros(dtype, 1));
        assertThat(AllModes.elements(modes.value())).containsExactly(exponent == 0 ? 1 : 0);
        modes.first().forEach((mode, first) -> assertThat(AllModes.elements(first)).as(exponent + mode).containsExactly(exponent == 1 ? 1 : 0));
        modes.second().forEach((mode, second) -> assertThat(AllModes.elements(second)).as(exponent + mode).containsExactly(exponent == 2 ? 2 : 0));
      }
      Tensor two = Tensor.of(2.0).to(dtype).reshape(1);
      AllModes inExponent = AllModes.of(b -> Tensor.zeros(dtype, 1).pow(b), two);
      inExponent.first().values().forEach(first -> assertThat(AllModes.elements(first)).containsExactly(0));
      inExponent.second().values().forEach(second -> assertThat(AllModes.elements(second)).containsExactly(0));
    }
  }

  @Test
  void anglesAndLengthsAtTheOrigin() {
    for (var dtype : List.of(F32, F64)) {
      Tensor zero = Tensor.zeros(dtype, 1);
      for (UnaryOperator<Tensor> f : List.<UnaryOperator<Tensor>>of(x -> x.atan2(zero), x -> zero.atan2(x), x -> x.atan2(x), x -> x.hypot(zero),
          x -> zero.hypot(x), x -> x.hypot(x))) {
        AllModes modes = AllModes.of(f, zero);
        assertThat(AllModes.elements(modes.value())).containsExactly(0);
        modes.first().values().forEach(first -> assertThat(AllModes.elements(first)).containsExactly(0));
        modes.second().values().forEach(second -> assertThat(AllModes.elements(second)).containsExactly(0));
      }
    }
  }

  @Test
  void lengthsAtInfinityAreTheLargeElementAlone() {
    for (var dtype : List.of(F32, F64)) {
      for (double end : List.of(Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY)) {
        Tensor infinite = Tensor.of(end).to(dtype).reshape(1);
        Tensor one = Tensor.ones(dtype, 1);
        assertSlope(AllModes.of(x -> x.hypot(one), infinite), Math.signum(end));
        assertSlope(AllModes.of(x -> one.hypot(x), infinite), Math.signum(end));
        assertSlope(AllModes.of(x -> x.hypot(infinite), one), 0);
        AllModes norm = AllModes.of(x -> x.norm(), Tensor.of(end, 1).to(dtype));
        assertThat(AllModes.elements(norm.first().get("reverse"))).containsExactly(Math.signum(end), 0);
        assertThat(AllModes.elements(norm.first().get("forward"))).containsExactly(Math.signum(end));
        norm.second().values().forEach(second -> assertThat(AllModes.elements(second.abs())).containsOnly(0));
      }
    }
  }

  private static void assertSlope(AllModes modes, double slope) {
    assertThat(AllModes.elements(modes.value())).containsOnly(Double.POSITIVE_INFINITY);
    modes.first().values().forEach(first -> assertThat(AllModes.elements(first)).containsExactly(slope));
    modes.second().values().forEach(second -> assertThat(AllModes.elements(second.abs())).containsOnly(0));
  }

  /// Against the same in F64, of which the formula is far from its ends.
  @Test
  void geluKeepsTheDigitsOfItsDerivatives() {
    double[] x = {-6, -5, -4, -2, -1, -0.1, -1e-3, 0, 1e-3, 0.1, 1, 2, 4, 5, 6};
    for (double at : x) {
      UnaryOperator<Tensor> f = Tensor::gelu;
      for (int order = 0; order <= 3; order++) {
        double single = f.apply(Tensor.of((float) at)).item();
        double exact = f.apply(Tensor.of((double) (float) at)).item();
        assertThat(single).as("derivative %d at %s", order, at).isCloseTo(exact, within(1e-7 + 5e-5 * Math.abs(exact)));
        UnaryOperator<Tensor> last = f;
        f = y -> grad(last).apply(y);
      }
    }
    UnaryOperator<Tensor> slope = grad(y -> y.gelu().times(1.0994255645649644).sum());
    double curvature = jvp(slope, Tensor.of(5f).reshape(1), Tensor.of(0.26197335849991366).to(F32).reshape(1)).tangent().item();
    assertThat(curvature).isCloseTo(-2.86e-6, within(0.01e-6));
    assertThat(grad(grad(y -> y.gelu())).apply(Tensor.of(0.0)).item()).isCloseTo(Math.sqrt(2 / Math.PI), within(1e-15));
  }

  @Test
  void leakyReluHasTheSlopeOfTheFirstPieceAtZero() {
    AllModes.of(x -> x.leakyRelu(0.1), Tensor.of(0.0)).first().values().forEach(first -> assertThat(first.item()).isEqualTo(1));
  }

  @Test
  void functionsThatReachInfinityDoSoAlone() {
    Tensor x = Tensor.of(1e4f);
    assertThat(x.sinh().item()).isEqualTo(Double.POSITIVE_INFINITY);
    assertThat(x.neg().sinh().item()).isEqualTo(Double.NEGATIVE_INFINITY);
    assertThat(x.cosh().item()).isEqualTo(Double.POSITIVE_INFINITY);
    assertThat(x.exp().item()).isEqualTo(Double.POSITIVE_INFINITY);
    assertThat(x.neg().exp2().item()).isEqualTo(0);
    assertThat(grad((Tensor at) -> at.sinh().times(0)).apply(x).item()).isEqualTo(0);
  }
}
