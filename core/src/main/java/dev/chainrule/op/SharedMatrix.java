package dev.chainrule.op;

import dev.chainrule.graph.DTypeException;
import dev.chainrule.graph.Primitive;
import dev.chainrule.graph.Shape;
import dev.chainrule.graph.ShapeException;
import dev.chainrule.graph.Type;
import dev.chainrule.graph.Value;
import java.util.List;

/// What solvers of linear systems share: the types of matrix and right-hand sides, and systems that have the same
/// matrix. Those become more columns of one system, so that the matrix is factored once.
public final class SharedMatrix {
  private SharedMatrix() {}

  /// Checks that there is a square matrix with right-hand sides for each index of the same leading axes.
  static List<Type> infer(String operation, List<Type> x) {
    Type a = x.get(0);
    Type b = x.get(1);
    a.dtype().requireFloating(operation);
    if (a.dtype() != b.dtype()) {
      throw new DTypeException("[%s] mixes %s and %s; there is no silent promotion: convert one with .to(%s)"
          .formatted(operation, a.dtype(), b.dtype(), a.dtype()));
    }
    Matrices.requireSquare(operation, a.shape());
    Matrices.requireMatrix(operation, b.shape());
    requireSameRows(operation, a.shape(), b.shape(), -2);
    if (!Matrices.lead(a.shape()).equals(Matrices.lead(b.shape()))) {
      throw new ShapeException("[%s] shapes %s and %s: the leading (batch) axes differ".formatted(operation, a.shape(), b.shape()));
    }
    return List.of(b);
  }

  /// Checks that there is a number on the right-hand side, along that axis of it, for each row of the matrix.
  public static void requireSameRows(String operation, Shape a, Shape b, int axis) {
    if (a.extent(-2) != b.extent(axis)) {
      throw new ShapeException("[%s] shapes %s and %s: the matrix has %d rows, but the right-hand side %d along axis %d; they must be equal"
          .formatted(operation, a, b, a.extent(-2), b.extent(axis), axis));
    }
  }

  /// The solutions on a batch; if the matrix has no batch axis, as columns of one system.
  static Value[] batch(Primitive solver, Value[] x, boolean[] batched, int size) {
    return batched[0]
        ? solver.allOn(Broadcasting.batchAll(x, batched, size))
        : new Value[] {solve(solver, x[0], x[1])};
  }

  /// The solutions for right-hand sides that have one more axis in front than the matrix.
  public static Value solve(Primitive solver, Value a, Value b) {
    int columns = a.shape().rank() - 1;
    Value inside = Permute.move(b, 0, columns);
    Shape shape = inside.shape();
    Shape together = shape.range(0, columns).concat(Shape.of(shape.extent(-2) * shape.extent(-1)));
    return Permute.move(Reshape.to(solver.on(a, Reshape.to(inside, together)), shape), columns, 0);
  }
}
