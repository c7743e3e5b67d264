package dev.chainrule.op;

import dev.chainrule.graph.Partial;
import dev.chainrule.graph.Type;
import dev.chainrule.graph.Value;
import java.util.List;

/// The X with `T·X = b`, or `Tᵀ·X = b`, where T is the lower or upper triangle of the first input, whose other
/// elements are not read. A zero on the diagonal divides, which gives infinities and NaN.
///
/// Linear in b; the transpose solves with the other triangle. In T, `dX = -T⁻¹·dT·X`.
public record TriangularSolve(boolean lower, boolean transposed) implements MatrixFunction {
  @Override
  public String name() {
    return "solveTriangular";
  }

  @Override
  public List<Type> infer(List<Type> x) {
    return SharedMatrix.infer(name(), x);
  }

  @Override
  public double[][] evaluate(Matrix... x) {
    return new double[][] {TriangularSystem.solve(x[0].elements(), x[1].elements(), x[0].rows(), x[1].columns(), lower, transposed, false)};
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
