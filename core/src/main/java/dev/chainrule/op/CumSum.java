package dev.chainrule.op;

import dev.chainrule.graph.Array;
import dev.chainrule.graph.DType;
import dev.chainrule.graph.DTypeException;
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
    if (type.dtype() == DType.BOOL) {
      throw new DTypeException("[cumSum] was given Bool but takes numbers; convert with .to(I32) to count");
    }
    type.shape().axis(name(), axis);
    return List.of(type);
  }

  @Override
  public Array[] evaluate(Array[] x, List<Type> y) {
    Array from = x[0].contiguous();
    Array result = Array.allocate(y.getFirst());
    Lines.along(from.shape(), axis, (first, stride, count) ->
        accumulate(from, result, reverse ? first + (count - 1) * stride : first, reverse ? -stride : stride, count));
    return new Array[] {result};
  }

  private static void accumulate(Array from, Array result, int start, int stride, int run) {
    if (from.dtype().isFloating()) {
      double sum = 0;
      for (int i = 0; i < run; i++) {
        sum += from.getDouble(start + i * stride);
        result.setDouble(start + i * stride, sum);
      }
    } else {
      long sum = 0;
      for (int i = 0; i < run; i++) {
        sum += from.getLong(start + i * stride);
        result.setLong(start + i * stride, sum);
      }
    }
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
