package dev.chainrule.graph;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Scalar expressions as a straight-line program: what the interpreter runs, the emitter compiles and the
/// printer prints. Registers 0 to `arguments` - 1 are the inputs, then one for each line. Equal lines are
/// one register, so programs with the same structure are equal and share their compiled kernel.
///
/// @param arguments how many inputs there are
/// @param lines     the program
/// @param results   the registers that are its results
public record ScalarProgram(int arguments, List<Line> lines, List<Integer> results) {
  public ScalarProgram {
    lines = List.copyOf(lines);
    results = List.copyOf(results);
  }

  /// One line: a constant, or an instruction on earlier registers.
  public sealed interface Line {
    record Constant(double value) implements Line {
      /// By bits, so that 0 and -0 stay two constants and NaN is one.
      @Override
      public boolean equals(Object other) {
        return other instanceof Constant(double that)
            && Double.doubleToRawLongBits(value) == Double.doubleToRawLongBits(that);
      }

      @Override
      public int hashCode() {
        return Double.hashCode(value);
      }
    }

    record Compute(Instruction instruction, List<Integer> operands) implements Line {}
  }

  /// The program of one expression over `arguments` inputs.
  public static ScalarProgram of(int arguments, Scalar expression) {
    Builder builder = new Builder(arguments);
    return builder.build(builder.add(expression, List.of()));
  }

  /// The number of registers: inputs and lines.
  public int registers() {
    return arguments + lines.size();
  }

  /// Assembles a program; lines that are equal become one register.
  public static final class Builder {
    private final int arguments;
    private final List<Line> lines = new ArrayList<>();
    private final Map<Line, Integer> known = new HashMap<>();

    public Builder(int arguments) {
      this.arguments = arguments;
    }

    /// The register that holds this line's result.
    public int add(Line line) {
      return known.computeIfAbsent(line, fresh -> {
        lines.add(fresh);
        return arguments + lines.size() - 1;
      });
    }

    /// The register that holds an expression whose arguments are the given registers; where none are
    /// given, argument i is register i.
    public int add(Scalar expression, List<Integer> argumentRegisters) {
      return switch (expression) {
        case Scalar.Argument(int index) -> argumentRegisters.isEmpty() ? index : argumentRegisters.get(index);
        case Scalar.Constant(double value) -> add(new Line.Constant(value));
        case Scalar.Apply(Instruction instruction, List<Scalar> operands) -> add(new Line.Compute(instruction,
            operands.stream().map(operand -> add(operand, argumentRegisters)).toList()));
      };
    }

    /// Adds all lines of a program whose arguments are the given registers; gives the registers of its results.
    public List<Integer> add(ScalarProgram program, List<Integer> argumentRegisters) {
      List<Integer> registers = new ArrayList<>(argumentRegisters);
      for (Line line : program.lines) {
        registers.add(add(switch (line) {
          case Line.Constant constant -> constant;
          case Line.Compute(Instruction instruction, List<Integer> operands) ->
              new Line.Compute(instruction, operands.stream().map(registers::get).toList());
        }));
      }
      return program.results.stream().map(registers::get).toList();
    }

    public ScalarProgram build(Integer... results) {
      return new ScalarProgram(arguments, lines, List.of(results));
    }

    public int size() {
      return lines.size();
    }
  }
}
