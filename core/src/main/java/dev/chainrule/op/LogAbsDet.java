package dev.chainrule.op;

import dev.chainrule.graph.Array;
import dev.chainrule.graph.Gate;
import dev.chainrule.graph.Partial;
import dev.chainrule.graph.Structural;
import dev.chainrule.graph.Type;
import dev.chainrule.graph.Value;
import java.util.List;

/// The sign of the determinant (1, -1, or 0) and the logarithm of its magnitude (-∞ at 0), by LU: the logarithms of
/// pivots are added where their product would overflow or vanish.
///
/// `d log|det A| = tr(A⁻¹·dA)` (Jacobi's formula); not defined at singular matrices.
public record LogAbsDet() implements Structural {
  @Override
  public String name() {
    return "logAbsDet";
  }

  @Override
  public Gate gate() {
    return Gate.STRUCTURED;
  }

  @Override
  public List<Type> infer(List<Type> x) {
    Type type = x.getFirst();
    Matrices.requireFloating(name(), type.dtype());
    Matrices.requireSquare(name(), type.shape());
    Type result = type.withShape(Matrices.lead(type.shape()));
    return List.of(result, result);
  }

  @Override
  public Array[] evaluate(Array[] x, List<Type> y) {
    Array sign = Array.allocate(y.get(0));
    Array logarithm = Array.allocate(y.get(1));
    int n = x[0].shape().extent(-1);
    for (int i = 0; i < sign.size(); i++) {
      LuFactors factors = LuFactors.of(Doubles.part(x[0], i, n * n), n);
      sign.setDouble(i, factors.sign());
      logarithm.setDouble(i, factors.logMagnitude());
    }
    return new Array[] {sign, logarithm};
  }

  @Override
  public Partial partial(int argument) {
    return Partial.structured((x, y, dx) -> new Value[] {null, Matrices.trace(new Solve(false).on(x[0], dx))});
  }

  @Override
  public Value[] batch(Value[] x, boolean[] batched, int size) {
    return allOn(x);
  }
}
