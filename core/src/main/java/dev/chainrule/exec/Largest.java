package dev.chainrule.exec;

/// The largest elements of windows that move along a line.
///
/// @param <A> `float[]` or `double[]`
interface Largest<A> {
  /// For each of n places the largest of the elements `at + offsets[k] + i · stride`: the first of equals, and NaN wins.
  ///
  /// @param positions gets where they are, counted from `at`
  /// @param to        where the results begin
  /// @param first     how far from `at` the first place is
  void run(A x, int at, int first, int[] offsets, int stride, A y, int[] positions, int to, int n);
}
