package dev.chainrule.exec;

import dev.chainrule.graph.Array;
import dev.chainrule.graph.DType;
import dev.chainrule.graph.Shape;
import dev.chainrule.op.MatMul;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

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
/// @param cAt      where the result's matrices begin, which lie one after the other
record MatrixProduct(VectorSupport.GemmKind kind, DType type, int m, int n, int k,
    int aRow, int aColumn, int[] aOffsets, int bRow, int bColumn, int[] bOffsets, int cAt) {
  /// Tables of distances.
  static final ArrayPool<int[]> STEPS = new ArrayPool<>(int[]::new);
  /// Products of two elements that are done sooner than sides are packed.
  private static final int TINY = 1024;
  /// Products of two elements that are worth a task: some 20 µs.
  private static final long TASK = 1L << 20;
  /// The most elements of a side that are packed before several threads multiply.
  private static final int MOST_PACKED = 1 << 24;

  /// The product of two arrays' matrices, into a result that may hold anything, and then the epilogue.
  static void run(MatMul matmul, Array a, Array b, Array result, Epilogue epilogue) {
    of(matmul, a, b, result).run(a.elements(), b.elements(), null, result.elements(), false, epilogue);
  }

  static void run(MatMul matmul, Array a, Array b, Array result, VectorSupport.GemmKind kind) {
    of(matmul, a, b, result.shape(), kind).run(a.elements(), b.elements(), null, result.elements(), false, Epilogue.NONE);
  }

  /// Computes the product, or adds it to what the result holds, and then applies the epilogue.
  ///
  /// @param packed what [#packRight] made of b, if somebody has packed it
  void run(Object a, Object b, @Nullable Object packed, Object result, boolean add, Epilogue epilogue) {
    if (m == 0 || n == 0 || batches() == 0) {
      return;
    }
    switch (result) {
      case float[] floats -> FloatGemm.run(this, (float[]) a, (float[]) b, (float[]) packed, floats, add, epilogue);
      case double[] doubles -> DoubleGemm.run(this, (double[]) a, (double[]) b, (double[]) packed, doubles, add, epilogue);
      default -> throw new AssertionError("no fast matrix product of " + type);
    }
  }

  /// Whether the right side is one matrix for the whole batch, and packing it is worth while.
  boolean canHavePackedRight() {
    return !isTiny() && !isOfVectors() && Arrays.stream(bOffsets).allMatch(offset -> offset == bOffsets[0]);
  }

  /// The right side in the order in which kernels read it, in memory that [#give] takes back.
  Object packRight(Object b) {
    return switch (b) {
      case float[] floats -> FloatGemm.packRight(this, floats);
      case double[] doubles -> DoubleGemm.packRight(this, doubles);
      default -> throw new AssertionError("no fast matrix product of " + type);
    };
  }

  static void give(Object packed) {
    switch (packed) {
      case float[] floats -> FloatPanels.POOL.give(floats);
      case double[] doubles -> DoublePanels.POOL.give(doubles);
      default -> throw new AssertionError();
    }
  }

  /// A product that is done in the way that has proven best so far.
  static MatrixProduct of(MatMul matmul, Array a, Array b, Array result) {
    return of(matmul, a, b, result.shape(), VectorSupport.gemm(result.dtype(), (long) result.size() * inner(matmul, a)));
  }

  static MatrixProduct of(MatMul matmul, Array a, Array b, Shape y, VectorSupport.GemmKind kind) {
    int[] left = a.strides();
    int[] right = b.strides();
    int row = left.length - 2;
    int column = left.length - 1;
    Shape lead = y.range(0, row);
    return new MatrixProduct(kind, a.dtype(), y.extent(row), y.extent(column), inner(matmul, a),
        matmul.transposeLeft() ? left[column] : left[row], matmul.transposeLeft() ? left[row] : left[column],
        offsets(lead, left, a.offset()),
        matmul.transposeRight() ? right[column] : right[row], matmul.transposeRight() ? right[row] : right[column],
        offsets(lead, right, b.offset()), 0);
  }

  /// The extent over which is summed.
  private static int inner(MatMul matmul, Array a) {
    return a.shape().extent(matmul.transposeLeft() ? -2 : -1);
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

  int batches() {
    return aOffsets.length;
  }

  /// Whether its matrices are so small that plain loops are best; or there is nothing to sum.
  boolean isTiny() {
    return k == 0 || k <= GemmKernels.INNER && (long) m * n * k <= TINY;
  }

  /// Whether each element is the scalar product of a vector, which one side is, and a run of the other side.
  boolean isOfVectors() {
    return (m == 1 || n == 1) && aColumn == 1 && bRow == 1;
  }

  /// Whether there is one matrix on either side, of a size that somebody has memory for.
  boolean canBePackedTogether() {
    return batches() == 1 && (long) k * Math.max(m, n) <= MOST_PACKED;
  }

  /// The same product of a left side whose rows are contiguous, one after the other.
  MatrixProduct withPlainLeft() {
    return new MatrixProduct(kind, type, m, n, k, k, 1, new int[1], bRow, bColumn, bOffsets, cAt);
  }

  /// The rows and columns of some matrices of the batch.
  record Part(int batch, int batches, int row, int rows, int column, int columns) {}

  /// A division into parts, each so large that it is worth a task: matrices of the batch, or if there are few, of the rows
  /// or of the columns.
  Parts parts(int threads, GemmKernels.Choice<?> kernels) {
    int rowUnit = kernels.rows();
    int columnUnit = kernels.columns();
    long wanted = threads == 1 ? 1 : Math.clamp((long) m * n * k * batches() / TASK, 1, 4 * threads);
    int groups = (int) Math.min(wanted, batches());
    int further = (int) Math.ceilDiv(wanted, groups);
    return m >= n
        ? new Parts(this, groups, Parts.unit(m, further, rowUnit), n)
        : new Parts(this, groups, m, Parts.unit(n, further, columnUnit));
  }

  /// Parts of equal size, but for the last along each axis.
  ///
  /// @param groups  how many parts the batch has
  /// @param rows    the rows of a part
  /// @param columns the columns of a part
  record Parts(MatrixProduct product, int groups, int rows, int columns) {
    /// The size of one of so many parts, in whole units.
    private static int unit(int extent, int parts, int unit) {
      return Math.ceilDiv(Math.ceilDiv(extent, parts), unit) * unit;
    }

    private int down() {
      return Math.ceilDiv(product.m, rows);
    }

    private int across() {
      return Math.ceilDiv(product.n, columns);
    }

    int count() {
      return groups * down() * across();
    }

    /// Whether each part has all columns of its rows.
    boolean haveWholeRows() {
      return across() <= 1;
    }

    Part get(int i) {
      int group = i / (down() * across());
      int row = i / across() % down() * rows;
      int column = i % across() * columns;
      int batch = (int) ((long) group * product.batches() / groups);
      int end = (int) ((group + 1L) * product.batches() / groups);
      return new Part(batch, end - batch, row, Math.min(rows, product.m - row), column, Math.min(columns, product.n - column));
    }
  }
}
