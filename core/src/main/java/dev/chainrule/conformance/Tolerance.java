package dev.chainrule.conformance;

import dev.chainrule.graph.DType;

/// How much of an array's largest magnitude its elements may be off.
///
/// @param first  of values and first derivatives
/// @param second of second derivatives
record Tolerance(double first, double second) {
  private static final double DOUBLE = 1e-9;
  private static final double DOUBLE_AFTER_CANCELLATION = 1e-8;
  private static final double SINGLE = 1e-4;

  /// Second derivatives and solved systems lose digits by cancellation; single precision has none to spare.
  static Tolerance of(DType dtype, boolean linearAlgebra) {
    if (dtype == DType.F32) {
      return new Tolerance(SINGLE, SINGLE);
    }
    return new Tolerance(linearAlgebra ? DOUBLE_AFTER_CANCELLATION : DOUBLE, DOUBLE_AFTER_CANCELLATION);
  }
}
