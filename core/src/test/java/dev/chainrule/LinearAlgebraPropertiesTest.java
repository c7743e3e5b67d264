package dev.chainrule;

import static dev.chainrule.Chainrule.jit;
import static dev.chainrule.Chainrule.vmap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.chainrule.graph.DType;
import dev.chainrule.graph.Shape;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/// What the decompositions promise, for random matrices of all shapes to 6×6, alone, in batches and in empty batches,
/// in both precisions.
class LinearAlgebraPropertiesTest {
  /// A batch of random matrices with elements from -1 to 1.
  record Draw(Shape lead, int rows, int columns, DType dtype, long seed) {
    Tensor draw() {
      return draw(rows, columns, 0);
    }

    /// Square matrices that are far from singular.
    Tensor regular() {
      return draw(rows, rows, 1).plus(Functions.eye(dtype, rows).times(2.0 * rows));
    }

    Tensor draw(int rows, int columns, int salt) {
      Shape shape = lead.concat(Shape.of(rows, columns));
      return Tensor.of(shape, new Random(seed + salt).doubles(shape.size(), -1, 1).toArray()).to(dtype);
    }

    double tolerance() {
      return dtype == DType.F32 ? 2e-5 : 1e-12;
    }
  }

  @Provide
  Arbitrary<Draw> matrices() {
    return Combinators.combine(
        Arbitraries.of(Shape.of(), Shape.of(1), Shape.of(3), Shape.of(2, 2), Shape.of(0), Shape.of(2, 0)),
        Arbitraries.integers().between(1, 6), Arbitraries.integers().between(1, 6),
        Arbitraries.of(DType.F64, DType.F32), Arbitraries.longs()).as(Draw::new);
  }

  @Property(tries = 120, edgeCases = EdgeCasesMode.NONE)
  void choleskyFactorsTimesTheirTransposesAreTheMatrices(@ForAll("matrices") Draw given) {
    Tensor x = given.draw(given.rows, given.rows + 2, 0);
    Tensor a = x.matmul(x.matrixTranspose());
    Tensor l = a.cholesky();
    assertClose(l.matmul(l.matrixTranspose()), a, given.tolerance());
    assertClose(l.triu(1), l.zerosLike(), 0);
  }

  @Property(tries = 120, edgeCases = EdgeCasesMode.NONE)
  void orthonormalTimesTriangularIsTheMatrix(@ForAll("matrices") Draw given) {
    Tensor a = given.draw();
    Qr qr = a.qr();
    assertClose(qr.q().matmul(qr.r()), a, given.tolerance());
    assertOrthonormal(qr.q(), given.tolerance());
    assertClose(qr.r().tril(-1), qr.r().zerosLike(), 0);
    assertThat(qr.r().diagonal().ge(0).all().value().array().getLong(0)).isOne();
  }

  @Property(tries = 120, edgeCases = EdgeCasesMode.NONE)
  void singularValuesAndVectorsAreTheMatrix(@ForAll("matrices") Draw given) {
    Tensor a = given.draw();
    Svd svd = a.svd();
    assertClose(svd.u().matmul(svd.s().diagEmbed()).matmul(svd.vt()), a, given.tolerance());
    assertOrthonormal(svd.u(), given.tolerance());
    assertOrthonormal(svd.vt().matrixTranspose(), given.tolerance());
    assertClose(svd.s().sort(-1).flip(svd.s().rank() - 1), svd.s(), 0);
    assertThat(svd.s().ge(0).all().value().array().getLong(0)).isOne();
  }

  @Property(tries = 120, edgeCases = EdgeCasesMode.NONE)
  void eigenvaluesAndVectorsAreTheMatrix(@ForAll("matrices") Draw given) {
    Tensor x = given.draw(given.rows, given.rows, 0);
    Tensor a = x.plus(x.matrixTranspose());
    Eigen eigen = a.eigh();
    Tensor v = eigen.vectors();
    assertClose(v.matmul(eigen.values().diagEmbed()).matmul(v.matrixTranspose()), a, given.tolerance());
    assertOrthonormal(v, given.tolerance());
    assertClose(eigen.values().sort(-1), eigen.values(), 0);
    assertClose(eigen.values().sum(-1), a.trace(), given.tolerance());
  }

  @Property(tries = 120, edgeCases = EdgeCasesMode.NONE)
  void solvingUndoesTheProduct(@ForAll("matrices") Draw given) {
    Tensor a = given.regular();
    Tensor x = given.draw(given.rows, given.columns, 2);
    assertClose(a.solve(a.matmul(x)), x, given.tolerance());
    assertClose(a.inv().matmul(a.matmul(x)), x, given.tolerance());
    for (boolean lower : new boolean[] {true, false}) {
      Tensor triangle = lower ? a.tril() : a.triu();
      assertClose(a.solveTriangular(triangle.matmul(x), lower), x, given.tolerance());
      assertClose(a.solveTriangular(triangle.matrixTranspose().matmul(x), lower, true), x, given.tolerance());
    }
  }

  @Property(tries = 120, edgeCases = EdgeCasesMode.NONE)
  void thePseudoInverseIsMoores(@ForAll("matrices") Draw given) {
    Tensor a = given.draw();
    Tensor p = a.pinv();
    // Rounding of the inverse counts as often as the matrix' condition says.
    double tolerance = given.tolerance() * a.norm().times(p.norm()).item() + given.tolerance();
    assertClose(a.matmul(p).matmul(a), a, tolerance);
    assertClose(a.matmul(p), a.matmul(p).matrixTranspose(), tolerance);
    assertClose(p.matmul(a), p.matmul(a).matrixTranspose(), tolerance);
  }

  @Property(tries = 120, edgeCases = EdgeCasesMode.NONE)
  void determinantsMultiplyAndAreTheProductOfSingularValues(@ForAll("matrices") Draw given) {
    Tensor a = given.draw(given.rows, given.rows, 0);
    Tensor b = given.draw(given.rows, given.rows, 1);
    double tolerance = 100 * given.tolerance();
    assertClose(a.matmul(b).det(), a.det().times(b.det()), tolerance);
    assertClose(a.det().abs(), a.svdvals().prod(-1), tolerance);
    SignAndLogAbsDet parts = a.slogdet();
    assertClose(parts.sign().times(parts.logAbsDet().exp()), a.det(), tolerance);
  }

  /// The same of a batch as of its matrices one by one, whether by leading axes, `vmap` or in a compiled function.
  @Property(tries = 40, edgeCases = EdgeCasesMode.NONE)
  void aBatchIsALoop(@ForAll("matrices") Draw given) {
    Tensor batch = new Draw(Shape.of(3), given.rows, given.rows, given.dtype, given.seed).regular();
    List<UnaryOperator<Tensor>> functions = List.of(Tensor::inv, Tensor::det, Tensor::logAbsDet, Tensor::svdvals, Tensor::pinv,
        Tensor::eigvalsh, x -> x.qr().r(), x -> x.solve(x.diagonal().expandDims(-1)), x -> x.matmul(x.matrixTranspose()).cholesky());
    for (UnaryOperator<Tensor> function : functions) {
      Tensor together = function.apply(batch);
      assertClose(vmap(function).apply(batch), together, given.tolerance());
      assertClose(jit(function).apply(batch), together, given.tolerance());
      for (int i = 0; i < 3; i++) {
        assertClose(function.apply(batch.get(i)), together.get(i), given.tolerance());
      }
    }
  }

  private static void assertOrthonormal(Tensor columns, double tolerance) {
    Tensor products = columns.matrixTranspose().matmul(columns);
    assertClose(products, Functions.eye(columns.dtype(), columns.shape().extent(-1)).broadcastTo(products.shape()), tolerance);
  }

  /// Equal up to a tolerance that is relative to the largest element, or 1.
  private static void assertClose(Tensor actual, Tensor expected, double tolerance) {
    assertThat(actual.value().type()).isEqualTo(expected.value().type());
    double[] wanted = expected.to(DType.F64).toDoubles();
    double largest = 1;
    for (double number : wanted) {
      largest = Math.max(largest, Math.abs(number));
    }
    assertThat(actual.to(DType.F64).toDoubles()).containsExactly(wanted, within(tolerance * largest));
  }
}
