package dev.chainrule.op;

import dev.chainrule.graph.Array;
import dev.chainrule.graph.DType;
import dev.chainrule.graph.Gate;
import dev.chainrule.graph.Partial;
import dev.chainrule.graph.Structural;
import dev.chainrule.graph.Type;
import dev.chainrule.graph.Value;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/// Sorts along the last axis. Equal elements keep their order, and NaN counts as larger than every number: last
/// in ascending order, first in descending. Two results: the sorted elements, and where each was (I32). The
/// derivative moves with the elements.
public record Sort(boolean descending) implements Structural {
  @Override
  public String name() {
    return "sort";
  }

  @Override
  public List<Type> infer(List<Type> x) {
    Type type = x.getFirst();
    type.dtype().requireNumeric(name(), "convert with .to(I32)");
    type.shape().axis("sort", -1);
    return List.of(type, type.withDType(DType.I32));
  }

  @Override
  public Gate gate() {
    return Gate.STRUCTURED;
  }

  @Override
  public Array[] evaluate(Array[] x, List<Type> y) {
    Array from = x[0].contiguous();
    Array sorted = Array.allocate(y.get(0));
    Array places = Array.allocate(y.get(1));
    int run = from.shape().extent(-1);
    for (int start = 0; start < from.size(); start += run) {
      int base = start;
      Integer[] order = new Integer[run];
      Arrays.setAll(order, i -> i);
      // Adding 0.0 makes -0.0 equal to 0.0, which Double.compare tells apart.
      Comparator<Integer> ascending = from.dtype().isFloating()
          ? Comparator.comparingDouble(i -> from.getDouble(base + i) + 0.0)
          : Comparator.comparingLong(i -> from.getLong(base + i));
      Arrays.sort(order, descending ? ascending.reversed() : ascending);
      for (int i = 0; i < run; i++) {
        places.ints()[start + i] = order[i];
        if (from.dtype().isFloating()) {
          sorted.setDouble(start + i, from.getDouble(start + order[i]));
        } else {
          sorted.setLong(start + i, from.getLong(start + order[i]));
        }
      }
    }
    return new Array[] {sorted, places};
  }

  @Override
  public Partial partial(int argument) {
    return Partial.structured((x, y, dx) ->
        new Value[] {new TakeAlong(dx.shape().rank() - 1).on(dx, y[1]), null});
  }

  @Override
  public Value[] batch(Value[] x, boolean[] batched, int size) {
    return allOn(x);
  }
}
