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
    return array.dtype() == DType.I64 ? array.getLong(position) + "L" : literal(array.dtype(), array.getDouble(position)).text();
  }

  /// The number in full precision.
  static JavaExpression literal(DType dtype, double number) {
    String text = switch (dtype) {
      case F32 -> floating(number, "Float", Float.toString((float) number) + "f");
      case F64 -> floating(number, "Double", Double.toString(number));
      case I32 -> Integer.toString((int) number);
      case I64 -> (long) number + "L";
      case BOOL -> Boolean.toString(number != 0);
    };
    return new JavaExpression(text, text.startsWith("-") ? JavaExpression.UNARY : JavaExpression.ATOM);
  }

  /// What an element of a new array is.
  static boolean isInitial(double number) {
    return Double.doubleToRawLongBits(number) == 0;
  }

  private static String floating(double number, String box, String finite) {
    if (Double.isNaN(number)) {
      return box + ".NaN";
    }
    return Double.isFinite(number) ? finite : box + (number > 0 ? ".POSITIVE_INFINITY" : ".NEGATIVE_INFINITY");
  }
}
