package dev.chainrule;

import dev.chainrule.graph.Operations;
import dev.chainrule.op.Gates;
import dev.chainrule.op.SpecialGates;

/// Functions element by element: powers, exponentials and logarithms, trigonometric and hyperbolic functions. All
/// take F32 or F64 and give the same type and shape; integers are a [dev.chainrule.graph.DTypeException], but for powers of them
/// with a whole number as the exponent. Outside a function's
/// domain the result is NaN, as in [Math]. [Tensor] says what holds for all operations. Special functions are in
/// [SpecialFunctionOperations].
///
/// {@snippet :
/// System.out.println(grad(x -> x.sin()).apply(Tensor.of(0.0))); // F64 1.0
/// }
///
/// Where a derivative is infinite or missing it says so below; behind a `where` that does not take it, that does no harm:
///
/// {@snippet :
/// System.out.println(grad(x -> x.gt(0).where(x.sqrt(), x.zerosLike()).sum()).apply(Tensor.of(0.0, 4.0))); // F64[2] [ 0.0, 0.25]
/// System.out.println(grad(x -> x.pow(0).sum()).apply(Tensor.of(0.0, 2.0))); // F64[2] [0.0, 0.0]
/// }
///
/// What cancels has a function of its own, exact where the composed one is not:
///
/// {@snippet :
/// Tensor x = Tensor.of(1e-20);
/// System.out.println(x.exp().minus(1) + " " + x.expm1());          // F64 0.0 F64 1.00000e-20
/// System.out.println(Tensor.of(800.0).logAddExp(Tensor.of(800.0)).minus(800).minus(Math.log(2)).abs().lt(1e-12)); // Bool true
/// }
@Operations
public sealed interface FunctionOperations extends Valued permits Tensor {
  private Tensor self() {
    return (Tensor) this;
  }

  /// This to the power of `exponent`. At 0 the derivative is that of the polynomial: 0 for exponents 0 and from
  /// 2 on, 1 for exponent 1. To the power of 0 everything is 1, even NaN; 1 to the power of ±∞ is NaN, as in `Math.pow`.
  /// Integers have powers too, of whole exponents from 0 on; what does not fit is cut off as in Java.
  ///
  /// @throws dev.chainrule.graph.DTypeException if this is of integers and the exponent is negative or no whole number
  default Tensor pow(double exponent) {
    return value().dtype().isInteger() ? Elementwise.integerPower(self(), exponent) : Elementwise.apply(Gates.POW, self(), exponent);
  }

  /// This to the power of another tensor. The derivative in the exponent is 0 where this is 0.
  default Tensor pow(Tensor exponent) {
    return Elementwise.apply(Gates.POW, self(), exponent);
  }

  /// The square root. Its derivative at 0 is infinite; behind a `where` that does not take it, that does no harm.
  default Tensor sqrt() {
    return Elementwise.apply(Gates.SQRT, self());
  }

  /// 1 / √x.
  default Tensor rsqrt() {
    return Elementwise.apply(Gates.RSQRT, self());
  }

  /// The cube root.
  default Tensor cbrt() {
    return Elementwise.apply(Gates.CBRT, self());
  }

  /// √(this² + y²), without overflow on the way. At the origin the derivatives are 0, for an infinite
  /// input its sign.
  default Tensor hypot(Tensor y) {
    return Elementwise.apply(Gates.HYPOT, self(), y);
  }

  /// eˣ.
  default Tensor exp() {
    return Elementwise.apply(Gates.EXP, self());
  }

  /// 2ˣ.
  default Tensor exp2() {
    return Elementwise.apply(Gates.EXP2, self());
  }

  /// eˣ − 1, exact near 0.
  default Tensor expm1() {
    return Elementwise.apply(Gates.EXPM1, self());
  }

  /// The natural logarithm. Where this comes out of `sigmoid`, `softmax` or a sum of exponentials, take `logSigmoid`,
  /// `logSoftmax` or `logSumExp` in one: in F32 σ(−200) is 0, and its logarithm −∞.
  default Tensor log() {
    return Elementwise.apply(Gates.LOG, self());
  }

  /// log(1 + x), exact near 0.
  default Tensor log1p() {
    return Elementwise.apply(Gates.LOG1P, self());
  }

  /// The logarithm to base 2, exact at powers of 2.
  default Tensor log2() {
    return Elementwise.apply(Gates.LOG2, self());
  }

  /// The logarithm to base 10.
  default Tensor log10() {
    return Elementwise.apply(Gates.LOG10, self());
  }

  /// log(eˣ + eʸ), finite wherever the larger of the two is.
  default Tensor logAddExp(Tensor y) {
    return Elementwise.apply(Gates.LOG_ADD_EXP, self(), y);
  }

  /// log(1 − e⁻ˣ) for x ≥ 0, −∞ at 0 and NaN below, exact at both ends: where x is small by way of 1 − e⁻ˣ, elsewhere of e⁻ˣ.
  default Tensor log1mexp() {
    Tensor power = self().neg();
    return self().lt(Math.log(2)).where(power.expm1().neg().log(), power.exp().neg().log1p());
  }

  /// x log y, and 0 where x is 0, whatever number y is.
  default Tensor xlogy(Tensor y) {
    return Elementwise.apply(SpecialGates.XLOGY, self(), y);
  }

  /// x log(1 + y), and 0 where x is 0, whatever number y is.
  default Tensor xlog1py(Tensor y) {
    return Elementwise.apply(SpecialGates.XLOG1PY, self(), y);
  }

  /// log(x / (1 − x)), the inverse of the sigmoid.
  default Tensor logit() {
    return self().log().minus(self().neg().log1p());
  }

  /// The sine.
  default Tensor sin() {
    return Elementwise.apply(Gates.SIN, self());
  }

  /// The cosine.
  default Tensor cos() {
    return Elementwise.apply(Gates.COS, self());
  }

  /// The tangent.
  default Tensor tan() {
    return Elementwise.apply(Gates.TAN, self());
  }

  /// The angle whose sine this is.
  default Tensor asin() {
    return Elementwise.apply(Gates.ASIN, self());
  }

  /// The angle whose cosine this is.
  default Tensor acos() {
    return Elementwise.apply(Gates.ACOS, self());
  }

  /// The angle whose tangent this is.
  default Tensor atan() {
    return Elementwise.apply(Gates.ATAN, self());
  }

  /// The angle of the point (x, this). At the origin its derivatives are 0.
  default Tensor atan2(Tensor x) {
    return Elementwise.apply(Gates.ATAN2, self(), x);
  }

  /// The hyperbolic sine.
  default Tensor sinh() {
    return Elementwise.apply(Gates.SINH, self());
  }

  /// The hyperbolic cosine.
  default Tensor cosh() {
    return Elementwise.apply(Gates.COSH, self());
  }

  /// The hyperbolic tangent, σ(2x) stretched to (−1, 1).
  default Tensor tanh() {
    return Elementwise.apply(Gates.TANH, self());
  }

  /// The number whose hyperbolic sine this is.
  default Tensor asinh() {
    return Elementwise.apply(Gates.ASINH, self());
  }

  /// The number whose hyperbolic cosine this is; NaN below 1, where its derivative is infinite.
  default Tensor acosh() {
    return Elementwise.apply(Gates.ACOSH, self());
  }

  /// The number whose hyperbolic tangent this is, infinite at −1 and 1 and NaN beyond.
  default Tensor atanh() {
    return Elementwise.apply(Gates.ATANH, self());
  }

  /// sin(πx) / (πx), 1 at 0, where all its derivatives are right too.
  default Tensor sinc() {
    return self().times(Math.PI).sphericalBessel(0);
  }
}
