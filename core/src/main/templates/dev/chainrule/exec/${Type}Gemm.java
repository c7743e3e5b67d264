package dev.chainrule.exec;

import org.jspecify.annotations.Nullable;

/// Matrix products on `${type}[]`, of operands with any strides, blocked for the caches. Each element of the result is a sum
/// in the order of the inner axis, by blocks of [GemmKernels#INNER]; so it has the same bits whichever kernel computes it,
/// and however many threads do.
final class ${Type}Gemm {
  /// The blocks of rows and columns: both packed blocks then fit in the second-level cache.
  private static final int ROWS = 240;
  private static final int COLUMNS = 512 * Float.BYTES / ${Type}.BYTES;
  /// Elements of an epilogue that are worth a task.
  private static final int SHARED = 1 << 14;
  private static final ${Type}Panels.Finished NOTHING = (row, count) -> {};
  /// Left sides with so many rows or fewer pass by a right side that is not packed.
  private static final int FEW_ROWS = 128;

  private final MatrixProduct product;
  private final GemmKernels.Choice<${type}[]> kernels;
  private final ${Type}Panels panels;
  private final ${type}[] a;
  private final ${type}[] b;
  private final ${type} @Nullable [] packed;
  private final ${type}[] c;
  private final boolean add;
  private final Epilogue epilogue;

  private ${Type}Gemm(MatrixProduct product, ${type}[] a, ${type}[] b, ${type} @Nullable [] packed, ${type}[] c, boolean add, Epilogue epilogue) {
    this.product = product;
    this.kernels = GemmKernels.of(product.type(), product.kind());
    this.panels = new ${Type}Panels(kernels);
    this.a = a;
    this.b = b;
    this.packed = packed;
    this.c = c;
    this.add = add;
    this.epilogue = epilogue;
  }

  /// All matrices of a batch: c = a · b, or c = c + a · b, and then the epilogue.
  static void run(MatrixProduct product, ${type}[] a, ${type}[] b, ${type} @Nullable [] packed, ${type}[] c, boolean add, Epilogue epilogue) {
    if (product.isTiny()) {
      multiplyTiny(product, a, b, c, add, epilogue);
    } else if (product.isOfVectors()) {
      products(product, a, b, c, add, epilogue);
    } else {
      MatrixProduct.Parts parts = product.parts(Team.SHARED.size(), GemmKernels.of(product.type(), product.kind()));
      if (parts.count() > 1 && product.canBePackedTogether()) {
        runTogether(product, a, b, packed, c, add, epilogue);
      } else {
        new ${Type}Gemm(product, a, b, packed, c, add, epilogue).run(parts);
      }
    }
  }

  /// One large product by several threads: what must be packed or transposed is so once for all of them.
  private static void runTogether(MatrixProduct product, ${type}[] a, ${type}[] b, ${type} @Nullable [] packed, ${type}[] c, boolean add, Epilogue epilogue) {
    ${type}[] left = product.aColumn() == 1 ? a : transposeLeft(product, a);
    MatrixProduct plain = product.aColumn() == 1 ? product : product.withPlainLeft();
    ${type}[] right = packed != null || product.m() <= FEW_ROWS && product.bColumn() == 1 ? packed : packRight(product, b);
    ${Type}Gemm gemm = new ${Type}Gemm(plain, left, b, right, c, add, epilogue);
    gemm.run(plain.parts(Team.SHARED.size(), gemm.kernels));
    if (right != packed) {
      ${Type}Panels.POOL.give(right);
    }
    if (left != a) {
      ${Type}Panels.POOL.give(left);
    }
  }

  private void run(MatrixProduct.Parts parts) {
    Team.SHARED.run(parts.count(), i -> run(parts.get(i), parts.haveWholeRows() ? epilogue : Epilogue.NONE));
    if (!parts.haveWholeRows()) {
      finish(product, epilogue);
    }
  }

  /// The left side with contiguous rows.
  private static ${type}[] transposeLeft(MatrixProduct product, ${type}[] a) {
    ${Type}Panels panels = new ${Type}Panels(GemmKernels.of(product.type(), product.kind()));
    ${type}[] left = ${Type}Panels.POOL.take(product.m() * product.k());
    int tasks = Math.ceilDiv(product.k(), GemmKernels.INNER);
    Team.SHARED.run(tasks, task -> {
      int inner = task * GemmKernels.INNER;
      int depth = Math.min(GemmKernels.INNER, product.k() - inner);
      panels.sideBySide(a, product.aOffsets()[0] + inner * product.aColumn(), depth, product.aColumn(), product.aRow(), left, inner,
          product.k(), product.m());
    });
    return left;
  }

  /// All panels of the right side, block after block of the inner axis.
  static ${type}[] packRight(MatrixProduct product, ${type}[] b) {
    ${Type}Panels panels = new ${Type}Panels(GemmKernels.of(product.type(), product.kind()));
    int width = panels.wholeColumns(product.n());
    ${type}[] packed = ${Type}Panels.POOL.take(width * product.k());
    int blocks = Math.ceilDiv(product.n(), COLUMNS);
    Team.SHARED.run(Math.ceilDiv(product.k(), GemmKernels.INNER) * blocks, task -> {
      int inner = task / blocks * GemmKernels.INNER;
      int column = task % blocks * COLUMNS;
      int depth = Math.min(GemmKernels.INNER, product.k() - inner);
      panels.packRight(b, product.bOffsets()[0] + column * product.bColumn() + inner * product.bRow(), Math.min(COLUMNS, product.n() - column),
          product.bColumn(), depth, product.bRow(), packed, inner * width + column * depth);
    });
    return packed;
  }

  /// A vector times the rows of a matrix: there is nothing to gain from blocks.
  private static void products(MatrixProduct product, ${type}[] a, ${type}[] b, ${type}[] c, boolean add, Epilogue epilogue) {
    int size = product.m() * product.n();
    TileKernels<${type}[]> kernels = VectorSupport.${type}s();
    for (int batch = 0; batch < product.batches(); batch++) {
      int at = product.cAt() + batch * size;
      for (int i = 0; i < size; i++) {
        int row = product.aOffsets()[batch] + (product.m() == 1 ? 0 : i * product.aRow());
        int column = product.bOffsets()[batch] + (product.n() == 1 ? 0 : i * product.bColumn());
        ${type} sum = (${type}) kernels.dot(a, row, b, column, product.k());
        c[at + i] = add ? sum + c[at + i] : sum;
      }
    }
    finish(product, epilogue);
  }

  /// Applies the epilogue to all rows.
  private static void finish(MatrixProduct product, Epilogue epilogue) {
    int rows = product.batches() * product.m();
    int tasks = (int) Math.clamp((long) rows * product.n() / SHARED, 1, Math.min(rows, Team.SHARED.size()));
    Team.SHARED.run(tasks, task -> epilogue.run(product.cAt() + (int) ((long) task * rows / tasks) * product.n(),
        product.cAt() + (int) ((task + 1L) * rows / tasks) * product.n()));
  }

  private void run(MatrixProduct.Part part, Epilogue whenComplete) {
    int depth = Math.min(product.k(), GemmKernels.INNER);
    ${type}[] left = ${Type}Panels.POOL.take(product.aColumn() == 1 ? 0 : Math.min(part.rows(), ROWS) * depth);
    ${type}[] right = packed != null ? packed : ${Type}Panels.POOL.take(panels.wholeColumns(Math.min(part.columns(), COLUMNS)) * depth);
    int[] steps = MatrixProduct.STEPS.take(depth);
    for (int i = 0; i < depth; i++) {
      steps[i] = i * product.bRow();
    }
    Epilogue.Collected complete = new Epilogue.Collected(whenComplete);
    for (int batch = part.batch(); batch < part.batch() + part.batches(); batch++) {
      multiply(part, batch, left, right, steps, complete);
    }
    complete.flush();
    MatrixProduct.STEPS.give(steps);
    if (packed == null) {
      ${Type}Panels.POOL.give(right);
    }
    ${Type}Panels.POOL.give(left);
  }

  private void multiply(MatrixProduct.Part part, int batch, ${type}[] left, ${type}[] right, int[] steps, Epilogue.Collected complete) {
    int columnsEnd = part.column() + part.columns();
    int rowsEnd = part.row() + part.rows();
    for (int column = part.column(); column < columnsEnd; column += COLUMNS) {
      int columns = Math.min(COLUMNS, columnsEnd - column);
      for (int inner = 0; inner < product.k(); inner += GemmKernels.INNER) {
        int depth = Math.min(GemmKernels.INNER, product.k() - inner);
        int rightAt = product.bOffsets()[batch] + column * product.bColumn() + inner * product.bRow();
        int unpacked = unpacked(part, columns);
        int packedAt = packed == null ? 0 : inner * panels.wholeColumns(product.n()) + column * depth;
        if (packed == null) {
          panels.packRight(b, rightAt + unpacked * product.bColumn(), columns - unpacked, product.bColumn(), depth, product.bRow(), right, 0);
        }
        for (int row = part.row(); row < rowsEnd; row += ROWS) {
          int rows = Math.min(ROWS, rowsEnd - row);
          ${Type}Panels.Place panel = panels.left(a, product.aOffsets()[batch] + row * product.aRow() + inner * product.aColumn(), rows,
              product.aRow(), depth, product.aColumn(), left);
          int first = batch * product.m() + row;
          int cAt = product.cAt() + first * product.n() + column;
          boolean further = add || inner > 0;
          ${Type}Panels.Finished finished = inner + depth < product.k() || column + columns < columnsEnd ? NOTHING : (at, count) ->
              complete.add(product.cAt() + (first + at) * product.n(), product.cAt() + (first + at + count) * product.n());
          panels.rowByRow(rows, unpacked, panel, new ${Type}Panels.Place(b, rightAt, kernels.columns()), steps,
              new ${Type}Panels.Place(c, cAt, product.n()), 0, depth, further, unpacked < columns ? NOTHING : finished);
          panels.rowByRow(rows, columns - unpacked, panel, new ${Type}Panels.Place(right, packedAt, depth * kernels.columns()), null,
              new ${Type}Panels.Place(c, cAt + unpacked, product.n()), 0, depth, further, unpacked < columns ? finished : NOTHING);
        }
      }
    }
  }

  /// How many columns of the right side are read where they are.
  private int unpacked(MatrixProduct.Part part, int columns) {
    return packed == null && product.bColumn() == 1 && part.rows() <= FEW_ROWS ? columns - columns % kernels.columns() : 0;
  }

  /// The same product without packing, for matrices that are not worth it.
  private static void multiplyTiny(MatrixProduct product, ${type}[] a, ${type}[] b, ${type}[] c, boolean add, Epilogue epilogue) {
    int at = product.cAt();
    for (int batch = 0; batch < product.batches(); batch++) {
      for (int i = 0; i < product.m(); i++) {
        for (int j = 0; j < product.n(); j++, at++) {
          int left = product.aOffsets()[batch] + i * product.aRow();
          int right = product.bOffsets()[batch] + j * product.bColumn();
          ${type} sum = 0;
          for (int p = 0; p < product.k(); p++) {
            sum = Math.fma(a[left + p * product.aColumn()], b[right + p * product.bRow()], sum);
          }
          c[at] = add ? sum + c[at] : sum;
        }
      }
    }
    finish(product, epilogue);
  }
}
