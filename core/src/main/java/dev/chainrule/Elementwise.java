package dev.chainrule;

import dev.chainrule.graph.DType;
import dev.chainrule.graph.DTypeException;
import dev.chainrule.graph.Literal;
import dev.chainrule.graph.Pointwise;
import dev.chainrule.graph.Shape;
import dev.chainrule.graph.Type;
import dev.chainrule.graph.Value;
import dev.chainrule.op.Broadcasting;
import dev.chainrule.op.Gates;
import org.jspecify.annotations.Nullable;

/// Rows of the table of pointwise primitives on tensors: operands broadcast, numbers take the tensor's type.
final class Elementwise {
  private Elementwise() {}

  static Tensor apply(Pointwise row, Tensor x) {
    return Tensor.of(row.on(x.value()));
  }

  static Tensor apply(Pointwise row, Tensor x, @Nullable Tensor y) {
    if (y == null) {
      throw new NullPointerException("[%s] the other operand is null".formatted(row.name()));
    }
    return Tensor.of(Broadcasting.apply(row, x.value(), y.value()));
  }

  static Tensor apply(Pointwise row, Tensor x, double y) {
    return Tensor.of(row.on(x.value(), number(row, x, y)));
  }

  static Tensor apply(Pointwise row, double x, Tensor y) {
    return Tensor.of(row.on(number(row, y, x), y.value()));
  }

  /// The product in which a zero wins, even against an infinity or NaN.
  static Tensor zeroTimes(Tensor x, Tensor y) {
    return apply(Gates.ZERO_TIMES, x, y);
  }

  /// By squaring: products of integers wrap around, and stay exact where a floating power would not.
  static Tensor integerPower(Tensor x, double exponent) {
    if (exponent < 0 || !DType.I64.holds(exponent)) {
      throw new DTypeException("[pow] integers (%s) have powers of whole exponents from 0 on, not of %s; convert with .to(F32) or .to(F64)"
          .formatted(x.dtype(), exponent));
    }
    Tensor power = x.onesLike();
    Tensor square = x;
    for (long rest = (long) exponent; rest > 0; rest >>= 1) {
      power = (rest & 1) == 0 ? power : power.times(square);
      square = rest == 1 ? square : square.times(square);
    }
    return power;
  }

  /// The second operand as an integer, of which every bit counts.
  static Tensor applyInteger(Pointwise row, Tensor x, long y) {
    Type type = x.value().type();
    if (type.dtype() == DType.I32 && (int) y != y) {
      throw new DTypeException("[%s] the number %d does not fit a tensor of I32; convert the tensor first with .to(I64)"
          .formatted(row.name(), y));
    }
    return apply(row, x, type.dtype().isInteger() ? Tensor.of(y).to(type.dtype()) : x);
  }

  /// A Java number as a scalar of a tensor's type.
  static Tensor number(String operation, Tensor like, double number) {
    return Tensor.of(number(operation, like.value().type().withShape(Shape.of()), number));
  }

  /// A Java number as an operand of a tensor's type and shape.
  private static Value number(Pointwise row, Tensor like, double number) {
    return number(row.name(), like.value().type(), number);
  }

  private static Value number(String operation, Type type, double number) {
    DType dtype = type.dtype();
    if (!dtype.holds(number)) {
      throw new DTypeException("[%s] the number %s does not fit a tensor of %s; convert the tensor first with .to(F32) or .to(F64)"
          .formatted(operation, number, dtype));
    }
    return Literal.of(type, number);
  }
}
