package dev.chainrule.conformance;

import dev.chainrule.graph.DType;

/// How much of an array's largest magnitude its elements may be off.
///
/// @param limit       of values and first derivatives
/// @param scale       the magnitude to take for arrays of these that are smaller everywhere: where a reference says 10⁻¹⁷
///                    it means 0, of which rounding leaves what it leaves of the numbers that cancelled
/// @param secondLimit of second derivatives
/// @param secondScale the magnitude to take for these
record Tolerance(double limit, double scale, double secondLimit, double secondScale) {
  private static final double DOUBLE = 1e-9;
  private static final double DOUBLE_AFTER_CANCELLATION = 1e-8;
  private static final double SINGLE = 1e-4;
  private static final double SCALE = 1e-4;

  /// Second derivatives and solved systems lose digits by cancellation; single precision has none to spare.
  static Tolerance of(DType dtype, boolean linearAlgebra) {
    return dtype == DType.F32
        ? new Tolerance(SINGLE, SCALE, SINGLE, SCALE)
        : new Tolerance(linearAlgebra ? DOUBLE_AFTER_CANCELLATION : DOUBLE, SCALE, DOUBLE_AFTER_CANCELLATION, SCALE);
  }

  /// For results in single precision that are small by cancellation: what is left of numbers around 1 has an error of
  /// some 10⁻⁷, and more after being divided by small ones, as second derivatives are.
  static Tolerance ofConditioned() {
    return new Tolerance(SINGLE, 1e-2, SINGLE, 1e-1);
  }
}
