package dev.chainrule.exec;

import dev.chainrule.graph.Array;

/// What an [Executable] does at once.
interface Unit {
  /// Reads and writes the arrays of a run, by the graph's slots.
  void run(Array[] slots);

  /// The slots that it reads.
  int[] reads();

  /// The slots that it writes.
  int[] writes();

  /// One line, or a kernel's several.
  String describe();
}
