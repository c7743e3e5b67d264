package dev.chainrule.graph;

/// The type of a tensor's elements.
public enum DType {
  /// 32-bit IEEE floating point, a `float[]`.
  F32("F32"),
  /// 64-bit IEEE floating point, a `double[]`.
  F64("F64"),
  /// 32-bit integers, an `int[]`.
  I32("I32"),
  /// 64-bit integers, a `long[]`.
  I64("I64"),
  /// Truth values, a `boolean[]`.
  BOOL("Bool");

  private final String label;

  DType(String label) {
    this.label = label;
  }

  /// Whether derivatives exist for this type: only floating tensors have tangents and cotangents.
  public boolean isFloating() {
    return this == F32 || this == F64;
  }

  /// Whether this is `I32` or `I64`.
  public boolean isInteger() {
    return this == I32 || this == I64;
  }

  /// Whether this type has the number as a value: integers those without a fraction, truth 0 and 1. Floating types
  /// round, and so have them all.
  public boolean holds(double number) {
    return switch (this) {
      case F32, F64 -> true;
      case I32 -> number == (int) number;
      case I64 -> number == Math.rint(number) && number >= -0x1p63 && number < 0x1p63;
      case BOOL -> number == 0 || number == 1;
    };
  }

  /// Checks that this is F32 or F64, for an operation that takes nothing else.
  ///
  /// @throws DTypeException if it is not
  public void requireFloating(String operation) {
    if (!isFloating()) {
      throw new DTypeException("[%s] was given %s but takes floating numbers; convert with .to(F32) or .to(F64)"
          .formatted(operation, this));
    }
  }

  /// Checks that this is no truth, for an operation that takes numbers of any type.
  ///
  /// @param remedy what to do with truths instead, as in `convert with .to(I32)`
  /// @throws DTypeException if it is
  public void requireNumeric(String operation, String remedy) {
    if (this == BOOL) {
      throw new DTypeException("[%s] was given Bool but takes numbers; %s".formatted(operation, remedy));
    }
  }

  /// How many bytes an element takes.
  public int bytes() {
    return switch (this) {
      case F32, I32 -> 4;
      case F64, I64 -> 8;
      case BOOL -> 1;
    };
  }

  /// A new zeroed Java array of `size` elements of this type.
  Object allocate(int size) {
    return switch (this) {
      case F32 -> new float[size];
      case F64 -> new double[size];
      case I32 -> new int[size];
      case I64 -> new long[size];
      case BOOL -> new boolean[size];
    };
  }

  /// The name as it is printed: `F32`, `F64`, `I32`, `I64`, `Bool`.
  @Override
  public String toString() {
    return label;
  }
}
