package dev.chainrule.op;

import dev.chainrule.graph.Array;
import dev.chainrule.graph.Partial;
import dev.chainrule.graph.Shape;
import dev.chainrule.graph.ShapeException;
import dev.chainrule.graph.Structural;
import dev.chainrule.graph.Type;
import dev.chainrule.graph.Value;
import java.util.List;

/// The transpose of [TakeAlong]: zeros of the given shape, to which each element of x is added at its index.
public record AddAlong(int axis, Shape shape) implements Structural {
  @Override
  public String name() {
    return "addAlongAxis";
  }

  @Override
  public List<Type> infer(List<Type> x) {
    Indices.requireInteger(name(), x.get(1).dtype());
    Indices.requireAligned(name(), shape, x.get(1).shape(), axis);
    if (!x.get(0).shape().equals(x.get(1).shape())) {
      throw new ShapeException("[addAlongAxis] %s values were given for %s indices; each needs one"
          .formatted(x.get(0).shape(), x.get(1).shape()));
    }
    return List.of(x.get(0).withShape(shape));
  }

  @Override
  public Array[] evaluate(Array[] x, List<Type> y) {
    Array from = x[0].contiguous();
    Array result = Array.allocate(y.getFirst());
    Indices.along(x[1].contiguous(), shape, axis, name(), (position, place) -> Indices.add(from, position, result, place));
    return new Array[] {result};
  }

  @Override
  public Partial partial(int argument) {
    return argument == 0 ? Partial.linear((x, dy) -> new TakeAlong(axis).on(dy, x[1])) : Partial.CUT;
  }

  @Override
  public Value[] batch(Value[] x, boolean[] batched, int size) {
    return new Value[] {new AddAlong(axis + 1, shape.prepend(size)).on(Broadcasting.batchAll(x, batched, size))};
  }
}
