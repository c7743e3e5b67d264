package dev.chainrule.op;

import dev.chainrule.graph.Value;
import java.util.Arrays;

/// The exponential of a matrix A, and its derivatives: with k directions E₁ … Eₖ after A, the k-th derivative of exp at A in
/// these directions. It is linear in each direction and symmetric in all of them, its derivative in A is the next one, and
/// its transpose in a direction is that of Aᵀ, the other directions transposed and the cotangent in the direction's place.
/// So one primitive has derivatives of every order.
///
/// It is the upper right block of the exponential of a matrix of 2ᵏ blocks (Higham and Relton, "Higher order Fréchet
/// derivatives of matrix functions", 2014):
///
///     X₀ = A,    Xⱼ = ( Xⱼ₋₁   I ⊗ Eⱼ )
///                     (   0    Xⱼ₋₁   )
public record MatrixExponential() implements DirectionalFunction {
  @Override
  public String name() {
    return "matrixExp";
  }

  @Override
  public double[][] evaluate(Matrix... x) {
    int n = x[0].rows();
    double[] blocks = x[0].elements();
    int size = n;
    for (int direction = 1; direction < x.length; direction++) {
      blocks = doubled(blocks, size, x[direction].elements(), n);
      size *= 2;
    }
    double[] power = ExponentialOfMatrix.of(blocks, size);
    double[] result = new double[n * n];
    for (int i = 0; i < n; i++) {
      System.arraycopy(power, i * size + size - n, result, i * n, n);
    }
    return new double[][] {result};
  }

  private static double[] doubled(double[] blocks, int size, double[] direction, int n) {
    double[] result = new double[4 * size * size];
    for (int i = 0; i < size; i++) {
      System.arraycopy(blocks, i * size, result, i * 2 * size, size);
      System.arraycopy(blocks, i * size, result, (i + size) * 2 * size + size, size);
      System.arraycopy(direction, i % n * n, result, i * 2 * size + size + i / n * n, n);
    }
    return result;
  }

  @Override
  public Value[] transposed(Value[] x, int direction, Value dy) {
    Value[] inputs = new Value[x.length];
    Arrays.setAll(inputs, i -> i == direction ? dy : Matrices.transposed(x[i]));
    return inputs;
  }
}
