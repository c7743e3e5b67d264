package dev.chainrule.op;

import dev.chainrule.graph.Partial;
import dev.chainrule.graph.ShapeException;
import dev.chainrule.graph.Type;
import dev.chainrule.graph.Value;
import java.util.List;

/// The reduced QR factorization of an m×n matrix, m ≥ n, by Householder reflections: two results, Q (m×n) with
/// orthonormal columns and the upper triangular R (n×n) with a diagonal that is not negative, which makes both
/// unique where the rank is full.
///
/// With `M = dA·R⁻¹`, `C = Qᵀ·M` and the skew matrix `W = tril(C, -1) - tril(C, -1)ᵀ`: `dR = (C - W)·R` and
/// `dQ = M - Q·(C - W)`. Without full rank R has no inverse, and the derivatives are infinite or NaN.
public record QrFactorization() implements MatrixFunction {
  @Override
  public String name() {
    return "qr";
  }

  @Override
  public List<Type> infer(List<Type> x) {
    Type type = x.getFirst();
    type.dtype().requireFloating(name());
    Matrices.requireMatrix(name(), type.shape());
    int columns = type.shape().extent(-1);
    if (type.shape().extent(-2) < columns) {
      throw new ShapeException("[qr] shape %s has more columns than rows; factor its first %d columns, and multiply the others by Qᵀ"
          .formatted(type.shape(), type.shape().extent(-2)));
    }
    return List.of(type, Matrices.withMatrix(type, columns, columns));
  }

  @Override
  public double[][] evaluate(Matrix... x) {
    Reflections reflections = Reflections.of(x[0].elements(), x[0].rows(), x[0].columns());
    return new double[][] {reflections.q(), reflections.r()};
  }

  @Override
  public Partial partial(int argument) {
    return Partial.structured((x, y, dx) -> {
      Value q = y[0];
      Value r = y[1];
      Value m = Matrices.transposed(new TriangularSolve(false, true).on(r, Matrices.transposed(dx)));
      Value c = new MatMul(true, false).on(q, m);
      Value below = Matrices.lowerTriangle(c, -1);
      Value upper = Gates.ADD.on(Gates.SUB.on(c, below), Matrices.transposed(below));
      return new Value[] {Gates.SUB.on(m, MatMul.PLAIN.on(q, upper)), MatMul.PLAIN.on(upper, r)};
    });
  }
}
