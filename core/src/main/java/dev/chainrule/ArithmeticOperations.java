package dev.chainrule;

import dev.chainrule.graph.DType;
import dev.chainrule.graph.ElementException;
import dev.chainrule.graph.Operations;
import dev.chainrule.op.Cast;
import dev.chainrule.op.Gates;

/// Arithmetic element by element: sums, products, rounding, extrema. Two operands broadcast; a plain Java number takes
/// the tensor's type. They take F32, F64, I32 and I64 and give the same type; `reciprocal` takes floating numbers only.
/// [Tensor] says what holds for all of them: how shapes broadcast, which types mix, and which errors there are.
///
/// {@snippet :
/// Tensor column = Tensor.of(new double[][] {{1}, {2}});
/// System.out.println(column.times(Tensor.of(10.0, 20.0)).plus(1).get(1)); // F64[2] [21.0, 41.0]
/// }
///
/// Division cuts integers towards zero, as Java does; `mod` and `floorDiv` round down, as Python does:
///
/// {@snippet :
/// Tensor x = Tensor.of(-7, 7);
/// System.out.println(x.div(2) + " " + x.rem(2));      // I32[2] [-3,  3] I32[2] [-1,  1]
/// System.out.println(x.floorDiv(2) + " " + x.mod(2)); // I32[2] [-4,  3] I32[2] [1, 1]
/// }
///
/// The gradient of an extremum goes to exactly one operand, the first of equals, and that of a clipped number is 0 outside the
/// bounds:
///
/// {@snippet :
/// System.out.println(grad(x -> x.maximum(2).sum()).apply(Tensor.of(1.0, 2.0, 3.0))); // F64[3] [0.0, 1.0, 1.0]
/// System.out.println(grad(x -> x.clip(0, 2).sum()).apply(Tensor.of(-1.0, 1.0, 3.0))); // F64[3] [0.0, 1.0, 0.0]
/// }
@Operations
public sealed interface ArithmeticOperations extends Valued permits Tensor {
  private Tensor self() {
    return (Tensor) this;
  }

  /// The sum, elementwise. Backward it distributes the gradient: both inputs receive it as it is.
  default Tensor plus(Tensor other) {
    return Elementwise.apply(Gates.ADD, self(), other);
  }

  /// The sum with a number.
  default Tensor plus(double other) {
    return Elementwise.apply(Gates.ADD, self(), other);
  }

  /// The difference, elementwise.
  default Tensor minus(Tensor other) {
    return Elementwise.apply(Gates.SUB, self(), other);
  }

  /// The difference from a number.
  default Tensor minus(double other) {
    return Elementwise.apply(Gates.SUB, self(), other);
  }

  /// The product, elementwise. Backward the values swap: each scales the gradient of the other.
  default Tensor times(Tensor other) {
    return Elementwise.apply(Gates.MUL, self(), other);
  }

  /// The product with a number.
  default Tensor times(double other) {
    return Elementwise.apply(Gates.MUL, self(), other);
  }

  /// The quotient, elementwise; integers are cut towards zero.
  ///
  /// @throws dev.chainrule.graph.ElementException if an integer is divided by 0; floating numbers give ∞ or NaN
  default Tensor div(Tensor other) {
    return Elementwise.apply(Gates.DIV, self(), other);
  }

  /// The quotient by a number.
  default Tensor div(double other) {
    return Elementwise.apply(Gates.DIV, self(), other);
  }

  /// The remainder of the division cut towards zero; it has the sign of this. Its derivative in this is 1, in the divisor
  /// −trunc(x / y).
  ///
  /// @throws dev.chainrule.graph.ElementException if an integer is divided by 0; floating numbers give NaN
  default Tensor rem(Tensor other) {
    return Elementwise.apply(Gates.REM, self(), other);
  }

  /// The remainder by a number.
  default Tensor rem(double other) {
    return Elementwise.apply(Gates.REM, self(), other);
  }

  /// The remainder of the division rounded down; it has the sign of the divisor, as Python's `%`.
  ///
  /// @throws dev.chainrule.graph.ElementException if an integer is divided by 0
  default Tensor mod(Tensor other) {
    Tensor rest = rem(other);
    Tensor zero = Tensor.full(value().dtype(), 0);
    return rest.ne(zero).and(rest.lt(zero).eq(other.lt(zero)).not()).where(rest.plus(other), rest);
  }

  /// The same by a number.
  default Tensor mod(double other) {
    return mod(Elementwise.number("mod", self(), other));
  }

  /// The quotient rounded down, as Python's `//`; of integers too. No gradient passes.
  ///
  /// @throws dev.chainrule.graph.ElementException if an integer is divided by 0
  default Tensor floorDiv(Tensor other) {
    Tensor x = self().stopGradient();
    Tensor y = other.stopGradient();
    return x.dtype().isFloating() ? x.div(y).floor() : x.minus(x.mod(y)).div(y);
  }

  /// The same by a number.
  default Tensor floorDiv(double other) {
    return floorDiv(Elementwise.number("floorDiv", self(), other));
  }

  /// The negative, elementwise.
  default Tensor unaryMinus() {
    return Elementwise.apply(Gates.NEG, self());
  }

  /// The negative, elementwise: the same as `unaryMinus`, for those who read Java.
  default Tensor neg() {
    return unaryMinus();
  }

  /// The square.
  default Tensor square() {
    return Elementwise.apply(Gates.SQUARE, self());
  }

  /// 1 / x.
  default Tensor reciprocal() {
    return Elementwise.apply(Gates.RECIPROCAL, self());
  }

  /// The absolute value. The derivative at 0 is 0.
  default Tensor abs() {
    return Elementwise.apply(Gates.ABS, self());
  }

  /// −1, 0 or 1.
  default Tensor sign() {
    return Elementwise.apply(Gates.SIGN, self());
  }

  /// The largest integer that is not larger.
  default Tensor floor() {
    return Elementwise.apply(Gates.FLOOR, self());
  }

  /// The smallest integer that is not smaller.
  default Tensor ceil() {
    return Elementwise.apply(Gates.CEIL, self());
  }

  /// The nearest integer, halves to the even one.
  default Tensor round() {
    return Elementwise.apply(Gates.ROUND, self());
  }

  /// The integer towards 0.
  default Tensor trunc() {
    return self().sign().times(self().abs().floor());
  }

  /// The larger of the two, elementwise. The gradient goes to exactly one of them: to this where they are equal.
  default Tensor maximum(Tensor other) {
    return Elementwise.apply(Gates.MAX, self(), other);
  }

  /// The larger of this and a number.
  default Tensor maximum(double other) {
    return Elementwise.apply(Gates.MAX, self(), other);
  }

  /// The smaller of the two, elementwise. The gradient goes to exactly one of them: to this where they are equal.
  default Tensor minimum(Tensor other) {
    return Elementwise.apply(Gates.MIN, self(), other);
  }

  /// The smaller of this and a number.
  default Tensor minimum(double other) {
    return Elementwise.apply(Gates.MIN, self(), other);
  }

  /// This, kept between two bounds. Outside them the derivative is 0.
  ///
  /// @throws dev.chainrule.graph.ElementException if a bound is NaN
  default Tensor clip(double low, double high) {
    if (Double.isNaN(low) || Double.isNaN(high)) {
      throw new ElementException("[clip] the bounds are %s and %s, but must be numbers; an infinite one does not bound".formatted(low, high));
    }
    return minimum(high).maximum(low);
  }

  /// This, kept between two bounds that broadcast; `high` where they are in the wrong order. The gradient goes to whichever of
  /// the three the result is, to this where it equals a bound.
  default Tensor clip(Tensor low, Tensor high) {
    return maximum(low).minimum(high);
  }

  /// From this on the way to another tensor: this where the weight is 0, the other where it is 1, both exactly.
  /// Both must be finite: from or to an infinity it is NaN for some weights, 0 and 1 among them, as 0 · ∞ is.
  default Tensor lerp(Tensor end, double weight) {
    Tensor way = end.minus(self());
    return weight < 0.5 ? plus(way.times(weight)) : end.minus(way.times(1 - weight));
  }

  /// The same with a weight for each element.
  default Tensor lerp(Tensor end, Tensor weight) {
    Tensor way = end.minus(self());
    return weight.lt(0.5).where(plus(way.times(weight)), end.minus(way.times(weight.neg().plus(1))));
  }

  /// The magnitude of this with the sign of another; 0 and −0 have the sign +.
  default Tensor copySign(Tensor sign) {
    return sign.lt(0).where(self().abs().neg(), self().abs());
  }

  /// 0 below 0, 1 above, and `atZero` at 0; NaN of NaN.
  default Tensor heaviside(double atZero) {
    Tensor x = self();
    return x.eq(0).where(Elementwise.number("heaviside", x, atZero), x.sign().plus(1).times(0.5));
  }

  /// Numbers in place of NaN and the infinities. No gradient passes where they were.
  default Tensor nanToNum(double nan, double infinity, double negativeInfinity) {
    Tensor x = self();
    Tensor finite = x.isNaN().where(Elementwise.number("nanToNum", x, nan), x);
    Tensor below = finite.eq(Double.POSITIVE_INFINITY).where(Elementwise.number("nanToNum", x, infinity), finite);
    return below.eq(Double.NEGATIVE_INFINITY).where(Elementwise.number("nanToNum", x, negativeInfinity), below);
  }

  /// Degrees to radians.
  default Tensor toRadians() {
    return times(Math.PI / 180);
  }

  /// Radians to degrees.
  default Tensor toDegrees() {
    return times(180 / Math.PI);
  }

  /// The same elements as another type. Casts between floating types are linear; to integers they cut towards zero,
  /// and no gradient passes.
  default Tensor to(DType dtype) {
    return dtype == value().dtype() ? self() : Tensor.of(new Cast(dtype).on(value()));
  }

  /// The same values, through which no gradient passes.
  default Tensor stopGradient() {
    return Elementwise.apply(Gates.STOP_GRADIENT, self());
  }
}
