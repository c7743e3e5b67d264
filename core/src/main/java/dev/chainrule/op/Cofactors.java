package dev.chainrule.op;

import dev.chainrule.graph.DTypeException;
import dev.chainrule.graph.Partial;
import dev.chainrule.graph.ShapeException;
import dev.chainrule.graph.Type;
import dev.chainrule.graph.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// The matrix of cofactors of A, which is the gradient of the determinant, and its derivatives: with k directions X₁ … Xₖ
/// after A, the k-th derivative of the cofactors at A in these directions. It is linear in each direction, and its
/// derivative in A is the next one. As an inner product with a cotangent it is the determinant's derivative of order
/// k + 1, which is symmetric: its transpose in a direction is itself, with the cotangent in the direction's place. So one
/// primitive gives the determinant derivatives of every order, and they are finite at every matrix, singular or not.
public record Cofactors() implements MatrixFunction {
  @Override
  public String name() {
    return "cofactors";
  }

  @Override
  public List<Type> infer(List<Type> x) {
    Type matrix = x.getFirst();
    matrix.dtype().requireFloating(name());
    Matrices.requireSquare(name(), matrix.shape());
    for (Type direction : x) {
      if (!direction.shape().equals(matrix.shape())) {
        throw new ShapeException("[%s] shapes %s and %s: a direction must have the matrix' shape"
            .formatted(name(), matrix.shape(), direction.shape()));
      }
      if (direction.dtype() != matrix.dtype()) {
        throw new DTypeException("[%s] mixes %s and %s; there is no silent promotion: convert one with .to(%s)"
            .formatted(name(), matrix.dtype(), direction.dtype(), matrix.dtype()));
      }
    }
    return List.of(matrix);
  }

  @Override
  public double[][] evaluate(Matrix... x) {
    double[][] directions = Arrays.stream(x).skip(1).map(Matrix::elements).toArray(double[][]::new);
    return new double[][] {CofactorMatrix.of(x[0].rows(), x[0].elements(), directions)};
  }

  @Override
  public Partial partial(int argument) {
    if (argument == 0) {
      return Partial.structured((x, y, da) -> {
        List<Value> inputs = new ArrayList<>(List.of(x));
        inputs.add(da);
        return allOn(inputs.toArray(Value[]::new));
      });
    }
    return Partial.linear((x, dy) -> {
      Value[] inputs = x.clone();
      inputs[argument] = dy;
      return on(inputs);
    });
  }
}
