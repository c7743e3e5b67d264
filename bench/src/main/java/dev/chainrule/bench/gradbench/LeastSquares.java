package dev.chainrule.bench.gradbench;

import static dev.chainrule.Chainrule.F64;
import static dev.chainrule.Chainrule.grad;
import static dev.chainrule.Chainrule.jit;
import static dev.chainrule.Functions.arange;
import static dev.chainrule.Functions.concat;

import dev.chainrule.Compiled;
import dev.chainrule.Tensor;

/// How badly a polynomial fits the sign function at equidistant points of [-1, 1].
final class LeastSquares {
  /// @param x the polynomial's coefficients
  /// @param n how many points
  record Problem(Tensor x, int n) {}

  static final Compiled.Of<Problem, Tensor> PRIMAL = jit(LeastSquares::primal);
  static final Compiled.Of<Problem, Problem> GRADIENT = jit(grad(LeastSquares::primal));

  private LeastSquares() {}

  private static Tensor primal(Problem problem) {
    Tensor t = arange(F64, problem.n()).times(2.0 / (problem.n() - 1)).minus(1);
    Tensor misfit = t.sign().minus(problem.x().matmul(powers(t, problem.x().size())));
    return misfit.square().sum().times(0.5);
  }

  /// 1, t, t², …, a row each, by repeated multiplication.
  private static Tensor powers(Tensor t, int count) {
    return concat(0, Tensor.ones(F64, 1, t.size()), t.broadcastTo(count - 1, t.size())).cumProd(0);
  }
}
