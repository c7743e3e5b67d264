package dev.chainrule.op;

import dev.chainrule.graph.Partial;
import dev.chainrule.graph.Shape;
import dev.chainrule.graph.ShapeException;
import dev.chainrule.graph.Type;
import dev.chainrule.graph.Value;
import java.util.List;

/// The reduced singular value decomposition of an m×n matrix, m ≥ n: three results U (m×n, orthonormal columns), s
/// (descending, not negative) and Vᵀ (n×n) with `x = U·diag(s)·Vᵀ`. In each right vector the element of largest
/// magnitude is positive.
///
/// With `M = Uᵀ·dA·V` and `F[i, j] = 1 / (sⱼ² - sᵢ²)`, 0 on the diagonal: `ds = diag(M)`,
/// `dU = U·(F∘(M·S + S·Mᵀ)) + (1 - U·Uᵀ)·dA·V·S⁻¹` and `dV = V·(F∘(S·M + Mᵀ·S))` (J. Townsend, Differentiating the
/// singular value decomposition, 2016). Vectors of equal values, and left ones of the value 0 of a tall matrix, have
/// no derivative: infinities or NaN. That of the values is finite; at 0 it is one of several possible.
public record SingularValues() implements MatrixFunction {
  @Override
  public String name() {
    return "svd";
  }

  @Override
  public List<Type> infer(List<Type> x) {
    Type type = x.getFirst();
    type.dtype().requireFloating(name());
    Matrices.requireMatrix(name(), type.shape());
    int columns = type.shape().extent(-1);
    if (type.shape().extent(-2) < columns) {
      throw new ShapeException("[svd] shape %s has more columns than rows; decompose the transpose".formatted(type.shape()));
    }
    Shape values = Matrices.lead(type.shape()).concat(Shape.of(columns));
    return List.of(type, type.withShape(values), Matrices.withMatrix(type, columns, columns));
  }

  @Override
  public double[][] evaluate(Matrix... x) {
    JacobiSvd svd = JacobiSvd.of(x[0].elements(), x[0].rows(), x[0].columns());
    return new double[][] {svd.u(), svd.s(), svd.vt()};
  }

  @Override
  public Partial partial(int argument) {
    return Partial.structured((x, y, dx) -> tangents(y[0], y[1], y[2], dx));
  }

  private static Value[] tangents(Value u, Value s, Value vt, Value dx) {
    Value turned = new MatMul(false, true).on(dx, vt);
    Value m = new MatMul(true, false).on(u, turned);
    Value inverseGaps = inverseGapsOfSquares(s);
    Value right = Matrices.columnsTimes(m, s);
    Value left = Matrices.transposed(Matrices.columnsTimes(Matrices.transposed(m), s));
    Value ofU = Gates.ZERO_TIMES.on(inverseGaps, Gates.ADD.on(right, Matrices.transposed(right)));
    Value ofV = Gates.ZERO_TIMES.on(inverseGaps, Gates.ADD.on(left, Matrices.transposed(left)));
    Value du = MatMul.PLAIN.on(u, ofU);
    if (u.shape().extent(-2) > u.shape().extent(-1)) {
      Value outside = Gates.SUB.on(turned, MatMul.PLAIN.on(u, m));
      du = Gates.ADD.on(du, Matrices.columnsTimes(outside, Gates.RECIPROCAL.on(s)));
    }
    return new Value[] {du, Matrices.diagonal(m, 0), new MatMul(true, false).on(ofV, vt)};
  }

  /// `1 / (sⱼ² - sᵢ²)`, with the difference as a product, so that nearly equal values keep their digits.
  private static Value inverseGapsOfSquares(Value s) {
    Value columns = Matrices.repeatedRows(s, s.shape().extent(-1));
    Value sums = Gates.ADD.on(columns, Matrices.transposed(columns));
    return Gates.ZERO_TIMES.on(SymmetricEigen.inverseGaps(s), Gates.RECIPROCAL.on(sums));
  }
}
