package dev.chainrule.bench.gradbench;

import static dev.chainrule.Chainrule.F64;
import static dev.chainrule.Chainrule.grad;
import static dev.chainrule.Chainrule.jit;
import static dev.chainrule.Chainrule.scan;

import dev.chainrule.Compiled;
import dev.chainrule.Range;
import dev.chainrule.Step;
import dev.chainrule.Tensor;
import dev.chainrule.graph.Shape;
import java.util.List;
import java.util.stream.IntStream;

/// The determinant by expansion of minors: ℓ! products, on purpose. Each minor is computed for itself, however often the
/// same columns come together elsewhere in the expansion; as elements of one tensor they cannot be merged either.
final class Determinant {
  static final Compiled.OfTensor PRIMAL = jit(Determinant::primal);
  static final Compiled.OfTensor GRADIENT = jit(grad(Determinant::primal));

  /// The size up to which the minors are expanded all at once. Those of larger matrices would not fit in memory side by
  /// side, and are expanded one after the other.
  private static final int SIDE_BY_SIDE = 8;

  private Determinant() {}

  private static Tensor primal(Tensor matrix) {
    return expand(matrix.expandDims(2)).reshape(Shape.of());
  }

  /// The determinants [count] of matrices [size, size, count], which lie side by side along the last axis.
  private static Tensor expand(Tensor matrices) {
    int size = matrices.shape().extent(0);
    int count = matrices.shape().extent(2);
    if (size == 1) {
      return matrices.reshape(count);
    }
    Tensor factors = matrices.get(0).times(signs(size));
    Tensor minors = matrices.get(Range.from(1)).take(others(size), 1);
    if (size <= SIDE_BY_SIDE) {
      Tensor determinants = expand(minors.reshape(size - 1, size - 1, size * count)).reshape(size, count);
      return factors.times(determinants).sum(0);
    }
    return scan((Tensor sum, List<Tensor> each) -> new Step<>(sum.plus(each.get(0).times(expand(each.get(1)))), List.<Tensor>of()),
        Tensor.zeros(F64, count), List.of(factors, minors.transpose(2, 0, 1, 3))).carry();
  }

  /// A column 1, -1, 1, …
  private static Tensor signs(int size) {
    return Tensor.of(Shape.of(size, 1), IntStream.range(0, size).mapToDouble(j -> j % 2 == 0 ? 1 : -1).toArray());
  }

  /// A column for each column, with the numbers of all others.
  private static Tensor others(int size) {
    return Tensor.of(Shape.of(size - 1, size), IntStream.range(0, size - 1)
        .flatMap(i -> IntStream.range(0, size).map(j -> i < j ? i : i + 1)).toArray());
  }
}
