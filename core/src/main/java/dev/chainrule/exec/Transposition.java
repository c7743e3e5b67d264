package dev.chainrule.exec;

import dev.chainrule.graph.DType;

/// Turns rows into columns: squares of a vector's length on a side, one after the other along the rows. Its classes are
/// generated: see [TranspositionEmitter].
///
/// @param <A> `float[]` or `double[]`
interface Transposition<A> {
  /// Element p of row i, which is at `at + i · stride + p`, goes to `toAt + p · toStride + i`: for as many rows as a vector
  /// is long, and `squares` times as many elements of each.
  ///
  /// @param moves the constants that [TranspositionEmitter] describes
  void run(A from, int at, int stride, A to, int toAt, int toStride, int squares, Object[] moves);

  /// @param length the elements of a vector
  record Shape(DType type, int length) {}
}
