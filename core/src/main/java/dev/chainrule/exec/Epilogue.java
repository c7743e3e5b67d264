package dev.chainrule.exec;

/// What is done to the elements of a product or convolution once they are summed, while they are in the caches: a bias
/// is added, a function applied. It may be called by several threads at once, for different elements.
@FunctionalInterface
interface Epilogue {
  Epilogue NONE = (at, row, column, count) -> {};

  /// Elements `at` to before `at + count` of the result's array have their sums.
  ///
  /// @param row    the row they are in: of all matrices of a batch, counted through; for convolutions, examples times
  ///               outputs counted through
  /// @param column their first column: for convolutions, a place of the result's plane
  void run(int at, int row, int column, int count);
}
