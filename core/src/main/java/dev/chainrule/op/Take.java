package dev.chainrule.op;

import dev.chainrule.graph.Array;
import dev.chainrule.graph.Literal;
import dev.chainrule.graph.Partial;
import dev.chainrule.graph.Structural;
import dev.chainrule.graph.Type;
import dev.chainrule.graph.Value;
import java.util.List;

/// Whole slices along an axis, by an integer tensor of any shape, which takes that axis' place in the result:
/// rows of a table, for `axis` 0. The transpose adds each cotangent to the slice that it came from.
public record Take(int axis) implements Structural {
  @Override
  public String name() {
    return "take";
  }

  @Override
  public List<Type> infer(List<Type> x) {
    x.get(0).shape().axis(name(), axis);
    Indices.requireInteger(name(), x.get(1).dtype());
    return List.of(x.get(0).withShape(Indices.selection(x.get(0).shape(), axis, x.get(1).shape())));
  }

  @Override
  public Array[] evaluate(Array[] x, List<Type> y) {
    Array from = x[0].contiguous();
    Array result = Array.allocate(y.getFirst());
    Indices.slices(x[1], from.shape(), axis, name(), (position, place, run) ->
        System.arraycopy(from.elements(), place, result.elements(), position, run));
    return new Array[] {result};
  }

  @Override
  public Partial partial(int argument) {
    return argument == 0
        ? Partial.linear((x, dy) -> new ScatterAdd(axis).on(Literal.zeros(x[0].type()), x[1], dy))
        : Partial.CUT;
  }

  @Override
  public Value[] batch(Value[] x, boolean[] batched, int size) {
    if (!batched[1]) {
      return new Value[] {new Take(axis + 1).on(x)};
    }
    if (!batched[0]) {
      return new Value[] {Permute.move(on(x), axis, 0)};
    }
    Value along = new TakeAlong(axis + 1).on(x[0], Indices.spread(x[1], x[0].shape(), axis + 1));
    return new Value[] {Reshape.to(along, Indices.batchedSelection(x[0].shape(), axis + 1, x[1].shape()))};
  }
}
