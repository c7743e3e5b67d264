package dev.chainrule.bench.gradbench;

import static dev.chainrule.Chainrule.F64;
import static dev.chainrule.Chainrule.fori;
import static dev.chainrule.Chainrule.grad;
import static dev.chainrule.Chainrule.jit;
import static dev.chainrule.Functions.concat;

import dev.chainrule.Compiled;
import dev.chainrule.Tensor;

/// A chain of differential equations, y₀′ = x₀ and yᵢ′ = xᵢ yᵢ₋₁, from time 0 to 2 by the classical method of fourth order.
final class RungeKutta {
  /// @param x     the rates
  /// @param steps how many steps to take
  record Problem(Tensor x, int steps) {}

  static final Compiled.Of<Problem, Tensor> PRIMAL = jit(RungeKutta::solve);
  static final Compiled.Of<Problem, Problem> GRADIENT = jit(grad(RungeKutta::last));

  private RungeKutta() {}

  private static Tensor last(Problem problem) {
    return solve(problem).get(-1);
  }

  private static Tensor solve(Problem problem) {
    Tensor x = problem.x();
    double h = 2.0 / problem.steps();
    return fori(0, problem.steps(), (step, y) -> next(x, y, h), Tensor.zeros(F64, x.size()));
  }

  private static Tensor next(Tensor x, Tensor y, double h) {
    Tensor k1 = slope(x, y);
    Tensor k2 = slope(x, y.plus(k1.times(h / 2)));
    Tensor k3 = slope(x, y.plus(k2.times(h / 2)));
    Tensor k4 = slope(x, y.plus(k3.times(h)));
    return y.plus(k1.plus(k2.plus(k3).times(2)).plus(k4).times(h / 6));
  }

  /// y′: each rate times the neighbour before, of which the first has none.
  private static Tensor slope(Tensor x, Tensor y) {
    return x.times(concat(0, Tensor.ones(F64, 1), y.slice(0, 0, y.size() - 1)));
  }
}
