package dev.chainrule.exec;

import dev.chainrule.graph.Array;

/// Sums over runs of equal length, of elements that come tile by tile. The sums of pieces are added up in
/// `double`, in the order of the elements.
final class RunSums {
  /// The longest piece that is summed in the elements' own type.
  private static final int PIECE = 1024;

  private final TileKernels<Object> kernels;
  private final Array result;
  private final int run;
  private int position;
  private double sum;

  /// @param run the length of each run
  RunSums(TileKernels<Object> kernels, Array result, int run) {
    this.kernels = kernels;
    this.result = result;
    this.run = run;
  }

  /// Takes the next `n` elements.
  void add(Object elements, int at, int n) {
    int done = 0;
    while (done < n) {
      int within = position % run;
      int piece = Math.min(Math.min(n - done, run - within), PIECE);
      sum += kernels.sum(elements, at + done, piece);
      done += piece;
      position += piece;
      if (within + piece == run) {
        result.setDouble(position / run - 1, sum);
        sum = 0;
      }
    }
  }
}
