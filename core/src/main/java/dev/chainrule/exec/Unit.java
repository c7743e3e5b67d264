package dev.chainrule.exec;

import dev.chainrule.graph.Graph;
import java.util.List;

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

  /// The steps that it does.
  List<Graph.Step> steps();

  /// One line for whoever wants to see what runs.
  String name();

  /// What it consists of, as text to read; may be empty.
  default String code() {
    return "";
  }
}
