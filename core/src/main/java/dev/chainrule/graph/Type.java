package dev.chainrule.graph;

/// What is known of a value before it is computed: the type of its elements and its shape.
public record Type(DType dtype, Shape shape) {
  /// The type of a scalar.
  public static Type scalar(DType dtype) {
    return new Type(dtype, Shape.of());
  }

  /// The same elements in another shape.
  public Type withShape(Shape other) {
    return new Type(dtype, other);
  }

  /// The same shape with other elements.
  public Type withDType(DType other) {
    return new Type(other, shape);
  }

  /// For example `F32[128, 10]`.
  @Override
  public String toString() {
    return dtype.toString() + shape;
  }
}
