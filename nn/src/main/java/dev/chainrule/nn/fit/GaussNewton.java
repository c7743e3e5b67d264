package dev.chainrule.nn.fit;

import dev.chainrule.Tensor;
import java.util.function.Function;

/// Least squares in a trust region by products with the Jacobian and its transpose alone: for many parameters, of which a
/// Jacobian would not fit into memory. For few take [LevenbergMarquardt], which gets more digits.
///
/// Minimises ½ Σ r², taking JᵀJ for the Hessian.
///
/// Source: T. Steihaug, The conjugate gradient method and trust regions in large scale optimization, 1983.
///
/// {@snippet :
/// Tensor t = Tensor.of(0.0, 1.0, 2.0);
/// Tensor y = Tensor.of(3.0, 1.5, 0.75);
/// record Decay(Tensor size, Tensor rate) {}
/// Fit<Decay> fit = new GaussNewton().minimize(
///     (Decay p) -> t.times(p.rate()).exp().times(p.size()).minus(y), new Decay(Tensor.of(1.0), Tensor.of(0.0)));
/// System.out.println(fit.converged() && Math.abs(fit.parameters().rate().item() + Math.log(2)) < 1e-6); // true
/// }
///
/// @param limits when it stops
public record GaussNewton(Limits limits) {
  /// With the usual limits.
  public GaussNewton() {
    this(new Limits());
  }

  /// Parameters near these for which the sum of the squares of the residuals is smallest.
  ///
  /// @param residuals gives floating numbers of any shape
  /// @throws dev.chainrule.graph.ElementException if parameters, value or gradient are not finite at the start
  public <P> Fit<P> minimize(Function<P, Tensor> residuals, P start) {
    return TrustRegion.minimize(new Objective<>("gaussNewton", residuals, start, true), limits);
  }
}
