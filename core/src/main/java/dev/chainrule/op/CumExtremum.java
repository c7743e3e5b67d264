package dev.chainrule.op;

import dev.chainrule.graph.Array;
import dev.chainrule.graph.DType;
import dev.chainrule.graph.Gate;
import dev.chainrule.graph.Partial;
import dev.chainrule.graph.Structural;
import dev.chainrule.graph.Type;
import dev.chainrule.graph.Value;
import java.util.List;

/// Along an axis, the largest (or smallest) element up to each, itself included; NaN wins over every number that follows.
/// Two results: the elements, and where along the axis each was (I32): the first of equals. The derivative moves with the
/// elements.
public record CumExtremum(boolean largest, int axis) implements Structural {
  @Override
  public String name() {
    return largest ? "cumMax" : "cumMin";
  }

  @Override
  public Gate gate() {
    return Gate.MAX;
  }

  @Override
  public List<Type> infer(List<Type> x) {
    Type type = x.getFirst();
    type.dtype().requireNumeric(name(), "convert with .to(I32)");
    type.shape().axis(name(), axis);
    return List.of(type, type.withDType(DType.I32));
  }

  @Override
  public Array[] evaluate(Array[] x, List<Type> y) {
    Array from = x[0].contiguous();
    Array elements = Array.allocate(y.get(0));
    Array places = Array.allocate(y.get(1));
    Lines.along(from.shape(), axis, (start, stride, count) -> {
      int best = 0;
      for (int i = 0; i < count; i++) {
        if (Extremum.beats(from, start + i * stride, from, start + best * stride, largest)) {
          best = i;
        }
        places.ints()[start + i * stride] = best;
        Indices.move(from, start + best * stride, elements, start + i * stride);
      }
    });
    return new Array[] {elements, places};
  }

  @Override
  public Partial partial(int argument) {
    return Partial.structured((x, y, dx) -> new Value[] {new TakeAlong(axis).on(dx, y[1]), null});
  }

  @Override
  public Value[] batch(Value[] x, boolean[] batched, int size) {
    return new CumExtremum(largest, axis + 1).allOn(x);
  }
}
