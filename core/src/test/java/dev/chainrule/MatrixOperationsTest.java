package dev.chainrule;

import static dev.chainrule.Chainrule.grad;
import static dev.chainrule.Chainrule.vmap;
import static dev.chainrule.Functions.arange;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.chainrule.graph.ChainruleException;
import dev.chainrule.graph.DType;
import dev.chainrule.graph.Shape;
import net.jqwik.api.ForAll;
import net.jqwik.api.GenerationMode;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/// The structure of matrices, each operation against the loop that it stands for.
class MatrixOperationsTest {
  private static final Tensor X = arange(6).reshape(2, 3); // [[0, 1, 2], [3, 4, 5]]

  @Property(generation = GenerationMode.EXHAUSTIVE)
  void trianglesAndDiagonalsOfAnyShape(@ForAll @IntRange(max = 4) int rows, @ForAll @IntRange(max = 4) int columns,
      @ForAll @IntRange(min = -5, max = 5) int diagonal) {
    Tensor x = arange(2 * rows * columns).plus(1).reshape(2, rows, columns);
    Tensor lower = x.tril(diagonal);
    Tensor upper = x.triu(diagonal);
    int length = 0;
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        int element = columns * (rows + i) + j + 1;
        assertThat(lower.get(1, i, j).item()).isEqualTo(j <= i + diagonal ? element : 0);
        assertThat(upper.get(1, i, j).item()).isEqualTo(j >= i + diagonal ? element : 0);
        if (j == i + diagonal) {
          assertThat(x.diagonal(diagonal).get(1, length++).item()).isEqualTo(element);
        }
      }
    }
    assertThat(x.diagonal(diagonal).shape()).isEqualTo(Shape.of(2, length));
  }

  @Property(generation = GenerationMode.EXHAUSTIVE)
  void embeddingUndoesTakingADiagonal(@ForAll @IntRange(max = 4) int length, @ForAll @IntRange(min = -3, max = 3) int diagonal) {
    Tensor x = arange(2 * length).plus(1).reshape(2, length);
    Tensor matrices = x.diagEmbed(diagonal);
    int extent = length + Math.abs(diagonal);
    assertThat(matrices.shape()).isEqualTo(Shape.of(2, extent, extent));
    assertElements(matrices.diagonal(diagonal), x.to(DType.F64).toDoubles());
    assertThat(matrices.sum().item()).isEqualTo(x.sum().item());
  }

  @Test
  void diagGoesBothWays() {
    assertElements(arange(2).diag(), 0, 0, 0, 1);
    assertElements(X.diag(), 0, 4);
    assertFails(() -> X.expandDims(0).diag(),
        "[diag] shape [1, 2, 3] is neither a vector nor a matrix; for batches, diagEmbed puts vectors on diagonals and diagonal takes them");
    assertFails(() -> Tensor.of(1).diag(),
        "[diag] shape [] is neither a vector nor a matrix; for batches, diagEmbed puts vectors on diagonals and diagonal takes them");
  }

  @Test
  void tracesAndTransposesOfBatches() {
    Tensor batch = arange(12).reshape(2, 2, 3);
    assertElements(batch.trace(), 4, 16);
    assertThat(batch.matrixTranspose().shape()).isEqualTo(Shape.of(2, 3, 2));
    assertElements(batch.matrixTranspose().get(1), 6, 9, 7, 10, 8, 11);
    assertElements(vmap(Tensor::trace).apply(batch), 4, 16);
    assertElements(grad((Tensor x) -> x.trace()).apply(X.to(DType.F64)), 1, 0, 0, 0, 1, 0);
  }

  @Test
  void outerAndKroneckerProducts() {
    assertElements(arange(2).outer(arange(3)), 0, 0, 0, 0, 1, 2);
    assertElements(Tensor.of(2).outer(X), 0, 2, 4, 6, 8, 10);
    assertElements(Tensor.of(1, 2).kron(Tensor.of(1, 2, 3, 4).reshape(2, 2)), 1, 2, 2, 4, 3, 4, 6, 8);
    assertElements(Tensor.of(1, 2, 3, 4).reshape(2, 2).kron(Tensor.of(1, 10)), 1, 10, 2, 20, 3, 30, 4, 40);
    assertElements(Tensor.of(3).kron(X), 0, 3, 6, 9, 12, 15);
  }

  @Test
  void crossProductsAreOrthogonal() {
    assertElements(Tensor.of(1, 0, 0).cross(Tensor.of(0, 1, 0)), 0, 0, 1);
    assertElements(X.cross(Tensor.of(1, 2, 3)), -1, 2, -1, 2, -4, 2);
    assertFails(() -> arange(2).cross(arange(2)), "[cross] shapes [2] and [2]: vectors must have 3 elements, along the last axis");
    assertFails(() -> arange(3).cross(Tensor.of(1)), "[cross] shapes [3] and []: vectors must have 3 elements, along the last axis");
  }

  @Test
  void tensordotSumsOverPairsOfAxes() {
    Tensor x = arange(24).reshape(2, 3, 4);
    assertElements(x.tensordot(x, 3), 4324);
    assertElements(X.tensordot(X.transpose(), 1), 5, 14, 14, 50);
    assertThat(x.tensordot(X, 0).shape()).isEqualTo(Shape.of(2, 3, 4, 2, 3));
    Tensor both = x.tensordot(x, new int[] {0, -1}, new int[] {0, 2});
    assertElements(both, 748, 988, 1228, 988, 1356, 1724, 1228, 1724, 2220);
    assertElements(x.tensordot(X, new int[] {1}, new int[] {-1}).get(0), x.get(0).transpose().matmul(X.transpose()).to(DType.F64).toDoubles());
  }

  @Test
  void errorsNameAxesAndExtents() {
    assertFails(() -> X.tensordot(X, 1), "[tensordot] shapes [2, 3] and [2, 3]: axis 1 of the left is 3, but axis 0 of the right 2");
    assertFails(() -> X.tensordot(X, 3), "[tensordot] shapes [2, 3] and [2, 3] do not both have 3 axes to sum over");
    assertFails(() -> X.tensordot(X, new int[] {0}, new int[] {}), "[tensordot] 1 axes of [2, 3] and 0 of [2, 3] are no pairs");
    assertFails(() -> X.tensordot(X, new int[] {0, 0}, new int[] {0, 1}), "[tensordot] axes [0, 0] of shape [2, 3]: axis 0 is named twice");
    assertFails(() -> arange(3).trace(), "[trace] shape [3] is no matrix: it needs two axes or more; expandDims adds one");
    assertFails(() -> arange(3).tril(), "[tril] shape [3] is no matrix: it needs two axes or more; expandDims adds one");
    assertFails(() -> arange(3).triu(), "[triu] shape [3] is no matrix: it needs two axes or more; expandDims adds one");
    assertFails(() -> arange(3).diagonal(), "[diagonal] shape [3] is no matrix: it needs two axes or more; expandDims adds one");
    assertFails(() -> arange(3).matrixTranspose(), "[matrixTranspose] shape [3] is no matrix: it needs two axes or more; expandDims adds one");
    assertFails(() -> Tensor.of(1).diagEmbed(), "[diagEmbed] axis -1 of a tensor of shape []: a scalar has no axes");
  }

  private static void assertElements(Tensor actual, double... expected) {
    assertThat(actual.to(DType.F64).toDoubles()).containsExactly(expected, within(1e-12));
  }

  private static void assertFails(ThrowingCallable call, String message) {
    assertThatThrownBy(call).isInstanceOf(ChainruleException.class).hasMessage(message);
  }
}
