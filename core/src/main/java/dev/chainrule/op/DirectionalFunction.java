package dev.chainrule.op;

import dev.chainrule.graph.Partial;
import dev.chainrule.graph.ShapeException;
import dev.chainrule.graph.Type;
import dev.chainrule.graph.Value;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/// A function of a square matrix, and its derivatives: with k directions after the matrix, the k-th derivative there in these
/// directions. It is linear in each, and its derivative in the matrix has one direction more. So one primitive has
/// derivatives of every order.
interface DirectionalFunction extends MatrixFunction {
  /// The inputs for the transpose in a direction, which is of the same kind.
  Value[] transposed(Value[] x, int direction, Value dy);

  @Override
  default List<Type> infer(List<Type> x) {
    Type matrix = x.getFirst();
    matrix.dtype().requireFloating(name());
    Matrices.requireSquare(name(), matrix.shape());
    for (Type direction : x) {
      if (!direction.equals(matrix)) {
        throw new ShapeException("[%s] a direction must have the type %s of the matrix, not %s; reshape it, or convert it with .to(%s)"
            .formatted(name(), matrix, direction, matrix.dtype()));
      }
    }
    return List.of(matrix);
  }

  @Override
  default Partial partial(int argument) {
    return argument == 0
        ? Partial.structured((x, y, da) -> allOn(Stream.concat(Arrays.stream(x), Stream.of(da)).toArray(Value[]::new)))
        : Partial.linear((x, dy) -> on(transposed(x, argument, dy)));
  }
}
