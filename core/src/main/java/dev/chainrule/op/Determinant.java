package dev.chainrule.op;

import dev.chainrule.graph.Partial;
import dev.chainrule.graph.Type;
import dev.chainrule.graph.Value;
import java.util.List;

/// The determinant, by LU. It is a polynomial of the elements, so it has derivatives everywhere, also where the
/// matrix has no inverse: `d det A = Σ cof(A)∘dA` (Jacobi's formula), with [Cofactors] for the gradient.
public record Determinant() implements MatrixFunction {
  @Override
  public String name() {
    return "det";
  }

  @Override
  public List<Type> infer(List<Type> x) {
    Type type = x.getFirst();
    type.dtype().requireFloating(name());
    Matrices.requireSquare(name(), type.shape());
    return List.of(type.withShape(Matrices.lead(type.shape())));
  }

  @Override
  public double[][] evaluate(Matrix... x) {
    return new double[][] {{LuFactors.of(x[0].elements(), x[0].rows()).determinant()}};
  }

  @Override
  public Partial partial(int argument) {
    return Partial.structured((x, y, dx) -> {
      int rank = dx.shape().rank();
      return new Value[] {new Sum(List.of(rank - 2, rank - 1)).on(Gates.ZERO_TIMES.on(new Cofactors().on(x[0]), dx))};
    });
  }
}
