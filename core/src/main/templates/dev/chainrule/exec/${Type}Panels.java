package dev.chainrule.exec;

import dev.chainrule.graph.DType;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// What matrix products and convolutions on `${type}[]` have in common: sides packed into panels in the order in which a
/// [GemmKernel] reads them, and blocks of the result that are computed tile by tile.
final class ${Type}Panels {
  static final DType TYPE = ${Type}.BYTES == Float.BYTES ? DType.F32 : DType.F64;
  static final ArrayPool<${type}[]> POOL = new ArrayPool<>(${type}[]::new);

  private final GemmKernels.Choice<${type}[]> kernels;
  private final int rows;
  private final int columns;

  ${Type}Panels(GemmKernels.Choice<${type}[]> kernels) {
    this.kernels = kernels;
    this.rows = kernels.rows();
    this.columns = kernels.columns();
  }

  /// Where something lies in an array.
  ///
  /// @param stride the distance of its parts: of rows, or of a tile's columns
  record Place(${type}[] elements, int at, int stride) {}

  /// So many columns and those that fill up the last panel.
  int wholeColumns(int count) {
    return Math.ceilDiv(count, columns) * columns;
  }

  /// `count` rows of a left side as kernels read them: where they are, if each is contiguous, else in other memory.
  ///
  /// @param stride the distance of the rows
  /// @param step   the distance of a row's elements
  Place left(${type}[] from, int at, int count, int stride, int depth, int step, ${type}[] memory) {
    if (step == 1) {
      return new Place(from, at, stride);
    }
    sideBySide(from, at, depth, step, stride, memory, 0, depth, count);
    return new Place(memory, 0, depth);
  }

  /// Packs `count` columns of a right side, panel after panel, each as wide as its tile: element p of column j of a panel
  /// is at p · width + j. What is missing in the last panel is 0.
  ///
  /// @param stride the distance of the columns
  /// @param step   the distance of a column's elements
  void packRight(${type}[] from, int at, int count, int stride, int depth, int step, ${type}[] to, int toAt) {
    for (int first = 0; first < count; first += columns) {
      int wanted = Math.min(columns, count - first);
      int width = kernels.forColumns(wanted).columns();
      int panel = toAt + first * depth;
      if (wanted < width) {
        Arrays.fill(to, panel, panel + depth * width, 0);
      }
      sideBySide(from, at + first * stride, wanted, stride, step, to, panel, width, depth);
    }
  }

  /// Exchanges rows and columns of a square matrix.
  void transpose(${type}[] from, ${type}[] to, int side) {
    sideBySide(from, 0, side, side, 1, to, 0, side, side);
  }

  /// Puts `count` runs of `depth` elements side by side: element p of run i at p · width + i.
  ///
  /// @param stride the distance of the runs
  /// @param step   the distance of a run's elements
  void sideBySide(${type}[] from, int at, int count, int stride, int step, ${type}[] to, int toAt, int width, int depth) {
    Transposition<${type}[]> transposition = kernels.transposition();
    int square = kernels.square();
    if (stride == 1) {
      for (int p = 0; p < depth; p++) {
        System.arraycopy(from, at + p * step, to, toAt + p * width, count);
      }
    } else if (step != 1 || transposition == null || count < square || depth < square) {
      interleave(from, at, count, stride, step, to, toAt, width, depth);
    } else {
      int rows = count - count % square;
      int elements = depth - depth % square;
      for (int i = 0; i < rows; i += square) {
        transposition.run(from, at + i * stride, stride, to, toAt + i, width, elements / square, kernels.moves());
      }
      interleave(from, at + elements, rows, stride, 1, to, toAt + elements * width, width, depth - elements);
      interleave(from, at + rows * stride, count - rows, stride, 1, to, toAt + rows, width, depth);
    }
  }

  private static void interleave(${type}[] from, int at, int count, int stride, int step, ${type}[] to, int toAt, int width, int depth) {
    int i = 0;
    for (; i + 8 <= count; i += 8) {
      interleave8(from, at + i * stride, stride, step, to, toAt + i, width, depth);
    }
    for (; i < count; i++) {
      for (int p = 0; p < depth; p++) {
        to[toAt + p * width + i] = from[at + i * stride + p * step];
      }
    }
  }

  /// Eight runs side by side: so each part of a cache line is written at once.
  private static void interleave8(${type}[] from, int at, int stride, int step, ${type}[] to, int toAt, int width, int depth) {
    int at1 = at + stride;
    int at2 = at1 + stride;
    int at3 = at2 + stride;
    int at4 = at3 + stride;
    int at5 = at4 + stride;
    int at6 = at5 + stride;
    int at7 = at6 + stride;
    for (int p = 0; p < depth; p++) {
      int target = toAt + p * width;
      to[target] = from[at + p * step];
      to[target + 1] = from[at1 + p * step];
      to[target + 2] = from[at2 + p * step];
      to[target + 3] = from[at3 + p * step];
      to[target + 4] = from[at4 + p * step];
      to[target + 5] = from[at5 + p * step];
      to[target + 6] = from[at6 + p * step];
      to[target + 7] = from[at7 + p * step];
    }
  }

  /// Rows of the result that are complete, if anybody wants to know.
  interface Finished {
    /// @param row   the first of these rows, among those of the block
    void rows(int row, int count);
  }

  /// Computes m × n elements of c, or adds to them, tile by tile: while a tile's rows of the left side stay in the first-level
  /// cache, the right side passes by.
  ///
  /// @param right      its stride is the distance of the tiles' columns
  /// @param rightSteps row p of the right side begins there from the tile's first, and can be read to the end of a tile;
  ///                   null if the right side is packed
  void rowByRow(int m, int n, Place left, Place right, int @Nullable [] rightSteps, Place c, int from, int to, boolean add, Finished finished) {
    ${type}[] edge = POOL.take(rows * columns);
    ${type}[] last = POOL.take(rows * (to - from));
    for (int row = 0; row < m; row += rows) {
      Place panel = panel(left, row, m, from, to, last);
      for (int column = 0; column < n; column += columns) {
        tile(row, column, m, n, panel, right, rightSteps, c, from, to, add, edge);
      }
      finished.rows(row, Math.min(rows, m - row));
    }
    POOL.give(last);
    POOL.give(edge);
  }

  /// A tile's rows of the left side; if fewer are left, a copy of these with rows of 0.
  private Place panel(Place left, int row, int m, int from, int to, ${type}[] memory) {
    int at = left.at + row * left.stride;
    int count = m - row;
    if (count >= rows) {
      return new Place(left.elements, at, left.stride);
    }
    int depth = to - from;
    for (int i = 0; i < count; i++) {
      System.arraycopy(left.elements, at + i * left.stride + from, memory, i * depth, depth);
    }
    Arrays.fill(memory, count * depth, rows * depth, 0);
    return new Place(memory, -from, depth);
  }

  private void tile(int row, int column, int m, int n, Place panel, Place right, int @Nullable [] rightSteps, Place c, int from, int to,
      boolean add, ${type}[] edge) {
    int height = Math.min(rows, m - row);
    int width = Math.min(columns, n - column);
    GemmKernels.Tile<${type}[]> tile = kernels.forColumns(width);
    int[] steps = rightSteps == null ? tile.steps() : rightSteps;
    int rightAt = right.at + column / columns * right.stride;
    int cAt = c.at + row * c.stride + column;
    GemmKernel<${type}[]> flat = height <= GemmKernels.FLAT && width == columns ? kernels.flat() : null;
    if (flat != null && height == GemmKernels.FLAT) {
      flat.run(panel.elements, panel.at, panel.stride, right.elements, rightAt, steps, c.elements, cAt, c.stride, from, to, add);
    } else if (flat != null) {
      flat.run(panel.elements, panel.at, panel.stride, right.elements, rightAt, steps, edge, 0, columns, from, to, false);
      copy(edge, height, width, c.elements, cAt, c.stride, add);
    } else if (width == tile.columns() && height == rows) {
      tile.kernel().run(panel.elements, panel.at, panel.stride, right.elements, rightAt, steps, c.elements, cAt, c.stride, from, to, add);
    } else {
      tile.kernel().run(panel.elements, panel.at, panel.stride, right.elements, rightAt, steps, edge, 0, columns, from, to, false);
      copy(edge, height, width, c.elements, cAt, c.stride, add);
    }
  }

  /// What of a tile is within the result.
  private void copy(${type}[] tile, int height, int width, ${type}[] c, int cAt, int cStride, boolean add) {
    for (int i = 0; i < height; i++) {
      int source = i * columns;
      int target = cAt + i * cStride;
      if (add) {
        for (int j = 0; j < width; j++) {
          c[target + j] += tile[source + j];
        }
      } else {
        System.arraycopy(tile, source, c, target, width);
      }
    }
  }
}
