package dev.chainrule.op;

import dev.chainrule.graph.Array;
import dev.chainrule.graph.Gate;
import dev.chainrule.graph.Partial;
import dev.chainrule.graph.Structural;
import dev.chainrule.graph.Type;
import dev.chainrule.graph.Value;
import java.util.List;

/// The sum over some axes, which the result no longer has. Its transpose repeats.
public record Sum(List<Integer> axes) implements Structural {
  @Override
  public String name() {
    return "sum";
  }

  @Override
  public Gate gate() {
    return Gate.ADD;
  }

  @Override
  public List<Type> infer(List<Type> x) {
    Type type = x.getFirst();
    type.dtype().requireNumeric(name(), "convert with .to(I32) to count");
    Axes.require(name(), type.shape(), axes);
    return List.of(type.withShape(Axes.remove(type.shape(), axes)));
  }

  @Override
  public Array[] evaluate(Array[] x, List<Type> y) {
    return Reduction.fold(x[0], axes, y.getFirst(), 0, (a, b) -> a + b, (a, b) -> a + b);
  }

  @Override
  public Partial partial(int argument) {
    return Partial.linear((x, dy) -> Reduction.repeat(dy, x[0].shape(), axes));
  }

  @Override
  public Value[] batch(Value[] x, boolean[] batched, int size) {
    return new Value[] {new Sum(Axes.shifted(axes)).on(x)};
  }
}
