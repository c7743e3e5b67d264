package dev.chainrule.op;

import dev.chainrule.graph.Array;
import dev.chainrule.graph.Gate;
import dev.chainrule.graph.Partial;
import dev.chainrule.graph.Structural;
import dev.chainrule.graph.Type;
import dev.chainrule.graph.Value;
import java.util.List;

/// The X with `T·X = b`, or `Tᵀ·X = b`, where T is the lower or upper triangle of the first input, whose other
/// elements are not read. A zero on the diagonal divides, which gives infinities and NaN.
///
/// Linear in b; the transpose solves with the other triangle. In T, `dX = -T⁻¹·dT·X`.
public record TriangularSolve(boolean lower, boolean transposed) implements Structural {
  @Override
  public String name() {
    return "solveTriangular";
  }

  @Override
  public Gate gate() {
    return Gate.STRUCTURED;
  }

  @Override
  public List<Type> infer(List<Type> x) {
    return SharedMatrix.infer(name(), x);
  }

  @Override
  public Array[] evaluate(Array[] x, List<Type> y) {
    Array result = Array.allocate(y.getFirst());
    int n = result.shape().extent(-2);
    int columns = result.shape().extent(-1);
    for (int i = 0; i < Doubles.count(result.shape(), 2); i++) {
      double[] solution = Doubles.part(x[1], i, n * columns);
      solve(Doubles.part(x[0], i, n * n), solution, n, columns, lower, transposed, false);
      Doubles.put(result, i, solution);
    }
    return new Array[] {result};
  }

  /// Replaces b by the solution. With `unit`, the diagonal counts as ones.
  static void solve(double[] a, double[] b, int n, int columns, boolean lower, boolean transposed, boolean unit) {
    boolean downward = lower != transposed;
    for (int step = 0; step < n; step++) {
      int i = downward ? step : n - 1 - step;
      for (int earlier = 0; earlier < step; earlier++) {
        int j = downward ? earlier : n - 1 - earlier;
        double factor = transposed ? a[j * n + i] : a[i * n + j];
        for (int c = 0; c < columns; c++) {
          b[i * columns + c] -= factor * b[j * columns + c];
        }
      }
      for (int c = 0; !unit && c < columns; c++) {
        b[i * columns + c] /= a[i * n + i];
      }
    }
  }

  @Override
  public Partial partial(int argument) {
    return argument == 0
        ? Partial.structured((x, y, da) -> {
          Value triangle = lower ? Matrices.lowerTriangle(da, 0) : Matrices.upperTriangle(da, 0);
          return new Value[] {Gates.NEG.on(on(x[0], new MatMul(transposed, false).on(triangle, y[0])))};
        })
        : Partial.linear((x, dy) -> new TriangularSolve(lower, !transposed).on(x[0], dy));
  }

  @Override
  public Value[] batch(Value[] x, boolean[] batched, int size) {
    return SharedMatrix.batch(this, x, batched, size);
  }
}
