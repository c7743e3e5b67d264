package dev.chainrule.cli.check;

import java.math.BigDecimal;
import java.math.MathContext;

/// What a function of one number does close to a point, seen from both sides: whether it has a derivative there, and if
/// not, why.
record Neighbourhood(double value, Side left, Side right) {
  private static final double NEAR = 1e-7;
  /// How much further away the second look is.
  private static final double FURTHER = 100;
  private static final double TOLERANCE = 1e-4;
  private static final double NEARER = 10;
  private static final int LOOKS = 8;

  /// A function of one number.
  @FunctionalInterface
  interface Curve {
    double at(double x);
  }

  /// How far the value moves over a small and over a larger distance to one side.
  ///
  /// @param noise how far the slope may be off by rounding alone
  record Side(double step, double slope, double furtherStep, double furtherSlope, double noise) {
    private static Side of(Curve curve, double x, double value, double distance) {
      double near = curve.at(x + distance) - value;
      double far = curve.at(x + FURTHER * distance) - value;
      double exact = (x + distance) - x;
      return new Side(near, near / exact, far, far / ((x + FURTHER * distance) - x), 8 * Math.ulp(value) / Math.abs(exact));
    }

    /// Whether the value leaps however near one comes.
    private boolean leaps() {
      return isSteep() && Math.abs(step) > 0.5 * Math.abs(furtherStep);
    }

    /// Whether the slope grows without bound.
    private boolean isSteep() {
      return Math.abs(slope) > 4 * Math.abs(furtherSlope) && Math.abs(slope) > 1 + noise;
    }
  }

  /// Looks from ever nearer, until the function is smooth: it may vary faster than most. A jump, an edge and a kink look
  /// the same from everywhere.
  static Neighbourhood of(Curve curve, double x) {
    double size = Math.abs(x);
    double least = 16 * Math.ulp(size);
    double distance = Math.max(x == 0 ? NEAR : Math.min(NEAR * size, 10 * NEAR), least);
    Neighbourhood usual = at(curve, x, distance);
    if (usual.isSmooth()) {
      return usual;
    }
    Neighbourhood nearer = usual;
    for (int look = 1; look < LOOKS && !nearer.showsDerivative() && distance / NEARER > least; look++) {
      distance /= NEARER;
      nearer = at(curve, x, distance);
    }
    return nearer.showsDerivative() ? nearer : usual;
  }

  /// Whether it is smooth, and by more than rounding would make it seem.
  private boolean showsDerivative() {
    double slope = Math.max(Math.abs(left.slope), Math.abs(right.slope));
    return isSmooth() && Math.max(left.noise, right.noise) <= 10 * TOLERANCE * Math.max(1, slope);
  }

  private static Neighbourhood at(Curve curve, double x, double distance) {
    double value = curve.at(x);
    return new Neighbourhood(value, Side.of(curve, x, value, -distance), Side.of(curve, x, value, distance));
  }

  /// Whether there is a derivative here and it is this one.
  boolean hasDerivative(double derivative) {
    return isSmooth() && agrees((left.slope + right.slope) / 2, derivative);
  }

  /// Whether there is a derivative here.
  boolean isSmooth() {
    boolean finite = Double.isFinite(value) && Double.isFinite(left.slope) && Double.isFinite(right.slope);
    return finite && !left.isSteep() && !right.isSteep() && !isKink();
  }

  /// Where the function is only curved, the slopes on the two sides come together as the distance shrinks.
  private boolean isKink() {
    double gap = Math.abs(right.slope - left.slope);
    double furtherGap = Math.abs(right.furtherSlope - left.furtherSlope);
    return !agrees(left.slope, right.slope) && gap > 0.3 * furtherGap;
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
    if (isKink()) {
      return "a kink: the slope is %s on the left and %s on the right, so there is no derivative; %s is taken by convention"
          .formatted(slope(left), slope(right), Numbers.text(derivative));
    }
    return "disagrees: the slope is %s on the left and %s on the right".formatted(slope(left), slope(right));
  }

  private boolean agrees(double a, double b) {
    double noise = Math.max(left.noise, right.noise);
    return Double.isFinite(b) && Math.abs(a - b) <= TOLERANCE * Math.max(1, Math.max(Math.abs(a), Math.abs(b))) + noise;
  }

  /// In the digits that a slope over a small distance has.
  private static String slope(Side side) {
    return Numbers.text(new BigDecimal(side.slope).round(new MathContext(5)).doubleValue());
  }
}
