package dev.chainrule;

import dev.chainrule.graph.Operations;
import dev.chainrule.op.Broadcasting;
import dev.chainrule.op.Gates;

/// Comparisons, truth, choices and bits, element by element. No gradient passes through any but `where`. Comparisons take two
/// tensors of one type, or a number, and give Bool; `and`, `or`, `xor` and `not` take Bool; operations on bits take I32 or I64.
/// Anything else is a [dev.chainrule.graph.DTypeException]. [Tensor] says what holds for all of them: how shapes broadcast, which types mix, and which errors there are.
///
/// {@snippet :
/// Tensor x = Tensor.of(-1.0, 2.0);
/// System.out.println(x.gt(0).where(x, x.zerosLike())); // F64[2] [0.0, 2.0]
/// }
///
/// As in IEEE 754, NaN is neither less, greater nor equal, and 0 equals −0:
///
/// {@snippet :
/// Tensor x = Tensor.of(Double.NaN, -0.0);
/// System.out.println(x.eq(x) + " " + x.ne(x) + " " + x.eq(0)); // Bool[2] [false, true] Bool[2] [ true, false] Bool[2] [false, true]
/// }
///
/// Bits are those of two's complement, and shifts count modulo 32 or 64, as in Java:
///
/// {@snippet :
/// Tensor x = Tensor.of(6, -1);
/// System.out.println(x.bitwiseAnd(3) + " " + x.shiftRight(1) + " " + x.shiftLeft(33)); // I32[2] [2, 3] I32[2] [ 3, -1] I32[2] [12, -2]
/// }
@Operations
public sealed interface LogicOperations extends Valued permits Tensor {
  private Tensor self() {
    return (Tensor) this;
  }

  /// Whether this is less.
  default Tensor lt(Tensor other) {
    return Elementwise.apply(Gates.LESS, self(), other);
  }

  /// Whether this is less than a number.
  default Tensor lt(double other) {
    return Elementwise.apply(Gates.LESS, self(), other);
  }

  /// Whether this is less or equal.
  default Tensor le(Tensor other) {
    return Elementwise.apply(Gates.LESS_EQUAL, self(), other);
  }

  /// Whether this is at most a number.
  default Tensor le(double other) {
    return Elementwise.apply(Gates.LESS_EQUAL, self(), other);
  }

  /// Whether this is greater.
  default Tensor gt(Tensor other) {
    return other.lt(self());
  }

  /// Whether this is greater than a number.
  default Tensor gt(double other) {
    return Elementwise.apply(Gates.LESS, other, self());
  }

  /// Whether this is greater or equal.
  default Tensor ge(Tensor other) {
    return other.le(self());
  }

  /// Whether this is at least a number.
  default Tensor ge(double other) {
    return Elementwise.apply(Gates.LESS_EQUAL, other, self());
  }

  /// Whether the elements are equal; NaN equals nothing.
  default Tensor eq(Tensor other) {
    return Elementwise.apply(Gates.EQUAL, self(), other);
  }

  /// Whether the elements equal a number.
  default Tensor eq(double other) {
    return Elementwise.apply(Gates.EQUAL, self(), other);
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
    return Elementwise.apply(Gates.AND, self(), other);
  }

  /// Whether one is true, or both.
  default Tensor or(Tensor other) {
    return Elementwise.apply(Gates.OR, self(), other);
  }

  /// Whether exactly one is true.
  default Tensor xor(Tensor other) {
    return or(other).and(and(other).not());
  }

  /// Whether this is false.
  default Tensor not() {
    return Elementwise.apply(Gates.NOT, self());
  }

  /// Where this is true the elements of `whenTrue`, elsewhere those of `whenFalse`; all three broadcast. The gradient
  /// goes to the one that was taken, and a NaN in the other does no harm.
  ///
  /// @throws dev.chainrule.graph.DTypeException if this is not Bool, or the two are not of one type
  /// @throws dev.chainrule.graph.ShapeException if the three do not broadcast
  default Tensor where(Tensor whenTrue, Tensor whenFalse) {
    return Tensor.of(Broadcasting.apply(Gates.WHERE, value(), whenTrue.value(), whenFalse.value()));
  }

  /// Whether the elements are NaN.
  default Tensor isNaN() {
    return ne(self());
  }

  /// Whether the elements are numbers, neither infinite nor NaN.
  default Tensor isFinite() {
    return self().minus(self()).eq(0);
  }

  /// Whether the elements are infinite, of either sign.
  default Tensor isInfinite() {
    return self().abs().eq(Double.POSITIVE_INFINITY);
  }

  /// Whether the elements differ by no more than `absolute + relative · |other|`; infinities are close to equal ones only,
  /// NaN to nothing.
  default Tensor isClose(Tensor other, double relative, double absolute) {
    Tensor near = self().minus(other).abs().le(other.abs().times(relative).plus(absolute));
    return self().eq(other).or(near.and(self().isFinite()).and(other.isFinite()));
  }

  /// Whether all elements are close: [#isClose], reduced.
  default Tensor allClose(Tensor other, double relative, double absolute) {
    return isClose(other, relative, absolute).all();
  }

  /// The bits, of integers, that both have.
  default Tensor bitwiseAnd(Tensor other) {
    return Elementwise.apply(Gates.BITWISE_AND, self(), other);
  }

  /// The same with a number.
  default Tensor bitwiseAnd(long other) {
    return Elementwise.applyInteger(Gates.BITWISE_AND, self(), other);
  }

  /// The bits, of integers, that one has, or both.
  default Tensor bitwiseOr(Tensor other) {
    return Elementwise.apply(Gates.BITWISE_OR, self(), other);
  }

  /// The same with a number.
  default Tensor bitwiseOr(long other) {
    return Elementwise.applyInteger(Gates.BITWISE_OR, self(), other);
  }

  /// The bits, of integers, that exactly one has.
  default Tensor bitwiseXor(Tensor other) {
    return Elementwise.apply(Gates.BITWISE_XOR, self(), other);
  }

  /// The same with a number.
  default Tensor bitwiseXor(long other) {
    return Elementwise.applyInteger(Gates.BITWISE_XOR, self(), other);
  }

  /// The bits, of integers, that this lacks.
  default Tensor bitwiseNot() {
    return Elementwise.apply(Gates.BITWISE_NOT, self());
  }

  /// The bits, of integers, moved to the left; zeros come from the right. The counts are taken modulo 32 or 64, as Java
  /// does.
  default Tensor shiftLeft(Tensor count) {
    return Elementwise.apply(Gates.SHIFT_LEFT, self(), count);
  }

  /// The same by one number of bits, modulo 32 or 64: a shift of I32 by 40 is one by 8.
  default Tensor shiftLeft(int count) {
    return Elementwise.applyInteger(Gates.SHIFT_LEFT, self(), count);
  }

  /// The bits, of integers, moved to the right; copies of the sign come from the left.
  default Tensor shiftRight(Tensor count) {
    return Elementwise.apply(Gates.SHIFT_RIGHT, self(), count);
  }

  /// The same by one number of bits, modulo 32 or 64: a shift of I32 by 40 is one by 8.
  default Tensor shiftRight(int count) {
    return Elementwise.applyInteger(Gates.SHIFT_RIGHT, self(), count);
  }

  /// The bits, of integers, moved to the right; zeros come from the left.
  default Tensor shiftRightLogical(Tensor count) {
    return Elementwise.apply(Gates.SHIFT_RIGHT_LOGICAL, self(), count);
  }

  /// The same by one number of bits, modulo 32 or 64: a shift of I32 by 40 is one by 8.
  default Tensor shiftRightLogical(int count) {
    return Elementwise.applyInteger(Gates.SHIFT_RIGHT_LOGICAL, self(), count);
  }
}
