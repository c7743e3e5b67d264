package dev.chainrule.nn.fit;

import dev.chainrule.Chainrule;
import dev.chainrule.Compiled;
import dev.chainrule.Tensor;
import dev.chainrule.ValueAndGrad;
import dev.chainrule.graph.ElementException;
import java.util.function.Function;

/// A function of parameters as a function of one vector, with its derivatives, compiled.
final class Objective<P> {
  /// The value at a point, and the gradient.
  record Point(double[] x, double value, double[] gradient) {
    boolean isFinite() {
      boolean finite = Double.isFinite(value);
      for (double one : gradient) {
        finite &= Double.isFinite(one);
      }
      return finite;
    }
  }

  private record Direction(Tensor x, Tensor v) {}

  private final String minimizer;
  private final FlatTree<P> tree;
  private final Compiled.Of<Tensor, ValueAndGrad<Tensor>> valueAndGradient;
  private final Compiled.Of<Direction, Tensor> curvature;
  private int evaluations;

  /// @param residuals whether the function gives residuals, of which half the sum of squares is minimised
  Objective(String minimizer, Function<P, Tensor> function, P start, boolean residuals) {
    this.minimizer = minimizer;
    this.tree = new FlatTree<>(start);
    Function<Tensor, Tensor> flat = x -> function.apply(tree.rebuild(x));
    Function<Tensor, Tensor> value = residuals ? x -> flat.apply(x).square().sum().times(0.5) : flat;
    this.valueAndGradient = Chainrule.jit((Tensor x) -> Chainrule.valueAndGrad(value).apply(x));
    this.curvature = Chainrule.jit((Direction at) -> residuals
        ? Chainrule.vjp(flat, at.x).pullback().apply(Chainrule.jvp(flat, at.x, at.v).tangent())
        : Chainrule.hvp(value, at.x, at.v));
  }

  Point start() {
    Point start = at(tree.start(minimizer));
    if (!start.isFinite()) {
      throw new ElementException("[%s] at the start the value is %s%s; begin elsewhere, or let findNonFinite say where that comes from"
          .formatted(minimizer, start.value, Double.isFinite(start.value) ? ", but its gradient is not finite" : ""));
    }
    return start;
  }

  Point at(double[] x) {
    evaluations++;
    ValueAndGrad<Tensor> result = valueAndGradient.apply(Tensor.of(x));
    return new Point(x, result.value().item(), result.grad().toDoubles());
  }

  /// The Hessian times a vector; of residuals JᵀJ times it, which Gauss and Newton take for the Hessian.
  double[] curvature(double[] x, double[] v) {
    return curvature.apply(new Direction(Tensor.of(x), Tensor.of(v))).toDoubles();
  }

  Fit<P> fit(Point at, int iterations, Fit.Stop stop) {
    return new Fit<>(tree.rebuild(at.x), at.value, Vectors.largest(at.gradient), iterations, evaluations, stop);
  }
}
