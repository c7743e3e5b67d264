package dev.chainrule;

import dev.chainrule.graph.Operations;
import dev.chainrule.graph.Primitive;
import dev.chainrule.graph.Shape;
import dev.chainrule.graph.ShapeException;
import dev.chainrule.graph.Value;
import dev.chainrule.op.Broadcasting;
import dev.chainrule.op.Cholesky;
import dev.chainrule.op.Concat;
import dev.chainrule.op.Determinant;
import dev.chainrule.op.LogAbsDet;
import dev.chainrule.op.MatMul;
import dev.chainrule.op.Matrices;
import dev.chainrule.op.PseudoInverse;
import dev.chainrule.op.QrFactorization;
import dev.chainrule.op.Reshape;
import dev.chainrule.op.SharedMatrix;
import dev.chainrule.op.SingularValues;
import dev.chainrule.op.Slice;
import dev.chainrule.op.Solve;
import dev.chainrule.op.SymmetricEigen;
import dev.chainrule.op.TriangularSolve;
import org.jspecify.annotations.Nullable;

/// Products, systems of equations and decompositions. Matrices are the last two axes, and leading ones are a batch:
/// each result is that of all matrices, one by one. All is differentiable, in both modes and more than once.
///
/// What has no result is not an error, since one matrix of a batch, or a branch that is not taken, would then stop all
/// others. It is as with numbers: `inv` and `solve` divide by zero where the matrix is singular (∞ and NaN), and
/// `cholesky` gives NaN where a matrix is not positive definite, as `sqrt` does below 0. [Chainrule#findNonFinite] names
/// the first operation of a program that made such a number, its operands and its line.
@Operations
public sealed interface LinearAlgebraOperations extends Valued permits Tensor {
  /// The matrix product, as NumPy's `@`: of `[…, m, k]` and `[…, k, n]`, with leading axes that broadcast. A vector on
  /// the left counts as a row, one on the right as a column, and its axis does not appear in the result.
  ///
  /// Backward, `dX = dY·Wᵀ` and `dW = Xᵀ·dY`.
  ///
  /// {@snippet :
  /// Tensor w = Tensor.of(new double[][] {{1, 2}, {3, 4}});
  /// System.out.println(Tensor.of(1.0, 1.0).matmul(w)); // F64[2] [4.0, 6.0]
  /// }
  ///
  /// @throws ShapeException if the inner extents differ, or one side is a scalar
  default Tensor matmul(Tensor other) {
    Value left = value();
    Value right = other.value();
    if (left.shape().rank() == 0 || right.shape().rank() == 0) {
      throw new ShapeException("[matmul] shapes %s and %s: a scalar has no axis to contract; use times".formatted(left.shape(), right.shape()));
    }
    boolean row = left.shape().rank() == 1;
    boolean column = right.shape().rank() == 1;
    MatMul.requireSameInner(left.shape(), -1, right.shape(), column ? -1 : -2);
    Value a = row ? new Reshape(left.shape().insert(0, 1)).on(left) : left;
    Value b = column ? new Reshape(right.shape().insert(1, 1)).on(right) : right;
    Shape lead = Matrices.broadcastLead("matmul", a.shape(), b.shape());
    Value y = MatMul.PLAIN.on(withLead(a, lead), withLead(b, lead));
    Shape shape = y.shape();
    if (column) {
      shape = shape.remove(shape.rank() - 1);
    }
    if (row) {
      shape = shape.remove(shape.rank() - (column ? 1 : 2));
    }
    return Tensor.of(shape.equals(y.shape()) ? y : new Reshape(shape).on(y));
  }

  /// The sum of the products of two vectors' elements.
  ///
  /// @throws ShapeException unless both are vectors of one length
  default Tensor dot(Tensor other) {
    if (value().shape().rank() != 1 || other.rank() != 1) {
      throw new ShapeException("[dot] shapes %s and %s: both must be vectors; use matmul for matrices".formatted(value().shape(), other.shape()));
    }
    if (value().shape().size() != other.size()) {
      throw new ShapeException("[dot] vectors of %d and %d elements; they must be as long".formatted(value().shape().size(), other.size()));
    }
    return matmul(other);
  }

  /// The x with `this · x = b`, by LU with partial pivoting. The right-hand side is a vector or a matrix, whose columns
  /// are solved together; leading axes broadcast. More accurate than `inv().matmul(b)`, and faster.
  ///
  /// Backward, `db = A⁻ᵀ·dx` and `dA = -db·xᵀ`. A singular matrix gives ∞ and NaN.
  ///
  /// {@snippet :
  /// Tensor a = Tensor.of(new double[][] {{2, 1}, {1, 3}});
  /// System.out.println(a.solve(Tensor.of(4.0, 7.0))); // F64[2] [1.0, 2.0]
  /// }
  ///
  /// @throws ShapeException if the matrix is not square, or has not as many rows as the right-hand side
  default Tensor solve(Tensor b) {
    return solution("solve", new Solve(false), b);
  }

  /// The x with `this · x = b`, where only the lower, or the upper, triangle of this is read.
  ///
  /// @throws ShapeException if the matrix is not square, or has not as many rows as the right-hand side
  default Tensor solveTriangular(Tensor b, boolean lower) {
    return solveTriangular(b, lower, false);
  }

  /// The same, with `thisᵀ · x = b` if `transposed`: after `l = a.cholesky()`, the solution of `a · x = b` is
  /// `l.solveTriangular(l.solveTriangular(b, true), true, true)`.
  default Tensor solveTriangular(Tensor b, boolean lower, boolean transposed) {
    return solution("solveTriangular", new TriangularSolve(lower, transposed), b);
  }

  private Tensor solution(String operation, Primitive solver, Tensor b) {
    Value a = value();
    Matrices.requireSquare(operation, a.shape());
    if (b.rank() == 0) {
      throw new ShapeException("[%s] shapes %s and []: the right-hand side is a scalar, but must be a vector or matrix"
          .formatted(operation, a.shape()));
    }
    boolean vector = b.rank() == 1;
    SharedMatrix.requireSameRows(operation, a.shape(), b.shape(), vector ? -1 : -2);
    Value right = vector ? Reshape.to(b.value(), b.shape().insert(1, 1)) : b.value();
    Shape lead = Matrices.broadcastLead(operation, a.shape(), right.shape());
    if (a.shape().rank() == 2 && lead.rank() > 0) {
      Shape together = Shape.of(lead.size()).concat(right.shape().range(right.shape().rank() - 2, right.shape().rank()));
      return Tensor.of(Reshape.to(SharedMatrix.solve(solver, a, Reshape.to(right, together)), right.shape()));
    }
    Value x = solver.on(withLead(a, lead), withLead(right, lead));
    return Tensor.of(vector ? Reshape.to(x, x.shape().remove(x.shape().rank() - 1)) : x);
  }

  /// The inverse. To apply it to something, [#solve] is better. A singular matrix gives ∞ and NaN.
  ///
  /// @throws ShapeException if the matrix is not square
  default Tensor inv() {
    Matrices.requireSquare("inv", value().shape());
    value().dtype().requireFloating("inv");
    return Tensor.of(new Solve(false).on(value(), Matrices.identity(value().type())));
  }

  /// The Moore–Penrose inverse: for each b, `pinv().matmul(b)` is the shortest x for which `‖this · x - b‖` is least.
  /// Singular values below the largest times precision times extent count as 0. The derivative holds while the rank
  /// stays the same.
  default Tensor pinv() {
    return Tensor.of(new PseudoInverse().on(value()));
  }

  /// The product with itself, `n` times: the identity for 0, powers of the inverse below.
  ///
  /// @throws ShapeException if the matrix is not square
  default Tensor matrixPower(int n) {
    Matrices.requireSquare("matrixPower", value().shape());
    Tensor square = n < 0 ? inv() : (Tensor) this;
    @Nullable Tensor power = null;
    for (long rest = Math.abs((long) n); rest > 0; rest /= 2) {
      if (rest % 2 == 1) {
        power = power == null ? square : power.matmul(square);
      }
      square = rest == 1 ? square : square.matmul(square);
    }
    return power == null ? Tensor.of(Matrices.identity(value().type())) : power;
  }

  /// The determinant. Right at singular matrices too, as are its derivatives of every order.
  ///
  /// {@snippet :
  /// Tensor singular = Tensor.of(new double[][] {{1, 2}, {2, 4}});
  /// System.out.println(grad((Tensor x) -> x.det()).apply(singular).get(0, 0)); // F64 4.0
  /// }
  ///
  /// @throws ShapeException if the matrix is not square
  default Tensor det() {
    return Tensor.of(new Determinant().on(value()));
  }

  /// The logarithm of the determinant's magnitude, which does not overflow where the determinant does; -∞ for a singular
  /// matrix, where there is no derivative.
  ///
  /// @throws ShapeException if the matrix is not square
  default Tensor logAbsDet() {
    return slogdet().logAbsDet();
  }

  /// The determinant's sign and the logarithm of its magnitude.
  ///
  /// @throws ShapeException if the matrix is not square
  default SignAndLogAbsDet slogdet() {
    Value[] results = new LogAbsDet().allOn(value());
    return new SignAndLogAbsDet(Tensor.of(results[0]), Tensor.of(results[1]));
  }

  /// The lower triangular L with a positive diagonal and `L·Lᵀ = (this + thisᵀ) / 2`; the input is made symmetric first,
  /// and so is the gradient. NaN where that is not positive definite: a small multiple of the identity, added first,
  /// makes up for rounding.
  ///
  /// {@snippet :
  /// Tensor a = Tensor.of(new double[][] {{4, 2}, {2, 5}});
  /// System.out.println(a.cholesky().flatten()); // F64[4] [2.0, 0.0, 1.0, 2.0]
  /// }
  ///
  /// @throws ShapeException if the matrix is not square
  default Tensor cholesky() {
    return Tensor.of(new Cholesky().on(value()));
  }

  /// The reduced QR factorization: Q with orthonormal columns, R upper triangular with a diagonal that is not negative.
  /// Of an m×n matrix, with k the smaller extent, they are m×k and k×n. The derivative needs the first k columns to be
  /// independent.
  default Qr qr() {
    Value a = value();
    Matrices.requireMatrix("qr", a.shape());
    int columns = a.shape().extent(-1);
    int first = Math.min(a.shape().extent(-2), columns);
    int axis = a.shape().rank() - 1;
    Value[] factors = new QrFactorization().allOn(Slice.along(a, axis, 0, first));
    Value r = first == columns ? factors[1]
        : new Concat(axis).on(factors[1], new MatMul(true, false).on(factors[0], Slice.along(a, axis, first, columns - first)));
    return new Qr(Tensor.of(factors[0]), Tensor.of(r));
  }

  /// Eigenvalues, ascending, and orthonormal eigenvectors of the symmetric matrix `(this + thisᵀ) / 2`. In each vector
  /// the element of largest magnitude is positive.
  ///
  /// Vectors of equal eigenvalues are not determined: their derivative is infinite or NaN. The eigenvalues' first
  /// derivative is finite everywhere; their second holds the vectors' first, and so is NaN where eigenvalues are equal, as in
  /// the identity.
  ///
  /// @throws ShapeException if the matrix is not square
  default Eigen eigh() {
    Value[] results = new SymmetricEigen().allOn(value());
    return new Eigen(Tensor.of(results[0]), Tensor.of(results[1]));
  }

  /// The eigenvalues of [#eigh].
  default Tensor eigvalsh() {
    return eigh().values();
  }

  /// The reduced singular value decomposition `U·diag(s)·Vᵀ`: of an m×n matrix, with k the smaller extent, U is m×k and
  /// Vᵀ k×n. The singular values descend. In each vector of the shorter side the element of largest magnitude is
  /// positive.
  ///
  /// Vectors of equal singular values are not determined: their derivative is infinite or NaN. The singular values' first
  /// derivative is finite everywhere.
  default Svd svd() {
    Matrices.requireMatrix("svd", value().shape());
    if (value().shape().extent(-2) < value().shape().extent(-1)) {
      Svd ofTranspose = ((Tensor) this).matrixTranspose().svd();
      return new Svd(ofTranspose.vt().matrixTranspose(), ofTranspose.s(), ofTranspose.u().matrixTranspose());
    }
    Value[] results = new SingularValues().allOn(value());
    return new Svd(Tensor.of(results[0]), Tensor.of(results[1]), Tensor.of(results[2]));
  }

  /// The singular values of [#svd].
  default Tensor svdvals() {
    return svd().s();
  }

  /// A norm of the matrices. Where it has no derivative, for example at 0, it has one of those possible.
  default Tensor matrixNorm(MatrixNorm norm) {
    Matrices.requireMatrix("matrixNorm", value().shape());
    value().dtype().requireFloating("matrixNorm");
    Tensor x = (Tensor) this;
    return switch (norm) {
      case FROBENIUS -> x.norm(-2, -1);
      case ONE -> x.abs().sum(-2).max(-1);
      case INFINITY -> x.abs().sum(-1).max(-1);
      case NUCLEAR -> svdvals().sum(-1);
      case SPECTRAL -> svdvals().max(-1);
    };
  }

  private static Value withLead(Value x, Shape lead) {
    Shape shape = x.shape();
    return Broadcasting.to(x, lead.concat(shape.range(shape.rank() - 2, shape.rank())));
  }
}
