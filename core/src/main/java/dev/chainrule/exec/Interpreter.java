package dev.chainrule.exec;

import dev.chainrule.graph.Array;
import dev.chainrule.graph.DType;
import dev.chainrule.graph.Instruction;
import dev.chainrule.graph.ScalarProgram;
import java.util.List;

/// Runs a scalar program element by element: the reference for every other way of running it.
///
/// Floating programs compute in `double`; F32 rounds after each line, which gives the same bits as computing
/// in `float` (for +, -, ·, / and the square root, rounding twice does no harm between these two formats).
/// Integer programs compute in `long`, and I32 wraps after each line.
final class Interpreter {
  private Interpreter() {}

  static void run(ScalarProgram program, Array[] x, Array result) {
    DType dtype = computationType(x, result);
    if (dtype.isInteger()) {
      runLong(program, x, result, dtype);
    } else {
      runDouble(program, x, result, dtype);
    }
  }

  /// The number type of a program's inputs; Bool where there are truth values only.
  static DType computationType(Array[] x, Array result) {
    for (Array input : x) {
      if (input.dtype() != DType.BOOL) {
        return input.dtype();
      }
    }
    return result.dtype();
  }

  private static void runDouble(ScalarProgram program, Array[] x, Array result, DType dtype) {
    double[] registers = new double[program.registers()];
    List<ScalarProgram.Line> lines = program.lines();
    int output = program.results().getFirst();
    for (int position = 0; position < result.size(); position++) {
      for (int i = 0; i < x.length; i++) {
        registers[i] = x[i].getDouble(position);
      }
      for (int i = 0; i < lines.size(); i++) {
        double value = switch (lines.get(i)) {
          case ScalarProgram.Line.Constant(double constant) -> constant;
          case ScalarProgram.Line.Compute(Instruction instruction, List<Integer> operands) ->
              compute(instruction, registers, operands);
        };
        registers[x.length + i] = dtype == DType.F32 ? (float) value : value;
      }
      result.setDouble(position, registers[output]);
    }
  }

  private static double compute(Instruction instruction, double[] registers, List<Integer> operands) {
    double a = registers[operands.get(0)];
    double b = operands.size() > 1 ? registers[operands.get(1)] : 0;
    double c = operands.size() > 2 ? registers[operands.get(2)] : 0;
    return switch (instruction) {
      case ADD -> a + b;
      case SUBTRACT -> a - b;
      case MULTIPLY -> a * b;
      case DIVIDE -> a / b;
      case REMAINDER -> a % b;
      case NEGATE -> -a;
      case ZERO_TIMES -> a == 0 || b == 0 ? 0 : a * b;
      case ABSOLUTE -> Math.abs(a);
      case SIGN -> Math.signum(a);
      case MINIMUM -> Math.min(a, b);
      case MAXIMUM -> Math.max(a, b);
      case FLOOR -> Math.floor(a);
      case CEILING -> Math.ceil(a);
      case ROUND -> Math.rint(a);
      case SQUARE_ROOT -> Math.sqrt(a);
      case CUBE_ROOT -> Math.cbrt(a);
      case POWER -> Math.pow(a, b);
      case EXP -> Math.exp(a);
      case EXPM1 -> Math.expm1(a);
      case LOG -> Math.log(a);
      case LOG1P -> Math.log1p(a);
      case SIN -> Math.sin(a);
      case COS -> Math.cos(a);
      case TAN -> Math.tan(a);
      case ASIN -> Math.asin(a);
      case ACOS -> Math.acos(a);
      case ATAN -> Math.atan(a);
      case ATAN2 -> Math.atan2(a, b);
      case SINH -> Math.sinh(a);
      case COSH -> Math.cosh(a);
      case TANH -> Math.tanh(a);
      case LESS -> truth(a < b);
      case LESS_EQUAL -> truth(a <= b);
      case EQUAL -> truth(a == b);
      case AND -> truth(a != 0 & b != 0);
      case OR -> truth(a != 0 | b != 0);
      case NOT -> truth(a == 0);
      case SELECT -> a != 0 ? b : c;
    };
  }

  private static double truth(boolean holds) {
    return holds ? 1 : 0;
  }

  private static void runLong(ScalarProgram program, Array[] x, Array result, DType dtype) {
    long[] registers = new long[program.registers()];
    List<ScalarProgram.Line> lines = program.lines();
    int output = program.results().getFirst();
    for (int position = 0; position < result.size(); position++) {
      for (int i = 0; i < x.length; i++) {
        registers[i] = x[i].getLong(position);
      }
      for (int i = 0; i < lines.size(); i++) {
        long value = switch (lines.get(i)) {
          case ScalarProgram.Line.Constant(double constant) -> (long) constant;
          case ScalarProgram.Line.Compute(Instruction instruction, List<Integer> operands) ->
              compute(instruction, registers, operands);
        };
        registers[x.length + i] = dtype == DType.I32 ? (int) value : value;
      }
      result.setLong(position, registers[output]);
    }
  }

  private static long compute(Instruction instruction, long[] registers, List<Integer> operands) {
    long a = registers[operands.get(0)];
    long b = operands.size() > 1 ? registers[operands.get(1)] : 0;
    long c = operands.size() > 2 ? registers[operands.get(2)] : 0;
    return switch (instruction) {
      case ADD -> a + b;
      case SUBTRACT -> a - b;
      case MULTIPLY, ZERO_TIMES -> a * b;
      case DIVIDE -> a / b;
      case REMAINDER -> a % b;
      case NEGATE -> -a;
      case ABSOLUTE -> Math.abs(a);
      case SIGN -> Long.signum(a);
      case MINIMUM -> Math.min(a, b);
      case MAXIMUM -> Math.max(a, b);
      case LESS -> a < b ? 1 : 0;
      case LESS_EQUAL -> a <= b ? 1 : 0;
      case EQUAL -> a == b ? 1 : 0;
      case AND -> a & b;
      case OR -> a | b;
      case NOT -> a == 0 ? 1 : 0;
      case SELECT -> a != 0 ? b : c;
      case FLOOR, CEILING, ROUND, SQUARE_ROOT, CUBE_ROOT, POWER, EXP, EXPM1, LOG, LOG1P, SIN, COS, TAN, ASIN, ACOS,
          ATAN, ATAN2, SINH, COSH, TANH -> throw new AssertionError(instruction + " of integers");
    };
  }
}
