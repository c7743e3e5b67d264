package dev.chainrule;

import dev.chainrule.graph.Shape;
import dev.chainrule.graph.ShapeException;
import dev.chainrule.graph.Value;
import dev.chainrule.op.Broadcasting;
import dev.chainrule.op.MatMul;
import dev.chainrule.op.Reshape;

/// Products of matrices and vectors.
public sealed interface LinearAlgebraOperations permits Tensor {
  /// The graph value of this tensor.
  Value value();

  /// The matrix product, as NumPy's `@`: of `[…, m, k]` and `[…, k, n]`, with leading axes that broadcast. A vector on
  /// the left counts as a row, one on the right as a column, and its axis does not appear in the result.
  ///
  /// Backward, `dX = dY·Wᵀ` and `dW = Xᵀ·dY`.
  ///
  /// {@snippet :
  /// Tensor w = Tensor.of(new double[][] {{1, 2}, {3, 4}});
  /// System.out.println(Tensor.of(1.0, 1.0).matmul(w)); // F64[2] [4.0, 6.0]
  /// }
  ///
  /// @throws ShapeException if the inner extents differ, or one side is a scalar
  default Tensor matmul(Tensor other) {
    Value left = value();
    Value right = other.value();
    if (left.shape().rank() == 0 || right.shape().rank() == 0) {
      throw new ShapeException("[matmul] shapes %s and %s: a scalar has no axis to contract; use times".formatted(left.shape(), right.shape()));
    }
    boolean row = left.shape().rank() == 1;
    boolean column = right.shape().rank() == 1;
    requireSameInner(left.shape(), right.shape(), column ? -1 : -2);
    Value a = row ? new Reshape(left.shape().insert(0, 1)).on(left) : left;
    Value b = column ? new Reshape(right.shape().insert(1, 1)).on(right) : right;
    Shape lead = Shape.broadcast("matmul", lead(a.shape()), lead(b.shape()));
    Value y = MatMul.PLAIN.on(withLead(a, lead), withLead(b, lead));
    Shape shape = y.shape();
    if (column) {
      shape = shape.remove(shape.rank() - 1);
    }
    if (row) {
      shape = shape.remove(shape.rank() - (column ? 1 : 2));
    }
    return Tensor.of(shape.equals(y.shape()) ? y : new Reshape(shape).on(y));
  }

  /// The sum of the products of two vectors' elements.
  ///
  /// @throws ShapeException unless both are vectors of one length
  default Tensor dot(Tensor other) {
    if (value().shape().rank() != 1 || other.rank() != 1) {
      throw new ShapeException("[dot] shapes %s and %s: both must be vectors; use matmul for matrices".formatted(value().shape(), other.shape()));
    }
    if (value().shape().size() != other.size()) {
      throw new ShapeException("[dot] vectors of %d and %d elements; they must be as long".formatted(value().shape().size(), other.size()));
    }
    return matmul(other);
  }

  /// In terms of the shapes that the user gave: below, vectors are matrices.
  private static void requireSameInner(Shape left, Shape right, int rightAxis) {
    if (left.extent(-1) != right.extent(rightAxis)) {
      throw new ShapeException("[matmul] shapes %s and %s do not fit: axis -1 of the left is %d and axis %d of the right %d; transpose one side?"
          .formatted(left, right, left.extent(-1), rightAxis, right.extent(rightAxis)));
    }
  }

  private static Shape lead(Shape shape) {
    return shape.range(0, shape.rank() - 2);
  }

  private static Value withLead(Value x, Shape lead) {
    Shape shape = x.shape();
    return Broadcasting.to(x, lead.concat(shape.range(shape.rank() - 2, shape.rank())));
  }
}
