package dev.chainrule.op;

import static dev.chainrule.graph.Scalar.apply;
import static dev.chainrule.graph.Scalar.constant;

import dev.chainrule.graph.Gate;
import dev.chainrule.graph.Instruction;
import dev.chainrule.graph.Partial;
import dev.chainrule.graph.Pointwise;
import dev.chainrule.graph.Scalar;
import java.util.ArrayList;
import java.util.List;

/// The part of the table of [Gates] that is about special functions: error, gamma, beta and Bessel functions.
public final class SpecialGates {
  static final List<Pointwise> TABLE = new ArrayList<>();

  private static final Scalar X = new Scalar.Argument(0);
  private static final Scalar Y = new Scalar.Argument(1);
  /// The inputs of binary rows.
  private static final Scalar A = new Scalar.Argument(0);
  private static final Scalar B = new Scalar.Argument(1);
  /// The first input as an order, which is a whole number.
  private static final Scalar N = apply(Instruction.ROUND, A);

  // The normal distribution's functions: the derivative of erf is 2/√π e^(-x²).
  public static final Pointwise ERF = row("erf", Instruction.ERF, bell(2 / Math.sqrt(Math.PI)));
  public static final Pointwise ERFC = row("erfc", Instruction.ERFC, bell(-2 / Math.sqrt(Math.PI)));
  public static final Pointwise ERFINV = row("erfinv", Instruction.ERFINV, inverseBell(Math.sqrt(Math.PI) / 2));
  public static final Pointwise ERFCINV = row("erfcinv", Instruction.ERFCINV, inverseBell(-Math.sqrt(Math.PI) / 2));

  // The gamma function's logarithm and its derivatives.
  public static final Pointwise LGAMMA = row("lgamma", Instruction.LOG_GAMMA, apply(Instruction.DIGAMMA, X));
  public static final Pointwise DIGAMMA = row("digamma", Instruction.DIGAMMA, apply(Instruction.POLYGAMMA, constant(1), X));
  /// Of an order and a number. The order is rounded, so that nothing changes with small changes of it.
  public static final Pointwise POLYGAMMA = ofOrder("polygamma", Instruction.POLYGAMMA, apply(Instruction.POLYGAMMA, A.plus(1), B));

  /// Of k, a and x: ∫₀ˣ and ∫ₓ^∞ of (t/x)ᵃ⁻¹ eˣ⁻ᵗ log(t/x)ᵏ dt. The incomplete gamma functions are made of k = 0, their
  /// derivatives of the next k. The order k is rounded, so that nothing changes with small changes of it.
  public static final Pointwise LOWER_GAMMA_MOMENT = moment("lowerGammaMoment", Instruction.LOWER_GAMMA_MOMENT, 1);
  public static final Pointwise UPPER_GAMMA_MOMENT = moment("upperGammaMoment", Instruction.UPPER_GAMMA_MOMENT, -1);
  /// P(a, x), the regularised lower incomplete gamma function.
  public static final Pointwise GAMMAINC = binary("gammainc", Instruction.GAMMA_P, gammaInShape(), gammaDensity());
  /// Q(a, x) = 1 - P(a, x).
  public static final Pointwise GAMMAINCC = binary("gammaincc", Instruction.GAMMA_Q, gammaInShape().negate(), gammaDensity().negate());

  /// How a gamma variate x moves with its shape a, P(a, x) held: dx/da = -(∂P/∂a) / (∂P/∂x).
  public static final Partial.Local GAMMA_VARIATE_IN_SHAPE = new Partial.Local(gammaShift().div(A));

  /// e^(x²) erfc(x), and what its derivatives are made of: 2/√π ∫₀^∞ tᵏ e^(-t² - 2xt) dt of k, which is rounded, and x.
  public static final Pointwise ERFCX = row("erfcx", Instruction.ERFCX, apply(Instruction.ERFCX_MOMENT, constant(1), X).times(-2));
  public static final Pointwise ERFCX_MOMENT = ofOrder("erfcxMoment", Instruction.ERFCX_MOMENT,
      apply(Instruction.ERFCX_MOMENT, A.plus(1), B).times(-2));
  /// The derivative of log Φ(x), the normal distribution function's logarithm, of an order, which is rounded; that itself
  /// for order 0.
  public static final Pointwise LOG_NDTR = ofOrder("logNdtr", Instruction.LOG_NDTR, apply(Instruction.LOG_NDTR, A.plus(1), B));

  // Entropies: -x log x is -∞ below 0; those of two inputs are ∞ where one is negative. There the derivatives are 0.
  public static final Pointwise ENTR = row("entr",
      X.lessThan(constant(0)).select(constant(Double.NEGATIVE_INFINITY), X.zeroTimes(apply(Instruction.LOG, X)).negate()),
      Partial.local(X.lessThan(constant(0)).select(constant(0), apply(Instruction.LOG, X).plus(1).negate())));
  /// log(x / y) of positive numbers.
  public static final Pointwise LOG_RATIO = binary("logRatio", Instruction.LOG_RATIO, A.reciprocal(), B.reciprocal().negate());
  public static final Pointwise REL_ENTR = binary("relEntr", Instruction.RELATIVE_ENTROPY,
      insideQuadrant(apply(Instruction.LOG_RATIO, A, B).plus(1)), insideQuadrant(A.zeroTimes(B.reciprocal()).negate()));
  public static final Pointwise KL_DIV = binary("klDiv", Instruction.DIVERGENCE,
      insideQuadrant(apply(Instruction.LOG_RATIO, A, B)), insideQuadrant(B.times(0.5).lessThan(A)
          .select(B.minus(A).div(B), constant(1).minus(A.zeroTimes(B.reciprocal())))));

  // 0 where a is 0, whatever the logarithm is; but NaN comes out where it goes in.
  public static final Pointwise XLOGY = timesLogarithm("xlogy", Instruction.LOG, B);
  public static final Pointwise XLOG1PY = timesLogarithm("xlog1py", Instruction.LOG1P, B.plus(1));

  /// log B(a, b), and what its derivatives ψ(a) - ψ(a + b) and ψ(b) - ψ(a + b) are made of.
  public static final Pointwise LBETA = binary("lbeta", Instruction.LOG_BETA, lessDigammaOfSum(A, B), lessDigammaOfSum(B, A));
  public static final Pointwise POLYGAMMA_DIFFERENCE = polygammaDifference();

  // Bessel functions of an order, which is rounded, and a number: (Iₙ₋₁ + Iₙ₊₁) / 2 and (n jₙ₋₁ - (n + 1) jₙ₊₁) / (2n + 1).
  public static final Pointwise BESSEL_I = ofOrder("besselI", Instruction.BESSEL_I, neighbours(Instruction.BESSEL_I));
  public static final Pointwise BESSEL_I_SCALED = ofOrder("besselIScaled", Instruction.BESSEL_I_SCALED,
      neighbours(Instruction.BESSEL_I_SCALED).minus(apply(Instruction.SIGN, B).zeroTimes(new Scalar.Argument(2))));
  public static final Pointwise SPHERICAL_BESSEL = ofOrder("sphericalBessel", Instruction.SPHERICAL_BESSEL,
      N.zeroTimes(apply(Instruction.SPHERICAL_BESSEL, N.minus(1), B))
          .minus(N.plus(1).times(apply(Instruction.SPHERICAL_BESSEL, N.plus(1), B)))
          .div(N.times(2).plus(1)));

  private SpecialGates() {}

  private static Scalar insideQuadrant(Scalar derivative) {
    Scalar outside = apply(Instruction.OR, A.lessThan(constant(0)), B.lessThan(constant(0)));
    return outside.select(constant(0), derivative);
  }

  private static Scalar lessDigammaOfSum(Scalar x, Scalar other) {
    return apply(Instruction.POLYGAMMA_DIFFERENCE, constant(0), x, other);
  }

  /// Of an order, which is rounded, and a and b.
  private static Pointwise polygammaDifference() {
    Scalar b = new Scalar.Argument(2);
    return row("polygammaDifference", apply(Instruction.POLYGAMMA_DIFFERENCE, A, B, b), Partial.CUT,
        Partial.local(apply(Instruction.POLYGAMMA_DIFFERENCE, N.plus(1), B, b)),
        Partial.local(apply(Instruction.POLYGAMMA, N.plus(1), B.plus(b)).negate()));
  }

  private static Scalar neighbours(Instruction function) {
    return apply(function, N.minus(1), B).plus(apply(function, N.plus(1), B)).times(0.5);
  }

  /// @param of what it is the logarithm of
  private static Pointwise timesLogarithm(String name, Instruction logarithm, Scalar of) {
    Scalar zeroOrNaN = B.equalTo(B).select(constant(0), B);
    return row(name, A.equalTo(constant(0)).select(zeroOrNaN, A.times(apply(logarithm, B))),
        Partial.local(apply(logarithm, B)), Partial.local(A.zeroTimes(of.reciprocal())));
  }

  private static Pointwise binary(String name, Instruction function, Scalar inFirst, Scalar inSecond) {
    return row(name, apply(function, A, B), Partial.local(inFirst), Partial.local(inSecond));
  }

  private static Pointwise ofOrder(String name, Instruction function, Scalar derivative) {
    return row(name, apply(function, A, B), Partial.CUT, Partial.local(derivative));
  }

  /// The density xᵃ⁻¹ e⁻ˣ / Γ(a) of gamma variates of shape a.
  private static Scalar gammaDensity() {
    return A.zeroTimes(gammaDensityOverShape());
  }

  /// That over a, with which nothing is infinite at a = 0: at x = 0 as a power, which has its derivatives there; 0 where a or
  /// x is infinite.
  private static Scalar gammaDensityOverShape() {
    Scalar power = apply(Instruction.POWER, B, A.minus(1));
    Scalar scale = apply(Instruction.EXP, B.plus(apply(Instruction.LOG_GAMMA, A.plus(1))).negate());
    Scalar exponent = A.minus(1).zeroTimes(apply(Instruction.LOG, B)).minus(B).minus(apply(Instruction.LOG_GAMMA, A.plus(1)));
    return B.equalTo(constant(0)).select(power.zeroTimes(scale), apply(Instruction.EXP,
        A.plus(B).equalTo(constant(Double.POSITIVE_INFINITY)).select(constant(Double.NEGATIVE_INFINITY), exponent)));
  }

  private static Scalar gammaInShape() {
    return gammaDensityOverShape().zeroTimes(gammaShift()).negate();
  }

  /// a dx/da with P(a, x) held: below the density's bulk from the integral from 0, above it from that to ∞, so that nothing
  /// cancels. There a (log x - ψ(a)) is written as 1 + a (log x - ψ(a + 1)).
  private static Scalar gammaShift() {
    Scalar distanceTimesShape = A.zeroTimes(apply(Instruction.LOG, B).minus(apply(Instruction.DIGAMMA, A.plus(1)))).plus(1);
    return distanceTimesShape.lessThan(constant(0)).select(
        gammaShift(Instruction.LOWER_GAMMA_MOMENT, distanceTimesShape).negate(), gammaShift(Instruction.UPPER_GAMMA_MOMENT, distanceTimesShape));
  }

  private static Scalar gammaShift(Instruction moment, Scalar distanceTimesShape) {
    return A.zeroTimes(apply(moment, constant(1), A, B)).plus(distanceTimesShape.zeroTimes(apply(moment, constant(0), A, B)));
  }

  /// @param end what the integral gains at its end x, for k = 0
  private static Pointwise moment(String name, Instruction moment, double end) {
    Scalar order = new Scalar.Argument(0);
    Scalar k = apply(Instruction.ROUND, order);
    Scalar a = new Scalar.Argument(1);
    Scalar x = new Scalar.Argument(2);
    Scalar y = new Scalar.Argument(3);
    Scalar inX = constant(1).minus(a).div(x).plus(1).zeroTimes(y)
        .plus(k.equalTo(constant(0)).select(constant(end), constant(0)))
        .minus(k.zeroTimes(apply(moment, k.minus(1), a, x).div(x)));
    return row(name, apply(moment, order, a, x),
        Partial.CUT, Partial.local(apply(moment, k.plus(1), a, x)), Partial.local(inX));
  }

  private static Scalar bell(double height) {
    return apply(Instruction.EXP, X.square().negate()).times(height);
  }

  private static Scalar inverseBell(double height) {
    return apply(Instruction.EXP, Y.square()).times(height);
  }

  private static Pointwise row(String name, Instruction function, Scalar derivative) {
    return row(name, apply(function, X), Partial.local(derivative));
  }

  private static Pointwise row(String name, Scalar formula, Partial... partials) {
    Pointwise row = new Pointwise(name, Pointwise.Signature.FLOATING, Gate.LOCAL, formula, partials);
    TABLE.add(row);
    return row;
  }
}
