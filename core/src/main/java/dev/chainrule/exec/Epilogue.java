package dev.chainrule.exec;

/// What is done to the elements of a product or convolution once they are summed, while they are in the caches: a bias
/// is added, a function applied, a row normalised. It may be called by several threads at once, for different elements.
@FunctionalInterface
interface Epilogue {
  Epilogue NONE = (from, to) -> {};

  /// Elements `from` to before `to` of the result's array have their sums: whole rows of matrices; of convolutions, a run of a
  /// plane's.
  void run(int from, int to);

  /// Elements that come one after the other, collected until they are worth a call. For one thread.
  final class Collected {
    /// So many elements that a call costs little beside them, and so few that they are still in the second-level cache.
    private static final int WORTH = 1 << 16;

    private final Epilogue epilogue;
    private int from;
    private int to;

    Collected(Epilogue epilogue) {
      this.epilogue = epilogue;
    }

    /// Takes elements that have their sums.
    void add(int from, int to) {
      if (from != this.to) {
        flush();
        this.from = from;
      }
      this.to = to;
      if (to - this.from >= WORTH) {
        flush();
      }
    }

    /// Calls the epilogue for what it has not been called for.
    void flush() {
      if (from < to) {
        epilogue.run(from, to);
      }
      from = to;
    }
  }
}
