package dev.chainrule.op;

import dev.chainrule.graph.Array;
import dev.chainrule.graph.Partial;
import dev.chainrule.graph.Shape;
import dev.chainrule.graph.ShapeException;
import dev.chainrule.graph.Structural;
import dev.chainrule.graph.Type;
import dev.chainrule.graph.Value;
import java.util.List;

/// The same elements in row-major order under another shape. Moves nothing.
public record Reshape(Shape shape) implements Structural {
  /// The value under a shape, itself where it has that.
  public static Value to(Value x, Shape shape) {
    return x.shape().equals(shape) ? x : new Reshape(shape).on(x);
  }

  @Override
  public String name() {
    return "reshape";
  }

  @Override
  public List<Type> infer(List<Type> x) {
    Shape from = x.getFirst().shape();
    if (from.size() != shape.size()) {
      throw new ShapeException("[reshape] shape %s has %d elements and %s has %d; they must be the same elements"
          .formatted(from, from.size(), shape, shape.size()));
    }
    return List.of(x.getFirst().withShape(shape));
  }

  @Override
  public Array[] evaluate(Array[] x, List<Type> y) {
    return new Array[] {x[0].reshape(shape)};
  }

  @Override
  public Partial partial(int argument) {
    return Partial.linear((x, dy) -> to(dy, x[0].shape()));
  }

  @Override
  public Value[] batch(Value[] x, boolean[] batched, int size) {
    return new Value[] {new Reshape(shape.prepend(size)).on(x)};
  }
}
