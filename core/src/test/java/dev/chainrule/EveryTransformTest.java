package dev.chainrule;

import static dev.chainrule.Chainrule.F64;
import static dev.chainrule.Chainrule.I32;
import static dev.chainrule.Chainrule.checkpoint;
import static dev.chainrule.Chainrule.checkpointedScan;
import static dev.chainrule.Chainrule.cond;
import static dev.chainrule.Chainrule.grad;
import static dev.chainrule.Chainrule.hvp;
import static dev.chainrule.Chainrule.jacobian;
import static dev.chainrule.Chainrule.jit;
import static dev.chainrule.Chainrule.jvp;
import static dev.chainrule.Chainrule.scan;
import static dev.chainrule.Chainrule.scanReverse;
import static dev.chainrule.Chainrule.switchCase;
import static dev.chainrule.Chainrule.vmap;
import static dev.chainrule.Chainrule.whileLoop;
import static dev.chainrule.Chainrule.withJvp;
import static dev.chainrule.Chainrule.withLocal;
import static dev.chainrule.Chainrule.withVjp;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// One function of each family, of a 3×3 matrix to a scalar, under every transform: mapped over batches, nested, compiled, and
/// with derivatives inside and outside, first and second.
class EveryTransformTest {
  private static final Tensor X = Tensor.of(new double[][] {{1.3, 0.2, -0.4}, {0.5, 1.7, 0.3}, {-0.2, 0.6, 2.1}});
  private static final Tensor BATCH = Functions.stack(0, X, X.times(0.7).plus(0.1), X.matrixTranspose(), X.plus(Functions.eye(F64, 3)));
  private static final Tensor W = Tensor.of(0.5, -1.0, 2.0);

  private static final Map<String, UnaryOperator<Tensor>> FUNCTIONS = new TreeMap<>();

  static {
    FUNCTIONS.putAll(Map.of(
        "reductions", x -> x.logSumExp(0).sum().plus(x.std(1).sum()).plus(x.prod(1).sum()).plus(x.cumProd(0).max(1).sum()),
        "sorting", x -> x.sort(1).slice(1, 0, 2).square().sum().plus(x.flatten().topK(3).values().sin().sum()).plus(x.median()),
        "indexing", x -> x.get(Tensor.of(0, 2), Tensor.of(1, -1)).square().sum().plus(x.take(x.argMax(1), 0).sin().sum())
            .plus(x.dynamicSlice(x.flatten().argMin(), 1, 0).square().sum()),
        "scattering", x -> x.at(Tensor.of(0, 0), Tensor.of(1, 2)).mul(x.get(1).slice(0, 0, 2)).square().sum()
            .plus(x.segmentProd(Tensor.of(1, 0, 1), 2).sum()).plus(x.scatterAdd(Tensor.of(0, 0), x.slice(0, 1, 3), 0).sin().sum()),
        "linear algebra", x -> x.solve(W).sum().plus(x.matmul(x.matrixTranspose()).plus(Functions.eye(F64, 3)).cholesky().sum())
            .plus(x.det()).plus(x.svdvals().square().sum()).plus(x.qr().r().sum()),
        "matrix functions", x -> x.times(0.3).matrixExp().sum().plus(x.lu().u().sum()).plus(x.pinv().sum()).plus(x.eigh().values().sin().sum()),
        "convolution", x -> x.reshape(1, 1, 9).conv1d(x.slice(0, 0, 1).reshape(1, 1, 3), new Convolution().padding(1)).square().sum()
            .plus(x.reshape(1, 1, 3, 3).maxPool2d(new Pooling(2).stride(1)).sum()).plus(x.reshape(1, 1, 3, 3).convTranspose2d(x.slice(0, 0, 2).slice(1, 0, 2).reshape(1, 1, 2, 2)).square().sum()),
        "attention", x -> Functions.causalAttention(x, x.sin(), x.square()).sum()));
    FUNCTIONS.putAll(Map.of(
        "cond", x -> cond(x.sum().gt(5), () -> x.square().sum(), () -> x.sin().prod(1).sum()),
        "switchCase", x -> switchCase(x.sum().to(I32).rem(3), List.of(() -> x.exp().sum(), () -> x.square().sum(), () -> x.cos().sum())),
        "whileLoop", x -> whileLoop((Tensor y) -> y.square().sum().lt(2000), (Tensor y) -> y.matmul(x).plus(y), x).square().sum().log1p(),
        "whileLoop with a checkpoint", x -> whileLoop((Tensor y) -> y.norm().lt(30),
            (Tensor y) -> checkpoint((Tensor z) -> z.times(1.5).plus(x.sin())).apply(y), x).square().sum().times(0.01),
        "scan", x -> {
          Scanned<Tensor, Tensor> scanned = scan((Tensor c, Tensor row) -> new Step<>(c.times(row).sin().plus(x.get(0)), c.square()), W, x);
          return scanned.carry().sum().plus(scanned.results().sum());
        },
        "scan in reverse", x -> {
          Scanned<Tensor, Tensor> scanned = scanReverse((Tensor c, Tensor row) -> new Step<>(c.times(row).sin().plus(x.get(0)), c.square()), W, x);
          return scanned.carry().sum().plus(scanned.results().times(Functions.arange(F64, 3)).sum());
        },
        "scan of a length", x -> scan((Tensor c, Tensor i) -> new Step<>(c.matmul(x).sin().plus(i.to(F64)), c), W, 4).carry().sum(),
        "checkpointedScan", x -> checkpointedScan((Tensor c, Tensor row) -> new Step<>(c.times(row).cos(), c), W, x).results().sum(),
        "associativeScan", x -> Chainrule.associativeScan((Tensor a, Tensor b) -> a.times(b), x, 1, true).sin().sum(),
        "checkpoint", x -> checkpoint((Tensor y) -> y.sin().matmul(y).exp()).apply(x).sum().times(0.01)));
    FUNCTIONS.putAll(Map.of(
        "withLocal", x -> withLocal("cube", y -> y.times(y).times(y), (y, z) -> y.square().times(3)).apply(x).sum(),
        "withJvp", x -> withJvp("cube", (Tensor y) -> y.times(y).times(y), (y, z, dy) -> y.square().times(3).times(dy)).apply(x).sum(),
        "withVjp", x -> withVjp("cube", (Tensor y) -> y.times(y).times(y), (y, z, dz) -> y.square().times(3).times(dz)).apply(x).sin().sum(),
        "jit", x -> jit((Tensor y) -> y.sin().matmul(y)).apply(x).sum(),
        "vmap inside", x -> vmap((Tensor row) -> row.dot(W).sin().plus(row.prod())).apply(x).sum(),
        "grad inside", x -> grad((Tensor y) -> y.pow(3).sum().plus(y.get(0).prod())).apply(x).sin().sum(),
        "jacobian inside", x -> jacobian((Tensor row) -> row.cumProd(0).sin()).apply(x.get(1)).square().sum(),
        "random numbers", x -> x.times(RandomKey.of(3).normal(F64, 3, 3)).plus(RandomKey.of(4).weibull(x.square().plus(0.5))).sin().sum(),
        "statistics", x -> x.cov().sum().plus(x.quantile(0.3, 1).sum()).plus(x.nanMean()).plus(x.flatten().interp(Tensor.of(-1.0, 0.0, 3.0), W).sum()),
        "special functions", x -> x.abs().plus(0.5).betainc(x.square().plus(0.7), x.sigmoid()).sum().plus(x.besselI(1).sum()).plus(x.sinc().sum())
            .plus(x.logNdtr().sum()).plus(x.erfcx().sum()).plus(x.abs().plus(1).lbeta(x.exp()).sum())));
  }

  private static Stream<DynamicTest> each(java.util.function.Consumer<UnaryOperator<Tensor>> check) {
    return FUNCTIONS.entrySet().stream().map(entry -> DynamicTest.dynamicTest(entry.getKey(), () -> check.accept(entry.getValue())));
  }

  private static void assertSame(Tensor actual, Tensor expected) {
    assertThat(actual.shape()).isEqualTo(expected.shape());
    double size = Math.max(1, expected.abs().max().item());
    assertThat(actual.toDoubles()).containsExactly(expected.toDoubles(), within(1e-9 * size));
  }

  private static Tensor loop(UnaryOperator<Tensor> f) {
    return Functions.stack(0, BATCH.unstack(0).stream().map(f).toList());
  }

  @TestFactory
  Stream<DynamicTest> aBatchIsALoop() {
    return each(f -> {
      Tensor expected = loop(f);
      assertSame(vmap(f).apply(BATCH), expected);
      assertSame(jit(vmap(f)).apply(BATCH), expected);
      assertSame(vmap(jit(f)).apply(BATCH), expected);
      assertSame(vmap(f, BatchAxes.in(-1)).apply(BATCH.moveAxis(0, 2)), expected);
      assertSame(vmap((Tensor x) -> vmap(f).apply(Functions.stack(0, x, x.matrixTranspose())).sum()).apply(BATCH),
          expected.plus(loop(x -> f.apply(x.matrixTranspose()))));
    });
  }

  @TestFactory
  Stream<DynamicTest> derivativesInsideAndOutside() {
    return each(f -> {
      Tensor expected = loop(grad(f));
      assertSame(vmap(grad(f)).apply(BATCH), expected);
      assertSame(grad((Tensor x) -> vmap(f).apply(x).sum()).apply(BATCH), expected);
      assertSame(jit(vmap(grad(f))).apply(BATCH), expected);
      Tensor direction = X.sin();
      Tensor tangents = loop(x -> jvp(f, x, direction).tangent());
      assertSame(vmap((Tensor x) -> jvp(f, x, direction).tangent()).apply(BATCH), tangents);
      assertSame(expected.times(direction).sum(1, 2), tangents);
    });
  }

  @TestFactory
  Stream<DynamicTest> secondDerivatives() {
    return each(f -> {
      Tensor v = X.cos();
      Tensor expected = hvp(f, X, v);
      double h = 1e-5;
      Tensor difference = grad(f).apply(X.plus(v.times(h))).minus(grad(f).apply(X.minus(v.times(h)))).div(2 * h);
      assertThat(expected.toDoubles()).containsExactly(difference.toDoubles(), within(1e-4 * Math.max(1, expected.abs().max().item())));
      assertSame(grad((Tensor x) -> jvp(f, x, v).tangent()).apply(X), expected);
      assertSame(grad((Tensor x) -> grad(f).apply(x).times(v).sum()).apply(X), expected);
      assertSame(jvp((Tensor x) -> jvp(f, x, v).tangent(), X, v).tangent(), expected.times(v).sum());
      assertSame(jit((Tensor x) -> hvp(f, x, v)).apply(X), expected);
      assertSame(vmap((Tensor x) -> hvp(f, x, v)).apply(BATCH).get(0), expected);
    });
  }
}
