package dev.chainrule.op;

import dev.chainrule.graph.Array;
import dev.chainrule.graph.Partial;
import dev.chainrule.graph.Shape;
import dev.chainrule.graph.ShapeException;
import dev.chainrule.graph.StridedCopy;
import dev.chainrule.graph.Structural;
import dev.chainrule.graph.Type;
import dev.chainrule.graph.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// Axes in another order: axis i of the result is axis `order[i]` of the input.
public record Permute(List<Integer> order) implements Structural {
  /// The value with one axis moved to another place, the others in their order.
  public static Value move(Value x, int axis, int target) {
    if (axis == target) {
      return x;
    }
    List<Integer> order = new ArrayList<>(IntStream.range(0, x.shape().rank()).boxed().toList());
    order.remove(axis);
    order.add(target, axis);
    return new Permute(List.copyOf(order)).on(x);
  }

  @Override
  public String name() {
    return "transpose";
  }

  @Override
  public List<Type> infer(List<Type> x) {
    Shape from = x.getFirst().shape();
    if (!order.stream().sorted().toList().equals(IntStream.range(0, from.rank()).boxed().toList())) {
      throw new ShapeException("[transpose] axes %s are no order of the axes of shape %s: name each from 0 to %d once"
          .formatted(order, from, from.rank() - 1));
    }
    int[] extents = order.stream().mapToInt(from::extent).toArray();
    return List.of(x.getFirst().withShape(Shape.of(extents)));
  }

  @Override
  public Array[] evaluate(Array[] x, List<Type> y) {
    Array result = Array.allocate(y.getFirst());
    int[] strides = x[0].strides();
    int[] permuted = order.stream().mapToInt(axis -> strides[axis]).toArray();
    StridedCopy.copy(x[0], 0, permuted, result, 0, result.strides(), result.shape());
    return new Array[] {result};
  }

  @Override
  public Partial partial(int argument) {
    return Partial.linear((x, dy) -> inverse().on(dy));
  }

  private Permute inverse() {
    Integer[] inverse = new Integer[order.size()];
    for (int i = 0; i < inverse.length; i++) {
      inverse[order.get(i)] = i;
    }
    return new Permute(List.of(inverse));
  }

  @Override
  public Value[] batch(Value[] x, boolean[] batched, int size) {
    List<Integer> shifted = new ArrayList<>(List.of(0));
    order.forEach(axis -> shifted.add(axis + 1));
    return new Value[] {new Permute(shifted).on(x)};
  }
}
