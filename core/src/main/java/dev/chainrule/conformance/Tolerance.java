package dev.chainrule.conformance;

import dev.chainrule.graph.DType;

/// How much of an array's largest magnitude its elements may be off.
///
/// @param limit       of values and first derivatives
/// @param secondLimit of second derivatives
record Tolerance(double limit, double secondLimit) {
  /// The magnitude to take for arrays that are smaller everywhere: where a reference says 10⁻¹⁷ it means 0, of which
  /// rounding leaves what it leaves of the numbers that cancelled.
  static final double SCALE = 1e-4;

  private static final double DOUBLE = 1e-9;
  private static final double DOUBLE_AFTER_CANCELLATION = 1e-8;
  private static final double SINGLE = 1e-4;

  /// Second derivatives and solved systems lose digits by cancellation; single precision has none to spare.
  static Tolerance of(DType dtype, boolean linearAlgebra) {
    return dtype == DType.F32
        ? new Tolerance(SINGLE, SINGLE)
        : new Tolerance(linearAlgebra ? DOUBLE_AFTER_CANCELLATION : DOUBLE, DOUBLE_AFTER_CANCELLATION);
  }

  double limit(Comparison.Part part) {
    return part == Comparison.Part.HVP ? secondLimit : limit;
  }

  /// The magnitude to take in single precision for arrays that rounding the inputs does not move, but that are small and
  /// come from larger numbers, as the derivative 1 - tanh² does: 10⁻⁷, the spacing of numbers around 1, is left of these.
  static final double SCALE_OF_DIFFERENCES = 1e-3;

  /// The magnitude to take for arrays that rounding the inputs moves by more than the limit: what single precision leaves
  /// of numbers around 1 has an error of some 10⁻⁷, and more after being divided by small ones, as second derivatives
  /// are. No more is granted than rounding the inputs itself does.
  ///
  /// @param moved how far rounding the inputs moves an element at most
  double scaleWhereRoundingMoves(Comparison.Part part, double moved) {
    return Math.max(SCALE, Math.min(part == Comparison.Part.HVP ? 1e-1 : 1e-2, moved / limit(part)));
  }
}
