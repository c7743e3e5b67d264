package dev.chainrule.op;

import dev.chainrule.graph.Literal;
import dev.chainrule.graph.Partial;
import dev.chainrule.graph.Type;
import dev.chainrule.graph.Value;
import java.util.List;

/// Eigenvalues, ascending, and eigenvectors, as columns, of (x + xᵀ) / 2: two results λ and V with
/// `A·V = V·diag(λ)`. The element of largest magnitude in each vector is positive.
///
/// With `E = Vᵀ·dA·V`, `dλ = diag(E)` and `dV = V·(F∘E)`, where `F[i, j] = 1 / (λⱼ - λᵢ)` and 0 on the diagonal
/// (Magnus, On differentiating eigenvalues and eigenvectors, 1985). Vectors of equal eigenvalues are not determined,
/// and have no derivative: infinities or NaN. The eigenvalues' is finite.
public record SymmetricEigen() implements MatrixFunction {
  @Override
  public String name() {
    return "eigh";
  }

  @Override
  public List<Type> infer(List<Type> x) {
    Type type = x.getFirst();
    type.dtype().requireFloating(name());
    Matrices.requireSquare(name(), type.shape());
    return List.of(type.withShape(type.shape().remove(type.shape().rank() - 1)), type);
  }

  @Override
  public double[][] evaluate(Matrix... x) {
    JacobiEigen eigen = JacobiEigen.of(x[0].elements(), x[0].rows());
    return new double[][] {eigen.values(), eigen.vectors()};
  }

  @Override
  public Partial partial(int argument) {
    return Partial.structured((x, y, dx) -> {
      Value vectors = y[1];
      Value e = new MatMul(true, false).on(vectors, MatMul.PLAIN.on(Matrices.symmetric(dx), vectors));
      Value mixed = Gates.ZERO_TIMES.on(inverseGaps(y[0]), e);
      return new Value[] {Matrices.diagonal(e, 0), MatMul.PLAIN.on(vectors, mixed)};
    });
  }

  /// The matrix with elements `1 / (xⱼ - xᵢ)`, and 0 on the diagonal.
  static Value inverseGaps(Value x) {
    int n = x.shape().extent(-1);
    Value columns = Matrices.repeatedRows(x, n);
    Value gaps = Gates.SUB.on(columns, Matrices.transposed(columns));
    Value identity = Matrices.identity(gaps.type());
    Value onDiagonal = Gates.LESS.on(Literal.zeros(gaps.type()), identity);
    // The diagonal's zeros are replaced before dividing, so that no infinite derivative is born there.
    Value divisors = Gates.WHERE.on(onDiagonal, Literal.ones(gaps.type()), gaps);
    return Gates.WHERE.on(onDiagonal, Literal.zeros(gaps.type()), Gates.RECIPROCAL.on(divisors));
  }
}
