package dev.chainrule.op;

import dev.chainrule.graph.Array;
import dev.chainrule.graph.Partial;
import dev.chainrule.graph.Structural;
import dev.chainrule.graph.Type;
import dev.chainrule.graph.Value;
import java.util.List;

/// Picks along one axis by an integer tensor of the result's shape: `y[…, i, …] = x[…, indices[…, i, …], …]`.
/// Its transpose adds each cotangent to the place that it came from.
public record TakeAlong(int axis) implements Structural {
  @Override
  public String name() {
    return "takeAlongAxis";
  }

  @Override
  public List<Type> infer(List<Type> x) {
    Indices.requireInteger(name(), x.get(1).dtype());
    Indices.requireAligned(name(), x.get(0).shape(), x.get(1).shape(), axis);
    return List.of(x.get(0).withShape(x.get(1).shape()));
  }

  @Override
  public Array[] evaluate(Array[] x, List<Type> y) {
    Array from = x[0].contiguous();
    Array indices = x[1].contiguous();
    Array result = Array.allocate(y.getFirst());
    Indices.along(indices, from.shape(), axis, name(), (position, place) -> Indices.move(from, place, result, position));
    return new Array[] {result};
  }

  @Override
  public Partial partial(int argument) {
    return argument == 0
        ? Partial.linear((x, dy) -> new AddAlong(axis, x[0].shape()).on(dy, x[1]))
        : Partial.CUT;
  }

  @Override
  public Value[] batch(Value[] x, boolean[] batched, int size) {
    return new Value[] {new TakeAlong(axis + 1).on(Broadcasting.batchAll(x, batched, size))};
  }
}
