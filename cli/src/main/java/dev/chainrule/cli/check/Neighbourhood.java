package dev.chainrule.cli.check;

import java.math.BigDecimal;
import java.math.MathContext;

/// What a function of one number does close to a point, seen from both sides: told when central differences disagree
/// with a derivative, since the reason is mostly that there is none.
record Neighbourhood(double value, Side left, Side right) {
  private static final double NEAR = 1e-7;
  /// How much further away the second look is.
  private static final double FURTHER = 100;
  private static final double TOLERANCE = 1e-4;

  /// A function of one number.
  @FunctionalInterface
  interface Curve {
    double at(double x);
  }

  /// One side of a point.
  ///
  /// @param step by how much the value changes over the small distance
  /// @param slope that step by the distance
  /// @param furtherStep the step over the larger distance
  /// @param furtherSlope the slope over the larger distance
  record Side(double step, double slope, double furtherStep, double furtherSlope) {
    private static Side of(Curve curve, double x, double value, double distance) {
      double near = curve.at(x + distance) - value;
      double far = curve.at(x + FURTHER * distance) - value;
      return new Side(near, near / ((x + distance) - x), far, far / ((x + FURTHER * distance) - x));
    }

    /// Whether the value leaps however near one comes.
    private boolean leaps() {
      return step != 0 && Math.abs(step) > 0.5 * Math.abs(furtherStep) && isSteep();
    }

    /// Whether the slope grows without bound.
    private boolean isSteep() {
      return Math.abs(slope) > 4 * Math.abs(furtherSlope) && Math.abs(slope) > 1;
    }
  }

  static Neighbourhood of(Curve curve, double x) {
    double size = Math.abs(x);
    double distance = Math.max(x == 0 ? NEAR : Math.min(NEAR * size, 10 * NEAR), 16 * Math.ulp(size));
    double value = curve.at(x);
    return new Neighbourhood(value, Side.of(curve, x, value, -distance), Side.of(curve, x, value, distance));
  }

  /// Whether there is a derivative here and it is this one: then only the distance of the central differences was too
  /// large.
  boolean hasDerivative(double derivative) {
    return Double.isFinite(derivative) && close(left.slope, right.slope) && close((left.slope + right.slope) / 2, derivative);
  }

  /// Why there is no derivative, or that there is another.
  String describe(double derivative) {
    if (!Double.isFinite(value)) {
      return "the value itself is %s".formatted(Numbers.text(value));
    }
    if (!Double.isFinite(left.step) || !Double.isFinite(right.step)) {
      return "an edge: no finite value on the %s, so there is no derivative".formatted(Double.isFinite(left.step) ? "right" : "left");
    }
    if (left.leaps() || right.leaps()) {
      return "a jump: the value is %s on the left and %s on the right, so there is no derivative"
          .formatted(Numbers.text(value + left.step), Numbers.text(value + right.step));
    }
    if (left.isSteep() || right.isSteep()) {
      return "a vertical tangent: the slope grows without bound, so there is no derivative";
    }
    if (!close(left.slope, right.slope)) {
      return "a kink: the slope is %s on the left and %s on the right, so there is no derivative; %s is taken by convention"
          .formatted(Numbers.text(rounded(left.slope)), Numbers.text(rounded(right.slope)), Numbers.text(derivative));
    }
    return "disagrees: the slope is %s on both sides".formatted(Numbers.text(rounded(right.slope)));
  }

  private static boolean close(double a, double b) {
    return Math.abs(a - b) <= TOLERANCE * Math.max(1, Math.max(Math.abs(a), Math.abs(b)));
  }

  /// To the digits that a slope over a small distance has.
  private static double rounded(double slope) {
    return Double.isFinite(slope) ? new BigDecimal(slope).round(new MathContext(5)).doubleValue() : slope;
  }
}
