package dev.chainrule.op;

import dev.chainrule.graph.Partial;
import dev.chainrule.graph.Type;
import dev.chainrule.graph.Value;
import java.util.List;

/// The sign of the determinant (1, -1, or 0) and the logarithm of its magnitude (-∞ at 0), by LU: the logarithms of
/// pivots are added where their product would overflow or vanish.
///
/// `d log|det A| = tr(A⁻¹·dA)` (Jacobi's formula); not defined at singular matrices.
public record LogAbsDet() implements MatrixFunction {
  @Override
  public String name() {
    return "logAbsDet";
  }

  @Override
  public List<Type> infer(List<Type> x) {
    Type type = x.getFirst();
    type.dtype().requireFloating(name());
    Matrices.requireSquare(name(), type.shape());
    Type result = type.withShape(Matrices.lead(type.shape()));
    return List.of(result, result);
  }

  @Override
  public double[][] evaluate(Matrix... x) {
    LuFactors factors = LuFactors.of(x[0].elements(), x[0].rows());
    return new double[][] {{factors.sign()}, {factors.logMagnitude()}};
  }

  @Override
  public Partial partial(int argument) {
    return Partial.structured((x, y, dx) -> new Value[] {null, Matrices.trace(new Solve(false).on(x[0], dx))});
  }
}
