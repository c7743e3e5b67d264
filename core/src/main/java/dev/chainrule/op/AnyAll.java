package dev.chainrule.op;

import dev.chainrule.graph.Array;
import dev.chainrule.graph.DType;
import dev.chainrule.graph.DTypeException;
import dev.chainrule.graph.Gate;
import dev.chainrule.graph.Partial;
import dev.chainrule.graph.Structural;
import dev.chainrule.graph.Type;
import dev.chainrule.graph.Value;
import java.util.List;

/// Whether any, or all, of the truth values over some axes hold. Of none, all hold and not any.
public record AnyAll(boolean all, List<Integer> axes) implements Structural {
  @Override
  public String name() {
    return all ? "all" : "any";
  }

  @Override
  public Gate gate() {
    return Gate.CUT;
  }

  @Override
  public List<Type> infer(List<Type> x) {
    Type type = x.getFirst();
    if (type.dtype() != DType.BOOL) {
      throw new DTypeException("[%s] was given %s but takes Bool; compare first, as in x.gt(0)".formatted(name(), type.dtype()));
    }
    Axes.require(name(), type.shape(), axes);
    return List.of(type.withShape(Axes.remove(type.shape(), axes)));
  }

  @Override
  public Array[] evaluate(Array[] x, List<Type> y) {
    return Reduction.ofRuns(x[0], axes, y.getFirst(), (from, start, end, result, at) -> {
      boolean holds = all;
      for (int i = start; i < end && holds == all; i++) {
        holds = from.booleans()[i];
      }
      result.booleans()[at] = holds;
    });
  }

  @Override
  public Partial partial(int argument) {
    return Partial.CUT;
  }

  @Override
  public Value[] batch(Value[] x, boolean[] batched, int size) {
    return new Value[] {new AnyAll(all, Axes.shifted(axes)).on(x)};
  }
}
