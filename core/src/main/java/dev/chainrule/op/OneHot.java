package dev.chainrule.op;

import dev.chainrule.graph.Array;
import dev.chainrule.graph.DType;
import dev.chainrule.graph.Gate;
import dev.chainrule.graph.Partial;
import dev.chainrule.graph.Shape;
import dev.chainrule.graph.Structural;
import dev.chainrule.graph.Type;
import dev.chainrule.graph.Value;
import java.util.List;

/// For each index a vector of `depth` elements: 1 at the index, 0 elsewhere; nothing but zeros for a negative one, which is how
/// the absence of a class is written. An index from `depth` on is an error, where comparing with positions would give zeros in
/// silence.
public record OneHot(int depth, DType dtype) implements Structural {
  @Override
  public String name() {
    return "oneHot";
  }

  @Override
  public Gate gate() {
    return Gate.CUT;
  }

  @Override
  public List<Type> infer(List<Type> x) {
    Indices.requireInteger(name(), x.getFirst().dtype());
    Shape shape = x.getFirst().shape();
    return List.of(new Type(dtype, shape.insert(shape.rank(), depth)));
  }

  @Override
  public Array[] evaluate(Array[] x, List<Type> y) {
    Array result = Array.allocate(y.getFirst());
    for (int i = 0; i < x[0].size(); i++) {
      if (x[0].getLong(i) >= 0) {
        result.setLong(i * depth + Indices.index(x[0], i, depth, x[0].shape().rank(), name()), 1);
      }
    }
    return new Array[] {result};
  }

  @Override
  public Partial partial(int argument) {
    return Partial.CUT;
  }

  @Override
  public Value[] batch(Value[] x, boolean[] batched, int size) {
    return new Value[] {on(x)};
  }
}
