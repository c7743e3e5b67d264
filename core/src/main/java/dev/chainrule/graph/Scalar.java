package dev.chainrule.graph;

import java.util.List;

/// A scalar expression, as data: the formula of a pointwise primitive or of its local derivative.
///
/// In a formula, argument i is the i-th input; in a local derivative, the argument after the inputs is
/// the result `y`.
public sealed interface Scalar {
  /// An input, or in local derivatives the result.
  record Argument(int index) implements Scalar {}

  /// A number, of the floating type that the kernel runs in.
  record Constant(double value) implements Scalar {}

  /// An instruction applied to expressions.
  record Apply(Instruction instruction, List<Scalar> operands) implements Scalar {
    public Apply {
      operands = List.copyOf(operands);
      if (operands.size() != instruction.arity()) {
        throw new AssertionError(instruction + " takes " + instruction.arity() + " operands, not " + operands.size());
      }
    }
  }

  static Scalar constant(double value) {
    return new Constant(value);
  }

  static Scalar apply(Instruction instruction, Scalar... operands) {
    return new Apply(instruction, List.of(operands));
  }

  default Scalar plus(Scalar other) {
    return apply(Instruction.ADD, this, other);
  }

  default Scalar plus(double other) {
    return plus(constant(other));
  }

  default Scalar minus(Scalar other) {
    return apply(Instruction.SUBTRACT, this, other);
  }

  default Scalar minus(double other) {
    return minus(constant(other));
  }

  default Scalar times(Scalar other) {
    return apply(Instruction.MULTIPLY, this, other);
  }

  default Scalar times(double other) {
    return times(constant(other));
  }

  default Scalar div(Scalar other) {
    return apply(Instruction.DIVIDE, this, other);
  }

  default Scalar negate() {
    return apply(Instruction.NEGATE, this);
  }

  default Scalar square() {
    return times(this);
  }

  default Scalar reciprocal() {
    return constant(1).div(this);
  }

  default Scalar lessThan(Scalar other) {
    return apply(Instruction.LESS, this, other);
  }

  default Scalar atMost(Scalar other) {
    return apply(Instruction.LESS_EQUAL, this, other);
  }

  default Scalar equalTo(Scalar other) {
    return apply(Instruction.EQUAL, this, other);
  }

  /// This where it is true, `whenTrue` there and `whenFalse` elsewhere.
  default Scalar select(Scalar whenTrue, Scalar whenFalse) {
    return apply(Instruction.SELECT, this, whenTrue, whenFalse);
  }

  /// The product that derivative rules use: 0 if either factor is 0, even against an infinity or NaN,
  /// else the ordinary product.
  ///
  /// A branch that was not taken has a cotangent of 0; with the ordinary product a local derivative of
  /// ∞ there would turn it into NaN. It has to be symmetric: with one-sided versions, first derivatives
  /// come out right and second ones do not.
  default Scalar zeroTimes(Scalar other) {
    return apply(Instruction.ZERO_TIMES, this, other);
  }
}
