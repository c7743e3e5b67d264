package dev.chainrule.exec;

import dev.chainrule.graph.DType;
import java.util.Arrays;

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
  record Place(${type}[] elements, int at) {}

  /// So many columns and those that fill up the last panel.
  int wholeColumns(int count) {
    return Math.ceilDiv(count, columns) * columns;
  }

  /// Packs `count` rows of a left side, panel after panel: element p of row i of a panel of `depth` columns is at
  /// p · rows + i. What is missing in the last panel is 0.
  ///
  /// @param stride the distance of the rows
  /// @param step   the distance of a row's elements
  void packLeft(${type}[] from, int at, int count, int stride, int depth, int step, ${type}[] to, int toAt) {
    for (int first = 0; first < count; first += rows) {
      pack(from, at + first * stride, Math.min(rows, count - first), stride, depth, step, rows, to, toAt + first * depth);
    }
  }

  /// Packs `count` columns of a right side, panel after panel: element p of column j of a panel is at p · columns + j.
  ///
  /// @param stride the distance of the columns
  /// @param step   the distance of a column's elements
  void packRight(${type}[] from, int at, int count, int stride, int depth, int step, ${type}[] to, int toAt) {
    for (int first = 0; first < count; first += columns) {
      pack(from, at + first * stride, Math.min(columns, count - first), stride, depth, step, columns, to, toAt + first * depth);
    }
  }

  private static void pack(${type}[] from, int at, int count, int stride, int depth, int step, int width, ${type}[] to, int toAt) {
    if (count < width) {
      Arrays.fill(to, toAt, toAt + depth * width, 0);
    }
    if (stride == 1) {
      for (int p = 0; p < depth; p++) {
        System.arraycopy(from, at + p * step, to, toAt + p * width, count);
      }
    } else {
      sideBySide(from, at, count, stride, step, to, toAt, width, depth);
    }
  }

  /// Puts `count` runs of `depth` elements side by side: element p of run i at p · width + i.
  ///
  /// @param stride the distance of the runs
  /// @param step   the distance of a run's elements
  static void sideBySide(${type}[] from, int at, int count, int stride, int step, ${type}[] to, int toAt, int width, int depth) {
    int i = 0;
    for (; i + 8 <= count; i += 8) {
      interleave(from, at + i * stride, stride, step, to, toAt + i, width, depth);
    }
    for (; i < count; i++) {
      for (int p = 0; p < depth; p++) {
        to[toAt + p * width + i] = from[at + i * stride + p * step];
      }
    }
  }

  /// Eight runs side by side: so each part of a cache line is written at once.
  private static void interleave(${type}[] from, int at, int stride, int step, ${type}[] to, int toAt, int width, int depth) {
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

  /// Computes m × n elements of c, or adds to them, tile by tile: while the panels of the left side pass by, a tile's
  /// columns of the right side stay in the first-level cache.
  ///
  /// @param left      the packed left side
  /// @param leftStep  the distance of its panels
  /// @param right     row p of the right side begins at `rightSteps[p]` from here, and can be read to the end of a tile
  /// @param rightStep the distance of the tiles' columns
  void block(int m, int n, Place left, int leftStep, Place right, int rightStep, int[] rightSteps,
      Place c, int cStride, int from, int to, boolean add) {
    ${type}[] edge = null;
    for (int column = 0, tile = 0; column < n; column += columns, tile++) {
      int width = Math.min(columns, n - column);
      GemmKernel<${type}[]> kernel = kernels.forColumns(width);
      int rightAt = right.at + tile * rightStep;
      for (int row = 0, panel = 0; row < m; row += rows, panel++) {
        int height = Math.min(rows, m - row);
        int cAt = c.at + row * cStride + column;
        int leftAt = left.at + panel * leftStep;
        if (width == columns && height == rows) {
          kernel.run(left.elements, leftAt, right.elements, rightAt, rightSteps, c.elements, cAt, cStride, from, to, add);
        } else {
          edge = edge != null ? edge : POOL.take(rows * columns);
          kernel.run(left.elements, leftAt, right.elements, rightAt, rightSteps, edge, 0, columns, from, to, false);
          copy(edge, height, width, c.elements, cAt, cStride, add);
        }
      }
    }
    if (edge != null) {
      POOL.give(edge);
    }
  }

  /// What of a tile is within the result.
  private void copy(${type}[] tile, int height, int width, ${type}[] c, int cAt, int cStride, boolean add) {
    for (int i = 0; i < height; i++) {
      int source = i * columns;
      int target = cAt + i * cStride;
      for (int j = 0; j < width; j++) {
        c[target + j] = add ? tile[source + j] + c[target + j] : tile[source + j];
      }
    }
  }
}
