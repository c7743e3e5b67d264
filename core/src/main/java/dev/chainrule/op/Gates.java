package dev.chainrule.op;

import static dev.chainrule.graph.Pointwise.Signature.COMPARISON;
import static dev.chainrule.graph.Pointwise.Signature.FLOATING;
import static dev.chainrule.graph.Pointwise.Signature.INTEGER;
import static dev.chainrule.graph.Pointwise.Signature.LOGICAL;
import static dev.chainrule.graph.Pointwise.Signature.NUMERIC;
import static dev.chainrule.graph.Pointwise.Signature.SELECTION;
import static dev.chainrule.graph.Scalar.apply;
import static dev.chainrule.graph.Scalar.constant;

import dev.chainrule.graph.Gate;
import dev.chainrule.graph.Instruction;
import dev.chainrule.graph.Partial;
import dev.chainrule.graph.Pointwise;
import dev.chainrule.graph.Scalar;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// The table of pointwise primitives, one row each: name (what users call it), types, gate, formula, and the local
/// derivative for each input. Adding one is adding a row; every test loops over the table. Special functions are in
/// [SpecialGates].
///
/// Conventions at kinks: `max` and `min` route to the first of equals; `relu'(0) = abs'(0) = 0`.
public final class Gates {
  private static final List<Pointwise> TABLE = new ArrayList<>();

  private static final Scalar ZERO = constant(0);
  private static final Scalar ONE = constant(1);
  private static final Scalar TWO = constant(2);
  /// The inputs of binary rows.
  private static final Scalar A = new Scalar.Argument(0);
  private static final Scalar B = new Scalar.Argument(1);
  /// The result in binary rows.
  private static final Scalar AB = new Scalar.Argument(2);
  /// The input of unary rows, and their result.
  private static final Scalar X = new Scalar.Argument(0);
  private static final Scalar Y = new Scalar.Argument(1);

  /// The same value: what fresh inputs are.
  public static final Pointwise IDENTITY = row("identity", NUMERIC, Gate.ADD, X, ONE);
  /// The same value, through which no derivative passes.
  public static final Pointwise STOP_GRADIENT = flat("stopGradient", Pointwise.Signature.ANY, X, 1);

  // Arithmetic.
  public static final Pointwise ADD = row("plus", NUMERIC, Gate.ADD, A.plus(B), ONE, ONE);
  public static final Pointwise SUB = row("minus", NUMERIC, Gate.ADD, A.minus(B), ONE, constant(-1));
  public static final Pointwise MUL = row("times", NUMERIC, Gate.MULTIPLY, A.times(B), B, A);
  public static final Pointwise DIV = row("div", NUMERIC, Gate.LOCAL, A.div(B),
      B.reciprocal(), AB.zeroTimes(B.reciprocal()).negate());
  public static final Pointwise REM = row("rem", NUMERIC, Gate.LOCAL, apply(Instruction.REMAINDER, A, B),
      ONE, truncate(A.div(B)).negate());
  public static final Pointwise NEG = row("neg", NUMERIC, Gate.ADD, X.negate(), constant(-1));
  /// The product of derivative rules: see [Scalar#zeroTimes].
  public static final Pointwise ZERO_TIMES = row("zeroTimes", FLOATING, Gate.MULTIPLY, A.zeroTimes(B), B, A);
  public static final Pointwise SQUARE = row("square", NUMERIC, Gate.LOCAL, X.square(), X.times(TWO));
  public static final Pointwise RECIPROCAL = row("reciprocal", FLOATING, Gate.LOCAL, X.reciprocal(), Y.zeroTimes(Y).negate());
  /// At the base 0 its derivative is b·0^(b-1), where a factor of 0 wins, and the exponent's is 0.
  public static final Pointwise POW = row("pow", FLOATING, Gate.LOCAL, apply(Instruction.POWER, A, B),
      B.zeroTimes(apply(Instruction.POWER, A, B.minus(ONE))),
      AB.zeroTimes(A.equalTo(ZERO).select(ZERO, apply(Instruction.LOG, A))));
  /// √(a² + b²). At the origin both derivatives are 0, for an infinite input its sign.
  public static final Pointwise HYPOT = row("hypot", FLOATING, Gate.LOCAL, apply(Instruction.HYPOTENUSE, A, B),
      overLength(A), overLength(B));

  // Choosing.
  public static final Pointwise MAX = row("maximum", NUMERIC, Gate.MAX, apply(Instruction.MAXIMUM, A, B),
      A.lessThan(B).select(ZERO, ONE), A.lessThan(B).select(ONE, ZERO));
  public static final Pointwise MIN = row("minimum", NUMERIC, Gate.MAX, apply(Instruction.MINIMUM, A, B),
      B.lessThan(A).select(ZERO, ONE), B.lessThan(A).select(ONE, ZERO));
  public static final Pointwise WHERE = new Entry("where", SELECTION, Gate.MAX, A.select(B, AB)).partials(
      Partial.CUT, Partial.local(A.select(ONE, ZERO)), Partial.local(A.select(ZERO, ONE)));
  public static final Pointwise ABS = row("abs", NUMERIC, Gate.LOCAL, apply(Instruction.ABSOLUTE, X), apply(Instruction.SIGN, X));
  public static final Pointwise SIGN = flat("sign", NUMERIC, apply(Instruction.SIGN, X), 1);
  public static final Pointwise FLOOR = flat("floor", FLOATING, apply(Instruction.FLOOR, X), 1);
  public static final Pointwise CEIL = flat("ceil", FLOATING, apply(Instruction.CEILING, X), 1);
  /// To the nearest integer, halves to the even one.
  public static final Pointwise ROUND = flat("round", FLOATING, apply(Instruction.ROUND, X), 1);
  public static final Pointwise RELU = row("relu", NUMERIC, Gate.MAX, apply(Instruction.MAXIMUM, X, ZERO),
      ZERO.lessThan(Y).select(ONE, ZERO));

  // Comparisons and logic.
  public static final Pointwise LESS = flat("lt", COMPARISON, A.lessThan(B), 2);
  public static final Pointwise LESS_EQUAL = flat("le", COMPARISON, A.atMost(B), 2);
  public static final Pointwise EQUAL = flat("eq", COMPARISON, A.equalTo(B), 2);
  public static final Pointwise AND = flat("and", LOGICAL, apply(Instruction.AND, A, B), 2);
  public static final Pointwise OR = flat("or", LOGICAL, apply(Instruction.OR, A, B), 2);
  public static final Pointwise NOT = flat("not", LOGICAL, apply(Instruction.NOT, X), 1);

  // The bits of integers.
  public static final Pointwise BITWISE_AND = flat("bitwiseAnd", INTEGER, apply(Instruction.BIT_AND, A, B), 2);
  public static final Pointwise BITWISE_OR = flat("bitwiseOr", INTEGER, apply(Instruction.BIT_OR, A, B), 2);
  public static final Pointwise BITWISE_XOR = flat("bitwiseXor", INTEGER, apply(Instruction.BIT_XOR, A, B), 2);
  public static final Pointwise BITWISE_NOT = flat("bitwiseNot", INTEGER, apply(Instruction.BIT_XOR, X, constant(-1)), 1);
  /// The counts of shifts are taken modulo the number of bits, as Java does.
  public static final Pointwise SHIFT_LEFT = flat("shiftLeft", INTEGER, apply(Instruction.SHIFT_LEFT, A, B), 2);
  public static final Pointwise SHIFT_RIGHT = flat("shiftRight", INTEGER, apply(Instruction.SHIFT_RIGHT, A, B), 2);
  public static final Pointwise SHIFT_RIGHT_LOGICAL = flat("shiftRightLogical", INTEGER,
      apply(Instruction.SHIFT_RIGHT_LOGICAL, A, B), 2);

  // Powers, exponentials, logarithms.
  public static final Pointwise SQRT = row("sqrt", FLOATING, Gate.LOCAL, apply(Instruction.SQUARE_ROOT, X), constant(0.5).div(Y));
  public static final Pointwise RSQRT = row("rsqrt", FLOATING, Gate.LOCAL, apply(Instruction.SQUARE_ROOT, X).reciprocal(),
      Y.zeroTimes(X.reciprocal()).times(-0.5));
  public static final Pointwise CBRT = row("cbrt", FLOATING, Gate.LOCAL, apply(Instruction.CUBE_ROOT, X),
      Y.reciprocal().square().times(1.0 / 3));
  public static final Pointwise EXP = row("exp", FLOATING, Gate.LOCAL, apply(Instruction.EXP, X), Y);
  public static final Pointwise EXPM1 = row("expm1", FLOATING, Gate.LOCAL, apply(Instruction.EXPM1, X), apply(Instruction.EXP, X));
  public static final Pointwise LOG = row("log", FLOATING, Gate.LOCAL, apply(Instruction.LOG, X), X.reciprocal());
  /// The logarithm of a sum of powers, whose derivative at ∞ is NaN: 1/∞ would take the gradient from all of them, also from
  /// the one that is ∞ itself.
  public static final Pointwise LOG_OF_POWERS = row("logOfPowers", FLOATING, Gate.LOCAL, apply(Instruction.LOG, X),
      X.minus(X).plus(ONE).div(X));
  public static final Pointwise LOG1P = row("log1p", FLOATING, Gate.LOCAL, apply(Instruction.LOG1P, X), X.plus(ONE).reciprocal());
  public static final Pointwise LOG2 = row("log2", FLOATING, Gate.LOCAL, apply(Instruction.LOG2, X),
      constant(1 / Math.log(2)).div(X));
  public static final Pointwise LOG10 = row("log10", FLOATING, Gate.LOCAL, apply(Instruction.LOG10, X),
      constant(1 / Math.log(10)).div(X));
  public static final Pointwise EXP2 = row("exp2", FLOATING, Gate.LOCAL, apply(Instruction.POWER, TWO, X), Y.times(Math.log(2)));
  /// log(eᵃ + eᵇ), of which σ(a - b) is a's share. Two times ∞ share alike, and of two times -∞, as in the sum of more, none
  /// has a share: the difference of equal infinities is NaN.
  public static final Pointwise LOG_ADD_EXP = row("logAddExp", FLOATING, Gate.LOCAL,
      A.equalTo(B).select(A.plus(Math.log(2)), apply(Instruction.MAXIMUM, A, B)
          .plus(apply(Instruction.LOG1P, apply(Instruction.EXP, apply(Instruction.ABSOLUTE, A.minus(B)).negate())))),
      share(A.minus(B)), share(B.minus(A)));

  // Trigonometric and hyperbolic functions.
  public static final Pointwise SIN = row("sin", FLOATING, Gate.LOCAL, apply(Instruction.SIN, X), apply(Instruction.COS, X));
  public static final Pointwise COS = row("cos", FLOATING, Gate.LOCAL, apply(Instruction.COS, X), apply(Instruction.SIN, X).negate());
  public static final Pointwise TAN = row("tan", FLOATING, Gate.LOCAL, apply(Instruction.TAN, X), Y.square().plus(ONE));
  public static final Pointwise ASIN = row("asin", FLOATING, Gate.LOCAL, apply(Instruction.ASIN, X), oneMinusSquareRoot().reciprocal());
  public static final Pointwise ACOS = row("acos", FLOATING, Gate.LOCAL, apply(Instruction.ACOS, X), oneMinusSquareRoot().reciprocal().negate());
  public static final Pointwise ATAN = row("atan", FLOATING, Gate.LOCAL, apply(Instruction.ATAN, X), X.square().plus(ONE).reciprocal());
  /// The angle of the point (b, a). At the origin both derivatives are 0.
  public static final Pointwise ATAN2 = row("atan2", FLOATING, Gate.LOCAL, apply(Instruction.ATAN2, A, B),
      overSquare(B), overSquare(A).negate());
  public static final Pointwise SINH = row("sinh", FLOATING, Gate.LOCAL, apply(Instruction.SINH, X), apply(Instruction.COSH, X));
  public static final Pointwise COSH = row("cosh", FLOATING, Gate.LOCAL, apply(Instruction.COSH, X), apply(Instruction.SINH, X));
  public static final Pointwise TANH = row("tanh", FLOATING, Gate.LOCAL, apply(Instruction.TANH, X), ONE.minus(Y.square()));
  /// x - tanh x, near 0 by Lambert's continued fraction of tanh, in which nothing is subtracted.
  public static final Pointwise TANH_SHRINK = row("tanhShrink", FLOATING, Gate.LOCAL,
      apply(Instruction.ABSOLUTE, X).lessThan(ONE).select(X.times(lambert()).div(lambert().plus(ONE)), X.minus(apply(Instruction.TANH, X))),
      apply(Instruction.TANH, X).square());
  public static final Pointwise ASINH = row("asinh", FLOATING, Gate.LOCAL, apply(Instruction.ASINH, X),
      apply(Instruction.HYPOTENUSE, X, ONE).reciprocal());
  public static final Pointwise ACOSH = row("acosh", FLOATING, Gate.LOCAL, apply(Instruction.ACOSH, X),
      apply(Instruction.SQUARE_ROOT, X.minus(ONE)).times(apply(Instruction.SQUARE_ROOT, X.plus(ONE))).reciprocal());
  public static final Pointwise ATANH = row("atanh", FLOATING, Gate.LOCAL, apply(Instruction.ATANH, X), oneMinusSquare().reciprocal());

  // Activations that are one node: the value decides the local derivative.
  public static final Pointwise SIGMOID = row("sigmoid", FLOATING, Gate.LOCAL,
      apply(Instruction.EXP, X.negate()).plus(ONE).reciprocal(), Y.times(ONE.minus(Y)));
  /// log(1 + eˣ), without overflow at either end.
  public static final Pointwise SOFTPLUS = row("softplus", FLOATING, Gate.LOCAL,
      apply(Instruction.MAXIMUM, X, ZERO).plus(apply(Instruction.LOG1P, apply(Instruction.EXP, apply(Instruction.ABSOLUTE, X).negate()))),
      sigmoid(X));

  private Gates() {}

  /// All rows.
  public static List<Pointwise> table() {
    return Rows.ALL;
  }

  /// The row that is exactly this instruction: what a formula is made of when it becomes nodes.
  public static Pointwise of(Instruction instruction) {
    return Objects.requireNonNull(Rows.BY_INSTRUCTION.get(instruction), () -> instruction + " has no row of its own");
  }

  /// Built on first use, when the tables are complete.
  private static final class Rows {
    static final List<Pointwise> ALL = Stream.of(TABLE, SpecialGates.TABLE).flatMap(List::stream).toList();
    static final Map<Instruction, Pointwise> BY_INSTRUCTION = new EnumMap<>(Instruction.class);

    static {
      for (Pointwise row : ALL) {
        if (row.formula() instanceof Scalar.Apply(Instruction instruction, List<Scalar> operands)
            && operands.equals(IntStream.range(0, instruction.arity()).mapToObj(Scalar.Argument::new).toList())) {
          BY_INSTRUCTION.putIfAbsent(instruction, row);
        }
      }
    }
  }

  private static Scalar oneMinusSquareRoot() {
    return apply(Instruction.SQUARE_ROOT, oneMinusSquare());
  }

  /// 1 - x²: near the ends as a product, which does not cancel there, elsewhere as it stands, for its derivative -2x does not.
  private static Scalar oneMinusSquare() {
    return apply(Instruction.ABSOLUTE, X).lessThan(constant(0.5)).select(ONE.minus(X.square()), ONE.minus(X).times(X.plus(ONE)));
  }

  /// The u of tanh x = x / (1 + u), x² / (3 + x² / (5 + x² / (7 + …))): for |x| ≤ 1 right to the last digit.
  private static Scalar lambert() {
    Scalar fraction = constant(19);
    for (int odd = 17; odd >= 3; odd -= 2) {
      fraction = X.square().div(fraction).plus(odd);
    }
    return X.square().div(fraction);
  }

  /// The share in log(eᵃ + eᵇ) of the one that lies by `ahead` above the other.
  private static Scalar share(Scalar ahead) {
    return ahead.equalTo(ahead).select(sigmoid(ahead), A.equalTo(B).select(A.lessThan(ZERO).select(ZERO, constant(0.5)), ahead));
  }

  /// 1 / (1 + e⁻ˣ), whose own derivatives as nodes neither overflow nor vanish on the way: each side has the power that is
  /// small there.
  private static Scalar sigmoid(Scalar x) {
    Scalar isLow = x.lessThan(ZERO);
    Scalar power = apply(Instruction.EXP, isLow.select(x, x.negate()));
    return isLow.select(power, ONE).div(power.plus(ONE));
  }

  /// `x` / (a² + b²), and 0 at the origin; the squares themselves would overflow early.
  private static Scalar overSquare(Scalar x) {
    Scalar length = apply(Instruction.HYPOTENUSE, A, B);
    return length.equalTo(ZERO).select(ZERO, x.div(length).div(length));
  }

  /// A coordinate of the unit vector in the direction (a, b).
  private static Scalar overLength(Scalar x) {
    Scalar isInfinite = apply(Instruction.ABSOLUTE, x).equalTo(constant(Double.POSITIVE_INFINITY));
    return AB.equalTo(ZERO).select(ZERO, isInfinite.select(apply(Instruction.SIGN, x), x.div(AB)));
  }

  /// Towards zero.
  private static Scalar truncate(Scalar x) {
    return apply(Instruction.SIGN, x).times(apply(Instruction.FLOOR, apply(Instruction.ABSOLUTE, x)));
  }

  private static Pointwise row(String name, Pointwise.Signature signature, Gate gate, Scalar formula, Scalar... locals) {
    return new Entry(name, signature, gate, formula)
        .partials(Arrays.stream(locals).map(Partial::local).toArray(Partial[]::new));
  }

  /// A row whose result does not change with small changes of its inputs.
  private static Pointwise flat(String name, Pointwise.Signature signature, Scalar formula, int arity) {
    Partial[] partials = new Partial[arity];
    Arrays.fill(partials, Partial.CUT);
    return new Entry(name, signature, Gate.CUT, formula).partials(partials);
  }

  private record Entry(String name, Pointwise.Signature signature, Gate gate, Scalar formula) {
    Pointwise partials(Partial... partials) {
      Pointwise pointwise = new Pointwise(name, signature, gate, formula, partials);
      TABLE.add(pointwise);
      return pointwise;
    }
  }
}
