package dev.chainrule;

import dev.chainrule.graph.Operations;
import dev.chainrule.graph.Shape;
import dev.chainrule.graph.ShapeException;
import dev.chainrule.graph.Value;
import dev.chainrule.op.LuFactorization;
import dev.chainrule.op.Matrices;
import dev.chainrule.op.MatrixExponential;
import java.util.stream.IntStream;

/// What is made of matrix decompositions: least squares, solutions by factors, exponentials, rank and condition. Matrices are
/// the last two axes, and leading ones are a batch. As in [LinearAlgebraOperations], no matrix is an error.
@Operations
public sealed interface MatrixFunctionOperations extends Valued permits Tensor {
  private Tensor self() {
    return (Tensor) this;
  }

  /// The x with `a · x = b` of a symmetric positive definite a of which this is the Cholesky factor, lower triangular.
  ///
  /// {@snippet :
  /// Tensor factor = Tensor.of(new double[][] {{4, 2}, {2, 5}}).cholesky();
  /// System.out.println(factor.choleskySolve(Tensor.of(8.0, 12.0)).times(1000).round()); // F64[2] [1000.0, 2000.0]
  /// }
  ///
  /// @throws ShapeException if the matrix is not square, or has not as many rows as the right-hand side
  default Tensor choleskySolve(Tensor b) {
    return self().solveTriangular(self().solveTriangular(b, true), true, true);
  }

  /// The shortest x for which ‖this · x − b‖ is least, by [LinearAlgebraOperations#pinv]; of a vector or of the columns of a
  /// matrix. The derivative holds while the rank stays the same.
  default Tensor lstsq(Tensor b) {
    requireEquations("lstsq", b);
    return self().pinv().matmul(b);
  }

  /// Checks that there is a number on the right for each row of the matrix.
  private void requireEquations(String operation, Tensor b) {
    Shape a = value().shape();
    Matrices.requireMatrix(operation, a);
    if (b.rank() == 0 || b.shape().extent(b.rank() == 1 ? 0 : -2) != a.extent(-2)) {
      throw new ShapeException("[%s] a matrix of shape %s has %d rows, so the right-hand side must be a vector of %d or a matrix of as many rows, but has the shape %s"
          .formatted(operation, a, a.extent(-2), a.extent(-2), b.shape()));
    }
    if (b.rank() > 1) {
      Matrices.broadcastLead(operation, a, b.shape());
    }
  }

  /// The factors of this with its rows in another order, by elimination with partial pivoting: `P · this = L · U`. The order
  /// has no derivative.
  ///
  /// {@snippet :
  /// Lu lu = Tensor.of(new double[][] {{1, 2}, {2, 2}}).lu();
  /// System.out.println(lu.permutation()); // I32[2] [1, 0]
  /// System.out.println(lu.u().flatten()); // F64[4] [2.0, 2.0, 0.0, 1.0]
  /// }
  ///
  /// @throws ShapeException if the matrix is not square
  default Lu lu() {
    Value[] results = new LuFactorization().allOn(value());
    Tensor packed = Tensor.of(results[0]);
    Tensor unit = Functions.eye(value().dtype(), value().shape().extent(-1));
    return new Lu(Tensor.of(results[1]), packed.tril(-1).plus(unit), packed.triu());
  }

  /// e to the power of the matrix, Σ Aᵏ / k!. Derivatives of order k are exponentials of matrices 2ᵏ times as large.
  ///
  /// {@snippet :
  /// Tensor shift = Tensor.of(new double[][] {{0, 1}, {0, 0}});
  /// System.out.println(shift.matrixExp().flatten()); // F64[4] [1.0, 1.0, 0.0, 1.0]
  /// }
  ///
  /// @throws ShapeException if the matrix is not square
  default Tensor matrixExp() {
    return Tensor.of(new MatrixExponential().on(value()));
  }

  /// The rank (I32): how many singular values lie above the largest times precision times the larger extent.
  default Tensor matrixRank() {
    double precision = value().dtype() == Chainrule.F32 ? Math.ulp(1f) : Math.ulp(1.0);
    Tensor values = self().stopGradient().svdvals();
    int larger = Math.max(value().shape().extent(-2), value().shape().extent(-1));
    return values.shape().extent(-1) == 0
        ? values.to(Chainrule.I32).sum(-1)
        : values.gt(values.max(KeepDims.of(-1)).times(precision * larger)).to(Chainrule.I32).sum(-1);
  }

  /// The condition number, the largest singular value over the smallest: ∞ of a singular matrix.
  default Tensor cond() {
    Tensor values = self().svdvals();
    return values.max(-1).div(values.min(-1));
  }

  /// The condition number in another norm, ‖this‖ ‖this⁻¹‖.
  ///
  /// @throws ShapeException if the matrix is not square
  default Tensor cond(MatrixNorm norm) {
    return norm == MatrixNorm.SPECTRAL ? cond() : self().matrixNorm(norm).times(self().inv().matrixNorm(norm));
  }

  /// The inner products of vectors, which are the last axis; leading axes broadcast.
  default Tensor vecdot(Tensor other) {
    return self().times(other).sum(-1);
  }

  /// The Vandermonde matrix of a vector: in each row the powers of an element, from 0 to `count` − 1.
  default Tensor vander(int count) {
    Tensor ascending = Functions.arange(value().dtype(), count);
    return self().expandDims(-1).pow(ascending);
  }

  /// The x with `tensordot(this, x, x.rank()) = b`: a system of equations whose unknowns and equations are counted by several
  /// axes. This has the axes of b, then those of x.
  ///
  /// @throws ShapeException if there are not as many equations as unknowns
  default Tensor tensorSolve(Tensor b) {
    int[] unknowns = IntStream.range(b.rank(), value().shape().rank()).map(axis -> value().shape().extent(axis)).toArray();
    int count = IntStream.of(unknowns).reduce(1, (x, y) -> x * y);
    if (count != b.size() || !value().shape().range(0, b.rank()).equals(b.shape())) {
      throw new ShapeException("[tensorSolve] shape %s with right-hand sides %s: it must begin with their axes, and those that follow must count as many unknowns"
          .formatted(value().shape(), b.shape()));
    }
    return self().reshape(b.size(), count).solve(b.flatten()).reshape(unknowns);
  }
}
