package dev.chainrule.op;

import dev.chainrule.graph.Array;
import dev.chainrule.graph.Gate;
import dev.chainrule.graph.Partial;
import dev.chainrule.graph.Structural;
import dev.chainrule.graph.Type;
import dev.chainrule.graph.Value;
import java.util.List;

/// The X with `A·X = b`, or `Aᵀ·X = b`, by LU with partial pivoting. A singular matrix divides by zero, which gives
/// infinities and NaN.
///
/// Linear in b; the transpose solves with the transposed matrix. In A, `dX = -A⁻¹·dA·X`.
public record Solve(boolean transposed) implements Structural {
  @Override
  public String name() {
    return "solve";
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
      LuFactors factors = LuFactors.of(Doubles.part(x[0], i, n * n), n);
      Doubles.put(result, i, factors.solve(Doubles.part(x[1], i, n * columns), columns, transposed));
    }
    return new Array[] {result};
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
