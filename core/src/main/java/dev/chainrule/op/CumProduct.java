package dev.chainrule.op;

import dev.chainrule.graph.Array;
import dev.chainrule.graph.Gate;
import dev.chainrule.graph.Partial;
import dev.chainrule.graph.Structural;
import dev.chainrule.graph.Type;
import dev.chainrule.graph.Value;
import java.util.List;

/// Along an axis, the product of all elements up to each, itself included.
///
/// As with [Product], dividing would be wrong at zeros. So pairs of (product, tangent) over windows that double in length
/// are multiplied by the product rule, after which each window reaches back to the beginning.
public record CumProduct(int axis) implements Structural {
  @Override
  public String name() {
    return "cumProd";
  }

  @Override
  public Gate gate() {
    return Gate.STRUCTURED;
  }

  @Override
  public List<Type> infer(List<Type> x) {
    Type type = x.getFirst();
    type.dtype().requireNumeric(name(), "convert with .to(I32)");
    type.shape().axis(name(), axis);
    return List.of(type);
  }

  @Override
  public Array[] evaluate(Array[] x, List<Type> y) {
    return new Array[] {Lines.accumulated(x[0], axis, false, y.getFirst(), 1, (a, b) -> a * b, (a, b) -> a * b)};
  }

  @Override
  public Partial partial(int argument) {
    return Partial.structured((x, y, dx) -> new Value[] {tangent(x[0], dx)});
  }

  private Value tangent(Value factors, Value tangents) {
    for (int reach = 1; reach < factors.shape().extent(axis); reach *= 2) {
      Value before = shifted(factors, reach, 1);
      Value tangentBefore = shifted(tangents, reach, 0);
      tangents = Gates.ADD.on(Gates.ZERO_TIMES.on(before, tangents), Gates.ZERO_TIMES.on(factors, tangentBefore));
      factors = Gates.MUL.on(before, factors);
    }
    return tangents;
  }

  private Value shifted(Value x, int by, double first) {
    return Pad.along(Slice.along(x, axis, 0, x.shape().extent(axis) - by), axis, by, 0, first);
  }

  @Override
  public Value[] batch(Value[] x, boolean[] batched, int size) {
    return new Value[] {new CumProduct(axis + 1).on(x)};
  }
}
