package dev.chainrule.exec.lowering;

import dev.chainrule.graph.Primitive;
import dev.chainrule.graph.Shape;
import dev.chainrule.op.Broadcast;
import dev.chainrule.op.MatMul;
import dev.chainrule.op.Permute;
import dev.chainrule.op.Reshape;
import dev.chainrule.op.Sum;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Products of matrices as few large ones: transposed operands and results become flags, a batch that meets one
/// matrix becomes its rows, and a sum of products over a batch becomes one product over all its rows.
final class MatrixLayouts implements Rewriting.Rule {
  @Override
  public @Nullable Integer replace(Rewriting graph, Primitive primitive, List<Integer> inputs) {
    return switch (primitive) {
      case MatMul matmul -> product(graph, matmul, inputs.get(0), inputs.get(1));
      case Permute permute -> transposed(graph, permute, inputs.getFirst());
      case Sum sum -> summed(graph, sum, inputs.getFirst());
      default -> null;
    };
  }

  private static @Nullable Integer product(Rewriting graph, MatMul matmul, int a, int b) {
    int left = untransposed(graph, a);
    int right = untransposed(graph, b);
    if (left != a || right != b) {
      MatMul flagged = new MatMul(matmul.transposeLeft() ^ left != a, matmul.transposeRight() ^ right != b);
      Integer better = product(graph, flagged, left, right);
      return better != null ? better : graph.add(flagged, left, right);
    }
    Integer matrix = repeatedMatrix(graph, b);
    if (matrix != null && !matmul.transposeLeft() && graph.type(a).shape().rank() > 2) {
      return tall(graph, matmul, a, matrix);
    }
    return null;
  }

  /// The rows of all matrices of a batch times one matrix.
  private static int tall(Rewriting graph, MatMul matmul, int a, int b) {
    Shape shape = graph.type(a).shape();
    int product = graph.add(matmul, reshaped(graph, a, Shape.of(rows(shape), shape.extent(-1))), b);
    return reshaped(graph, product, shape.with(shape.rank() - 1, graph.type(product).shape().extent(1)));
  }

  /// The one matrix that a batch of equal ones repeats.
  private static @Nullable Integer repeatedMatrix(Rewriting graph, int slot) {
    if (graph.origin(slot) instanceof Rewriting.Origin(Broadcast broadcast, List<Integer> inputs)) {
      int rank = broadcast.shape().rank();
      Shape from = graph.type(inputs.getFirst()).shape();
      boolean isMatrix = broadcast.axes().equals(List.of(rank - 2, rank - 1))
          && from.equals(broadcast.shape().range(rank - 2, rank));
      return isMatrix ? inputs.getFirst() : null;
    }
    return null;
  }

  /// The slot whose matrices this one has transposed; itself where it is no transposition.
  private static int untransposed(Rewriting graph, int slot) {
    return graph.origin(slot) instanceof Rewriting.Origin(Permute permute, List<Integer> inputs) && transposesMatrices(permute)
        ? inputs.getFirst() : slot;
  }

  /// Whether the last two axes change places, and no others.
  private static boolean transposesMatrices(Permute permute) {
    int rank = permute.order().size();
    return rank >= 2 && permute.order().get(rank - 1) == rank - 2 && permute.order().get(rank - 2) == rank - 1
        && IntStream.range(0, rank - 2).allMatch(axis -> permute.order().get(axis) == axis);
  }

  /// (a b)ᵀ = bᵀ aᵀ.
  private static @Nullable Integer transposed(Rewriting graph, Permute permute, int x) {
    if (transposesMatrices(permute) && graph.isReadOnce(x) && graph.origin(x) instanceof Rewriting.Origin(MatMul matmul, List<Integer> inputs)) {
      return graph.add(new MatMul(!matmul.transposeRight(), !matmul.transposeLeft()), inputs.get(1), inputs.get(0));
    }
    return null;
  }

  /// Σ over a batch of aᵀ b is Aᵀ B of all rows, where a's and b's rows are what is summed over.
  private static @Nullable Integer summed(Rewriting graph, Sum sum, int x) {
    if (!graph.isReadOnce(x) || !(graph.origin(x) instanceof Rewriting.Origin(MatMul matmul, List<Integer> inputs))) {
      return null;
    }
    Shape a = graph.type(inputs.get(0)).shape();
    Shape b = graph.type(inputs.get(1)).shape();
    List<Integer> batch = IntStream.range(0, a.rank() - 2).boxed().toList();
    if (batch.isEmpty() || !sum.axes().equals(batch) || !matmul.transposeLeft() || matmul.transposeRight() || a.size() == 0) {
      return null;
    }
    return graph.add(matmul, reshaped(graph, inputs.get(0), Shape.of(rows(a), a.extent(-1))),
        reshaped(graph, inputs.get(1), Shape.of(rows(b), b.extent(-1))));
  }

  private static int rows(Shape shape) {
    return shape.range(0, shape.rank() - 1).size();
  }

  private static int reshaped(Rewriting graph, int x, Shape shape) {
    if (graph.type(x).shape().equals(shape)) {
      return x;
    }
    return graph.origin(x) instanceof Rewriting.Origin(Reshape reshape, List<Integer> inputs)
        ? reshaped(graph, inputs.getFirst(), shape) : graph.add(new Reshape(shape), x);
  }
}
