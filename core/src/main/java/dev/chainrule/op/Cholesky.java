package dev.chainrule.op;

import dev.chainrule.graph.Array;
import dev.chainrule.graph.Gate;
import dev.chainrule.graph.Partial;
import dev.chainrule.graph.Structural;
import dev.chainrule.graph.Type;
import dev.chainrule.graph.Value;
import java.util.Arrays;
import java.util.List;

/// The lower triangular L with a positive diagonal and `L·Lᵀ = (x + xᵀ) / 2`. Where that is not positive definite
/// there is none, and the triangle is NaN.
///
/// From `dA = dL·Lᵀ + L·dLᵀ` follows `dL = L·Φ(L⁻¹·dA·L⁻ᵀ)`, where Φ takes the lower triangle and half the diagonal
/// (I. Murray, Differentiation of the Cholesky decomposition, 2016).
public record Cholesky() implements Structural {
  @Override
  public String name() {
    return "cholesky";
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
      Doubles.put(result, i, factor(Doubles.part(x[0], i, n * n), n));
    }
    return new Array[] {result};
  }

  private static double[] factor(double[] a, int n) {
    double[] l = new double[n * n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j <= i; j++) {
        double rest = (a[i * n + j] + a[j * n + i]) / 2 - Doubles.dot(l, i * n, l, j * n, j);
        l[i * n + j] = i == j ? Math.sqrt(rest) : rest / l[j * n + j];
      }
      if (!(l[i * n + i] > 0)) {
        return withoutFactor(n);
      }
    }
    return l;
  }

  private static double[] withoutFactor(int n) {
    double[] l = new double[n * n];
    for (int i = 0; i < n; i++) {
      Arrays.fill(l, i * n, i * n + i + 1, Double.NaN);
    }
    return l;
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

  @Override
  public Value[] batch(Value[] x, boolean[] batched, int size) {
    return allOn(x);
  }
}
