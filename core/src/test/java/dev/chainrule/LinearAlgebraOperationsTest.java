package dev.chainrule;

import static dev.chainrule.Chainrule.findNonFinite;
import static dev.chainrule.Chainrule.grad;
import static dev.chainrule.Chainrule.hessian;
import static dev.chainrule.Chainrule.jit;
import static dev.chainrule.Chainrule.vmap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.chainrule.graph.ChainruleException;
import dev.chainrule.graph.DType;
import dev.chainrule.graph.Shape;
import dev.chainrule.op.Cofactors;
import dev.chainrule.op.QrFactorization;
import dev.chainrule.op.SingularValues;
import dev.chainrule.op.Solve;
import java.util.Arrays;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/// Systems and decompositions in examples, against NumPy's numbers, and what they do at their edges: singular matrices,
/// equal eigenvalues, the very large and the very small, nothing at all.
class LinearAlgebraOperationsTest {
  private static final double NAN = Double.NaN;
  private static final double INFINITY = Double.POSITIVE_INFINITY;
  private static final Tensor A = Tensor.of(new double[][] {{1, 2, 3}, {4, 5, 6}, {7, 8, 10}});
  /// Its third row is the sum of the others: rank 2.
  private static final Tensor SINGULAR = Tensor.of(new double[][] {{1, 2, 3}, {4, 5, 7}, {5, 7, 10}});
  private static final Tensor ZEROS = Tensor.zeros(DType.F64, 3, 3);

  @Test
  void decompositionsAreNumPysUpToSigns() {
    assertElements(A.svdvals(), 17.412505166808593, 0.8751613501104366, 0.1968665211174301);
    assertElements(A.eigvalsh(), -1.2328023933394228, 0.19038615113857824, 17.042416242200844);
    assertElements(A.qr().r(), 8.124038404635959, 9.601136296387955, 11.939874624995277,
        0, 0.9045340337332927, 1.5075567228888205, 0, 0, 0.4082482904638626);
    assertElements(A.get(Range.of(0, 2)).pinv(), -0.9444444444444446, 0.4444444444444444,
        -0.11111111111111086, 0.111111111111111, 0.722222222222222, -0.22222222222222202);
    assertElements(Tensor.of(new double[][] {{4, 2}, {2, 5}}).cholesky(), 2, 0, 1, 2);
    assertElements(Tensor.of(new double[][] {{4, 4}, {0, 5}}).cholesky(), 2, 0, 1, 2);
    assertElements(A.det(), -3);
    assertElements(A.slogdet().sign(), -1);
    assertElements(A.logAbsDet(), Math.log(3));
  }

  @Test
  void smallSingularValuesKeepTheirDigits() {
    Tensor hilbert = Functions.arange(DType.F64, 6).expandDims(1).plus(Functions.arange(DType.F64, 6)).plus(1).reciprocal();
    assertElements(hilbert.svdvals(), 1.6188998589243393, 0.24236087057520947, 0.016321521319875812,
        0.0006157483541826451, 1.2570757122632469e-05, 1.0827994844462713e-07);
  }

  @Test
  void powersAndNorms() {
    assertElements(A.matrixPower(2), 30, 36, 45, 66, 81, 102, 109, 134, 169);
    assertElements(A.matrixPower(5).get(0), 136674, 167508, 210969);
    assertElements(A.matrixPower(-1).matmul(A), 1, 0, 0, 0, 1, 0, 0, 0, 1);
    assertElements(A.matrixPower(-2).get(0), 7.0 / 3, -6, 3);
    assertElements(A.matrixPower(0), 1, 0, 0, 0, 1, 0, 0, 0, 1);
    assertElements(A.matrixPower(1), 1, 2, 3, 4, 5, 6, 7, 8, 10);
    assertElements(A.matrixNorm(MatrixNorm.FROBENIUS), 17.435595774162696);
    assertElements(A.matrixNorm(MatrixNorm.ONE), 19);
    assertElements(A.matrixNorm(MatrixNorm.INFINITY), 25);
    assertElements(A.matrixNorm(MatrixNorm.NUCLEAR), 18.48453303803646);
    assertElements(A.matrixNorm(MatrixNorm.SPECTRAL), 17.412505166808597);
  }

  @Test
  void rightHandSidesAreVectorsMatricesAndBatches() {
    assertElements(A.solve(Tensor.of(6.0, 15.0, 25.0)), 1, 1, 1);
    Tensor two = Functions.stack(1, Tensor.of(6.0, 15.0, 25.0), Tensor.of(1.0, 4.0, 7.0));
    assertElements(A.solve(two), 1, 1, 1, 0, 1, 0);
    Tensor many = Functions.stack(0, two, two.times(2), two.times(3), two.times(4)).reshape(2, 2, 3, 2);
    assertElements(A.solve(many).get(1, 0), 3, 3, 3, 0, 3, 0);
    assertThat(A.solve(many).shape()).isEqualTo(Shape.of(2, 2, 3, 2));
    assertThat(Functions.stack(0, A, A).solve(two).shape()).isEqualTo(Shape.of(2, 3, 2));
    assertElements(Functions.stack(0, A, A).solve(Tensor.of(6.0, 15.0, 25.0)), 1, 1, 1, 1, 1, 1);
  }

  @Test
  void oneMatrixForAWholeBatchIsFactoredOnce() {
    Tensor b = Functions.arange(DType.F64, 12).reshape(4, 3);
    assertThat(Chainrule.graph(x -> vmap((Tensor row) -> A.solve(row)).apply(x), b).toString()).contains("solve").contains("[3, 4]");
    assertElements(vmap((Tensor row) -> A.solve(row)).apply(b), A.solve(b.transpose()).transpose().toDoubles());
  }

  @Test
  void aSingularMatrixDividesByZero() {
    assertElements(Tensor.of(new double[][] {{0}}).inv(), INFINITY);
    assertThat(Arrays.stream(ZEROS.solve(Tensor.of(1.0, 2.0, 3.0)).toDoubles())).noneMatch(Double::isFinite);
    assertElements(Tensor.of(new double[][] {{0}}).solveTriangular(Tensor.of(new double[] {-2}), true), -INFINITY);
    assertElements(ZEROS.slogdet().sign(), 0);
    assertElements(ZEROS.logAbsDet(), -INFINITY);
  }

  @Test
  void whatIsNotPositiveDefiniteHasNoFactorAndLeavesTheOthersOfItsBatchAlone() {
    Tensor batch = Tensor.of(Shape.of(3, 2, 2), new double[] {1, 0, 0, 1, 1, 2, 2, 1, 4, 0, 0, 9});
    assertElements(batch.cholesky(), 1, 0, 0, 1, NAN, 0, NAN, NAN, 2, 0, 0, 3);
    assertElements(Tensor.zeros(DType.F64, 1, 1).cholesky(), NAN);
  }

  @Test
  void theFirstNaNIsFoundWhereItWasBorn() {
    var found = findNonFinite(x -> x.cholesky().sum(), Tensor.of(new double[][] {{1, 2}, {2, 1}})).orElseThrow();
    assertThat(found.operation()).isEqualTo("cholesky");
  }

  @Test
  void aBranchThatIsNotTakenMayBeSingular() {
    Tensor batch = Tensor.of(Shape.of(2, 1, 1), new double[] {0, 4});
    var guarded = vmap((Tensor a) -> Functions.where(a.det().eq(0), a.onesLike(), a).inv().sum());
    assertElements(guarded.apply(batch), 1, 0.25);
  }

  @Test
  void determinantsHaveDerivativesAtSingularMatrices() {
    assertElements(SINGULAR.det(), 0);
    assertElements(grad(Tensor::det).apply(SINGULAR), 1, -5, 3, 1, -5, 3, -1, 5, -3);
    assertElements(grad(Tensor::det).apply(ZEROS), new double[9]);
    Tensor third = hessian(Tensor::det).apply(SINGULAR);
    assertElements(third.get(0, 0), 0, 0, 0, 0, 10, -7, 0, -7, 5);
    Tensor ofRankOne = Tensor.ones(DType.F64, 3, 3);
    assertElements(grad(Tensor::det).apply(ofRankOne), new double[9]);
    assertElements(hessian(Tensor::det).apply(ofRankOne).get(0, 1), 0, 0, 0, -1, 0, 1, 1, 0, -1);
    assertElements(hessian(Tensor::det).apply(ZEROS), new double[81]);
    assertElements(hessian(Tensor::det).apply(Tensor.zeros(DType.F64, 2, 2)).flatten(), 0, 0, 0, 1, 0, 0, -1, 0, 0, -1, 0, 0, 1, 0, 0, 0);
  }

  @Test
  void extremesNeitherOverflowNorVanish() {
    Tensor large = A.times(1e200);
    Tensor small = A.times(1e-200);
    assertRatio(large.svdvals(), A.svdvals(), 1e200);
    assertRatio(small.svdvals(), A.svdvals(), 1e-200);
    assertRatio(large.eigvalsh(), A.eigvalsh(), 1e200);
    assertRatio(small.qr().r(), A.qr().r(), 1e-200);
    assertRatio(large.pinv(), A.inv(), 1e-200);
    assertElements(large.logAbsDet(), Math.log(3) + 600 * Math.log(10));
    assertElements(large.qr().q(), A.qr().q().toDoubles());
    assertElements(Tensor.full(DType.F64, 5e-324, 1, 1).svdvals(), 5e-324);
    assertElements(A.div(0).svdvals(), NAN, NAN, NAN);
    assertElements(A.times(NAN).eigvalsh(), NAN, NAN, NAN);
  }

  @Test
  void matricesWithoutFullRankHaveOrthonormalVectorsAllTheSame() {
    for (Tensor a : new Tensor[] {ZEROS, SINGULAR, Tensor.ones(DType.F64, 4, 3), Tensor.ones(DType.F64, 2, 5)}) {
      Svd svd = a.svd();
      Tensor u = svd.u();
      int k = svd.s().size();
      assertElements(u.matrixTranspose().matmul(u), Functions.eye(DType.F64, k).toDoubles());
      assertElements(svd.vt().matmul(svd.vt().matrixTranspose()), Functions.eye(DType.F64, k).toDoubles());
      assertElements(svd.u().matmul(svd.s().diagEmbed()).matmul(svd.vt()), a.toDoubles());
    }
    assertElements(Tensor.ones(DType.F64, 4, 3).pinv(), Tensor.full(DType.F64, 1.0 / 12, 3, 4).toDoubles());
    assertElements(ZEROS.pinv(), new double[9]);
  }

  @Test
  void theLargestElementOfAVectorIsPositive() {
    Tensor a = Tensor.of(new double[][] {{2, -1}, {-1, 2}});
    double half = Math.sqrt(0.5);
    assertElements(a.eigh().vectors(), half, half, half, -half);
    assertElements(Functions.eye(DType.F64, 2).neg().svd().vt(), 1, 0, 0, 1);
    assertElements(Functions.eye(DType.F64, 2).neg().svd().u(), -1, 0, 0, -1);
  }

  @Test
  void equalEigenvaluesHaveDerivativesAndTheirVectorsHaveNone() {
    Tensor eye = Functions.eye(DType.F64, 3);
    assertElements(grad((Tensor x) -> x.eigvalsh().sum()).apply(eye), eye.toDoubles());
    assertElements(grad((Tensor x) -> x.svdvals().sum()).apply(eye), eye.toDoubles());
    assertElements(grad((Tensor x) -> x.matrixNorm(MatrixNorm.SPECTRAL)).apply(eye), 1, 0, 0, 0, 0, 0, 0, 0, 0);
    assertThat(Arrays.stream(grad((Tensor x) -> x.eigh().vectors().get(0, 1)).apply(eye).toDoubles())).anyMatch(number -> !Double.isFinite(number));
  }

  @Test
  void normsHaveGradientsAtZero() {
    for (MatrixNorm norm : MatrixNorm.values()) {
      double[] gradient = grad((Tensor x) -> x.matrixNorm(norm)).apply(ZEROS).toDoubles();
      assertThat(Arrays.stream(gradient)).as(norm.toString()).allMatch(number -> Math.abs(number) <= 1);
    }
  }

  @Test
  void emptyMatricesAreNeutral() {
    Tensor none = Tensor.zeros(DType.F64, 2, 0, 0);
    assertElements(none.det(), 1, 1);
    assertElements(none.logAbsDet(), 0, 0);
    assertElements(grad((Tensor x) -> x.det().sum()).apply(none));
    assertThat(none.inv().shape()).isEqualTo(Shape.of(2, 0, 0));
    assertThat(none.svd().s().shape()).isEqualTo(Shape.of(2, 0));
    assertThat(Tensor.zeros(DType.F64, 3, 0).qr().q().shape()).isEqualTo(Shape.of(3, 0));
    assertThat(Tensor.zeros(DType.F64, 0, 3).pinv().shape()).isEqualTo(Shape.of(3, 0));
  }

  @Test
  void derivativesOfCompiledDecompositionsAreTheSame() {
    Tensor b = Tensor.of(1.0, 2.0, 3.0);
    var loss = grad((Tensor x) -> x.solve(b).square().sum().plus(x.svd().u().get(0).sum()).plus(x.qr().q().get(1, 1)));
    assertElements(jit(loss).apply(A), loss.apply(A).toDoubles());
  }

  @Test
  void errorsSpeakOfTheShapesThatTheUserGave() {
    Tensor wide = Tensor.ones(DType.F64, 2, 3);
    Tensor vector = Tensor.of(1.0, 2.0);
    assertFails(wide::inv, "[inv] shape [2, 3]: the matrix must be square, but has 2 rows and 3 columns");
    assertFails(wide::det, "[det] shape [2, 3]: the matrix must be square, but has 2 rows and 3 columns");
    assertFails(() -> wide.matrixPower(2), "[matrixPower] shape [2, 3]: the matrix must be square, but has 2 rows and 3 columns");
    assertFails(vector::cholesky, "[cholesky] shape [2] is no matrix: it needs two axes or more; expandDims adds one");
    assertFails(vector::svd, "[svd] shape [2] is no matrix: it needs two axes or more; expandDims adds one");
    assertFails(vector::qr, "[qr] shape [2] is no matrix: it needs two axes or more; expandDims adds one");
    assertFails(vector::pinv, "[pinv] shape [2] is no matrix: it needs two axes or more; expandDims adds one");
    assertFails(() -> vector.matrixNorm(MatrixNorm.ONE), "[matrixNorm] shape [2] is no matrix: it needs two axes or more; expandDims adds one");
    assertFails(() -> A.solve(vector), "[solve] shapes [3, 3] and [2]: the matrix has 3 rows, but the right-hand side 2 along axis -1; they must be equal");
    assertFails(() -> A.solve(Tensor.of(1.0)), "[solve] shapes [3, 3] and []: the right-hand side is a scalar, but must be a vector or matrix");
    assertFails(() -> A.solveTriangular(wide, true), "[solveTriangular] shapes [3, 3] and [2, 3]: the matrix has 3 rows, but the right-hand side 2 along axis -2; they must be equal");
    assertFails(() -> A.solve(A.to(DType.F32)), "[solve] mixes F64 and F32; there is no silent promotion: convert one with .to(F64)");
    assertFails(() -> A.to(DType.I32).inv(), "[inv] was given I32 but takes floating numbers; convert with .to(F32) or .to(F64)");
    assertFails(() -> A.to(DType.I32).solve(A.to(DType.I32)), "[solve] was given I32 but takes floating numbers; convert with .to(F32) or .to(F64)");
    assertFails(() -> A.to(DType.I32).matrixNorm(MatrixNorm.ONE), "[matrixNorm] was given I32 but takes floating numbers; convert with .to(F32) or .to(F64)");
    assertFails(() -> Functions.stack(0, A, A).solve(Functions.stack(0, A, A, A)),
        "[solve] shapes [2, 3, 3] and [3, 3, 3]: before the matrices there are axes [2] and [3], which must be equal or 1 to broadcast; expandDims or transpose aligns them");
  }

  @Test
  void primitivesCheckWhatTheApiHasCheckedBefore() {
    Tensor wide = Tensor.ones(DType.F64, 2, 3);
    assertFails(() -> new QrFactorization().on(wide.value()),
        "[qr] shape [2, 3] has more columns than rows; factor its first 2 columns, and multiply the others by Qᵀ");
    assertFails(() -> new SingularValues().on(wide.value()), "[svd] shape [2, 3] has more columns than rows; decompose the transpose");
    assertFails(() -> new Solve(false).on(A.value(), wide.value()),
        "[solve] shapes [3, 3] and [2, 3]: the matrix has 3 rows, but the right-hand side 2 along axis -2; they must be equal");
    assertFails(() -> new Solve(false).on(A.expandDims(0).value(), A.value()),
        "[solve] shapes [1, 3, 3] and [3, 3]: the leading (batch) axes differ");
    assertFails(() -> new Cofactors().on(A.value(), wide.value()),
        "[cofactors] a direction must have the type F64[3, 3] of the matrix, not F64[2, 3]; reshape it, or convert it with .to(F64)");
    assertFails(() -> new Cofactors().on(A.value(), A.to(DType.F32).value()),
        "[cofactors] a direction must have the type F64[3, 3] of the matrix, not F32[3, 3]; reshape it, or convert it with .to(F64)");
  }

  private static void assertRatio(Tensor actual, Tensor expected, double factor) {
    assertElements(actual.div(factor), expected.toDoubles());
  }

  private static void assertElements(Tensor actual, double... expected) {
    assertThat(actual.toDoubles()).containsExactly(expected, within(1e-10));
  }

  private static void assertFails(ThrowingCallable call, String message) {
    assertThatThrownBy(call).isInstanceOf(ChainruleException.class).hasMessage(message);
  }
}
