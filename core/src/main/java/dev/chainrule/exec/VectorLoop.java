package dev.chainrule.exec;

/// A compiled loop of straight-line code over vectors of elements. Its classes are generated: see [VectorLoopEmitter].
interface VectorLoop {
  /// Computes rows of elements, whole vectors at a time: the last vector of a row ends where the row does, and may compute
  /// again what the one before has. So rows have at least the elements of a vector, and where they are no multiple of that
  /// no result may lie where an operand does.
  ///
  /// @param arrays the operands, then the results
  /// @param at     for each array, where it begins
  /// @param rows   how many rows there are; may be 0, and then nothing else matters
  /// @param row    the elements of each
  void run(Object[] arrays, int[] at, int rows, int row);
}
