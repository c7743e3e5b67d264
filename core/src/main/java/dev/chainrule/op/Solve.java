package dev.chainrule.op;

import dev.chainrule.graph.Partial;
import dev.chainrule.graph.Type;
import dev.chainrule.graph.Value;
import java.util.List;

/// The X with `A·X = b`, or `Aᵀ·X = b`, by LU with partial pivoting. A singular matrix divides by zero, which gives
/// infinities and NaN.
///
/// Linear in b; the transpose solves with the transposed matrix. In A, `dX = -A⁻¹·dA·X`.
public record Solve(boolean transposed) implements MatrixFunction {
  @Override
  public String name() {
    return "solve";
  }

  @Override
  public List<Type> infer(List<Type> x) {
    return SharedMatrix.infer(name(), x);
  }

  @Override
  public double[][] evaluate(Matrix... x) {
    return new double[][] {LuFactors.of(x[0].elements(), x[0].rows()).solve(x[1].elements(), x[1].columns(), transposed)};
  }

  @Override
  public Partial partial(int argument) {
    return argument == 0
        ? Partial.structured((x, y, da) ->
            new Value[] {Gates.NEG.on(on(x[0], new MatMul(transposed, false).on(da, y[0])))})
        : Partial.linear((x, dy) -> new Solve(!transposed).on(x[0], dy));
  }

  @Override
  public Value[] batch(Value[] x, boolean[] batched, int size) {
    return SharedMatrix.batch(this, x, batched, size);
  }
}
