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
import java.util.Collections;
import java.util.List;

/// Every `steps[axis]`-th element from `starts[axis]` on, `extents[axis]` of them; negative steps run down.
/// Its transpose is [Pad]: the elements return to their places, zeros come between and around them.
///
/// An extent is given instead of a stop, so that equal slices are equal records.
public record Slice(List<Integer> starts, Shape extents, List<Integer> steps) implements Structural {
  /// `extent` elements from `start` on, along one axis.
  public static Value along(Value x, int axis, int start, int extent) {
    if (start == 0 && extent == x.shape().extent(axis)) {
      return x;
    }
    int rank = x.shape().rank();
    List<Integer> starts = Axes.with(Collections.nCopies(rank, 0), axis, start);
    return new Slice(starts, x.shape().with(axis, extent), Collections.nCopies(rank, 1)).on(x);
  }

  @Override
  public String name() {
    return "slice";
  }

  @Override
  public List<Type> infer(List<Type> x) {
    Shape from = x.getFirst().shape();
    if (from.rank() != extents.rank() || from.rank() != starts.size() || from.rank() != steps.size()) {
      throw new ShapeException("[slice] a tensor of shape %s needs a start, an extent and a step for each axis, not %s, %s and %s"
          .formatted(from, starts, extents, steps));
    }
    for (int axis = 0; axis < from.rank(); axis++) {
      long last = starts.get(axis) + (extents.extent(axis) - 1L) * steps.get(axis);
      int extent = from.extent(axis);
      boolean outside = starts.get(axis) < 0 || starts.get(axis) >= extent || last < 0 || last >= extent;
      if (steps.get(axis) == 0 || extents.extent(axis) > 0 && outside) {
        throw new ShapeException(
            "[slice] axis %d of shape %s has no %d elements from %d on in steps of %d; positions go from 0 to %d, and no step is 0"
                .formatted(axis, from, extents.extent(axis), starts.get(axis), steps.get(axis), extent - 1));
      }
    }
    return List.of(x.getFirst().withShape(extents));
  }

  @Override
  public Array[] evaluate(Array[] x, List<Type> y) {
    Array result = Array.allocate(y.getFirst());
    int[] strides = x[0].strides();
    int offset = 0;
    for (int axis = 0; axis < strides.length; axis++) {
      offset += starts.get(axis) * strides[axis];
      strides[axis] *= steps.get(axis);
    }
    StridedCopy.copy(x[0], offset, strides, result, 0, result.strides(), extents);
    return new Array[] {result};
  }

  @Override
  public Partial partial(int argument) {
    return Partial.linear((x, dy) -> transpose(x[0].shape(), dy));
  }

  /// The elements at the places of a tensor that they would come from, with zeros around and between them.
  public Value transpose(Shape from, Value dy) {
    List<Integer> downward = new ArrayList<>();
    List<Integer> low = new ArrayList<>();
    List<Integer> high = new ArrayList<>();
    List<Integer> interior = new ArrayList<>();
    for (int axis = 0; axis < starts.size(); axis++) {
      int count = extents.extent(axis);
      int reach = Math.max(0, count - 1) * steps.get(axis);
      int first = count == 0 ? 0 : Math.min(starts.get(axis), starts.get(axis) + reach);
      if (reach < 0) {
        downward.add(axis);
      }
      low.add(first);
      high.add(from.extent(axis) - first - (count == 0 ? 0 : Math.abs(reach) + 1));
      interior.add(count <= 1 ? 0 : Math.abs(steps.get(axis)) - 1);
    }
    Value ascending = downward.isEmpty() ? dy : new Flip(downward).on(dy);
    return new Pad(low, high, interior, 0).on(ascending);
  }

  @Override
  public Value[] batch(Value[] x, boolean[] batched, int size) {
    return new Value[] {
        new Slice(Axes.inFront(0, starts), extents.prepend(size), Axes.inFront(1, steps)).on(x)};
  }
}
