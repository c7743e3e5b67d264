package dev.chainrule;

import dev.chainrule.graph.DType;
import dev.chainrule.graph.DTypeException;
import dev.chainrule.graph.Literal;
import dev.chainrule.graph.Pointwise;
import dev.chainrule.graph.Value;
import dev.chainrule.op.Broadcasting;
import dev.chainrule.op.Cast;
import dev.chainrule.op.Gates;

/// What is done element by element. Two operands broadcast; a plain Java number takes the tensor's type.
public sealed interface PointwiseOperations permits Tensor {
  /// The graph value of this tensor.
  Value value();

  private Tensor unary(Pointwise gate) {
    return Tensor.of(gate.on(value()));
  }

  private Tensor binary(Pointwise gate, Tensor other) {
    return Tensor.of(Broadcasting.apply(gate, value(), other.value()));
  }

  private Tensor binary(Pointwise gate, double other) {
    return Tensor.of(gate.on(value(), number(gate, other)));
  }

  /// A Java number as an operand of this tensor's type and shape.
  private Value number(Pointwise gate, double number) {
    DType dtype = value().dtype();
    if (!dtype.holds(number)) {
      throw new DTypeException("[%s] the number %s does not fit a tensor of %s; convert the tensor first with .to(F32) or .to(F64)"
          .formatted(gate.name(), number, dtype));
    }
    return Literal.of(value().type(), number);
  }

  /// The sum, elementwise. Backward it distributes the gradient: both inputs receive it as it is.
  default Tensor plus(Tensor other) {
    return binary(Gates.ADD, other);
  }

  /// The sum with a number.
  default Tensor plus(double other) {
    return binary(Gates.ADD, other);
  }

  /// The difference, elementwise.
  default Tensor minus(Tensor other) {
    return binary(Gates.SUB, other);
  }

  /// The difference from a number.
  default Tensor minus(double other) {
    return binary(Gates.SUB, other);
  }

  /// The product, elementwise. Backward the values swap: each scales the gradient of the other.
  default Tensor times(Tensor other) {
    return binary(Gates.MUL, other);
  }

  /// The product with a number.
  default Tensor times(double other) {
    return binary(Gates.MUL, other);
  }

  /// The quotient, elementwise; integers are cut towards zero.
  default Tensor div(Tensor other) {
    return binary(Gates.DIV, other);
  }

  /// The quotient by a number.
  default Tensor div(double other) {
    return binary(Gates.DIV, other);
  }

  /// The remainder of the division cut towards zero; it has the sign of this.
  default Tensor rem(Tensor other) {
    return binary(Gates.REM, other);
  }

  /// The remainder by a number.
  default Tensor rem(double other) {
    return binary(Gates.REM, other);
  }

  /// The negative, elementwise.
  default Tensor unaryMinus() {
    return unary(Gates.NEG);
  }

  /// The negative, elementwise: the same as `unaryMinus`, for those who read Java.
  default Tensor neg() {
    return unaryMinus();
  }

  /// This to the power of `exponent`. At 0 the derivative is that of the polynomial: 0 for exponents 0 and from
  /// 2 on, 1 for exponent 1.
  default Tensor pow(double exponent) {
    return binary(Gates.POW, exponent);
  }

  /// This to the power of another tensor.
  default Tensor pow(Tensor exponent) {
    return binary(Gates.POW, exponent);
  }

  /// The square.
  default Tensor square() {
    return unary(Gates.SQUARE);
  }

  /// 1 / x.
  default Tensor reciprocal() {
    return unary(Gates.RECIPROCAL);
  }

  /// The square root.
  default Tensor sqrt() {
    return unary(Gates.SQRT);
  }

  /// 1 / √x.
  default Tensor rsqrt() {
    return unary(Gates.RSQRT);
  }

  /// The cube root.
  default Tensor cbrt() {
    return unary(Gates.CBRT);
  }

  /// eˣ.
  default Tensor exp() {
    return unary(Gates.EXP);
  }

  /// eˣ − 1, exact near 0.
  default Tensor expm1() {
    return unary(Gates.EXPM1);
  }

  /// The natural logarithm.
  default Tensor log() {
    return unary(Gates.LOG);
  }

  /// log(1 + x), exact near 0.
  default Tensor log1p() {
    return unary(Gates.LOG1P);
  }

  /// The logarithm to base 2.
  default Tensor log2() {
    return unary(Gates.LOG2);
  }

  /// The sine.
  default Tensor sin() {
    return unary(Gates.SIN);
  }

  /// The cosine.
  default Tensor cos() {
    return unary(Gates.COS);
  }

  /// The tangent.
  default Tensor tan() {
    return unary(Gates.TAN);
  }

  /// The angle whose sine this is.
  default Tensor asin() {
    return unary(Gates.ASIN);
  }

  /// The angle whose cosine this is.
  default Tensor acos() {
    return unary(Gates.ACOS);
  }

  /// The angle whose tangent this is.
  default Tensor atan() {
    return unary(Gates.ATAN);
  }

  /// The angle of the point (x, this). At the origin its derivatives are 0.
  default Tensor atan2(Tensor x) {
    return binary(Gates.ATAN2, x);
  }

  /// The hyperbolic sine.
  default Tensor sinh() {
    return unary(Gates.SINH);
  }

  /// The hyperbolic cosine.
  default Tensor cosh() {
    return unary(Gates.COSH);
  }

  /// The hyperbolic tangent, σ(2x) stretched to (−1, 1).
  default Tensor tanh() {
    return unary(Gates.TANH);
  }

  /// 1 / (1 + e⁻ˣ), as one node whose local derivative is y (1 − y).
  default Tensor sigmoid() {
    return unary(Gates.SIGMOID);
  }

  /// log(1 + eˣ), finite at both ends.
  default Tensor softplus() {
    return unary(Gates.SOFTPLUS);
  }

  /// log σ(x) = −softplus(−x), finite at both ends.
  default Tensor logSigmoid() {
    return neg().softplus().neg();
  }

  /// x σ(x), also called swish.
  default Tensor silu() {
    return sigmoid().times((Tensor) this);
  }

  /// x · tanh(softplus(x)).
  default Tensor mish() {
    return softplus().tanh().times((Tensor) this);
  }

  /// max(x, 0). The derivative at 0 is 0.
  default Tensor relu() {
    return unary(Gates.RELU);
  }

  /// x where positive, `slope` · x elsewhere.
  default Tensor leakyRelu(double slope) {
    return gt(0).where((Tensor) this, times(slope));
  }

  /// x where positive, α (eˣ − 1) elsewhere.
  default Tensor elu(double alpha) {
    return gt(0).where((Tensor) this, expm1().times(alpha));
  }

  /// The Gaussian error linear unit by its tanh approximation, ½ x (1 + tanh(√(2/π) (x + 0.044715 x³))).
  default Tensor gelu() {
    Tensor inner = square().times(0.044715).plus(1).times((Tensor) this).times(Math.sqrt(2 / Math.PI));
    return inner.tanh().plus(1).times((Tensor) this).times(0.5);
  }

  /// The absolute value. The derivative at 0 is 0.
  default Tensor abs() {
    return unary(Gates.ABS);
  }

  /// −1, 0 or 1.
  default Tensor sign() {
    return unary(Gates.SIGN);
  }

  /// The largest integer that is not larger.
  default Tensor floor() {
    return unary(Gates.FLOOR);
  }

  /// The smallest integer that is not smaller.
  default Tensor ceil() {
    return unary(Gates.CEIL);
  }

  /// The nearest integer, halves to the even one.
  default Tensor round() {
    return unary(Gates.ROUND);
  }

  /// The larger of the two, elementwise. The gradient goes to exactly one of them: to this where they are equal.
  default Tensor maximum(Tensor other) {
    return binary(Gates.MAX, other);
  }

  /// The larger of this and a number.
  default Tensor maximum(double other) {
    return binary(Gates.MAX, other);
  }

  /// The smaller of the two, elementwise. The gradient goes to exactly one of them: to this where they are equal.
  default Tensor minimum(Tensor other) {
    return binary(Gates.MIN, other);
  }

  /// The smaller of this and a number.
  default Tensor minimum(double other) {
    return binary(Gates.MIN, other);
  }

  /// This, kept between two bounds. Outside them the derivative is 0.
  default Tensor clip(double low, double high) {
    return minimum(high).maximum(low);
  }

  /// Whether this is less.
  default Tensor lt(Tensor other) {
    return binary(Gates.LESS, other);
  }

  /// Whether this is less than a number.
  default Tensor lt(double other) {
    return binary(Gates.LESS, other);
  }

  /// Whether this is less or equal.
  default Tensor le(Tensor other) {
    return binary(Gates.LESS_EQUAL, other);
  }

  /// Whether this is at most a number.
  default Tensor le(double other) {
    return binary(Gates.LESS_EQUAL, other);
  }

  /// Whether this is greater.
  default Tensor gt(Tensor other) {
    return other.lt((Tensor) this);
  }

  /// Whether this is greater than a number.
  default Tensor gt(double other) {
    return Tensor.of(Gates.LESS.on(number(Gates.LESS, other), value()));
  }

  /// Whether this is greater or equal.
  default Tensor ge(Tensor other) {
    return other.le((Tensor) this);
  }

  /// Whether this is at least a number.
  default Tensor ge(double other) {
    return Tensor.of(Gates.LESS_EQUAL.on(number(Gates.LESS_EQUAL, other), value()));
  }

  /// Whether the elements are equal; NaN equals nothing.
  default Tensor eq(Tensor other) {
    return binary(Gates.EQUAL, other);
  }

  /// Whether the elements equal a number.
  default Tensor eq(double other) {
    return binary(Gates.EQUAL, other);
  }

  /// Whether the elements differ; NaN differs from everything.
  default Tensor ne(Tensor other) {
    return eq(other).not();
  }

  /// Whether the elements differ from a number.
  default Tensor ne(double other) {
    return eq(other).not();
  }

  /// Whether both are true.
  default Tensor and(Tensor other) {
    return binary(Gates.AND, other);
  }

  /// Whether one is true, or both.
  default Tensor or(Tensor other) {
    return binary(Gates.OR, other);
  }

  /// Whether this is false.
  default Tensor not() {
    return unary(Gates.NOT);
  }

  /// Where this is true the elements of `whenTrue`, elsewhere those of `whenFalse`; all three broadcast. The gradient
  /// goes to the one that was taken, and a NaN in the other does no harm.
  default Tensor where(Tensor whenTrue, Tensor whenFalse) {
    return Tensor.of(Broadcasting.apply(Gates.WHERE, value(), whenTrue.value(), whenFalse.value()));
  }

  /// The same elements as another type. Casts between floating types are linear; to integers they cut towards zero,
  /// and no gradient passes.
  default Tensor to(DType dtype) {
    return dtype == value().dtype() ? (Tensor) this : Tensor.of(new Cast(dtype).on(value()));
  }

  /// Whether the elements are NaN.
  default Tensor isNaN() {
    return ne((Tensor) this);
  }

  /// The same values, through which no gradient passes.
  default Tensor stopGradient() {
    return unary(Gates.STOP_GRADIENT);
  }
}
