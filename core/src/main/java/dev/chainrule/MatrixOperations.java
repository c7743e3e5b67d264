package dev.chainrule;

import dev.chainrule.graph.Operations;
import dev.chainrule.graph.Shape;
import dev.chainrule.graph.ShapeException;
import dev.chainrule.graph.Value;
import dev.chainrule.op.Axes;
import dev.chainrule.op.Matrices;
import java.util.stream.IntStream;

/// The structure of matrices, which are the last two axes (triangles, diagonals, traces), and products that put tensors
/// together in other ways than `matmul` does.
@Operations
public sealed interface MatrixOperations extends Valued permits Tensor {
  private Value matrix(String operation) {
    Matrices.requireMatrix(operation, value().shape());
    return value();
  }

  /// The last two axes in the other order; `transpose` reverses all.
  default Tensor matrixTranspose() {
    return Tensor.of(Matrices.transposed(matrix("matrixTranspose")));
  }

  /// The elements on the diagonal and below it; zeros above.
  default Tensor tril() {
    return tril(0);
  }

  /// The elements on a diagonal and below it: 1 is the one to the right of the main diagonal, -1 the one below.
  ///
  /// {@snippet :
  /// System.out.println(Tensor.of(new double[][] {{1, 2}, {3, 4}}).tril().flatten()); // F64[4] [1.0, 0.0, 3.0, 4.0]
  /// }
  default Tensor tril(int diagonal) {
    return Tensor.of(Matrices.lowerTriangle(matrix("tril"), diagonal));
  }

  /// The elements on the diagonal and above it; zeros below.
  default Tensor triu() {
    return triu(0);
  }

  /// The elements on a diagonal and above it: 1 is the one to the right of the main diagonal, -1 the one below.
  default Tensor triu(int diagonal) {
    return Tensor.of(Matrices.upperTriangle(matrix("triu"), diagonal));
  }

  /// Of a vector the matrix that has it on its diagonal, of a matrix its diagonal. In batches the one is [#diagEmbed],
  /// the other [#diagonal].
  ///
  /// @throws ShapeException if this is neither a vector nor a matrix
  default Tensor diag() {
    return switch (value().shape().rank()) {
      case 1 -> diagEmbed();
      case 2 -> diagonal();
      default -> throw new ShapeException(
          "[diag] shape %s is neither a vector nor a matrix; for batches, diagEmbed puts vectors on diagonals and diagonal takes them"
              .formatted(value().shape()));
    };
  }

  /// The diagonals of the matrices, as the last axis.
  default Tensor diagonal() {
    return diagonal(0);
  }

  /// Diagonals beside the main one: 1 is to its right, -1 below. Empty where there is none.
  default Tensor diagonal(int diagonal) {
    return Tensor.of(Matrices.diagonal(matrix("diagonal"), diagonal));
  }

  /// The square matrices that have the last axis on their diagonals, and zeros elsewhere.
  default Tensor diagEmbed() {
    return diagEmbed(0);
  }

  /// The same with another diagonal: 1 is to the right of the main one, -1 below.
  default Tensor diagEmbed(int diagonal) {
    value().shape().axis("diagEmbed", -1);
    return Tensor.of(Matrices.embedded(value(), diagonal));
  }

  /// The sum of the diagonal.
  default Tensor trace() {
    return Tensor.of(Matrices.trace(matrix("trace")));
  }

  /// The products of all elements of this with all of the other, each as a vector: `x[i] · y[j]` in row i, column j.
  ///
  /// {@snippet :
  /// System.out.println(Tensor.of(1, 2).outer(Tensor.of(3, 4)).flatten()); // I32[4] [3, 4, 6, 8]
  /// }
  default Tensor outer(Tensor other) {
    return ((Tensor) this).flatten().expandDims(1).times(other.flatten());
  }

  /// The Kronecker product: this, with each element replaced by its product with the whole other tensor. Axes are
  /// aligned from the end.
  default Tensor kron(Tensor other) {
    int rank = Math.max(value().shape().rank(), other.rank());
    Shape left = withRank(value().shape(), rank);
    Shape right = withRank(other.shape(), rank);
    int[] product = new int[rank];
    int[] outer = new int[2 * rank];
    int[] inner = new int[2 * rank];
    for (int axis = 0; axis < rank; axis++) {
      product[axis] = left.extent(axis) * right.extent(axis);
      outer[2 * axis] = left.extent(axis);
      outer[2 * axis + 1] = 1;
      inner[2 * axis] = 1;
      inner[2 * axis + 1] = right.extent(axis);
    }
    return ((Tensor) this).reshape(outer).times(other.reshape(inner)).reshape(product);
  }

  private static Shape withRank(Shape shape, int rank) {
    Shape result = shape;
    while (result.rank() < rank) {
      result = result.prepend(1);
    }
    return result;
  }

  /// The cross product of vectors of 3 elements, which are the last axis; leading axes broadcast.
  ///
  /// @throws ShapeException if that axis has another extent
  default Tensor cross(Tensor other) {
    if (!endsWithThree(value().shape()) || !endsWithThree(other.shape())) {
      throw new ShapeException("[cross] shapes %s and %s: vectors must have 3 elements, along the last axis"
          .formatted(value().shape(), other.shape()));
    }
    Tensor x = (Tensor) this;
    return x.roll(-1, -1).times(other.roll(1, -1)).minus(x.roll(1, -1).times(other.roll(-1, -1)));
  }

  private static boolean endsWithThree(Shape shape) {
    return shape.rank() > 0 && shape.extent(-1) == 3;
  }

  /// The products summed over the last `axes` axes of this and the first of the other, in pairs: 1 is the matrix product,
  /// 2 sums over two axes, 0 keeps all.
  ///
  /// @throws ShapeException if a pair differs, or there are fewer axes
  default Tensor tensordot(Tensor other, int axes) {
    int rank = value().shape().rank();
    if (axes < 0 || axes > rank || axes > other.rank()) {
      throw new ShapeException("[tensordot] shapes %s and %s do not both have %d axes to sum over"
          .formatted(value().shape(), other.shape(), axes));
    }
    return tensordot(other, IntStream.range(rank - axes, rank).toArray(), IntStream.range(0, axes).toArray());
  }

  /// The products summed over pairs of axes, `axes[i]` of this with `otherAxes[i]` of the other. The result has the other
  /// axes of this, then those of the other.
  ///
  /// {@snippet :
  /// Tensor images = arange(120).reshape(8, 3, 5);
  /// Tensor weights = arange(60).reshape(5, 3, 4);
  /// System.out.println(images.tensordot(weights, new int[] {1, 2}, new int[] {1, 0}).shape()); // [8, 4]
  /// }
  ///
  /// @throws ShapeException if a pair differs, an axis is named twice, or does not exist
  default Tensor tensordot(Tensor other, int[] axes, int[] otherAxes) {
    Shape left = value().shape();
    Shape right = other.shape();
    if (axes.length != otherAxes.length) {
      throw new ShapeException("[tensordot] %d axes of %s and %d of %s are no pairs"
          .formatted(axes.length, left, otherAxes.length, right));
    }
    requireDistinct(left, axes);
    requireDistinct(right, otherAxes);
    StringBuilder names = new StringBuilder(names(0, left.rank()));
    StringBuilder otherNames = new StringBuilder(names(left.rank(), right.rank()));
    for (int i = 0; i < axes.length; i++) {
      int axis = left.axis("tensordot", axes[i]);
      int otherAxis = right.axis("tensordot", otherAxes[i]);
      if (left.extent(axis) != right.extent(otherAxis)) {
        throw new ShapeException("[tensordot] shapes %s and %s: axis %d of the left is %d, but axis %d of the right %d"
            .formatted(left, right, axes[i], left.extent(axis), otherAxes[i], right.extent(otherAxis)));
      }
      otherNames.setCharAt(otherAxis, names.charAt(axis));
    }
    NamedAxes a = new NamedAxes(value(), names.toString());
    NamedAxes b = new NamedAxes(other.value(), otherNames.toString());
    String kept = a.filtered(name -> !b.has(name)) + b.filtered(name -> !a.has(name));
    return Tensor.of(a.times(b, kept).ordered(kept));
  }

  private static void requireDistinct(Shape shape, int[] axes) {
    if (axes.length > 0) {
      Axes.of("tensordot", shape, axes);
    }
  }

  /// Names for axes, from a number on.
  private static String names(int from, int count) {
    return IntStream.range(from, from + count).mapToObj(Character::toString).reduce("", String::concat);
  }
}
