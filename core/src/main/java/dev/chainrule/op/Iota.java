package dev.chainrule.op;

import dev.chainrule.graph.Array;
import dev.chainrule.graph.DType;
import dev.chainrule.graph.DTypeException;
import dev.chainrule.graph.Gate;
import dev.chainrule.graph.Partial;
import dev.chainrule.graph.Shape;
import dev.chainrule.graph.Structural;
import dev.chainrule.graph.Type;
import dev.chainrule.graph.Value;
import java.util.List;

/// A tensor whose elements are their own positions along an axis: 0, 1, 2, …. It has no inputs.
public record Iota(Type type, int axis) implements Structural {
  @Override
  public String name() {
    return "iota";
  }

  @Override
  public Gate gate() {
    return Gate.CUT;
  }

  @Override
  public List<Type> infer(List<Type> x) {
    if (type.dtype() == DType.BOOL) {
      throw new DTypeException("[iota] counts in numbers, not in Bool; take I32 and compare");
    }
    type.shape().axis(name(), axis);
    return List.of(type);
  }

  @Override
  public Array[] evaluate(Array[] x, List<Type> y) {
    int extent = type.shape().extent(axis);
    Array counts = Array.allocate(y.getFirst().withShape(Shape.of(extent)));
    for (int i = 0; i < extent; i++) {
      counts.setLong(i, i);
    }
    return new Array[] {counts.broadcast(type.shape(), new int[] {axis})};
  }

  @Override
  public Partial partial(int argument) {
    throw new AssertionError("iota has no inputs");
  }

  @Override
  public Value[] batch(Value[] x, boolean[] batched, int size) {
    return new Value[] {new Iota(type.withShape(type.shape().prepend(size)), axis + 1).on()};
  }
}
