package dev.chainrule.op;

import dev.chainrule.graph.Partial;
import dev.chainrule.graph.Type;
import dev.chainrule.graph.Value;
import java.util.List;

/// The lower triangular L with a positive diagonal and `L·Lᵀ = (x + xᵀ) / 2`. Where that is not positive definite
/// there is none, and the triangle is NaN.
///
/// From `dA = dL·Lᵀ + L·dLᵀ` follows `dL = L·Φ(L⁻¹·dA·L⁻ᵀ)`, where Φ takes the lower triangle and half the diagonal
/// (I. Murray, Differentiation of the Cholesky decomposition, 2016).
public record Cholesky() implements MatrixFunction {
  @Override
  public String name() {
    return "cholesky";
  }

  @Override
  public List<Type> infer(List<Type> x) {
    x.getFirst().dtype().requireFloating(name());
    Matrices.requireSquare(name(), x.getFirst().shape());
    return List.of(x.getFirst());
  }

  @Override
  public double[][] evaluate(Matrix... x) {
    return new double[][] {CholeskyFactor.of(x[0].elements(), x[0].rows())};
  }

  @Override
  public Partial partial(int argument) {
    return Partial.structured((x, y, dx) -> {
      Value l = y[0];
      TriangularSolve solve = new TriangularSolve(true, false);
      Value half = solve.on(l, Matrices.symmetric(dx));
      Value both = solve.on(l, Matrices.transposed(half));
      Value lower = Gates.ADD.on(Matrices.lowerTriangle(both, 0), Matrices.lowerTriangle(both, -1));
      return new Value[] {MatMul.PLAIN.on(l, Matrices.scaled(lower, 0.5))};
    });
  }
}
