package dev.chainrule.op;

import dev.chainrule.graph.Array;
import dev.chainrule.graph.Gate;
import dev.chainrule.graph.Literal;
import dev.chainrule.graph.Partial;
import dev.chainrule.graph.Shape;
import dev.chainrule.graph.Structural;
import dev.chainrule.graph.Type;
import dev.chainrule.graph.Value;
import java.util.List;

/// The product over some axes, 1 where they are empty.
///
/// The derivative in an element is the product of all others. Dividing the whole product by the element
/// would be wrong at zeros; so pairs of (product, tangent) are multiplied in a tree, by the product rule.
public record Product(List<Integer> axes) implements Structural {
  @Override
  public String name() {
    return "prod";
  }

  @Override
  public Gate gate() {
    return Gate.STRUCTURED;
  }

  @Override
  public List<Type> infer(List<Type> x) {
    Type type = x.getFirst();
    type.dtype().requireNumeric(name(), "use all, or convert with .to(I32)");
    Axes.require(name(), type.shape(), axes);
    return List.of(type.withShape(Axes.remove(type.shape(), axes)));
  }

  @Override
  public Array[] evaluate(Array[] x, List<Type> y) {
    return Reduction.fold(x[0], axes, y.getFirst(), 1, (a, b) -> a * b, (a, b) -> a * b);
  }

  @Override
  public Partial partial(int argument) {
    return Partial.structured((x, y, dx) -> new Value[] {tangent(x[0], dx)});
  }

  private Value tangent(Value x, Value dx) {
    Shape result = Axes.remove(x.shape(), axes);
    Value factors = Reduction.asOneAxis(x, axes);
    Value tangents = Reduction.asOneAxis(dx, axes);
    int axis = result.rank();
    int count = factors.shape().extent(axis);
    if (count == 0) {
      return Literal.zeros(x.type().withShape(result));
    }
    for (int length = count; length > 1; length = (length + 1) / 2) {
      int half = (length + 1) / 2;
      Value left = Slice.along(factors, axis, 0, half);
      Value right = padded(Slice.along(factors, axis, half, length - half), axis, half, 1);
      Value leftTangent = Slice.along(tangents, axis, 0, half);
      Value rightTangent = padded(Slice.along(tangents, axis, half, length - half), axis, half, 0);
      factors = Gates.MUL.on(left, right);
      tangents = Gates.ADD.on(Gates.ZERO_TIMES.on(right, leftTangent), Gates.ZERO_TIMES.on(left, rightTangent));
    }
    return Reshape.to(tangents, result);
  }

  private static Value padded(Value x, int axis, int extent, double value) {
    int missing = extent - x.shape().extent(axis);
    return missing == 0 ? x : Pad.along(x, axis, 0, missing, value);
  }

  @Override
  public Value[] batch(Value[] x, boolean[] batched, int size) {
    return new Value[] {new Product(Axes.shifted(axes)).on(x)};
  }
}
