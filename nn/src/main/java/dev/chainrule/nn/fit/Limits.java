package dev.chainrule.nn.fit;

/// When a minimiser stops.
///
/// {@snippet :
/// Fit<Tensor> fit = new Lbfgs(10, new Limits().iterations(1)).minimize((Tensor x) -> x.exp().plus(x.square()).sum(), Tensor.of(5.0));
/// System.out.println(fit.stop() + " " + fit.iterations()); // ITERATIONS 1
/// }
///
/// @param iterations how many steps are taken at most
/// @param gradient   how large the largest component of the gradient may be, relative to the larger of the value and 1
/// @param step       how small a step may be relative to the parameters before it counts as none
public record Limits(int iterations, double gradient, double step) {
  private static final int ITERATIONS = 1000;
  private static final double GRADIENT = 1e-9;
  private static final double STEP = 1e-14;

  /// @throws IllegalArgumentException unless there is at least one step, and the others are not negative
  public Limits {
    if (iterations < 1 || !(gradient >= 0) || !(step >= 0)) {
      throw new IllegalArgumentException("[Limits] %d iterations, a gradient of %s and a step of %s: at least one step, and nothing negative"
          .formatted(iterations, gradient, step));
    }
  }

  /// 1000 steps, a gradient of 10⁻⁹, a step of 10⁻¹⁴.
  public Limits() {
    this(ITERATIONS, GRADIENT, STEP);
  }

  /// These with another number of steps.
  public Limits iterations(int most) {
    return new Limits(most, gradient, step);
  }

  /// These with another gradient.
  public Limits gradient(double largest) {
    return new Limits(iterations, largest, step);
  }

  boolean isFlat(Objective.Point at) {
    return Vectors.largest(at.gradient()) <= gradient * Math.max(1, Math.abs(at.value()));
  }

  boolean isNone(double[] x, double[] change) {
    return Vectors.norm(change) <= step * (step + Vectors.norm(x));
  }
}
