package dev.chainrule.transform;

import dev.chainrule.graph.ShapeException;

/// Which carries of a loop are kept for its backward pass, when only so many can be.
///
/// With s checkpoints, of which one holds the carry that the loop starts from, and no iteration run more than r times before
/// its own backward step, at most (s + r choose s) iterations can be reversed. A longer part is cut in two: the carry between
/// them is kept, the right part reversed with the s - 1 checkpoints that are left, then the left one with all s, each of its
/// iterations having run once more already. So left parts have at most (s + r - 1 choose s) iterations, right ones
/// (s + r - 1 choose s - 1), and both together the whole. With cuts within these bounds no schedule runs fewer iterations
/// (Griewank and Walther 2000, "Algorithm 799: revolve").
///
/// @param length      how many iterations there are
/// @param checkpoints how many carries can be kept; more than there are iterations are of no use
record BinomialSchedule(int length, int checkpoints) {
  /// Parts within parts are traced within each other, for which threads have room to some depth.
  private static final int DEEPEST = 100;

  BinomialSchedule {
    checkpoints = Math.min(checkpoints, length);
  }

  /// The schedule of a whole loop.
  ///
  /// @throws ShapeException if its parts would lie too deep within each other
  static BinomialSchedule of(int length, int checkpoints) {
    if (reach(checkpoints, DEEPEST) < length) {
      int enough = checkpoints + 1;
      while (reach(enough, DEEPEST) < length) {
        enough++;
      }
      throw new ShapeException("[checkpointedScan] %d iterations cannot be reversed with %d checkpoints unless some run more than %d times; keep at least %d carries"
          .formatted(length, checkpoints, DEEPEST, enough));
    }
    return new BinomialSchedule(length, checkpoints);
  }

  /// How often the first iteration runs before its backward step: r above, the depth to which parts are cut.
  int repetitions() {
    int repetitions = 0;
    while (reach(checkpoints, repetitions) < length) {
      repetitions++;
    }
    return repetitions;
  }

  /// What comes before the cut, if there is more than one iteration. Of the cuts that are as good, one that makes a part as
  /// long as it may or has to be: so most parts recur, and few different ones are traced.
  BinomialSchedule left() {
    int repetitions = repetitions();
    long most = reach(checkpoints, repetitions - 1);
    long leastAfter = reach(checkpoints - 1, repetitions - 1);
    return new BinomialSchedule((int) Math.min(most, length - leastAfter), checkpoints);
  }

  /// What comes after a part.
  BinomialSchedule after(BinomialSchedule left) {
    return new BinomialSchedule(length - left.length, checkpoints - 1);
  }

  /// (s + r choose s), or some number above all lengths.
  private static long reach(int checkpoints, int repetitions) {
    long reach = 1;
    for (int i = 1; i <= repetitions && reach <= Integer.MAX_VALUE; i++) {
      reach = reach * (checkpoints + i) / i;
    }
    return reach;
  }
}
