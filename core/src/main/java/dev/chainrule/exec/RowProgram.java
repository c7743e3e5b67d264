package dev.chainrule.exec;

import dev.chainrule.graph.ScalarProgram;
import java.util.Collections;
import java.util.List;

/// A program over rows of equal length. Its first arguments are arrays, of which some have one element for each row; the
/// further ones are what rows of earlier registers are reduced to. A line whose operands all have one element for each row
/// has so too; elsewhere such operands are repeated along the row.
///
/// @param arguments  for each array, whether it has one element for each row
/// @param reductions what the further arguments are
/// @param results    for each result, whether it has one element for each row
record RowProgram(ScalarProgram program, List<Boolean> arguments, List<Reduction> reductions, List<Boolean> results) {
  /// A row of a register made one number.
  ///
  /// @param register what is reduced
  record Reduction(Kind kind, int register) {
    enum Kind { SUM, MAX, MIN, FIRST }
  }

  RowProgram {
    arguments = List.copyOf(arguments);
    reductions = List.copyOf(reductions);
    results = List.copyOf(results);
  }

  /// A program that has no rows: all its arrays have the same length.
  static RowProgram flat(ScalarProgram program) {
    return new RowProgram(program, Collections.nCopies(program.arguments(), false), List.of(), Collections.nCopies(program.results().size(), false));
  }

  /// For each register, whether it has one element for each row. What is computed of constants alone is not said to, and fits
  /// everywhere.
  boolean[] perRow() {
    boolean[] perRow = new boolean[program.registers()];
    boolean[] constant = new boolean[program.registers()];
    for (int i = 0; i < program.arguments(); i++) {
      perRow[i] = i >= arguments.size() || arguments.get(i);
    }
    for (int i = 0; i < program.lines().size(); i++) {
      int register = program.arguments() + i;
      switch (program.lines().get(i)) {
        case ScalarProgram.Line.Constant number -> constant[register] = true;
        case ScalarProgram.Line.Compute compute -> {
          constant[register] = compute.operands().stream().allMatch(operand -> constant[operand]);
          perRow[register] = !constant[register] && compute.operands().stream().allMatch(operand -> perRow[operand] || constant[operand]);
        }
      }
    }
    return perRow;
  }

  /// Whether an argument is what a row was reduced to.
  boolean isReduced(int register) {
    return register >= arguments.size() && register < program.arguments();
  }

  /// The reduction that an argument is the result of.
  Reduction reduction(int register) {
    return reductions.get(register - arguments.size());
  }
}
