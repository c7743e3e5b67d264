package dev.chainrule.exec;

import dev.chainrule.graph.Array;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What an [Executable] does at once.
interface Unit {
  /// Reads and writes the arrays of a run, by the graph's slots.
  void run(@Nullable Array[] slots);

  /// The slots that it reads.
  int[] reads();

  /// The slots that it writes.
  int[] writes();

  /// One line for whoever wants to see what runs.
  String describe();

  /// The arrays in some slots.
  static Array[] gather(@Nullable Array[] slots, int[] wanted) {
    Array[] arrays = new Array[wanted.length];
    for (int i = 0; i < wanted.length; i++) {
      arrays[i] = Objects.requireNonNull(slots[wanted[i]]);
    }
    return arrays;
  }
}
