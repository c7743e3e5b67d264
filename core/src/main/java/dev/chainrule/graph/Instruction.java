package dev.chainrule.graph;

/// The fixed set of scalar instructions that every pointwise kernel is made of. The interpreter, the
/// bytecode emitter and the Java printer each know these and nothing else.
public enum Instruction {
  ADD(2, "%s + %s"),
  SUBTRACT(2, "%s - %s"),
  MULTIPLY(2, "%s * %s"),
  DIVIDE(2, "%s / %s"),
  REMAINDER(2, "%s %% %s"),
  NEGATE(1, "-%s"),
  /// The product in which a zero wins, even against infinities and NaN: see [Scalar#zeroTimes].
  ZERO_TIMES(2, "%1$s == 0 || %2$s == 0 ? 0 : %1$s * %2$s"),
  ABSOLUTE(1, "Math.abs(%s)"),
  SIGN(1, "Math.signum(%s)"),
  MINIMUM(2, "Math.min(%s, %s)"),
  MAXIMUM(2, "Math.max(%s, %s)"),
  FLOOR(1, "Math.floor(%s)"),
  CEILING(1, "Math.ceil(%s)"),
  /// To the nearest integer, halves to the even one.
  ROUND(1, "Math.rint(%s)"),
  SQUARE_ROOT(1, "Math.sqrt(%s)"),
  CUBE_ROOT(1, "Math.cbrt(%s)"),
  POWER(2, "Math.pow(%s, %s)"),
  EXP(1, "Math.exp(%s)"),
  EXPM1(1, "Math.expm1(%s)"),
  LOG(1, "Math.log(%s)"),
  LOG1P(1, "Math.log1p(%s)"),
  LOG2(1, elementary("log2(%s)")),
  LOG10(1, "Math.log10(%s)"),
  SIN(1, "Math.sin(%s)"),
  COS(1, "Math.cos(%s)"),
  TAN(1, "Math.tan(%s)"),
  ASIN(1, "Math.asin(%s)"),
  ACOS(1, "Math.acos(%s)"),
  ATAN(1, "Math.atan(%s)"),
  ATAN2(2, "Math.atan2(%s, %s)"),
  SINH(1, "Math.sinh(%s)"),
  COSH(1, "Math.cosh(%s)"),
  TANH(1, "Math.tanh(%s)"),
  ASINH(1, elementary("asinh(%s)")),
  ACOSH(1, elementary("acosh(%s)")),
  ATANH(1, elementary("atanh(%s)")),
  /// √(a² + b²), without overflow on the way.
  HYPOTENUSE(2, "Math.hypot(%s, %s)"),
  ERF(1, special("erf(%s)")),
  ERFC(1, special("erfc(%s)")),
  ERFINV(1, special("erfinv(%s)")),
  ERFCINV(1, special("erfcinv(%s)")),
  /// e^(x²) erfc(x).
  ERFCX(1, special("erfcx(%s)")),
  /// 2/√π ∫₀^∞ tᵏ e^(-t² - 2xt) dt of k and x, which the derivatives of [#ERFCX] are made of.
  ERFCX_MOMENT(2, special("erfcxMoment(%s, %s)")),
  /// The logarithm of the normal distribution function, or its derivative of the order that the first operand gives.
  LOG_NDTR(2, special("logNdtr(%s, %s)")),
  /// log(x / y), x log(x / y), and the latter - x + y.
  LOG_RATIO(2, special("logRatio(%s, %s)")),
  RELATIVE_ENTROPY(2, special("relEntr(%s, %s)")),
  DIVERGENCE(2, special("klDiv(%s, %s)")),
  LOG_GAMMA(1, special("lgamma(%s)")),
  DIGAMMA(1, special("digamma(%s)")),
  /// The derivative of the digamma function, of the order that the first operand gives.
  POLYGAMMA(2, special("polygamma(%s, %s)")),
  /// That at the second operand less that at the sum of the second and the third.
  POLYGAMMA_DIFFERENCE(3, special("polygammaDifference(%s, %s, %s)")),
  /// The logarithm of the beta function.
  LOG_BETA(2, special("lbeta(%s, %s)")),
  /// The modified Bessel functions of the first kind, of the order that the first operand gives; these times e^-|x|; and
  /// the spherical ones.
  BESSEL_I(2, special("besselI(%s, %s)")),
  BESSEL_I_SCALED(2, special("besselIScaled(%s, %s)")),
  SPHERICAL_BESSEL(2, special("sphericalBessel(%s, %s)")),
  /// The regularised incomplete gamma functions P(a, x) and Q(a, x) = 1 - P(a, x).
  GAMMA_P(2, special("gammainc(%s, %s)")),
  GAMMA_Q(2, special("gammaincc(%s, %s)")),
  /// What the derivatives of these are made of: of k, a and x.
  LOWER_GAMMA_MOMENT(3, special("lowerGammaMoment(%s, %s, %s)")),
  UPPER_GAMMA_MOMENT(3, special("upperGammaMoment(%s, %s, %s)")),
  LESS(2, "%s < %s"),
  LESS_EQUAL(2, "%s <= %s"),
  EQUAL(2, "%s == %s"),
  AND(2, "%s & %s"),
  OR(2, "%s | %s"),
  NOT(1, "!%s"),
  /// Bit by bit, of integers.
  BIT_AND(2, "%s & %s"),
  BIT_OR(2, "%s | %s"),
  BIT_XOR(2, "%s ^ %s"),
  /// Shifts of integers by as many bits as the second says, modulo their number, as in Java.
  SHIFT_LEFT(2, "%s << %s"),
  SHIFT_RIGHT(2, "%s >> %s"),
  SHIFT_RIGHT_LOGICAL(2, "%s >>> %s"),
  /// The second operand where the first is true, else the third.
  SELECT(3, "%s ? %s : %s");

  private final int arity;
  private final String java;

  Instruction(int arity, String java) {
    this.arity = arity;
    this.java = java;
  }

  /// A call of [ElementaryFunctions].
  private static String elementary(String call) {
    return "dev.chainrule.graph.ElementaryFunctions." + call;
  }

  /// A call of [SpecialFunctions], named in full, so that printed source needs no import.
  private static String special(String call) {
    return "dev.chainrule.graph.SpecialFunctions." + call;
  }

  /// How many operands it takes.
  public int arity() {
    return arity;
  }

  /// Whether the result is a truth value, whatever the operands are.
  public boolean yieldsTruth() {
    return switch (this) {
      case LESS, LESS_EQUAL, EQUAL, AND, OR, NOT -> true;
      default -> false;
    };
  }

  /// The instruction as a Java expression; operands that are not atoms must come in parentheses.
  public String toJava(Object... operands) {
    return java.formatted(operands);
  }
}
