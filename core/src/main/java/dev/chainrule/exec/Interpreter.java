package dev.chainrule.exec;

import dev.chainrule.graph.Array;
import dev.chainrule.graph.DType;
import dev.chainrule.graph.Instruction;
import dev.chainrule.graph.ScalarProgram;
import dev.chainrule.graph.SpecialFunctions;
import java.util.List;

/// Runs a scalar program element by element: the reference for every other way of running it.
///
/// Floating programs compute in `double`; F32 rounds after each line, which gives the same bits as computing
/// in `float` (for +, -, ·, / and the square root, rounding twice does no harm between these two formats).
/// Integer programs compute in `long`, and I32 wraps after each line.
final class Interpreter {
  /// Registers 0 to `arguments` - 1 are the inputs, then come the constants and instructions.
  private final int arguments;
  private final int registers;
  private final int[] constantRegisters;
  private final double[] constants;
  private final Instruction[] instructions;
  /// Where each instruction puts its result, and where it finds its operands; those it lacks read register 0.
  private final int[] targets;
  private final int[] first;
  private final int[] second;
  private final int[] third;
  private final int[] results;

  Interpreter(ScalarProgram program) {
    List<ScalarProgram.Line> lines = program.lines();
    arguments = program.arguments();
    registers = program.registers();
    results = program.results().stream().mapToInt(Integer::intValue).toArray();
    int count = (int) lines.stream().filter(ScalarProgram.Line.Compute.class::isInstance).count();
    constantRegisters = new int[lines.size() - count];
    constants = new double[lines.size() - count];
    instructions = new Instruction[count];
    targets = new int[count];
    first = new int[count];
    second = new int[count];
    third = new int[count];
    int nextConstant = 0;
    int next = 0;
    for (int i = 0; i < lines.size(); i++) {
      switch (lines.get(i)) {
        case ScalarProgram.Line.Constant(double value) -> {
          constantRegisters[nextConstant] = arguments + i;
          constants[nextConstant++] = value;
        }
        case ScalarProgram.Line.Compute(Instruction instruction, List<Integer> operands) -> {
          instructions[next] = instruction;
          targets[next] = arguments + i;
          first[next] = operands.get(0);
          second[next] = operands.size() > 1 ? operands.get(1) : 0;
          third[next++] = operands.size() > 2 ? operands.get(2) : 0;
        }
      }
    }
  }

  /// How many instructions it runs for each element.
  int length() {
    return instructions.length;
  }

  /// Fills the results, which have the same number of elements each.
  ///
  /// @param number the type in which numbers are computed; Bool where there are none
  void run(Array[] x, Array[] y, DType number) {
    if (number.isInteger()) {
      runLong(x, y, number == DType.I32);
    } else {
      runDouble(x, y, number == DType.F32);
    }
  }

  /// The inputs that change from one element to the next; the others are read once.
  private static int[] varying(Array[] x) {
    int count = 0;
    int[] varying = new int[x.length];
    for (int i = 0; i < x.length; i++) {
      if (!x[i].isUniform()) {
        varying[count++] = i;
      }
    }
    return java.util.Arrays.copyOf(varying, count);
  }

  private void runDouble(Array[] x, Array[] y, boolean single) {
    int size = y[0].size();
    if (size == 0) {
      return;
    }
    double[] values = new double[registers];
    for (int i = 0; i < arguments; i++) {
      values[i] = x[i].getDouble(0);
    }
    for (int i = 0; i < constants.length; i++) {
      values[constantRegisters[i]] = single ? (float) constants[i] : constants[i];
    }
    int[] varying = varying(x);
    for (int position = 0; position < size; position++) {
      for (int i : varying) {
        values[i] = x[i].getDouble(position);
      }
      for (int i = 0; i < instructions.length; i++) {
        double value = single ? computeSingle(instructions[i], values[first[i]], values[second[i]], values[third[i]])
            : compute(instructions[i], values[first[i]], values[second[i]], values[third[i]]);
        values[targets[i]] = single ? (float) value : value;
      }
      for (int i = 0; i < results.length; i++) {
        y[i].setDouble(position, values[results[i]]);
      }
    }
  }

  /// One instruction on numbers of a type other than I64, all of which a `double` holds; truth is 1 or 0.
  static double compute(Instruction instruction, DType number, double a, double b, double c) {
    return switch (number) {
      case F64, BOOL -> compute(instruction, a, b, c);
      case F32 -> (float) computeSingle(instruction, a, b, c);
      case I32 -> (int) compute(instruction, (long) a, (long) b, (long) c, true);
      case I64 -> throw new AssertionError("an I64 as a double");
    };
  }

  /// A number of one type as one of another, neither being I64.
  static double converted(DType to, double number) {
    return switch (to) {
      case F64 -> number;
      case F32 -> (float) number;
      case I32 -> (int) number;
      case BOOL -> truth(number != 0);
      case I64 -> throw new AssertionError("an I64 as a double");
    };
  }

  /// What F32 has functions of its own for; the rest is that of F64.
  private static double computeSingle(Instruction instruction, double a, double b, double c) {
    return switch (instruction) {
      case EXP -> FloatScalarFunctions.exp((float) a);
      case EXPM1 -> FloatScalarFunctions.expm1((float) a);
      case LOG -> FloatScalarFunctions.log((float) a);
      case LOG1P -> FloatScalarFunctions.log1p((float) a);
      case TANH -> FloatScalarFunctions.tanh((float) a);
      case ERF -> FloatScalarFunctions.erf((float) a);
      default -> compute(instruction, a, b, c);
    };
  }

  private static double compute(Instruction instruction, double a, double b, double c) {
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
      case LOG2 -> SpecialFunctions.log2(a);
      case LOG10 -> Math.log10(a);
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
      case ASINH -> SpecialFunctions.asinh(a);
      case ACOSH -> SpecialFunctions.acosh(a);
      case ATANH -> SpecialFunctions.atanh(a);
      case HYPOTENUSE -> Math.hypot(a, b);
      case ERF -> SpecialFunctions.erf(a);
      case ERFC -> SpecialFunctions.erfc(a);
      case ERFINV -> SpecialFunctions.erfinv(a);
      case ERFCINV -> SpecialFunctions.erfcinv(a);
      case LOG_GAMMA -> SpecialFunctions.lgamma(a);
      case DIGAMMA -> SpecialFunctions.digamma(a);
      case POLYGAMMA -> SpecialFunctions.polygamma(a, b);
      case ERFCX -> SpecialFunctions.erfcx(a);
      case ERFCX_MOMENT -> SpecialFunctions.erfcxMoment(a, b);
      case LOG_NDTR -> SpecialFunctions.logNdtr(a, b);
      case LOG_RATIO -> SpecialFunctions.logRatio(a, b);
      case RELATIVE_ENTROPY -> SpecialFunctions.relEntr(a, b);
      case DIVERGENCE -> SpecialFunctions.klDiv(a, b);
      case LOG_BETA -> SpecialFunctions.lbeta(a, b);
      case BESSEL_I -> SpecialFunctions.besselI(a, b);
      case BESSEL_I_SCALED -> SpecialFunctions.besselIScaled(a, b);
      case SPHERICAL_BESSEL -> SpecialFunctions.sphericalBessel(a, b);
      case GAMMA_P -> SpecialFunctions.gammainc(a, b);
      case GAMMA_Q -> SpecialFunctions.gammaincc(a, b);
      case LOWER_GAMMA_MOMENT -> SpecialFunctions.lowerGammaMoment(a, b, c);
      case UPPER_GAMMA_MOMENT -> SpecialFunctions.upperGammaMoment(a, b, c);
      case POLYGAMMA_DIFFERENCE -> SpecialFunctions.polygammaDifference(a, b, c);
      case LESS -> truth(a < b);
      case LESS_EQUAL -> truth(a <= b);
      case EQUAL -> truth(a == b);
      case AND -> truth(a != 0 & b != 0);
      case OR -> truth(a != 0 | b != 0);
      case NOT -> truth(a == 0);
      case SELECT -> a != 0 ? b : c;
      case BIT_AND, BIT_OR, BIT_XOR, SHIFT_LEFT, SHIFT_RIGHT, SHIFT_RIGHT_LOGICAL ->
          throw new AssertionError(instruction + " of floating numbers");
    };
  }

  private static double truth(boolean holds) {
    return holds ? 1 : 0;
  }

  private void runLong(Array[] x, Array[] y, boolean wraps) {
    int size = y[0].size();
    if (size == 0) {
      return;
    }
    long[] values = new long[registers];
    for (int i = 0; i < arguments; i++) {
      values[i] = x[i].getLong(0);
    }
    for (int i = 0; i < constants.length; i++) {
      values[constantRegisters[i]] = wraps ? (int) (long) constants[i] : (long) constants[i];
    }
    int[] varying = varying(x);
    for (int position = 0; position < size; position++) {
      for (int i : varying) {
        values[i] = x[i].getLong(position);
      }
      for (int i = 0; i < instructions.length; i++) {
        long value = compute(instructions[i], values[first[i]], values[second[i]], values[third[i]], wraps);
        values[targets[i]] = wraps ? (int) value : value;
      }
      for (int i = 0; i < results.length; i++) {
        y[i].setLong(position, values[results[i]]);
      }
    }
  }

  private static long compute(Instruction instruction, long a, long b, long c, boolean wraps) {
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
      case BIT_AND -> a & b;
      case BIT_OR -> a | b;
      case BIT_XOR -> a ^ b;
      case SHIFT_LEFT -> wraps ? (int) a << b : a << b;
      case SHIFT_RIGHT -> wraps ? (int) a >> b : a >> b;
      case SHIFT_RIGHT_LOGICAL -> wraps ? (int) a >>> b : a >>> b;
      case SELECT -> a != 0 ? b : c;
      case FLOOR, CEILING, ROUND, SQUARE_ROOT, CUBE_ROOT, POWER, EXP, EXPM1, LOG, LOG1P, LOG2, LOG10, SIN, COS, TAN,
          ASIN, ACOS, ATAN, ATAN2, SINH, COSH, TANH, ASINH, ACOSH, ATANH, HYPOTENUSE, ERF, ERFC, ERFINV, ERFCINV,
          LOG_GAMMA, DIGAMMA, POLYGAMMA, POLYGAMMA_DIFFERENCE, GAMMA_P, GAMMA_Q, LOWER_GAMMA_MOMENT, UPPER_GAMMA_MOMENT,
          ERFCX, ERFCX_MOMENT, LOG_NDTR, LOG_RATIO, RELATIVE_ENTROPY, DIVERGENCE, LOG_BETA, BESSEL_I, BESSEL_I_SCALED, SPHERICAL_BESSEL ->
          throw new AssertionError(instruction + " of integers");
    };
  }
}
