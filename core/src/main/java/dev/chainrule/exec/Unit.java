package dev.chainrule.exec;

/// What an [Executable] does at once.
interface Unit {
  /// Reads and writes the arrays of a run, by the graph's slots.
  void run(Workspace workspace);

  /// The slots that it reads.
  int[] reads();

  /// The slots that it writes.
  int[] writes();

  /// Whether it fills arrays that it is given; else it brings its own.
  boolean fills();

  /// Whether a result may lie in the memory of something it reads: each element is written after it was last read.
  default boolean mayReplace(int read, int write) {
    return false;
  }

  /// One line, and more for what it consists of, for whoever wants to see what runs.
  String describe();
}
