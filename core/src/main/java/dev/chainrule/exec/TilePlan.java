package dev.chainrule.exec;

import dev.chainrule.graph.DType;
import dev.chainrule.graph.Instruction;
import java.util.List;

/// What a kernel does for each tile, stage by stage.
///
/// Stages find arrays by *slot*: first the arguments, then the constants (one element each), then the results,
/// which are all as long as the data; after them the buffers, which hold one tile.
///
/// @param number    the type in which numbers are computed
/// @param arguments how many arguments there are
/// @param constants the constants
/// @param results   how many results there are
/// @param buffers   what the buffers hold
/// @param stages    what to do
record TilePlan(DType number, int arguments, List<Double> constants, int results, List<DType> buffers, List<Stage> stages) {
  sealed interface Stage {}

  /// Copies an array's elements of this tile to a buffer, however they are strided.
  record Fetch(int from, int buffer) implements Stage {}

  /// Runs a compiled loop, on whole arrays or on buffers: never on both, since their indices differ.
  record Run(LoopProgram loop, List<Integer> slots, boolean whole) implements Stage {}

  /// Runs a compiled loop over vectors, on whole arrays and buffers alike, and on arrays with one element for each row.
  record Fused(LoopProgram loop, List<Integer> slots) implements Stage {}

  /// Calls the tile kernel for one instruction.
  record Call(Instruction instruction, List<Integer> operands, int result) implements Stage {}

  /// Copies a buffer to this tile's place in a result.
  record Store(int buffer, int to) implements Stage {}

  /// Reduces each row of a tile to one number, in a buffer. The slot may be a whole array or a buffer.
  record Reduce(RowProgram.Reduction.Kind kind, int from, int buffer) implements Stage {}

  /// Repeats the number of each row along the row.
  record Spread(int from, int buffer) implements Stage {}

  /// A stage for arrays that have one element for each row.
  record PerRow(Stage stage) implements Stage {}

  /// Adds a tile up into a result. The slot may be a whole array or a buffer.
  record Add(int from, int result) implements Stage {}

  TilePlan {
    constants = List.copyOf(constants);
    buffers = List.copyOf(buffers);
    stages = List.copyOf(stages);
  }

  /// Whether there are loops over vectors.
  boolean isFused() {
    return stages.stream().anyMatch(stage -> stage instanceof Fused);
  }

  /// The number of slots that hold whole arrays.
  int wholeSlots() {
    return arguments + constants.size() + results;
  }

  /// The slot of a result.
  int resultSlot(int result) {
    return arguments + constants.size() + result;
  }

  /// Whether a slot holds a whole array, not a buffer.
  boolean isWhole(int slot) {
    return slot < wholeSlots();
  }
}
