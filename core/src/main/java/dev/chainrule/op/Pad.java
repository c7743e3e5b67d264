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
import java.util.Collections;
import java.util.List;

/// Surrounds the elements with a constant: along each axis `low` of it before them, `high` after them and
/// `interior` between every two. Its transpose is [Slice].
///
/// With a value other than 0 the map is not linear but affine, so its tangent is padded with zeros.
public record Pad(List<Integer> low, List<Integer> high, List<Integer> interior, double value) implements Structural {
  /// The value `low` times before and `high` times after the elements of one axis.
  static Value along(Value x, int axis, int low, int high, double value) {
    List<Integer> none = Collections.nCopies(x.shape().rank(), 0);
    return new Pad(Axes.with(none, axis, low), Axes.with(none, axis, high), none, value).on(x);
  }

  @Override
  public String name() {
    return "pad";
  }

  @Override
  public List<Type> infer(List<Type> x) {
    Shape from = x.getFirst().shape();
    if (from.rank() != low.size() || from.rank() != high.size() || from.rank() != interior.size()) {
      throw new ShapeException("[pad] a tensor of shape %s needs a number for each axis, not %s before, %s after and %s between"
          .formatted(from, low, high, interior));
    }
    if (!x.getFirst().dtype().holds(value)) {
      throw new DTypeException("[pad] %s is no %s value; convert the tensor first, as in x.to(F32)"
          .formatted(value, x.getFirst().dtype()));
    }
    int[] extents = from.extents();
    for (int axis = 0; axis < extents.length; axis++) {
      if (low.get(axis) < 0 || high.get(axis) < 0 || interior.get(axis) < 0) {
        throw new ShapeException("[pad] axis %d of shape %s cannot be padded by a negative number; slice makes tensors smaller"
            .formatted(axis, from));
      }
      extents[axis] += low.get(axis) + high.get(axis) + Math.max(0, extents[axis] - 1) * interior.get(axis);
    }
    return List.of(x.getFirst().withShape(Shape.of(extents)));
  }

  @Override
  public Array[] evaluate(Array[] x, List<Type> y) {
    Type type = y.getFirst();
    Array result = Array.scalar(type.dtype(), value).broadcast(type.shape(), new int[0]).contiguous();
    int[] strides = type.shape().strides();
    int offset = 0;
    for (int axis = 0; axis < strides.length; axis++) {
      offset += low.get(axis) * strides[axis];
      strides[axis] *= interior.get(axis) + 1;
    }
    StridedCopy.copy(x[0], 0, x[0].strides(), result, offset, strides, x[0].shape());
    return new Array[] {result};
  }

  @Override
  public Partial partial(int argument) {
    if (value != 0) {
      return Partial.structured((x, y, dx) -> new Value[] {new Pad(low, high, interior, 0).on(dx)});
    }
    return Partial.linear((x, dy) ->
        new Slice(low, x[0].shape(), interior.stream().map(between -> between + 1).toList()).on(dy));
  }

  @Override
  public Value[] batch(Value[] x, boolean[] batched, int size) {
    return new Value[] {
        new Pad(Axes.inFront(0, low), Axes.inFront(0, high), Axes.inFront(0, interior), value).on(x)};
  }
}
