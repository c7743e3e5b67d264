package dev.chainrule.op;

import dev.chainrule.graph.Value;
import java.util.Arrays;

/// The matrix of cofactors of A, which is the gradient of the determinant, and its derivatives: with k directions X₁ … Xₖ
/// after A, the k-th derivative of the cofactors at A in these directions. It is linear in each direction, and its
/// derivative in A is the next one. As an inner product with a cotangent it is the determinant's derivative of order
/// k + 1, which is symmetric: its transpose in a direction is itself, with the cotangent in the direction's place. So one
/// primitive gives the determinant derivatives of every order, and they are finite at every matrix, singular or not.
public record Cofactors() implements DirectionalFunction {
  @Override
  public String name() {
    return "cofactors";
  }

  @Override
  public double[][] evaluate(Matrix... x) {
    double[][] directions = Arrays.stream(x).skip(1).map(Matrix::elements).toArray(double[][]::new);
    return new double[][] {CofactorMatrix.of(x[0].rows(), x[0].elements(), directions)};
  }

  @Override
  public Value[] transposed(Value[] x, int direction, Value dy) {
    Value[] inputs = x.clone();
    inputs[direction] = dy;
    return inputs;
  }
}
