package dev.chainrule.op;

import dev.chainrule.graph.Array;
import dev.chainrule.graph.Gate;
import dev.chainrule.graph.Partial;
import dev.chainrule.graph.Structural;
import dev.chainrule.graph.Type;
import dev.chainrule.graph.Value;
import java.util.Arrays;
import java.util.List;

/// The matrix of cofactors, `det(A)·A⁻ᵀ`: the gradient of the determinant. Where there is no inverse it is computed
/// all the same, by `A = U·S·Vᵀ`: `cof(A) = det(U)·det(V)·U·cof(S)·Vᵀ`, and the cofactors of a diagonal matrix are
/// the products of all its elements but one (Magnus and Neudecker, Matrix Differential Calculus, section 8.3).
public record Cofactors() implements Structural {
  @Override
  public String name() {
    return "cofactors";
  }

  @Override
  public Gate gate() {
    return Gate.STRUCTURED;
  }

  @Override
  public List<Type> infer(List<Type> x) {
    Matrices.requireFloating(name(), x.getFirst().dtype());
    Matrices.requireSquare(name(), x.getFirst().shape());
    return List.of(x.getFirst());
  }

  @Override
  public Array[] evaluate(Array[] x, List<Type> y) {
    Array result = Array.allocate(y.getFirst());
    int n = result.shape().extent(-1);
    for (int i = 0; i < Doubles.count(result.shape(), 2); i++) {
      JacobiSvd svd = JacobiSvd.of(Doubles.part(x[0], i, n * n), n, n);
      double[] products = productsOfOthers(svd.s());
      double[] u = svd.u();
      double sign = orientation(svd, n);
      for (int k = 0; k < n * n; k++) {
        u[k] *= sign * products[k % n];
      }
      Doubles.put(result, i, Doubles.product(u, svd.vt(), n, n, n));
    }
    return new Array[] {result};
  }

  /// The determinants of both orthogonal factors, which are 1 or -1, multiplied.
  static double orientation(JacobiSvd svd, int n) {
    return LuFactors.of(svd.u(), n).sign() * LuFactors.of(svd.vt(), n).sign();
  }

  /// For each number the product of all others, without division.
  static double[] productsOfOthers(double[] numbers) {
    double[] products = new double[numbers.length];
    Arrays.fill(products, 1);
    double before = 1;
    double after = 1;
    for (int i = 0, j = numbers.length - 1; j >= 0; i++, j--) {
      products[i] *= before;
      before *= numbers[i];
      products[j] *= after;
      after *= numbers[j];
    }
    return products;
  }

  @Override
  public Partial partial(int argument) {
    return Partial.structured((x, y, dx) -> new Value[] {new CofactorsTangent().on(x[0], dx)});
  }

  @Override
  public Value[] batch(Value[] x, boolean[] batched, int size) {
    return allOn(x);
  }
}
