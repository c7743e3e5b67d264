package dev.chainrule.nn.fit;

import org.jspecify.annotations.Nullable;

/// A step along a direction that satisfies the strong Wolfe conditions: the value falls enough for the step's length, and the
/// slope has flattened.
///
/// Source: J. Nocedal, S. J. Wright, Numerical Optimization, 2006, algorithms 3.5 and 3.6.
final class LineSearch {
  private static final double DECREASE = 1e-4;
  private static final double FLATTER = 0.9;
  private static final int TRIED = 40;
  /// What a value may be larger by rounding alone.
  private static final double ROUNDING = 1e-15;

  private record Tried(double t, Objective.Point point, double slope) {}

  private final Objective<?> objective;
  private final Objective.Point from;
  private final double[] direction;
  private final double slope;

  LineSearch(Objective<?> objective, Objective.Point from, double[] direction) {
    this.objective = objective;
    this.from = from;
    this.direction = direction;
    this.slope = Vectors.dot(from.gradient(), direction);
  }

  /// Where it leads; null if nothing along the direction is any lower.
  Objective.@Nullable Point search(double first) {
    Tried before = new Tried(0, from, slope);
    double t = first;
    for (int i = 0; i < TRIED; i++) {
      Tried now = at(t);
      if (!now.point.isFinite()) {
        return zoom(before, now);
      }
      if (!isLow(now) || i > 0 && now.point.value() >= before.point.value()) {
        return zoom(before, now);
      }
      if (Math.abs(now.slope) <= -FLATTER * slope) {
        return now.point;
      }
      if (now.slope >= 0) {
        return zoom(now, before);
      }
      before = now;
      t *= 2;
    }
    return before.point;
  }

  /// Between the lower of two and the other lies a step that will do.
  private Objective.@Nullable Point zoom(Tried low, Tried high) {
    for (int i = 0; i < TRIED; i++) {
      Tried now = at(between(low, high));
      if (!now.point.isFinite() || !isLow(now) || now.point.value() >= low.point.value()) {
        high = now;
      } else {
        if (Math.abs(now.slope) <= -FLATTER * slope) {
          return now.point;
        }
        if (now.slope * (high.t - low.t) >= 0) {
          high = low;
        }
        low = now;
      }
    }
    return low.point.value() < from.value() ? low.point : null;
  }

  private Tried at(double t) {
    Objective.Point point = objective.at(Vectors.plus(from.x(), t, direction));
    return new Tried(t, point, Vectors.dot(point.gradient(), direction));
  }

  private boolean isLow(Tried tried) {
    return tried.point.value() <= from.value() + DECREASE * tried.t * slope + ROUNDING * Math.abs(from.value());
  }

  /// The minimum of the cubic through both, kept away from the ends; the middle where there is none.
  private static double between(Tried low, Tried high) {
    double width = high.t - low.t;
    double middle = low.t + width / 2;
    if (!high.point.isFinite()) {
      return low.t + width / 10;
    }
    double d1 = low.slope + high.slope - 3 * (low.point.value() - high.point.value()) / (low.t - high.t);
    double square = d1 * d1 - low.slope * high.slope;
    if (!(square >= 0)) {
      return middle;
    }
    double d2 = Math.signum(width) * Math.sqrt(square);
    double t = high.t - width * (high.slope + d2 - d1) / (high.slope - low.slope + 2 * d2);
    double inside = Math.abs(width) / 10;
    boolean isInside = Math.abs(t - low.t) > inside && Math.abs(t - high.t) > inside && (t - low.t) * (t - high.t) < 0;
    return isInside ? t : middle;
  }
}
