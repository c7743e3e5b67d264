package dev.chainrule.op;

import dev.chainrule.graph.Partial;
import dev.chainrule.graph.Type;
import dev.chainrule.graph.Value;
import java.util.List;

/// The matrix of cofactors, `det(A)·A⁻ᵀ`: the gradient of the determinant. Where there is no inverse it is computed
/// all the same, by `A = U·S·Vᵀ`: `cof(A) = det(U)·det(V)·U·cof(S)·Vᵀ`, and the cofactors of a diagonal matrix are
/// the products of all its elements but one (Magnus and Neudecker, Matrix Differential Calculus, section 8.3).
public record Cofactors() implements MatrixFunction {
  @Override
  public String name() {
    return "cofactors";
  }

  @Override
  public List<Type> infer(List<Type> x) {
    x.getFirst().dtype().requireFloating(name());
    Matrices.requireSquare(name(), x.getFirst().shape());
    return List.of(x.getFirst());
  }

  @Override
  public double[][] evaluate(Matrix... x) {
    return new double[][] {CofactorMatrix.of(x[0].elements(), x[0].rows())};
  }

  @Override
  public Partial partial(int argument) {
    return Partial.structured((x, y, dx) -> new Value[] {new CofactorsTangent().on(x[0], dx)});
  }
}
