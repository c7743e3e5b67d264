package dev.chainrule.nn.fit;

/// Steps to the minimum of a quadratic model within a radius that grows where the model is right and shrinks where it is not.
/// The model's matrix is only multiplied by, in conjugate gradients that end at the radius or where the model curves downward.
///
/// Sources: T. Steihaug, The conjugate gradient method and trust regions in large scale optimization, 1983; J. Nocedal, S. J.
/// Wright, Numerical Optimization, 2006, algorithms 4.1 and 7.2.
final class TrustRegion {
  private static final double GOOD = 0.75;
  private static final double POOR = 0.25;
  private static final double ACCEPTED = 1e-4;

  private record Step(double[] change, double[] curved) {}

  private TrustRegion() {}

  static <P> Fit<P> minimize(Objective<P> objective, Limits limits) {
    Objective.Point at = objective.start();
    double radius = Math.max(1, Vectors.norm(at.x()));
    for (int i = 0; i < limits.iterations(); i++) {
      if (limits.isFlat(at)) {
        return objective.fit(at, i, Fit.Stop.GRADIENT);
      }
      Step step = step(objective, at, radius);
      double promised = -(Vectors.dot(at.gradient(), step.change) + Vectors.dot(step.change, step.curved) / 2);
      Objective.Point next = objective.at(Vectors.plus(at.x(), 1, step.change));
      double ratio = next.isFinite() ? (at.value() - next.value()) / promised : -1;
      double length = Vectors.norm(step.change);
      if (ratio < POOR) {
        radius = length / 4;
      } else if (ratio > GOOD && length > 0.99 * radius) {
        radius *= 2;
      }
      if (!(promised > 0) || limits.isNone(at.x(), step.change)) {
        return objective.fit(next.isFinite() && next.value() < at.value() ? next : at, i + 1, Fit.Stop.STEP);
      }
      if (promised <= Math.ulp(at.value())) {
        return objective.fit(next.isFinite() && next.value() <= at.value() ? next : at, i + 1, Fit.Stop.VALUE);
      }
      at = ratio > ACCEPTED ? next : at;
    }
    return objective.fit(at, limits.iterations(), limits.isFlat(at) ? Fit.Stop.GRADIENT : Fit.Stop.ITERATIONS);
  }

  private static Step step(Objective<?> objective, Objective.Point at, double radius) {
    int size = at.x().length;
    double[] z = new double[size];
    double[] curved = new double[size];
    double[] r = at.gradient();
    double[] d = Vectors.times(-1, r);
    double enough = Vectors.norm(r) * Math.min(0.5, Math.sqrt(Vectors.norm(r)));
    for (int i = 0; i < 2 * size + 10; i++) {
      double[] product = objective.curvature(at.x(), d);
      double curvature = Vectors.dot(d, product);
      if (!(curvature > 0)) {
        return toRadius(z, curved, d, product, radius);
      }
      double square = Vectors.dot(r, r);
      double alpha = square / curvature;
      double[] next = Vectors.plus(z, alpha, d);
      if (Vectors.norm(next) >= radius) {
        return toRadius(z, curved, d, product, radius);
      }
      z = next;
      curved = Vectors.plus(curved, alpha, product);
      r = Vectors.plus(r, alpha, product);
      if (Vectors.norm(r) <= enough) {
        break;
      }
      d = Vectors.plus(Vectors.times(-1, r), Vectors.dot(r, r) / square, d);
    }
    return new Step(z, curved);
  }

  /// From z along d until the radius is reached.
  private static Step toRadius(double[] z, double[] curved, double[] d, double[] product, double radius) {
    double a = Vectors.dot(d, d);
    double b = Vectors.dot(z, d);
    double c = Vectors.dot(z, z) - radius * radius;
    double tau = (-b + Math.sqrt(Math.max(0, b * b - a * c))) / a;
    return new Step(Vectors.plus(z, tau, d), Vectors.plus(curved, tau, product));
  }
}
