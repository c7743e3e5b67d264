package dev.chainrule.view;

import dev.chainrule.graph.DType;
import dev.chainrule.graph.Instruction;
import dev.chainrule.graph.Scalar;
import java.util.List;

/// A Java expression, with how tightly its outermost operator binds.
record JavaExpression(String text, int precedence) {
  static final int TERNARY = 1;
  static final int OR = 2;
  static final int EXCLUSIVE_OR = 3;
  static final int AND = 4;
  static final int EQUALITY = 5;
  static final int RELATION = 6;
  static final int SHIFT = 7;
  static final int SUM = 8;
  static final int PRODUCT = 9;
  static final int UNARY = 10;
  static final int ATOM = 11;

  /// A name, or a call.
  static JavaExpression atom(String text) {
    return new JavaExpression(text, ATOM);
  }

  /// The text as an operand: in parentheses where it binds less tightly than asked.
  String within(int atLeast) {
    return precedence < atLeast ? "(" + text + ")" : text;
  }

  /// A cast to another element type, as Java does it; truth is 1 or 0, and "not 0".
  static JavaExpression cast(Dialect dialect, JavaExpression x, DType from, DType to) {
    if (from == to) {
      return x;
    }
    if (from == DType.BOOL) {
      return new JavaExpression(x.within(OR) + " ? " + JavaType.literal(dialect, to, 1).text + " : " + JavaType.literal(dialect, to, 0).text, TERNARY);
    }
    return to == DType.BOOL ? new JavaExpression(x.within(RELATION) + " != 0", EQUALITY)
        : dialect.cast(x, from, to);
  }

  /// Scalar formulas over operands that are Java expressions.
  ///
  /// @param operands the formula's arguments
  /// @param types    their element types
  /// @param number   the type that numbers in the formula have
  /// @param exact    whether `zeroTimes` is a call of `times`, or a plain product
  record Context(Dialect dialect, List<JavaExpression> operands, List<DType> types, DType number, boolean exact) {
    JavaExpression translate(Scalar formula) {
      return switch (formula) {
        case Scalar.Argument(int index) -> operands.get(index);
        case Scalar.Constant(double value) -> JavaType.literal(dialect, number, value);
        case Scalar.Apply(Instruction instruction, List<Scalar> arguments) -> apply(instruction, arguments);
      };
    }

    private JavaExpression apply(Instruction instruction, List<Scalar> arguments) {
      List<JavaExpression> x = arguments.stream().map(this::translate).toList();
      boolean truths = isTruth(arguments.getFirst());
      return switch (instruction) {
        case ADD -> binary(x, "+", SUM);
        case SUBTRACT -> binary(x, "-", SUM);
        case MULTIPLY -> binary(x, "*", PRODUCT);
        case DIVIDE -> number.isInteger() && dialect == Dialect.JAVASCRIPT ? dialect.cast(binary(x, "/", PRODUCT), DType.F64, number) : binary(x, "/", PRODUCT);
        case REMAINDER -> binary(x, "%", PRODUCT);
        case ZERO_TIMES -> exact ? atom("times(" + x.get(1).text + ", " + x.get(0).text + ")") : binary(x.reversed(), "*", PRODUCT);
        case NEGATE -> new JavaExpression("-" + x.getFirst().within(ATOM), UNARY);
        case NOT -> new JavaExpression("!" + x.getFirst().within(ATOM), UNARY);
        case LESS -> truths ? new JavaExpression("!" + x.get(0).within(ATOM) + " & " + x.get(1).within(EQUALITY), AND) : binary(x, "<", RELATION);
        case LESS_EQUAL -> truths ? new JavaExpression("!" + x.get(0).within(ATOM) + " | " + x.get(1).within(AND), OR) : binary(x, "<=", RELATION);
        case EQUAL -> binary(x, "==", EQUALITY);
        case AND -> binary(x, "&", AND);
        case OR -> binary(x, "|", OR);
        case SELECT -> new JavaExpression(x.get(0).within(OR) + " ? " + x.get(1).within(OR) + " : " + x.get(2).within(OR), TERNARY);
        case SIGN -> number.isInteger() && dialect == Dialect.JAVA ? sign(x.getFirst()) : call(instruction, x);
        case ABSOLUTE, MINIMUM, MAXIMUM -> call(instruction, x);
        case BIT_AND -> binary(x, "&", AND);
        case BIT_OR -> binary(x, "|", OR);
        case BIT_XOR -> binary(x, "^", EXCLUSIVE_OR);
        case SHIFT_LEFT -> binary(x, "<<", SHIFT);
        case SHIFT_RIGHT -> binary(x, ">>", SHIFT);
        case SHIFT_RIGHT_LOGICAL -> binary(x, ">>>", SHIFT);
        case FLOOR, CEILING, ROUND, SQUARE_ROOT, CUBE_ROOT, POWER, EXP, EXPM1, LOG, LOG1P, LOG2, LOG10, SIN, COS, TAN, ASIN,
            ACOS, ATAN, ATAN2, SINH, COSH, TANH, ASINH, ACOSH, ATANH, HYPOTENUSE, ERF, ERFC, ERFINV, ERFCINV, LOG_GAMMA,
            DIGAMMA, POLYGAMMA, POLYGAMMA_DIFFERENCE, GAMMA_P, GAMMA_Q, LOWER_GAMMA_MOMENT, UPPER_GAMMA_MOMENT,
            ERFCX, ERFCX_MOMENT, LOG_NDTR, LOG_RATIO, RELATIVE_ENTROPY, DIVERGENCE, LOG_BETA, BESSEL_I, BESSEL_I_SCALED, SPHERICAL_BESSEL -> rounded(call(instruction, x));
      };
    }

    private static JavaExpression binary(List<JavaExpression> x, String sign, int precedence) {
      return new JavaExpression(x.get(0).within(precedence) + " " + sign + " " + x.get(1).within(precedence + 1), precedence);
    }

    private JavaExpression call(Instruction instruction, List<JavaExpression> x) {
      return atom(dialect.call(instruction, x.stream().map(JavaExpression::text).toArray()));
    }

    private JavaExpression sign(JavaExpression x) {
      return number == DType.I32 ? atom("Integer.signum(" + x.text + ")") : new JavaExpression("(long) Long.signum(" + x.text + ")", UNARY);
    }

    /// What Math computes in double is rounded where the formula runs in float.
    private JavaExpression rounded(JavaExpression call) {
      return number == DType.F32 && dialect == Dialect.JAVA ? new JavaExpression("(float) " + call.text, UNARY) : call;
    }

    private boolean isTruth(Scalar formula) {
      return switch (formula) {
        case Scalar.Argument(int index) -> types.get(index) == DType.BOOL;
        case Scalar.Constant constant -> false;
        case Scalar.Apply(Instruction instruction, List<Scalar> arguments) ->
            instruction == Instruction.SELECT ? isTruth(arguments.get(1)) : instruction.yieldsTruth();
      };
    }
  }
}
