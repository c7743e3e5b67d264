package dev.chainrule.op;

import dev.chainrule.graph.Array;
import dev.chainrule.graph.Partial;
import dev.chainrule.graph.Structural;
import dev.chainrule.graph.Type;
import dev.chainrule.graph.Value;
import java.util.List;

/// Along an axis, the sum of all elements up to each (in reverse: from each on), itself included. The
/// transpose is the same in the other direction.
public record CumSum(int axis, boolean reverse) implements Structural {
  @Override
  public String name() {
    return "cumSum";
  }

  @Override
  public List<Type> infer(List<Type> x) {
    Type type = x.getFirst();
    type.dtype().requireNumeric(name(), "convert with .to(I32) to count");
    type.shape().axis(name(), axis);
    return List.of(type);
  }

  @Override
  public Array[] evaluate(Array[] x, List<Type> y) {
    return new Array[] {Lines.accumulated(x[0], axis, reverse, y.getFirst(), 0, Double::sum, Long::sum)};
  }

  @Override
  public Partial partial(int argument) {
    return Partial.linear((x, dy) -> new CumSum(axis, !reverse).on(dy));
  }

  @Override
  public Value[] batch(Value[] x, boolean[] batched, int size) {
    return new Value[] {new CumSum(axis + 1, reverse).on(x)};
  }
}
