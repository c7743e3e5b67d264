package dev.chainrule.exec;

import dev.chainrule.graph.DType;
import dev.chainrule.graph.Instruction;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A line of a program over single numbers, which lie in registers.
sealed interface ScalarItem {
  /// An instruction in one number type.
  ///
  /// @param instruction null for a conversion into `number`
  record Compute(@Nullable Instruction instruction, DType number, int target, List<Integer> operands) implements ScalarItem {}

  /// Registers copied, as if at once.
  record Copy(int[] from, int[] to) implements ScalarItem {}

  /// A row of a table that lies in consecutive registers, by an index in a register.
  record Row(int target, int size, int table, int rows, int index) implements ScalarItem {}

  /// A row of a table overwritten; an index outside changes nothing.
  record Update(int table, int rows, int index, int[] content) implements ScalarItem {}

  /// @param holds the register that says, after the condition, whether the body runs
  record While(List<ScalarItem> condition, int holds, List<ScalarItem> body) implements ScalarItem {}

  /// @param slices what is copied from tables before the body
  /// @param stacks what is copied to tables after it
  record Scan(int length, boolean backward, List<Slice> slices, List<ScalarItem> body, List<Slice> stacks) implements ScalarItem {}

  /// The row of a table that an iteration is for, and where it is in the loop's body.
  record Slice(int table, int row, int size) {}
}
