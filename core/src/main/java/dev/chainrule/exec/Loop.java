package dev.chainrule.exec;

/// A compiled loop of straight-line code over elements. Its classes are generated: see [LoopEmitter].
interface Loop {
  /// Computes the elements `from` to `to` - 1 of the results, which come after the operands in `arrays`.
  /// Every array is read and written at the same index, but for uniform operands, whose element 0 stands for
  /// all: HotSpot vectorises a loop only where the index is one.
  void run(Object[] arrays, int from, int to);
}
