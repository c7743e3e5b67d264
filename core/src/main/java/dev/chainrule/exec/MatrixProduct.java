package dev.chainrule.exec;

import dev.chainrule.graph.Array;
import dev.chainrule.graph.DType;
import dev.chainrule.graph.Shape;
import dev.chainrule.graph.Type;
import dev.chainrule.op.MatMul;

/// A product of floating matrices, as the fast kernel takes it. Operands are read with their strides, whether
/// transposed or broadcast; nothing is copied but into panels.
///
/// @param kind     how it is computed
/// @param type     the element type
/// @param m        the rows of the result
/// @param n        the columns of the result
/// @param k        the extent over which it sums
/// @param aRow     the distance of the left side's rows; and so on, transposition being undone
/// @param aOffsets where the left side's matrices begin, one for each of the batch
record MatrixProduct(VectorSupport.GemmKind kind, DType type, int m, int n, int k,
    int aRow, int aColumn, int[] aOffsets, int bRow, int bColumn, int[] bOffsets) {
  /// Fills y with the product.
  static void run(MatMul matmul, Array a, Array b, Array y) {
    run(matmul, a, b, y, VectorSupport.gemm(y.dtype(), (long) y.size() * inner(matmul, a)));
  }

  static void run(MatMul matmul, Array a, Array b, Array y, VectorSupport.GemmKind kind) {
    if (inner(matmul, a) == 0) {
      y.clear();
    } else if (y.size() > 0) {
      MatrixProduct product = of(matmul, a, b, y.type(), kind);
      switch (y.dtype()) {
        case F32 -> FloatGemm.run(product, a.floats(), b.floats(), y.floats());
        case F64 -> DoubleGemm.run(product, a.doubles(), b.doubles(), y.doubles());
        case I32, I64, BOOL -> throw new AssertionError("no fast matrix product of " + y.dtype());
      }
    }
  }

  private static MatrixProduct of(MatMul matmul, Array a, Array b, Type y, VectorSupport.GemmKind kind) {
    int[] left = a.strides();
    int[] right = b.strides();
    int row = left.length - 2;
    int column = left.length - 1;
    Shape lead = y.shape().range(0, row);
    return new MatrixProduct(kind, y.dtype(), y.shape().extent(row), y.shape().extent(column), inner(matmul, a),
        matmul.transposeLeft() ? left[column] : left[row], matmul.transposeLeft() ? left[row] : left[column],
        offsets(lead, left, a.offset()),
        matmul.transposeRight() ? right[column] : right[row], matmul.transposeRight() ? right[row] : right[column],
        offsets(lead, right, b.offset()));
  }

  /// The extent over which is summed.
  private static int inner(MatMul matmul, Array a) {
    return a.shape().extent(matmul.transposeLeft() ? -2 : -1);
  }

  int batches() {
    return aOffsets.length;
  }

  /// The shape of tile.
  GemmKernel.Shape shape() {
    return GemmKernels.shape(type, kind == VectorSupport.GemmKind.VECTOR, n);
  }

  private static int[] offsets(Shape lead, int[] strides, int first) {
    int[] offsets = new int[lead.size()];
    for (int batch = 0; batch < offsets.length; batch++) {
      int rest = batch;
      offsets[batch] = first;
      for (int axis = lead.rank() - 1; axis >= 0; axis--) {
        offsets[batch] += rest % lead.extent(axis) * strides[axis];
        rest /= lead.extent(axis);
      }
    }
    return offsets;
  }
}
