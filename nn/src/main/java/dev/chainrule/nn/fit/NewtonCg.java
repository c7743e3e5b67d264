package dev.chainrule.nn.fit;

import dev.chainrule.Tensor;
import java.util.function.Function;

/// Newton's method in a trust region, its steps found by conjugate gradients on products with the Hessian, which is never
/// formed: close to the minimum each step doubles the digits, and directions that curve downward are followed.
///
/// Source: T. Steihaug, The conjugate gradient method and trust regions in large scale optimization, 1983.
///
/// {@snippet :
/// Fit<Tensor> fit = new NewtonCg().minimize((Tensor x) -> x.square().minus(2).square().sum(), Tensor.of(1.0, -3.0)); // x² = 2
/// System.out.println(fit.converged() && fit.value() < 1e-20); // true
/// }
///
/// @param limits when it stops
public record NewtonCg(Limits limits) {
  /// With the usual limits.
  public NewtonCg() {
    this(new Limits());
  }

  /// Parameters near these for which a function is smallest, of all that lie downhill.
  ///
  /// @param function gives a floating scalar
  /// @throws dev.chainrule.graph.ElementException if parameters, value or gradient are not finite at the start
  public <P> Fit<P> minimize(Function<P, Tensor> function, P start) {
    return TrustRegion.minimize(new Objective<>("newtonCg", function, start, false), limits);
  }
}
