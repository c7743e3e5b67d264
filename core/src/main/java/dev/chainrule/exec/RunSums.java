package dev.chainrule.exec;

import dev.chainrule.graph.Array;
import org.jspecify.annotations.Nullable;

/// Sums over runs of equal length, of elements that come tile by tile. A run is summed in pieces of 512
/// elements, in the elements' own type; the pieces' sums are added up in `double`. The bits depend on the length
/// of the run alone, not on how the elements come.
final class RunSums {
  static final int PIECE = 512;

  private final TileKernels<Object> kernels;
  private final Array result;
  private final int run;
  /// Memory for the partial sums of a piece.
  private final Object lanes;
  /// A piece that has begun and not ended.
  private @Nullable Object begun;
  private int collected;
  private int position;
  private double sum;

  /// @param run the length of each run
  RunSums(TileKernels<Object> kernels, Array result, int run) {
    this.kernels = kernels;
    this.result = result;
    this.run = run;
    this.lanes = TileKernels.lanes(result.dtype());
  }

  /// The sums of all of an array's runs, as many as the result has elements.
  static void run(Array x, Array result) {
    if (x.size() > 0) {
      new RunSums(VectorSupport.kernels(x.dtype()), result, x.size() / result.size()).add(x.elements(), 0, x.size());
    }
  }

  /// Begins with the elements of a later run.
  RunSums from(int position) {
    this.position = position;
    return this;
  }

  /// Takes the next `n` elements.
  void add(Object elements, int at, int n) {
    int done = 0;
    while (done < n) {
      int within = position % run;
      int missing = Math.min(PIECE, run - (within - collected)) - collected;
      int taken = Math.min(missing, n - done);
      if (collected == 0 && taken == missing) {
        finish(kernels.sum(elements, at + done, taken, lanes), within + taken);
      } else {
        Object piece = collect(elements, at + done, taken);
        if (taken == missing) {
          finish(kernels.sum(piece, 0, collected, lanes), within + taken);
        }
      }
      done += taken;
      position += taken;
    }
  }

  /// Adds elements to the piece that has begun, and gives it.
  private Object collect(Object elements, int at, int n) {
    Object piece = begun != null ? begun : java.lang.reflect.Array.newInstance(elements.getClass().getComponentType(), PIECE);
    begun = piece;
    System.arraycopy(elements, at, piece, collected, n);
    collected += n;
    return piece;
  }

  /// Adds a piece's sum, and writes the run's if it ends here.
  private void finish(double piece, int within) {
    collected = 0;
    sum += piece;
    if (within == run) {
      result.setDouble(position / run, sum);
      sum = 0;
    }
  }
}
