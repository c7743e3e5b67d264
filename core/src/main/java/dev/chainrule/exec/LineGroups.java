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
    /// By a compiled loop over vectors, which has everything that vectors can do.
    FUSED,
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

  /// The most operations of vectors in a loop, functions counting as what they consist of.
  static final int MOST_OPERATIONS = 250;

  /// What a line takes for each element, in picoseconds.
  private static final long VECTORISED = 100;
  private static final long CHOICE = 400;
  private static final long SCALAR = 5_000;

  private final RowProgram rows;
  private final boolean fused;
  private final boolean[] perRow;
  private final ScalarProgram program;
  private final List<DType> types;
  private final DType number;

  private LineGroups(RowProgram rows, List<DType> types, DType number, boolean fused) {
    this.rows = rows;
    this.fused = fused && number.isFloating();
    this.perRow = rows.perRow();
    this.program = rows.program();
    this.types = types;
    this.number = number;
  }

  /// The groups of a program whose registers hold these types. Constants are in none of them.
  ///
  /// @param fused whether there may be loops over vectors
  static List<Group> of(RowProgram rows, List<DType> types, DType number, boolean fused) {
    return new LineGroups(rows, types, number, fused).divide();
  }

  private List<Group> divide() {
    boolean[] done = new boolean[program.registers()];
    Arrays.fill(done, 0, rows.arguments().size(), true);
    List<Integer> open = new ArrayList<>();
    for (int register = rows.arguments().size(); register < program.arguments(); register++) {
      open.add(register);
    }
    for (int register = program.arguments(); register < done.length; register++) {
      if (program.lines().get(register - program.arguments()) instanceof ScalarProgram.Line.Compute) {
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
      int room = room(kind);
      for (int register : open) {
        if (room > 0 && kind(register) == kind && (ready.isEmpty() || perRow[register] == perRow[ready.getFirst()]) && operands(register).stream().allMatch(operand -> done[operand])) {
          ready.add(register);
          done[register] = true;
          room -= kind == Kind.FUSED ? VectorInstructions.of(number).operations(line(register).instruction()) : 1;
        }
      }
      if (!ready.isEmpty()) {
        return new Group(kind, ready);
      }
    }
    throw new AssertionError("lines that wait for each other: " + open);
  }

  /// How much goes into one group.
  private static int room(Kind kind) {
    return switch (kind) {
      case FUSED -> MOST_OPERATIONS;
      case VECTORISED, SCALAR -> LONGEST;
      case CALL, REDUCTION -> 1;
    };
  }

  /// What a plan without loops over vectors takes for each element, in picoseconds, roughly.
  static long cost(TilePlan plan) {
    return plan.stages().stream().mapToLong(stage -> switch (stage) {
      case TilePlan.Run run -> run.loop().lines().stream().mapToLong(line ->
          plainKind(line.instruction(), plan.number()) == Kind.VECTORISED ? VECTORISED : SCALAR).sum();
      case TilePlan.Call call -> CHOICE;
      case TilePlan.Fetch fetch -> VECTORISED;
      case TilePlan.Store store -> VECTORISED;
      case TilePlan.Spread spread -> VECTORISED;
      case TilePlan.Fused fused -> 0;
      case TilePlan.PerRow row -> 0;
      case TilePlan.Reduce reduce -> VECTORISED;
      case TilePlan.Add add -> VECTORISED;
    }).sum();
  }

  /// Whether HotSpot vectorises a loop, whose operands and results are all numbers.
  static boolean isVectorised(LoopProgram loop) {
    return loop.lines().stream().allMatch(line -> plainKind(line.instruction(), loop.number()) == Kind.VECTORISED);
  }

  private Kind kind(int register) {
    if (rows.isReduced(register)) {
      return Kind.REDUCTION;
    }
    ScalarProgram.Line.Compute line = line(register);
    if (fused && !perRow[register] && VectorInstructions.of(number).has(line.instruction())) {
      return Kind.FUSED;
    }
    boolean numbers = line.operands().stream().allMatch(operand -> types.get(operand) == number);
    if (line.instruction() == Instruction.SELECT) {
      boolean chooses = number.isFloating() && types.get(line.operands().get(0)) == DType.BOOL
          && types.get(line.operands().get(1)) == number && types.get(line.operands().get(2)) == number;
      return chooses ? Kind.CALL : Kind.SCALAR;
    }
    return numbers ? plainKind(line.instruction(), number) : Kind.SCALAR;
  }

  /// How an instruction on numbers is computed best without the Vector API.
  private static Kind plainKind(Instruction instruction, DType number) {
    return switch (instruction) {
      case ADD, SUBTRACT, MULTIPLY, NEGATE, ABSOLUTE, MINIMUM, MAXIMUM, BIT_AND, BIT_OR, BIT_XOR, SHIFT_LEFT,
          SHIFT_RIGHT, SHIFT_RIGHT_LOGICAL -> Kind.VECTORISED;
      case DIVIDE, SIGN, SQUARE_ROOT -> number.isFloating() ? Kind.VECTORISED : Kind.SCALAR;
      case ZERO_TIMES -> number.isFloating() ? Kind.CALL : Kind.SCALAR;
      case SELECT, LESS, LESS_EQUAL, EQUAL, EXP, EXPM1, LOG, LOG1P, TANH, ERF, AND, OR, NOT, REMAINDER, FLOOR, CEILING, ROUND,
          CUBE_ROOT, POWER, LOG2, LOG10, SIN, COS, TAN, ASIN, ACOS, ATAN, ATAN2, SINH, COSH, ASINH, ACOSH, ATANH, HYPOTENUSE, ERFC,
          ERFINV, ERFCINV, LOG_GAMMA, DIGAMMA, POLYGAMMA, POLYGAMMA_DIFFERENCE, GAMMA_P, GAMMA_Q, LOWER_GAMMA_MOMENT, UPPER_GAMMA_MOMENT, ERFCX,
          ERFCX_MOMENT, LOG_NDTR, LOG_RATIO, RELATIVE_ENTROPY, DIVERGENCE, LOG_BETA, BESSEL_I, BESSEL_I_SCALED,
          SPHERICAL_BESSEL -> Kind.SCALAR;
    };
  }

  private List<Integer> operands(int register) {
    if (rows.isReduced(register)) {
      return List.of(rows.reduction(register).register());
    }
    return line(register).operands();
  }

  private ScalarProgram.Line.Compute line(int register) {
    return (ScalarProgram.Line.Compute) program.lines().get(register - program.arguments());
  }
}
