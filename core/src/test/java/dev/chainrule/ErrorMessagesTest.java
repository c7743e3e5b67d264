package dev.chainrule;

import static dev.chainrule.Chainrule.F32;
import static dev.chainrule.Chainrule.F64;
import static dev.chainrule.Chainrule.I32;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import dev.chainrule.graph.ChainruleException;
import dev.chainrule.graph.Operations;
import java.io.IOException;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/// What users read when they err, a family of operations after the other: the texts are in a golden file, to be read as a
/// whole. Each names the operation, what it was given, the user's line, and the remedy.
///
///     mvn -pl core test -Dtest=ErrorMessagesTest -Dgolden.write=true
class ErrorMessagesTest {
  private static final Path GOLDEN = Path.of("src/test/resources/dev/chainrule/error-messages.txt");
  private static final String HERE = "ErrorMessagesTest.java";

  private static final Tensor SCALAR = Tensor.of(1.0);
  private static final Tensor TWO = Tensor.of(1.0, 2.0);
  private static final Tensor THREE = Tensor.of(1.0, 2.0, 3.0);
  private static final Tensor MATRIX = Tensor.zeros(F64, 2, 3);
  private static final Tensor SQUARE = Tensor.zeros(F64, 3, 3);
  private static final Tensor IMAGE = Tensor.zeros(F64, 1, 2, 5, 5);
  private static final Tensor INTEGERS = Tensor.of(1, 2);
  private static final Tensor TRUTH = Tensor.of(true, false);

  private final Map<String, ThrowingCallable> mistakes = new LinkedHashMap<>();

  private void arithmetic() {
    mistakes.put("x.clip(NaN, 1)", () -> TWO.clip(Double.NaN, 1));
    mistakes.put("matrix.plus(vector of 2)", () -> MATRIX.plus(TWO));
    mistakes.put("f32.times(f64)", () -> TWO.to(F32).times(TWO));
    mistakes.put("integers.times(0.5)", () -> INTEGERS.times(0.5));
    mistakes.put("integers.sin()", () -> INTEGERS.sin());
    mistakes.put("truth.plus(truth)", () -> TRUTH.plus(TRUTH));
    mistakes.put("floats.and(floats)", () -> TWO.and(TWO));
    mistakes.put("floats.bitwiseAnd(floats)", () -> TWO.bitwiseAnd(TWO));
    mistakes.put("where(floats, x, y)", () -> Functions.where(TWO, TWO, TWO));
    mistakes.put("where(truth of 2, vector of 3, vector of 2)", () -> Functions.where(TRUTH, THREE, TWO));
  }

  private void reductions() {
    mistakes.put("matrix.sum(2)", () -> MATRIX.sum(2));
    mistakes.put("matrix.sum(0, -2)", () -> MATRIX.sum(0, -2));
    mistakes.put("scalar.mean(0)", () -> SCALAR.mean(0));
    mistakes.put("empty.max()", () -> Tensor.zeros(F64, 2, 0).max(1));
    mistakes.put("empty.argMin()", () -> Tensor.zeros(F64, 0).argMin());
    mistakes.put("floats.all()", () -> TWO.all());
    mistakes.put("truth.sum()", () -> TRUTH.sum());
    mistakes.put("matrix.cumSum(2)", () -> MATRIX.cumSum(2));
    mistakes.put("scalar.softmax(0)", () -> SCALAR.softmax(0));
    mistakes.put("matrix.layerNorm(gain of 2)", () -> MATRIX.layerNorm(TWO, TWO, 1e-5));
  }

  private void indexing() {
    mistakes.put("x.get(2)", () -> TWO.get(2));
    mistakes.put("x.get(1..5)", () -> TWO.get(Range.of(1, 5)));
    mistakes.put("vector.get(0, 0)", () -> TWO.get(Range.at(0), Range.at(0)));
    mistakes.put("vector.at(position).set(a longer vector)", () -> TWO.at(Range.at(0)).set(THREE));
    mistakes.put("vector.at(part).add(a longer vector)", () -> THREE.at(Range.to(2)).add(THREE));
    mistakes.put("vector.at(indices).set(a longer vector)", () -> THREE.at(INTEGERS).set(THREE));
    mistakes.put("scalar index .set(a vector)", () -> THREE.at(Tensor.of(1)).set(THREE));
    mistakes.put("vector.at(indices).mul(f32)", () -> TWO.at(Tensor.of(1)).mul(Tensor.of(2.0).to(F32)));
    mistakes.put("x.take(5)", () -> TWO.take(Tensor.of(5), 0));
    mistakes.put("x.take(floats)", () -> TWO.take(TWO, 0));
    mistakes.put("x.takeAlongAxis(indices of another shape)", () -> MATRIX.takeAlongAxis(Tensor.of(0, 1), 1));
    mistakes.put("x.scatterAdd(updates of another shape)", () -> THREE.scatterAdd(INTEGERS, THREE, 0));
    mistakes.put("x.scatterAdd(index outside)", () -> TWO.scatterAdd(Tensor.of(7), SCALAR, 0));
    mistakes.put("x.at(mask).get()", () -> TWO.at(TRUTH).get());
    mistakes.put("x.at(mask of another length).set(0)", () -> THREE.at(TRUTH).set(0));
    mistakes.put("x.at(mask).set(vector of 3)", () -> TWO.at(TRUTH).set(THREE));
    mistakes.put("x.segmentSum(ids of another length)", () -> THREE.segmentSum(INTEGERS, 2));
    mistakes.put("x.topK(3)", () -> TWO.topK(3, 0));
    mistakes.put("floats.oneHot(3)", () -> TWO.oneHot(3));
    mistakes.put("vector.item()", () -> TWO.item());
  }

  private void layout() {
    mistakes.put("matrix.expandDims(4)", () -> MATRIX.expandDims(4));
    mistakes.put("matrix.repeat(-1, 0)", () -> MATRIX.repeat(-1, 0));
    mistakes.put("stack(3, vectors)", () -> Functions.stack(3, TWO, TWO));
    mistakes.put("matrix.layerNorm(-1)", () -> MATRIX.layerNorm(-1));
    mistakes.put("matrix.reshape(4, 2)", () -> MATRIX.reshape(4, 2));
    mistakes.put("matrix.reshape(-1, -1)", () -> MATRIX.reshape(-1, -1));
    mistakes.put("matrix.transpose(0, 0)", () -> MATRIX.transpose(0, 0));
    mistakes.put("matrix.squeeze(0)", () -> MATRIX.squeeze(0));
    mistakes.put("vector.broadcastTo(3)", () -> TWO.broadcastTo(3));
    mistakes.put("concat(0, matrices of different width)", () -> Functions.concat(0, MATRIX, SQUARE.get(Range.all(), Range.to(2))));
    mistakes.put("stack(vectors of different length)", () -> Functions.stack(0, TWO, THREE));
    mistakes.put("matrix.tile(1, 2, -1)", () -> MATRIX.tile(1, 2, -1));
    mistakes.put("vector.pad(two axes)", () -> TWO.pad(new int[] {1, 1}, new int[] {0, 0}, 0));
    mistakes.put("matrix.flip(3)", () -> MATRIX.flip(3));
    mistakes.put("vector.putAlongAxis(updates of another shape)", () -> THREE.putAlongAxis(INTEGERS, THREE, 0));
    mistakes.put("of(ragged rows)", () -> Tensor.of(new double[][] {{1}, {1, 2}}));
    mistakes.put("zeros(-1)", () -> Tensor.zeros(F64, -1));
  }

  private void linearAlgebra() {
    mistakes.put("matrix.matmul(matrix)", () -> MATRIX.matmul(MATRIX));
    mistakes.put("matrix.matmul(scalar)", () -> MATRIX.matmul(SCALAR));
    mistakes.put("matmul of batches", () -> Tensor.zeros(F64, 2, 3, 3).matmul(Tensor.zeros(F64, 4, 3, 3)));
    mistakes.put("vector.dot(another length)", () -> TWO.dot(THREE));
    mistakes.put("einsum(ij,jk->ik)", () -> Functions.einsum("ij,jk->ik", MATRIX, MATRIX));
    mistakes.put("einsum(one operand too many)", () -> Functions.einsum("ij->ji", MATRIX, MATRIX));
    mistakes.put("matrix.tensordot(3)", () -> MATRIX.tensordot(MATRIX, 3));
    mistakes.put("matrix.det()", () -> MATRIX.det());
    mistakes.put("vector.inv()", () -> TWO.inv());
    mistakes.put("square.solve(another height)", () -> SQUARE.solve(MATRIX));
    mistakes.put("integers.cholesky()", () -> Tensor.zeros(I32, 2, 2).cholesky());
    mistakes.put("vector.cross(of 2)", () -> TWO.cross(TWO));
    mistakes.put("vector.trace()", () -> TWO.trace());
  }

  private void convolutionAndPooling() {
    mistakes.put("image.conv2d(kernel of other channels)", () -> IMAGE.conv2d(Tensor.zeros(F64, 4, 3, 3, 3), new Convolution()));
    mistakes.put("matrix.conv2d(kernel)", () -> MATRIX.conv2d(Tensor.zeros(F64, 4, 2, 3, 3), new Convolution()));
    mistakes.put("conv2d in 3 groups", () -> IMAGE.conv2d(Tensor.zeros(F64, 4, 2, 3, 3), new Convolution().groups(3)));
    mistakes.put("conv2d with three strides", () -> IMAGE.conv2d(Tensor.zeros(F64, 4, 2, 3, 3), new Convolution().stride(1, 1, 1)));
    mistakes.put("conv2d with a stride of 0", () -> IMAGE.conv2d(Tensor.zeros(F64, 4, 2, 3, 3), new Convolution().stride(0)));
    mistakes.put("image.maxPool2d(window of 9)", () -> IMAGE.maxPool2d(new Pooling(9)));
    mistakes.put("vector.avgPool2d", () -> TWO.avgPool2d(new Pooling(2)));
    mistakes.put("image.adaptiveAvgPool2d(9)", () -> IMAGE.adaptiveAvgPool2d(9, 0));
    mistakes.put("attention with a mask that does not fit", () -> Functions.attention(SQUARE, SQUARE, SQUARE, Tensor.full(Chainrule.BOOL, 1, 2)));
    mistakes.put("convTranspose1d with samePadding and output padding", () -> Tensor.zeros(F64, 1, 1, 2).convTranspose1d(Tensor.zeros(F64, 1, 1, 2), new Convolution().stride(2).samePadding().outputPadding(1)));
    mistakes.put("convTranspose1d with too much padding", () -> Tensor.zeros(F64, 1, 1, 2).convTranspose1d(Tensor.zeros(F64, 1, 1, 2), new Convolution().padding(3)));
    mistakes.put("attention(other widths)", () -> Functions.attention(MATRIX, SQUARE.get(Range.all(), Range.to(2)), SQUARE));
  }

  private void statistics() {
    mistakes.put("matrix.percentile(101)", () -> MATRIX.percentile(101, 0));
    mistakes.put("empty.median()", () -> Tensor.zeros(F64, 0).median());
    mistakes.put("matrix.ptp(2)", () -> MATRIX.ptp(2));
    mistakes.put("empty.ptp()", () -> Tensor.zeros(F64, 0).ptp());
    mistakes.put("integers.nanMean()", () -> INTEGERS.nanMean());
    mistakes.put("matrix.countNonZero(2)", () -> MATRIX.countNonZero(2));
    mistakes.put("integers.sampleVar()", () -> INTEGERS.sampleVar());
    mistakes.put("matrix.average(weights of 2)", () -> MATRIX.average(TWO));
    mistakes.put("vector.cosineSimilarity(another length)", () -> TWO.cosineSimilarity(THREE, 0, 1e-8));
    mistakes.put("matrix.cdist(points of other dimensions)", () -> MATRIX.cdist(MATRIX.transpose(), 2));
    mistakes.put("vector.corrcoef()", () -> TWO.corrcoef());
    mistakes.put("vector.histogram(2, -infinity, 1)", () -> TWO.histogram(2, Double.NEGATIVE_INFINITY, 1));
    mistakes.put("floats.bincount(3)", () -> TWO.bincount(3));
    mistakes.put("indices.bincount(2) with 2 among them", () -> INTEGERS.bincount(2));
    mistakes.put("vector.searchSorted(matrix)", () -> TWO.searchSorted(MATRIX, false));
    mistakes.put("f64.searchSorted(f32)", () -> TWO.searchSorted(THREE.to(F32), false));
    mistakes.put("vector.interp(tables of different lengths)", () -> TWO.interp(TWO, THREE));
    mistakes.put("matrix.polyval(x)", () -> MATRIX.polyval(TWO));
    mistakes.put("x.isClose(another length)", () -> TWO.isClose(THREE, 1e-5, 1e-8));
    mistakes.put("x.lerp(another length)", () -> TWO.lerp(THREE, 0.5));
  }

  private void specialFunctions() {
    mistakes.put("integers.erf()", () -> INTEGERS.erf());
    mistakes.put("integers.rem(0.0)", () -> INTEGERS.rem(0));
    mistakes.put("x.polygamma(-1)", () -> TWO.polygamma(-1));
    mistakes.put("x.besselI(101)", () -> TWO.besselI(101));
    mistakes.put("x.multigammaln(0)", () -> TWO.multigammaln(0));
    mistakes.put("a.betainc(another length)", () -> TWO.betainc(THREE, TWO));
    mistakes.put("a.betainc(f32)", () -> TWO.betainc(TWO.to(F32), TWO));
    mistakes.put("a.gammainc(another length)", () -> TWO.gammainc(THREE));
    mistakes.put("x.xlogy(another length)", () -> TWO.xlogy(THREE));
    mistakes.put("x.prelu(slopes of another length)", () -> TWO.prelu(THREE));
    mistakes.put("x.glu() of an odd axis", () -> THREE.glu(0));
  }

  private void matrixFunctions() {
    mistakes.put("matrix.matrixExp()", () -> MATRIX.matrixExp());
    mistakes.put("matrix.lu()", () -> MATRIX.lu());
    mistakes.put("vector.matrixRank()", () -> TWO.matrixRank());
    mistakes.put("vector.cond()", () -> TWO.cond());
    mistakes.put("matrix.cond(one norm)", () -> MATRIX.cond(MatrixNorm.ONE));
    mistakes.put("matrix.lstsq(another height)", () -> MATRIX.lstsq(THREE));
    mistakes.put("vector.lstsq(vector)", () -> TWO.lstsq(TWO));
    mistakes.put("factor.choleskySolve(another height)", () -> SQUARE.choleskySolve(TWO));
    mistakes.put("vector.vecdot(another length)", () -> TWO.vecdot(THREE));
    mistakes.put("matrix.matrixPower(2)", () -> MATRIX.matrixPower(2));
    mistakes.put("matrix.tensorSolve(another shape)", () -> MATRIX.tensorSolve(TWO));
    mistakes.put("multiDot()", () -> Functions.multiDot());
    mistakes.put("vector.rot90()", () -> TWO.rot90(1));
    mistakes.put("x.rot90(axes that are one)", () -> MATRIX.rot90(2, 0, -2));
    mistakes.put("x.average(weights of another length)", () -> MATRIX.average(THREE, 0));
  }

  private void controlFlow() {
    mistakes.put("cond(vector)", () -> Chainrule.cond(TRUTH, () -> TWO, () -> TWO));
    mistakes.put("cond with branches of different shapes", () -> Chainrule.cond(Tensor.of(true), () -> TWO, () -> THREE));
    mistakes.put("switchCase(float)", () -> Chainrule.switchCase(SCALAR, List.of(() -> TWO)));
    mistakes.put("scan whose carry changes its shape", () -> Chainrule.scan((Tensor c, Tensor x) -> new Step<>(TWO, x), SCALAR, TWO));
    mistakes.put("scan over different lengths", () -> Chainrule.scan((Tensor c, List<Tensor> x) -> new Step<>(c, c), SCALAR, List.of(TWO, THREE)));
    mistakes.put("whileLoop whose condition is a number", () -> Chainrule.whileLoop(x -> x, x -> x, SCALAR));
    mistakes.put("whileLoop whose carry changes its type", () -> Chainrule.whileLoop(x -> x.lt(3), x -> x.to(F32), SCALAR));
    mistakes.put("associativeScan of a scalar", () -> Chainrule.associativeScan(Tensor::plus, SCALAR));
    mistakes.put("associativeScan whose operation loses its axis", () -> Chainrule.associativeScan((a, b) -> a.plus(b).sum(0), THREE));
    mistakes.put("scan of -1 iterations", () -> Chainrule.scan((Tensor c, Tensor i) -> new Step<>(c, c), SCALAR, -1));
    mistakes.put("fori of too many iterations", () -> Chainrule.fori(-2_000_000_000, 2_000_000_000, (i, c) -> c, SCALAR));
    mistakes.put("scan whose body gives null", () -> Chainrule.scan((Tensor c, Tensor x) -> null, SCALAR, TWO));
    mistakes.put("scan whose result is null", () -> Chainrule.scan((Tensor c, Tensor x) -> new Step<>(c, (Tensor) null), SCALAR, TWO));
    mistakes.put("cond whose branch gives null", () -> Chainrule.cond(Tensor.of(true), () -> TWO, () -> null));
  }

  private void random() {
    RandomKey key = RandomKey.of(1);
    mistakes.put("key.normal(I32)", () -> key.normal(I32, 2));
    mistakes.put("key.uniform(1, 0)", () -> key.uniform(1, 0, F64, 2));
    mistakes.put("keys.normal", () -> key.split(3).normal(F64, 2));
    mistakes.put("key.randint(3, 3)", () -> key.randint(3, 3, 2));
    mistakes.put("key.categorical(scalar)", () -> key.categorical(SCALAR));
    mistakes.put("key.shuffle(scalar)", () -> key.shuffle(SCALAR));
    mistakes.put("key.categorical(no classes)", () -> key.categorical(Tensor.zeros(F64, 2, 0)));
    mistakes.put("key.dirichlet(scalar)", () -> key.dirichlet(SCALAR));
    mistakes.put("key.permutation(-1)", () -> key.permutation(-1));
    mistakes.put("key.split(-1)", () -> key.split(-1));
    mistakes.put("key.bernoulli(2)", () -> key.bernoulli(2.0, 3));
  }

  private record Doubles(double a) {}

  private record Raw(Tensor w, double[] scales) {}

  private void trees() {
    mistakes.put("grad of a record of doubles", () -> Chainrule.grad((Doubles d) -> SCALAR).apply(new Doubles(1)));
    mistakes.put("grad of a record with an array", () -> Chainrule.grad((Raw r) -> r.w.sum()).apply(new Raw(TWO, new double[2])));
    mistakes.put("grad of null", () -> Chainrule.grad((Raw r) -> r.w.sum()).apply(null));
    mistakes.put("grad of a list with null", () -> Chainrule.grad((List<Tensor> x) -> x.get(0)).apply(java.util.Arrays.asList(SCALAR, null)));
    mistakes.put("grad of a map with mixed keys", () -> Chainrule.grad((Map<Object, Tensor> x) -> SCALAR).apply(mixedKeys()));
  }

  private static Map<Object, Tensor> mixedKeys() {
    Map<Object, Tensor> result = new LinkedHashMap<>();
    result.put(1, TWO);
    result.put("a", TWO);
    return result;
  }

  private void tracing() {
    UnaryOperator<Tensor> reading = x -> x.times(x.sum().item());
    Tensor[] leaked = new Tensor[1];
    mistakes.put("item() inside jit", () -> Chainrule.jit(reading).apply(TWO));
    mistakes.put("item() inside vmap", () -> Chainrule.vmap(reading).apply(TWO));
    mistakes.put("a comparison read inside jit", () -> Chainrule.jit((Tensor x) -> x.sum().gt(0).toBooleans()[0] ? x : x.neg()).apply(TWO));
    mistakes.put("a tensor that left jit", () -> {
      Chainrule.jit((Tensor x) -> { leaked[0] = x.times(2); return x; }).apply(TWO);
      leaked[0].plus(1);
    });
    mistakes.put("vmap over a scalar", () -> Chainrule.vmap((Tensor x) -> x).apply(SCALAR));
    mistakes.put("vmap with axes for two tensors of one", () -> Chainrule.vmap((Tensor x) -> x, BatchAxes.in(0, 1)).apply(MATRIX));
    mistakes.put("vmap over different lengths", () -> Chainrule.vmap((Tensor x, Tensor y) -> x.plus(y)).apply(TWO, THREE));
    mistakes.put("a shape that does not fit inside jit(vmap(grad))", () -> Chainrule.jit(Chainrule.vmap(Chainrule.grad(
        (Tensor x) -> x.plus(TWO).sum()))).apply(Tensor.zeros(F64, 4, 3)));
  }

  private void derivatives() {
    mistakes.put("grad of an integer", () -> Chainrule.grad((Tensor x) -> x.times(x)).apply(Tensor.of(2)));
    mistakes.put("grad of a vector function", () -> Chainrule.grad((Tensor x) -> x.times(x)).apply(TWO));
    mistakes.put("grad of a comparison", () -> Chainrule.grad((Tensor x) -> x.sum().gt(0)).apply(TWO));
    mistakes.put("a cotangent of another shape", () -> Chainrule.vjp((Tensor x) -> x, TWO).pullback().apply(THREE));
    mistakes.put("a tangent of another shape", () -> Chainrule.jvp((Tensor x) -> x, TWO, THREE));
    mistakes.put("a direction of another shape", () -> Chainrule.hvp((Tensor x) -> x.sum(), TWO, THREE));
    mistakes.put("hessian of a vector function", () -> Chainrule.hessian((Tensor x) -> x).apply(TWO));
    mistakes.put("a function that gives null", () -> Chainrule.vjp((Tensor x) -> (Tensor) null, TWO));
    mistakes.put("forward mode through withVjp that is not linear", () -> Chainrule.jvp(
        Chainrule.withVjp("mine", (Tensor x) -> x.sin(), (Tensor x, Tensor y, Tensor dy) -> dy.clip(-1, 1)), TWO, TWO));
    mistakes.put("withJvp that is not linear", () -> Chainrule.grad((Tensor x) ->
        Chainrule.withJvp("bent", (Tensor at) -> at.sin(), (Tensor at, Tensor y, Tensor dx) -> dx.times(dx)).apply(x).sum()).apply(TWO));
    mistakes.put("a local derivative of another shape", () -> Chainrule.grad((Tensor x) ->
        Chainrule.withLocal("steep", at -> at.sin(), (at, y) -> at.sum()).apply(x).sum()).apply(TWO));
    mistakes.put("withLocal of what is not elementwise", () -> Chainrule.grad((Tensor x) ->
        Chainrule.withLocal("total", at -> at.sum(), (at, y) -> at).apply(x)).apply(TWO));
    mistakes.put("jet through a cut", () -> Chainrule.jet((Tensor x) -> x, TWO, THREE));
  }

  @Test
  void eachNamesOperationPlaceAndRemedy() throws IOException {
    List<String> complaints = new ArrayList<>();
    StringBuilder text = new StringBuilder();
    Map<String, Runnable> families = new LinkedHashMap<>();
    families.put("Arithmetic", this::arithmetic);
    families.put("Reductions", this::reductions);
    families.put("Indexing", this::indexing);
    families.put("Layout", this::layout);
    families.put("Linear algebra", this::linearAlgebra);
    families.put("Convolution, pooling, attention", this::convolutionAndPooling);
    families.put("Statistics", this::statistics);
    families.put("Special functions", this::specialFunctions);
    families.put("Functions of matrices", this::matrixFunctions);
    families.put("Choices and loops", this::controlFlow);
    families.put("Random numbers", this::random);
    families.put("Trees of parameters", this::trees);
    families.put("Tracing", this::tracing);
    families.put("Derivatives", this::derivatives);
    families.forEach((family, mistakesOf) -> {
      mistakes.clear();
      mistakesOf.run();
      text.append("# ").append(family).append("\n\n");
      mistakes.forEach((mistake, code) -> text.append(mistake).append("\n    ").append(messageOf(mistake, code, complaints)).append("\n\n"));
    });
    if (Boolean.getBoolean("golden.write")) {
      Files.writeString(GOLDEN, text);
    }
    assertThat(complaints).isEmpty();
    assertThat(text.toString()).as("run with -Dgolden.write=true if the change is meant").isEqualTo(Files.readString(GOLDEN));
  }

  /// Each group of operations, and each class of its own, has an operation in the file.
  @Test
  void noFamilyIsMissing() throws IOException {
    String golden = Files.readString(GOLDEN);
    List<Class<?>> families = new ClassFileImporter().importPath(Path.of("target/classes")).stream()
        .filter(type -> type.isAnnotatedWith(Operations.class)).<Class<?>>map(JavaClass::reflect).toList();
    assertThat(families).contains(ArithmeticOperations.class, At.class, DiscreteDistributions.class);
    assertThat(families).allSatisfy(family -> assertThat(Stream.of(family.getDeclaredMethods()).filter(method -> Modifier.isPublic(method.getModifiers())))
        .as(family.getSimpleName()).anyMatch(method -> golden.contains("[" + method.getName() + "] ")));
  }

  /// As an uncaught error is printed, without the numbers of lines, which change with this file.
  private static String messageOf(String mistake, ThrowingCallable code, List<String> complaints) {
    Throwable thrown = catchThrowable(code);
    if (!(thrown instanceof ChainruleException refused)) {
      complaints.add(mistake + ": " + thrown);
      return String.valueOf(thrown);
    }
    if (!refused.getMessage().startsWith("[") || !refused.toString().contains(HERE)) {
      complaints.add(mistake + ": " + refused);
    }
    return refused.toString().replaceFirst("^[a-z.]+", "").replaceAll(HERE + ":\\d+", HERE + ":N");
  }
}
