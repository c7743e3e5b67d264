package dev.chainrule.exec;

import dev.chainrule.graph.DType;
import dev.chainrule.graph.Instruction;
import dev.chainrule.graph.ScalarProgram;
import java.util.ArrayList;
import java.util.List;

/// The structure of a loop: equal ones share their compiled class. The program has no constants, which come as
/// uniform operands, so that programs that differ in numbers alone share it too.
///
/// @param program  the body
/// @param number   the type in which it computes numbers
/// @param operands the arrays that it reads, one for each argument of the program
/// @param results  the element types of the arrays that it writes
record LoopProgram(ScalarProgram program, DType number, List<Operand> operands, List<DType> results) {
  /// Which element of an array is read.
  enum Reading {
    /// The one at the index.
    ELEMENT,
    /// One for each row: only loops over vectors know rows.
    ROW,
    /// Element 0, which stands for all.
    UNIFORM
  }

  /// An array to read: what it holds, and how.
  record Operand(DType dtype, Reading reading) {}

  LoopProgram {
    operands = List.copyOf(operands);
    results = List.copyOf(results);
  }

  /// The instructions; there are no other lines.
  List<ScalarProgram.Line.Compute> lines() {
    List<ScalarProgram.Line.Compute> lines = new ArrayList<>();
    for (ScalarProgram.Line line : program.lines()) {
      if (!(line instanceof ScalarProgram.Line.Compute compute)) {
        throw new AssertionError("a loop's constants are operands: " + line);
      }
      lines.add(compute);
    }
    return lines;
  }

  /// What each register holds.
  List<DType> registerTypes() {
    return registerTypes(program, number, operands.stream().map(Operand::dtype).toList());
  }

  /// What each register of a program holds: Bool, or numbers of its one number type.
  static List<DType> registerTypes(ScalarProgram program, DType number, List<DType> arguments) {
    List<DType> types = new ArrayList<>(arguments);
    for (ScalarProgram.Line line : program.lines()) {
      types.add(switch (line) {
        case ScalarProgram.Line.Constant constant -> number;
        case ScalarProgram.Line.Compute(Instruction instruction, List<Integer> operands) -> {
          boolean truth = instruction.yieldsTruth() || instruction == Instruction.SELECT
              && types.get(operands.get(1)) == DType.BOOL && types.get(operands.get(2)) == DType.BOOL;
          yield truth ? DType.BOOL : number;
        }
      });
    }
    return types;
  }
}
