package dev.chainrule.exec;

/// Matrix products on `${type}[]`, of operands with any strides: blocked for the caches, packed into panels in
/// the order in which a [GemmKernel] reads them. Each element of the result is a sum in the order of the inner
/// axis, by blocks of [#INNER]; so it has the same bits whichever kernel computes it.
final class ${Type}Gemm {
  /// The block of the inner axis: a panel of the left side then stays in the first-level cache.
  static final int INNER = 256;
  /// The blocks of rows and columns: both packed blocks then fit in the second-level cache.
  private static final int ROWS = 240;
  private static final int COLUMNS = 512 * Float.BYTES / ${Type}.BYTES;

  private final GemmKernel.Shape shape;
  private final GemmKernel<${type}[]> kernel;
  private final ${type}[] left;
  private final ${type}[] right;
  /// Tiles over the edge of the result are computed here.
  private final ${type}[] tile;

  /// For products of at most m × k and k × n.
  ${Type}Gemm(GemmKernel.Shape shape, int m, int n, int k) {
    this.shape = shape;
    this.kernel = GemmKernels.of(shape);
    int inner = even(Math.min(k, INNER));
    this.left = new ${type}[roundUp(Math.min(m, ROWS), shape.rows()) * inner];
    this.right = new ${type}[roundUp(Math.min(n, COLUMNS), shape.columns()) * inner];
    this.tile = new ${type}[shape.rows() * shape.columns()];
  }

  /// All matrices of a batch: c = a · b, where c is contiguous and holds zeros.
  static void run(MatrixProduct product, ${type}[] a, ${type}[] b, ${type}[] c) {
    int m = product.m();
    int n = product.n();
    int k = product.k();
    if ((m == 1 || n == 1) && product.aColumn() == 1 && product.bRow() == 1) {
      products(product, a, b, c);
      return;
    }
    ${Type}Gemm gemm = product.kind() == VectorSupport.GemmKind.SMALL ? null : new ${Type}Gemm(product.shape(), m, n, k);
    for (int batch = 0; batch < product.batches(); batch++) {
      Matrix left = new Matrix(a, product.aOffsets()[batch], product.aRow(), product.aColumn());
      Matrix right = new Matrix(b, product.bOffsets()[batch], product.bRow(), product.bColumn());
      if (gemm == null) {
        multiplySmall(m, n, k, left, right, c, batch * m * n);
      } else {
        gemm.multiply(m, n, k, left, right, c, batch * m * n);
      }
    }
  }

  /// A vector times the rows of a matrix: there is nothing to gain from blocks.
  private static void products(MatrixProduct product, ${type}[] a, ${type}[] b, ${type}[] c) {
    int size = product.m() * product.n();
    TileKernels<${type}[]> kernels = VectorSupport.${type}s((long) product.batches() * size * product.k());
    for (int batch = 0; batch < product.batches(); batch++) {
      for (int i = 0; i < size; i++) {
        int row = product.aOffsets()[batch] + (product.m() == 1 ? 0 : i * product.aRow());
        int column = product.bOffsets()[batch] + (product.n() == 1 ? 0 : i * product.bColumn());
        c[batch * size + i] = (${type}) kernels.dot(a, row, b, column, product.k());
      }
    }
  }

  /// A matrix in an array: where it begins, and the distances of its rows and of its columns.
  record Matrix(${type}[] elements, int at, int row, int column) {}

  /// c = a · b, where c is contiguous, begins at `cAt`, and holds zeros.
  void multiply(int m, int n, int k, Matrix a, Matrix b, ${type}[] c, int cAt) {
    for (int column = 0; column < n; column += COLUMNS) {
      int columns = Math.min(COLUMNS, n - column);
      for (int inner = 0; inner < k; inner += INNER) {
        int depth = Math.min(INNER, k - inner);
        pack(b.elements, b.at + column * b.column + inner * b.row, columns, b.column, depth, b.row, shape.columns(), right);
        for (int row = 0; row < m; row += ROWS) {
          int rows = Math.min(ROWS, m - row);
          pack(a.elements, a.at + row * a.row + inner * a.column, rows, a.row, depth, a.column, shape.rows(), left);
          block(rows, columns, even(depth), c, cAt + row * n + column, n, inner > 0);
        }
      }
    }
  }

  private void block(int rows, int columns, int depth, ${type}[] c, int cAt, int cStride, boolean add) {
    for (int row = 0; row < rows; row += shape.rows()) {
      for (int column = 0; column < columns; column += shape.columns()) {
        int at = cAt + row * cStride + column;
        if (row + shape.rows() <= rows && column + shape.columns() <= columns) {
          kernel.run(left, row * depth, right, column * depth, c, at, cStride, depth, add);
        } else {
          kernel.run(left, row * depth, right, column * depth, tile, 0, shape.columns(), depth, false);
          copyTile(Math.min(shape.rows(), rows - row), Math.min(shape.columns(), columns - column), c, at, cStride, add);
        }
      }
    }
  }

  private void copyTile(int rows, int columns, ${type}[] c, int cAt, int cStride, boolean add) {
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        ${type} value = tile[i * shape.columns() + j];
        int at = cAt + i * cStride + j;
        c[at] = add ? value + c[at] : value;
      }
    }
  }

  /// Packs `count` runs of `depth` elements into panels of `width` runs side by side, filled up with zeros.
  private static void pack(${type}[] from, int at, int count, int stride, int depth, int step, int width, ${type}[] to) {
    int panelDepth = even(depth);
    for (int first = 0; first < count; first += width) {
      int start = at + first * stride;
      int target = first * panelDepth;
      int present = Math.min(width, count - first);
      if (present < width || depth < panelDepth) {
        java.util.Arrays.fill(to, target, target + width * panelDepth, 0);
      }
      if (stride == 1) {
        for (int p = 0; p < depth; p++) {
          System.arraycopy(from, start + p * step, to, target + p * width, present);
        }
      } else {
        for (int i = 0; i < present; i++) {
          for (int p = 0; p < depth; p++) {
            to[target + p * width + i] = from[start + i * stride + p * step];
          }
        }
      }
    }
  }

  /// The same product without packing or generated code, for work that is not worth these.
  static void multiplySmall(int m, int n, int k, Matrix a, Matrix b, ${type}[] c, int cAt) {
    for (int i = 0; i < m; i++) {
      for (int j = 0; j < n; j++) {
        ${type} total = 0;
        for (int inner = 0; inner < k; inner += INNER) {
          int end = Math.min(k, inner + INNER);
          ${type} sum = 0;
          for (int p = inner; p < end; p++) {
            sum = Math.fma(a.elements[a.at + i * a.row + p * a.column], b.elements[b.at + p * b.row + j * b.column], sum);
          }
          if ((end - inner) % 2 != 0) {
            sum += 0; // as the zero that fills a panel up to an even depth: it turns -0 into 0
          }
          total = inner > 0 ? sum + total : sum;
        }
        c[cAt + i * n + j] = total;
      }
    }
  }

  private static int even(int number) {
    return roundUp(number, 2);
  }

  private static int roundUp(int number, int multiple) {
    return (number + multiple - 1) / multiple * multiple;
  }
}
