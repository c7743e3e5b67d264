package dev.chainrule.op;

import dev.chainrule.graph.Array;
import dev.chainrule.graph.DTypeException;
import dev.chainrule.graph.Partial;
import dev.chainrule.graph.Shape;
import dev.chainrule.graph.ShapeException;
import dev.chainrule.graph.StridedCopy;
import dev.chainrule.graph.Structural;
import dev.chainrule.graph.Type;
import dev.chainrule.graph.Value;
import java.util.List;

/// Any number of tensors one after the other along an axis. Linear in all of them together; the transpose
/// gives each its slice.
public record Concat(int axis) implements Structural {
  @Override
  public String name() {
    return "concat";
  }

  @Override
  public List<Type> infer(List<Type> x) {
    if (x.isEmpty()) {
      throw new ShapeException("[concat] was given no tensors; it takes one or more");
    }
    Type first = x.getFirst();
    first.shape().axis(name(), axis);
    int extent = 0;
    for (int i = 0; i < x.size(); i++) {
      Type type = x.get(i);
      if (type.dtype() != first.dtype()) {
        throw new DTypeException("[concat] mixes %s and %s; there is no silent promotion: convert with .to(%s)"
            .formatted(first.dtype(), type.dtype(), first.dtype()));
      }
      Shape shape = type.shape();
      if (shape.rank() != first.shape().rank() || !shape.with(axis, 0).equals(first.shape().with(axis, 0))) {
        throw new ShapeException("[concat] tensor %d has shape %s, the first %s: all extents but that of axis %d must be equal%s"
            .formatted(i, shape, first.shape(), axis, difference(first.shape(), shape)));
      }
      extent = Math.addExact(extent, shape.extent(axis));
    }
    return List.of(first.withShape(first.shape().with(axis, extent)));
  }

  /// The first axis that differs, for the message, where both have it.
  private String difference(Shape first, Shape other) {
    for (int i = 0; i < first.rank() && first.rank() == other.rank(); i++) {
      if (i != axis && first.extent(i) != other.extent(i)) {
        return ", but axis %d is %d here and %d there".formatted(i, other.extent(i), first.extent(i));
      }
    }
    return "";
  }

  @Override
  public Array[] evaluate(Array[] x, List<Type> y) {
    Array result = Array.allocate(y.getFirst());
    int[] strides = result.strides();
    int start = 0;
    for (Array part : x) {
      StridedCopy.copy(part, 0, part.strides(), result, start * strides[axis], strides, part.shape());
      start += part.shape().extent(axis);
    }
    return new Array[] {result};
  }

  @Override
  public Partial partial(int argument) {
    return Partial.jointlyLinear((x, dy) -> {
      int start = 0;
      for (int i = 0; i < argument; i++) {
        start += x[i].shape().extent(axis);
      }
      return Slice.along(dy, axis, start, x[argument].shape().extent(axis));
    });
  }

  @Override
  public Value[] batch(Value[] x, boolean[] batched, int size) {
    return new Value[] {new Concat(axis + 1).on(Broadcasting.batchAll(x, batched, size))};
  }
}
