package dev.chainrule.view;

import dev.chainrule.graph.Array;
import dev.chainrule.graph.DType;
import dev.chainrule.graph.Type;

/// How types and numbers are written in Java: scalars as primitives, tensors as arrays in row-major order.
final class JavaType {
  private JavaType() {}

  /// `double` or `double[]`.
  static String of(Type type) {
    return element(type.dtype()) + (type.shape().rank() == 0 ? "" : "[]");
  }

  /// `double`.
  static String element(DType dtype) {
    return switch (dtype) {
      case F32 -> "float";
      case F64 -> "double";
      case I32 -> "int";
      case I64 -> "long";
      case BOOL -> "boolean";
    };
  }

  /// An element of an array, in full precision.
  static String element(Array array, int position) {
    return array.dtype() == DType.I64 ? array.getLong(position) + "L" : literal(Dialect.JAVA, array.dtype(), array.getDouble(position)).text();
  }

  /// The number in full precision.
  static JavaExpression literal(Dialect dialect, DType dtype, double number) {
    String text = dialect.literal(dtype, number);
    return new JavaExpression(text, text.startsWith("-") ? JavaExpression.UNARY : JavaExpression.ATOM);
  }

  /// What an element of a new array is.
  static boolean isInitial(double number) {
    return Double.doubleToRawLongBits(number) == 0;
  }
}
