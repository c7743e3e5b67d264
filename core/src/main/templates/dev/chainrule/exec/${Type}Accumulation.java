package dev.chainrule.exec;

import java.util.Arrays;

/// Running sums and products of `${type}`s, in `double`.
final class ${Type}Accumulation {
  private ${Type}Accumulation() {}

  /// Lines of neighbouring elements side by side: `width` lines, each of whose elements lies `step` behind that before.
  static void rows(boolean product, ${type}[] x, ${type}[] y, int start, int step, int width, int count) {
    int tile = Math.min(width, TileFrame.TILE);
    ${type}[] row = new ${type}[tile];
    double[] totals = new double[tile];
    for (int column = 0; column < width; column += tile) {
      int n = Math.min(tile, width - column);
      Arrays.fill(totals, product ? 1 : 0);
      for (int i = 0; i < count; i++) {
        int at = start + i * step + column;
        System.arraycopy(x, at, row, 0, n);
        if (product) {
          multiply(totals, row);
        } else {
          add(totals, row);
        }
        System.arraycopy(row, 0, y, at, n);
      }
    }
  }

  /// Loops of their own, over whole arrays at one index, which HotSpot turns into vectors.
  private static void multiply(double[] totals, ${type}[] row) {
    for (int j = 0; j < totals.length; j++) {
      totals[j] *= row[j];
      row[j] = (${type}) totals[j];
    }
  }

  private static void add(double[] totals, ${type}[] row) {
    for (int j = 0; j < totals.length; j++) {
      totals[j] += row[j];
      row[j] = (${type}) totals[j];
    }
  }

  /// A line of elements one after the other, or `step` = -1, before the other.
  static void line(boolean product, ${type}[] x, ${type}[] y, int start, int step, int count) {
    double total = product ? 1 : 0;
    for (int i = 0; i < count; i++) {
      int at = start + i * step;
      total = product ? total * x[at] : total + x[at];
      y[at] = (${type}) total;
    }
  }
}
