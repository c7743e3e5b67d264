package dev.chainrule.op;

import dev.chainrule.graph.Array;
import dev.chainrule.graph.Gate;
import dev.chainrule.graph.Partial;
import dev.chainrule.graph.Shape;
import dev.chainrule.graph.ShapeException;
import dev.chainrule.graph.Structural;
import dev.chainrule.graph.Type;
import dev.chainrule.graph.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// Repeats a tensor: input axis i becomes axis `axes[i]` of the result, in the same order, and all other axes repeat it, as
/// do those where the input's extent is 1. Its transpose is a sum: this is the fork "copy adds".
public record Broadcast(Shape shape, List<Integer> axes) implements Structural {
  static Value along(Value x, Shape shape, int... axes) {
    return new Broadcast(shape, IntStream.of(axes).boxed().toList()).on(x);
  }

  @Override
  public String name() {
    return "broadcast";
  }

  @Override
  public Gate gate() {
    return Gate.COPY;
  }

  @Override
  public List<Type> infer(List<Type> x) {
    Shape from = x.getFirst().shape();
    if (axes.size() != from.rank() || IntStream.range(1, axes.size()).anyMatch(i -> axes.get(i) <= axes.get(i - 1))) {
      throw new ShapeException("[broadcast] axes %s for shape %s: name an axis of the result for each of its own, ascending; transpose reorders"
          .formatted(axes, from));
    }
    for (int axis = 0; axis < axes.size(); axis++) {
      int target = axes.get(axis);
      if (target < 0 || target >= shape.rank()) {
        throw new ShapeException("[broadcast] shape %s does not broadcast to %s, which has no place for axis %d of extent %d; take a part of it, or reduce it first"
            .formatted(from, shape, axis, from.extent(axis)));
      }
      if (from.extent(axis) != 1 && from.extent(axis) != shape.extent(target)) {
        throw new ShapeException("[broadcast] shape %s does not broadcast to %s: axis %d has extent %d, which is neither 1 nor %d; reshape or expandDims aligns axes"
            .formatted(from, shape, axis, from.extent(axis), shape.extent(target)));
      }
    }
    return List.of(x.getFirst().withShape(shape));
  }

  @Override
  public Array[] evaluate(Array[] x, List<Type> y) {
    return new Array[] {x[0].broadcast(shape, axes.stream().mapToInt(Integer::intValue).toArray())};
  }

  @Override
  public Partial partial(int argument) {
    return Partial.linear((x, dy) -> {
      Shape from = x[0].shape();
      List<Integer> repeated = new ArrayList<>();
      for (int axis = 0; axis < shape.rank(); axis++) {
        int source = axes.indexOf(axis);
        if (source < 0 || from.extent(source) == 1 && shape.extent(axis) != 1) {
          repeated.add(axis);
        }
      }
      Value sum = repeated.isEmpty() ? dy : new Sum(repeated).on(dy);
      return Reshape.to(sum, from);
    });
  }

  @Override
  public Value[] batch(Value[] x, boolean[] batched, int size) {
    List<Integer> shifted = new ArrayList<>(List.of(0));
    axes.forEach(axis -> shifted.add(axis + 1));
    return new Value[] {new Broadcast(shape.prepend(size), shifted).on(x)};
  }
}
