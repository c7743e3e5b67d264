package dev.chainrule.op;

import dev.chainrule.graph.Array;
import dev.chainrule.graph.DType;
import dev.chainrule.graph.Gate;
import dev.chainrule.graph.Partial;
import dev.chainrule.graph.Structural;
import dev.chainrule.graph.Type;
import dev.chainrule.graph.Value;
import java.util.List;

/// The same numbers in another element type, converted as Java's casts do: to an integer towards zero, NaN to
/// 0, beyond its range to its ends, from I64 to I32 by the low bits; truth is "not 0", and 1 or 0 as a number.
/// Between floating types it is linear; no derivative passes an integer or truth.
public record Cast(DType dtype) implements Structural {
  @Override
  public String name() {
    return "cast";
  }

  @Override
  public Gate gate() {
    return dtype.isFloating() ? Gate.LINEAR : Gate.CUT;
  }

  @Override
  public List<Type> infer(List<Type> x) {
    return List.of(x.getFirst().withDType(dtype));
  }

  @Override
  public Array[] evaluate(Array[] x, List<Type> y) {
    Array result = Array.allocate(y.getFirst());
    for (int i = 0; i < result.size(); i++) {
      if (x[0].dtype().isInteger()) {
        result.setLong(i, x[0].getLong(i));
      } else {
        result.setDouble(i, x[0].getDouble(i));
      }
    }
    return new Array[] {result};
  }

  @Override
  public Partial partial(int argument) {
    return dtype.isFloating() ? Partial.linear((x, dy) -> new Cast(x[0].dtype()).on(dy)) : Partial.CUT;
  }

  @Override
  public Value[] batch(Value[] x, boolean[] batched, int size) {
    return new Value[] {on(x)};
  }
}
