package dev.chainrule.exec;

import dev.chainrule.graph.DType;
import dev.chainrule.graph.Instruction;
import dev.chainrule.graph.ScalarProgram;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Divides a program's lines into groups that each become one loop or one call, in an order in which they can
/// run. A single instruction that HotSpot does not vectorise would keep a whole loop from being vectorised, so
/// lines of different kinds go to different groups, as few as a greedy choice gives.
final class LineGroups {
  /// How a line is computed best.
  enum Kind {
    /// By a compiled loop, which HotSpot vectorises.
    VECTORISED,
    /// By a compiled loop that stays scalar: functions of `Math`, logic.
    SCALAR,
    /// By a hand-written kernel, a group of its own.
    CALL,
    /// By reducing each row, a group of its own.
    REDUCTION
  }

  record Group(Kind kind, List<Integer> registers) {}

  /// Longer loops are no longer vectorised: registers run out between 50 and 90 lines.
  static final int LONGEST = 48;

  private final RowProgram rows;
  private final boolean[] perRow;
  private final ScalarProgram program;
  private final List<DType> types;
  private final DType number;

  private LineGroups(RowProgram rows, List<DType> types, DType number) {
    this.rows = rows;
    this.perRow = rows.perRow();
    this.program = rows.program();
    this.types = types;
    this.number = number;
  }

  /// The groups of a program whose registers hold these types. Constants are in none of them.
  static List<Group> of(RowProgram rows, List<DType> types, DType number) {
    return new LineGroups(rows, types, number).divide();
  }

  private List<Group> divide() {
    boolean[] done = new boolean[program.registers()];
    Arrays.fill(done, 0, rows.arguments().size(), true);
    List<Integer> open = new ArrayList<>();
    for (int register = rows.arguments().size(); register < program.arguments(); register++) {
      open.add(register);
    }
    for (int register = program.arguments(); register < done.length; register++) {
      if (line(register) instanceof ScalarProgram.Line.Compute) {
        open.add(register);
      } else {
        done[register] = true;
      }
    }
    List<Group> groups = new ArrayList<>();
    while (!open.isEmpty()) {
      Group group = next(open, done);
      open.removeAll(group.registers);
      groups.add(group);
    }
    return groups;
  }

  /// The first kind for which something can be computed, and everything of that kind that can.
  private Group next(List<Integer> open, boolean[] done) {
    for (Kind kind : Kind.values()) {
      List<Integer> ready = new ArrayList<>();
      int most = kind == Kind.CALL || kind == Kind.REDUCTION ? 1 : LONGEST;
      for (int register : open) {
        if (ready.size() < most && kind(register) == kind && (ready.isEmpty() || perRow[register] == perRow[ready.getFirst()]) && operands(register).stream().allMatch(operand -> done[operand])) {
          ready.add(register);
          done[register] = true;
        }
      }
      if (!ready.isEmpty()) {
        return new Group(kind, ready);
      }
    }
    throw new AssertionError("lines that wait for each other: " + open);
  }

  private Kind kind(int register) {
    if (rows.isReduced(register)) {
      return Kind.REDUCTION;
    }
    ScalarProgram.Line.Compute line = (ScalarProgram.Line.Compute) line(register);
    boolean numbers = line.operands().stream().allMatch(operand -> types.get(operand) == number);
    return switch (line.instruction()) {
      case ADD, SUBTRACT, MULTIPLY, NEGATE, ABSOLUTE, MINIMUM, MAXIMUM, BIT_AND, BIT_OR, BIT_XOR, SHIFT_LEFT,
          SHIFT_RIGHT, SHIFT_RIGHT_LOGICAL -> numbers ? Kind.VECTORISED : Kind.SCALAR;
      case DIVIDE, SIGN, SQUARE_ROOT -> numbers && number.isFloating() ? Kind.VECTORISED : Kind.SCALAR;
      case ZERO_TIMES, LESS, LESS_EQUAL, EQUAL -> numbers && number.isFloating() ? Kind.CALL : Kind.SCALAR;
      case SELECT -> number.isFloating() && types.get(line.operands().get(0)) == DType.BOOL
          && types.get(line.operands().get(1)) == number && types.get(line.operands().get(2)) == number
          ? Kind.CALL : Kind.SCALAR;
      case EXP, EXPM1, LOG, LOG1P, TANH, ERF -> numbers && number == DType.F32 ? Kind.CALL : Kind.SCALAR;
      case AND, OR, NOT, REMAINDER, FLOOR, CEILING, ROUND, CUBE_ROOT, POWER, LOG2, LOG10, SIN,
          COS, TAN, ASIN, ACOS, ATAN, ATAN2, SINH, COSH, ASINH, ACOSH, ATANH, HYPOTENUSE, ERFC, ERFINV,
          ERFCINV, LOG_GAMMA, DIGAMMA, POLYGAMMA, GAMMA_P, GAMMA_Q, LOWER_GAMMA_MOMENT, UPPER_GAMMA_MOMENT,
          ERFCX, ERFCX_MOMENT, LOG_NDTR, LOG_RATIO, RELATIVE_ENTROPY, DIVERGENCE, LOG_BETA, BESSEL_I, BESSEL_I_SCALED, SPHERICAL_BESSEL -> Kind.SCALAR;
    };
  }

  private List<Integer> operands(int register) {
    if (rows.isReduced(register)) {
      return List.of(rows.reduction(register).register());
    }
    return ((ScalarProgram.Line.Compute) line(register)).operands();
  }

  private ScalarProgram.Line line(int register) {
    return program.lines().get(register - program.arguments());
  }
}
