package dev.chainrule.bench.gradbench;

import static dev.chainrule.Chainrule.F64;
import static dev.chainrule.Chainrule.grad;
import static dev.chainrule.Chainrule.jit;
import static dev.chainrule.Functions.arange;
import static dev.chainrule.Functions.concat;

import dev.chainrule.Compiled;
import dev.chainrule.Tensor;
import java.util.Arrays;

/// The log posterior of a mixture of Gaussians, with a Wishart prior on the inverse covariances.
final class GaussianMixture {
  /// Of k Gaussians in d dimensions.
  ///
  /// @param alpha [k], the logarithms of their weights, up to a constant
  /// @param mu    [k, d], their means
  /// @param q     [k, d], the logarithms of the diagonals of the inverse covariances' roots
  /// @param l     [k, d(d-1)/2], what is below the diagonals, column by column
  record Parameters(Tensor alpha, Tensor mu, Tensor q, Tensor l) {}

  /// @param x     [n, d], the points
  /// @param gamma the prior's scale
  /// @param m     how many degrees of freedom the prior has beyond d + 1
  record Data(Tensor x, Tensor gamma, Tensor m) {}

  static final Compiled.OfTwo<Parameters, Data, Tensor> OBJECTIVE = jit(GaussianMixture::objective);
  static final Compiled.OfTwo<Parameters, Data, Parameters> JACOBIAN = jit(grad(GaussianMixture::objective));

  private GaussianMixture() {}

  private static Tensor objective(Parameters p, Data data) {
    int n = data.x().shape().extent(0);
    int d = data.x().shape().extent(1);
    int k = p.alpha().size();
    Tensor roots = roots(p.q(), p.l());
    Tensor logDeterminants = p.q().sum(1);

    // Q(x - μ) for all points and components, as Qx - Qμ: one product of two matrices.
    Tensor centres = roots.matmul(p.mu().expandDims(2)).reshape(k, d);
    Tensor whitened = data.x().matmul(roots.reshape(k * d, d).transpose()).reshape(n, k, d).minus(centres);
    Tensor beta = p.alpha().plus(logDeterminants).minus(whitened.square().sum(2).times(0.5));
    Tensor likelihood = beta.logSumExp(1).sum().minus(p.alpha().logSumExp().times(n)).minus(n * d / 2.0 * Math.log(2 * Math.PI));
    Tensor prior = data.m().times(logDeterminants.sum()).minus(roots.square().sum().times(data.gamma().square()).times(0.5));
    return likelihood.plus(prior).plus(wishart(data, d).times(k));
  }

  /// The lower triangular matrices [k, d, d]: every cell is one of exp(q), l and 0.
  private static Tensor roots(Tensor q, Tensor l) {
    int k = q.shape().extent(0);
    int d = q.shape().extent(1);
    return concat(1, q.exp(), l, Tensor.zeros(F64, k, 1)).take(cells(d), 1).reshape(k, d, d);
  }

  /// For each cell of a lower triangular matrix, row by row, where it is among diagonal, columns below it, and zero.
  private static Tensor cells(int d) {
    int[] cells = new int[d * d];
    int next = d;
    Arrays.fill(cells, d + d * (d - 1) / 2);
    for (int column = 0; column < d; column++) {
      cells[column * d + column] = column;
      for (int row = column + 1; row < d; row++) {
        cells[row * d + column] = next++;
      }
    }
    return Tensor.of(cells);
  }

  /// The logarithm of what makes the prior a density.
  private static Tensor wishart(Data data, int d) {
    Tensor freedom = data.m().plus(d + 1);
    Tensor logGamma = freedom.minus(arange(F64, d)).div(2).lgamma().sum().plus(d * (d - 1) / 4.0 * Math.log(Math.PI));
    return freedom.times(d).times(data.gamma().log().minus(Math.log(2) / 2)).minus(logGamma);
  }
}
