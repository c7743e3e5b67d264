package dev.chainrule.op;

import dev.chainrule.graph.Array;
import dev.chainrule.graph.Partial;
import dev.chainrule.graph.StridedCopy;
import dev.chainrule.graph.Structural;
import dev.chainrule.graph.Type;
import dev.chainrule.graph.Value;
import java.util.List;

/// The elements of some axes in reverse order. It is its own transpose.
public record Flip(List<Integer> axes) implements Structural {
  @Override
  public String name() {
    return "flip";
  }

  @Override
  public List<Type> infer(List<Type> x) {
    Axes.require(name(), x.getFirst().shape(), axes);
    return List.of(x.getFirst());
  }

  @Override
  public Array[] evaluate(Array[] x, List<Type> y) {
    Array result = Array.allocate(y.getFirst());
    int[] strides = x[0].strides();
    int offset = 0;
    for (int axis : axes) {
      offset += (x[0].shape().extent(axis) - 1) * strides[axis];
      strides[axis] = -strides[axis];
    }
    StridedCopy.copy(x[0], offset, strides, result, 0, result.strides(), result.shape());
    return new Array[] {result};
  }

  @Override
  public Partial partial(int argument) {
    return Partial.linear((x, dy) -> on(dy));
  }

  @Override
  public Value[] batch(Value[] x, boolean[] batched, int size) {
    return new Value[] {new Flip(Axes.shifted(axes)).on(x)};
  }
}
