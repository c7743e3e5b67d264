package dev.chainrule.op;

import dev.chainrule.graph.DType;
import dev.chainrule.graph.Literal;
import dev.chainrule.graph.Shape;
import dev.chainrule.graph.ShapeException;
import dev.chainrule.graph.Type;
import dev.chainrule.graph.Value;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/// Structure of matrices, which are the last two axes of a value: triangles, diagonals, transposes. Composed of
/// other primitives, so that rules and users can share them.
public final class Matrices {
  private Matrices() {}

  /// Checks that there are two axes or more.
  public static void requireMatrix(String operation, Shape shape) {
    if (shape.rank() < 2) {
      throw new ShapeException("[%s] shape %s is no matrix: it needs two axes or more; expandDims adds one"
          .formatted(operation, shape));
    }
  }

  /// Checks that the last two axes have one extent.
  public static void requireSquare(String operation, Shape shape) {
    requireMatrix(operation, shape);
    if (shape.extent(-2) != shape.extent(-1)) {
      throw new ShapeException("[%s] shape %s: the matrix must be square, but has %d rows and %d columns"
          .formatted(operation, shape, shape.extent(-2), shape.extent(-1)));
    }
  }

  /// The leading axes: one matrix for each index.
  public static Shape lead(Shape shape) {
    return shape.range(0, shape.rank() - 2);
  }

  /// The leading axes of two batches of matrices together.
  public static Shape broadcastLead(String operation, Shape a, Shape b) {
    try {
      return Shape.broadcast(operation, lead(a), lead(b));
    } catch (ShapeException differ) {
      throw new ShapeException("[%s] shapes %s and %s: before the matrices there are axes %s and %s, which must be equal or 1 to broadcast; expandDims or transpose aligns them"
          .formatted(operation, a, b, lead(a), lead(b)));
    }
  }

  /// The shape of other matrices for the same leading axes.
  static Type withMatrix(Type type, int rows, int columns) {
    return type.withShape(lead(type.shape()).concat(Shape.of(rows, columns)));
  }

  /// Rows become columns.
  public static Value transposed(Value x) {
    int rank = x.shape().rank();
    List<Integer> order = new ArrayList<>(IntStream.range(0, rank).boxed().toList());
    Collections.swap(order, rank - 2, rank - 1);
    return new Permute(List.copyOf(order)).on(x);
  }

  /// (x + xᵀ) / 2, as a linear map.
  static Value symmetric(Value x) {
    return scaled(Gates.ADD.on(x, transposed(x)), 0.5);
  }

  static Value scaled(Value x, double factor) {
    return Gates.MUL.on(x, Literal.of(x.type(), factor));
  }

  /// The elements of x on the diagonal `diagonal` and below it (above 0 lies to the right of the main one), zeros
  /// elsewhere.
  public static Value lowerTriangle(Value x, int diagonal) {
    Type positions = positions(x);
    Value reach = Gates.ADD.on(new Iota(positions, 0).on(), Literal.of(positions, diagonal));
    Value inside = Gates.LESS_EQUAL.on(new Iota(positions, 1).on(), reach);
    return Gates.WHERE.on(Broadcasting.to(inside, x.shape()), x, Literal.zeros(x.type()));
  }

  /// The elements of x on the diagonal and above it, zeros elsewhere.
  public static Value upperTriangle(Value x, int diagonal) {
    Type positions = positions(x);
    Value start = Gates.ADD.on(new Iota(positions, 0).on(), Literal.of(positions, diagonal));
    Value inside = Gates.LESS_EQUAL.on(start, new Iota(positions, 1).on());
    return Gates.WHERE.on(Broadcasting.to(inside, x.shape()), x, Literal.zeros(x.type()));
  }

  private static Type positions(Value x) {
    int rank = x.shape().rank();
    return new Type(DType.I32, x.shape().range(rank - 2, rank));
  }

  /// Ones on the diagonal and zeros elsewhere, of a type whose last two axes are square.
  public static Value identity(Type type) {
    return embedded(Literal.ones(type.withShape(type.shape().remove(type.shape().rank() - 1))), 0);
  }

  /// The elements of a diagonal, as the last axis. Of the flattened square that has it as its main diagonal, they
  /// are every (extent + 1)-th.
  public static Value diagonal(Value x, int diagonal) {
    int rank = x.shape().rank();
    int row = Math.max(0, -diagonal);
    int column = Math.max(0, diagonal);
    int length = Math.max(0, Math.min(x.shape().extent(-2) - row, x.shape().extent(-1) - column));
    if (length == 0) {
      return Literal.zeros(x.type().withShape(lead(x.shape()).concat(Shape.of(0))));
    }
    Value square = Slice.along(Slice.along(x, rank - 2, row, length), rank - 1, column, length);
    Shape lead = lead(x.shape());
    Value flat = Reshape.to(square, lead.concat(Shape.of(length * length)));
    List<Integer> steps = Axes.with(Collections.nCopies(rank - 1, 1), rank - 2, length + 1);
    return new Slice(Collections.nCopies(rank - 1, 0), lead.concat(Shape.of(length)), steps).on(flat);
  }

  /// The square matrix with the last axis on a diagonal and zeros elsewhere: the transpose of [#diagonal].
  public static Value embedded(Value x, int diagonal) {
    int axis = x.shape().rank() - 1;
    int length = x.shape().extent(axis);
    List<Integer> none = Collections.nCopies(axis + 1, 0);
    Value flat = new Pad(none, none, Axes.with(none, axis, length), 0).on(x);
    Shape lead = x.shape().range(0, axis);
    Value square = Reshape.to(flat, lead.concat(Shape.of(length, length)));
    if (diagonal == 0) {
      return square;
    }
    Value lowered = Pad.along(square, axis, Math.max(0, -diagonal), Math.max(0, diagonal), 0);
    return Pad.along(lowered, axis + 1, Math.max(0, diagonal), Math.max(0, -diagonal), 0);
  }

  /// The sum of the diagonal.
  public static Value trace(Value x) {
    return new Sum(List.of(x.shape().rank() - 2)).on(diagonal(x, 0));
  }

  /// The matrix whose column j is that of x times `factors[j]`; zeros win, as in all rules.
  static Value columnsTimes(Value x, Value factors) {
    int rank = x.shape().rank();
    int[] axes = IntStream.range(0, rank).filter(axis -> axis != rank - 2).toArray();
    return Gates.ZERO_TIMES.on(x, Broadcast.along(factors, x.shape(), axes));
  }

  /// The matrix whose element (i, j) is `x[j]` with `rows` rows.
  static Value repeatedRows(Value x, int rows) {
    int rank = x.shape().rank() + 1;
    int[] axes = IntStream.range(0, rank).filter(axis -> axis != rank - 2).toArray();
    return Broadcast.along(x, x.shape().insert(rank - 2, rows), axes);
  }
}
