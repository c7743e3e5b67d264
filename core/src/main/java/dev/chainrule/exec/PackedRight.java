package dev.chainrule.exec;

import dev.chainrule.graph.Array;
import dev.chainrule.op.MatMul;
import org.jspecify.annotations.Nullable;

/// The right side of many matrix products, packed once: the weights of a loop, which each iteration multiplies with
/// something else. Products have the same bits as those of a side that is not packed.
///
/// It is packed when a product first gains by that, into memory from a pool, which [#close] gives back. The elements
/// must not change meanwhile. For one thread at a time, each product being shared among the team.
final class PackedRight implements AutoCloseable {
  private final MatMul matmul;
  private final Array matrix;
  private VectorSupport.@Nullable GemmKind kind;
  private @Nullable Object panels;

  /// @param matmul how products take it, as it is or transposed
  /// @param matrix the right side; all matrices of a batch must be the same one, else it is never packed
  PackedRight(MatMul matmul, Array matrix) {
    this.matmul = matmul;
    this.matrix = matrix;
  }

  /// The product with a left side, or what the result holds and the product, and then the epilogue.
  void multiply(Array a, Array result, boolean add, Epilogue epilogue) {
    MatrixProduct product = MatrixProduct.of(matmul, a, matrix, result);
    multiply(product, a, result, add, epilogue);
  }

  void multiply(Array a, Array result, VectorSupport.GemmKind how) {
    multiply(MatrixProduct.of(matmul, a, matrix, result.shape(), how), a, result, false, Epilogue.NONE);
  }

  private void multiply(MatrixProduct product, Array a, Array result, boolean add, Epilogue epilogue) {
    if (product.canHavePackedRight() && product.kind() != kind) {
      close();
      panels = product.packRight(matrix.elements());
      kind = product.kind();
    }
    product.run(a.elements(), matrix.elements(), product.canHavePackedRight() ? panels : null, result.elements(), add, epilogue);
  }

  @Override
  public void close() {
    if (panels != null) {
      MatrixProduct.give(panels);
      panels = null;
      kind = null;
    }
  }
}
