package dev.chainrule.bench.gradbench;

import static dev.chainrule.Chainrule.grad;
import static dev.chainrule.Chainrule.jit;
import static dev.chainrule.Chainrule.scan;
import static dev.chainrule.Chainrule.vmap;

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
    return expand(matrix.transpose());
  }

  /// @param columns the matrix, as a list of its columns
  private static Tensor expand(Tensor columns) {
    int size = columns.shape().extent(0);
    if (size == 1) {
      return columns.get(0, 0);
    }
    Tensor factors = columns.get(Range.all(), Range.at(0)).times(signs(size));
    Tensor minors = columns.get(Range.all(), Range.from(1)).take(others(size), 0);
    if (size <= SIDE_BY_SIDE) {
      return factors.times(vmap(Determinant::expand).apply(minors)).sum();
    }
    return scan((Tensor sum, List<Tensor> each) -> new Step<>(sum.plus(each.get(0).times(expand(each.get(1)))), List.<Tensor>of()),
        Tensor.of(0.0), List.of(factors, minors)).carry();
  }

  /// 1, -1, 1, …
  private static Tensor signs(int size) {
    return Tensor.of(IntStream.range(0, size).mapToDouble(j -> j % 2 == 0 ? 1 : -1).toArray());
  }

  /// For each column the numbers of all others.
  private static Tensor others(int size) {
    return Tensor.of(Shape.of(size, size - 1), IntStream.range(0, size)
        .flatMap(j -> IntStream.range(0, size).filter(other -> other != j)).toArray());
  }
}
