package dev.chainrule.exec;

import dev.chainrule.graph.DType;
import java.util.Arrays;

/// Makes each row of a tile one number, the same as [Reductions] and [RunSums] do; and repeats numbers along rows.
///
/// @param lanes memory for the partial sums of one row
record RowReduction(RowProgram.Reduction.Kind kind, DType number, int row, TileKernels<Object> kernels, Object lanes) {
  /// Writes the numbers of some rows to the beginning of the target.
  void run(Object x, int at, Object target, int rows) {
    for (int i = 0; i < rows; i++) {
      int start = at + i * row;
      double value = switch (kind) {
        case SUM -> sum(x, start);
        case MAX -> element(x, start, kernels.max(x, start, row));
        case MIN -> element(x, start, kernels.min(x, start, row));
        case FIRST -> get(x, start);
      };
      if (target instanceof float[] floats) {
        floats[i] = (float) value;
      } else {
        ((double[]) target)[i] = value;
      }
    }
  }

  private double sum(Object x, int start) {
    double sum = 0;
    for (int done = 0; done < row; done += RunSums.PIECE) {
      sum += kernels.sum(x, start + done, Math.min(RunSums.PIECE, row - done), lanes);
    }
    return sum;
  }

  /// The first element that is equal: 0 and -0 are, and NaNs may differ.
  private double element(Object x, int start, double extreme) {
    return extreme == 0 || extreme != extreme ? get(x, start + kernels.indexOf(x, start, row, extreme)) : extreme;
  }

  private static double get(Object x, int at) {
    return x instanceof float[] floats ? floats[at] : ((double[]) x)[at];
  }

  /// Repeats each of some numbers along a row.
  static void spread(Object x, int at, Object target, int row, int rows) {
    for (int i = 0; i < rows; i++) {
      int from = i * row;
      switch (target) {
        case float[] floats -> Arrays.fill(floats, from, from + row, ((float[]) x)[at + i]);
        case double[] doubles -> Arrays.fill(doubles, from, from + row, ((double[]) x)[at + i]);
        case boolean[] truth -> Arrays.fill(truth, from, from + row, ((boolean[]) x)[at + i]);
        default -> throw new AssertionError("no rows of " + target.getClass());
      }
    }
  }
}
