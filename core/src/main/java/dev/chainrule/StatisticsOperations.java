package dev.chainrule;

import dev.chainrule.graph.ElementException;
import dev.chainrule.graph.Operations;
import dev.chainrule.graph.ShapeException;
import dev.chainrule.op.Axes;
import java.util.List;

/// What describes many numbers: means and sums of those that are there, quantiles, counts, covariances, and functions given
/// by tables. As with other reductions, no axes mean all of them, and negative ones count from the end.
///
/// {@snippet :
/// Tensor x = Tensor.of(3.0, Double.NaN, 1.0, 2.0);
/// System.out.println(x.nanMean());                 // F64 2.0
/// System.out.println(Tensor.of(3.0, 1.0, 2.0).median()); // F64 2.0
/// }
@Operations
public sealed interface StatisticsOperations extends Valued permits Tensor {
  private Tensor self() {
    return (Tensor) this;
  }

  /// The sum of the elements that are not NaN; 0 of none. No gradient passes to the others.
  default Tensor nanSum(int... axes) {
    return Statistics.withoutNaN("nanSum", self(), 0).sum(axes);
  }

  /// The product of the elements that are not NaN; 1 of none.
  default Tensor nanProd(int... axes) {
    return Statistics.withoutNaN("nanProd", self(), 1).prod(axes);
  }

  /// The mean of the elements that are not NaN; NaN of none.
  default Tensor nanMean(int... axes) {
    return nanSum(axes).div(self().isNaN().not().to(value().dtype()).sum(axes));
  }

  /// The variance, dividing by n, of the elements that are not NaN; NaN of none.
  default Tensor nanVar(int... axes) {
    Tensor here = self().isNaN().not();
    KeepDims kept = KeepDims.of(axes);
    Tensor count = here.to(value().dtype()).sum(kept);
    // Counts as a constant, since it cancels; the mean of what is left has the digits that a mean far from 0 lacks.
    Tensor middle = Statistics.withoutNaN("nanVar", self(), 0).sum(kept).div(count).stopGradient();
    Tensor near = here.where(self(), middle).minus(middle);
    return Functions.where(here, near.minus(near.sum(kept).div(count)), 0).square().sum(axes).div(here.to(value().dtype()).sum(axes));
  }

  /// The standard deviation of the elements that are not NaN; where that is 0, so is the gradient.
  default Tensor nanStd(int... axes) {
    return Statistics.rootOrZero(nanVar(axes));
  }

  /// The largest of the elements that are not NaN; −∞ of none.
  default Tensor nanMax(int... axes) {
    return Statistics.withoutNaN("nanMax", self(), Double.NEGATIVE_INFINITY).max(axes);
  }

  /// The smallest of the elements that are not NaN; ∞ of none.
  default Tensor nanMin(int... axes) {
    return Statistics.withoutNaN("nanMin", self(), Double.POSITIVE_INFINITY).min(axes);
  }

  /// How many elements are not 0 (or true), as I32.
  default Tensor countNonZero(int... axes) {
    Tensor x = self();
    return (value().dtype() == Chainrule.BOOL ? x : x.ne(0)).to(Chainrule.I32).sum(axes);
  }

  /// The largest element less the smallest.
  default Tensor ptp(int... axes) {
    return self().max(axes).minus(self().min(axes));
  }

  /// The mean with weights: Σwx / Σw. Weights with an axis for each of these lie along them, as those of rows along axis 0;
  /// others broadcast.
  ///
  /// {@snippet :
  /// Tensor x = Tensor.of(new double[][] {{1, 2, 3}, {5, 6, 7}});
  /// System.out.println(x.average(Tensor.of(3.0, 1.0), 0)); // F64[3] [2.0, 3.0, 4.0]
  /// }
  ///
  /// @throws ShapeException if the weights fit neither way
  default Tensor average(Tensor weights, int... axes) {
    value().dtype().requireFloating("average");
    Tensor all = Statistics.weights(self(), weights, axes).broadcastTo(value().shape());
    return self().times(all).sum(axes).div(all.sum(axes));
  }

  /// The variance of a sample, Σ(x − mean)² / (n − 1): NaN of one element.
  default Tensor sampleVar(int... axes) {
    double count = Axes.count("sampleVar", value().shape(), axes);
    return self().var(axes).times(count / (count - 1));
  }

  /// The standard deviation of a sample, the root of [#sampleVar]; where that is 0, so is the gradient.
  default Tensor sampleStd(int... axes) {
    return Statistics.rootOrZero(sampleVar(axes));
  }

  /// The covariances of variables, which are the rows, over observations, which are the columns, dividing by n − 1:
  /// `[…, variables, observations]` becomes `[…, variables, variables]`, matrix by matrix. NaN of one observation, which has no
  /// spread.
  ///
  /// {@snippet :
  /// System.out.println(Tensor.of(new double[][] {{1, 2, 3}, {3, 1, 2}}).cov().get(0)); // F64[2] [ 1.0, -0.5]
  /// System.out.println(Tensor.zeros(F64, 5, 2, 3).cov().shape());                       // [5, 2, 2]
  /// }
  default Tensor cov() {
    value().dtype().requireFloating("cov");
    double count = value().shape().extent(value().shape().axis("cov", -1));
    Tensor centred = Statistics.centred("cov", self(), KeepDims.of(-1));
    return centred.matmul(centred.matrixTranspose()).div(Math.max(count - 1, 0));
  }

  /// The correlations of variables, which are the rows: their covariances over the products of their deviations.
  /// NaN for a variable that is constant, as it has none.
  default Tensor corrcoef() {
    Tensor covariances = cov();
    Tensor deviations = covariances.diagonal().sqrt();
    return covariances.div(deviations.expandDims(-1)).div(deviations.expandDims(-2));
  }

  /// The norm (Σ|x|ᵖ)^(1/p), without overflow on the way; the largest magnitude for p = ∞, the smallest for −∞, how many are
  /// not 0 for p = 0.
  ///
  /// Derivatives that are infinite are 0 instead, so that they spoil no step of training: the gradient of a vector of zeros;
  /// for p below 1 that in each element that is 0, and for p below 2 each second derivative in one.
  /// Of infinite elements it is their sign, and 0 of all beside them.
  ///
  /// @throws ElementException if p is NaN
  default Tensor vectorNorm(double p, int... axes) {
    if (Double.isNaN(p)) {
      throw new ElementException("[vectorNorm] p is NaN, but must be a number: 2 for Euclid's norm, infinite for the largest magnitude");
    }
    return Statistics.vectorNorm(self(), p, axes);
  }

  /// This over its Euclidean norm along an axis, or over `eps` where that is larger.
  default Tensor normalize(int axis, double eps) {
    return self().div(self().norm(KeepDims.of(axis)).maximum(eps));
  }

  /// The cosine of the angle to other vectors along an axis: ⟨x, y⟩ / (‖x‖ ‖y‖), each norm at least `eps`.
  default Tensor cosineSimilarity(Tensor other, int axis, double eps) {
    return normalize(axis, eps).times(other.normalize(axis, eps)).sum(axis);
  }

  /// The distances in the p-norm between all rows of this and all of the other: of `[…, n, d]` and `[…, m, d]`, `[…, n, m]`.
  default Tensor cdist(Tensor other, double p) {
    Statistics.requirePoints("cdist", self(), other);
    return self().expandDims(-2).minus(other.expandDims(-3)).vectorNorm(p, -1);
  }

  /// log of the mean of eˣ, without overflow.
  default Tensor logMeanExp(int... axes) {
    return self().logSumExp(axes).minus(Math.log(Axes.count("logMeanExp", value().shape(), axes)));
  }

  /// The number below which a part q of all elements lies, between two elements in proportion: 0 gives the smallest, 0.5 the
  /// median, 1 the largest. NaN if there is one. An infinity next to a number counts wherever it has a share; −∞ next to ∞
  /// gives NaN. The gradient goes to the two elements by their shares, also where they are equal.
  ///
  /// @throws dev.chainrule.graph.ElementException  unless q is from 0 to 1
  /// @throws dev.chainrule.graph.ShapeException if there is no element
  default Tensor quantile(double q) {
    return self().flatten().quantile(q, 0);
  }

  /// The quantile along an axis, which the result lacks.
  default Tensor quantile(double q, int axis) {
    return Quantiles.of("quantile", self(), axis, q).squeeze(0);
  }

  /// Several quantiles along an axis, as a new first axis of the result.
  default Tensor quantile(double[] qs, int axis) {
    return Quantiles.of("quantile", self(), axis, qs);
  }

  /// The quantile of p / 100.
  default Tensor percentile(double p, int axis) {
    return Quantiles.percentile(self(), axis, p).squeeze(0);
  }

  /// The middle element, or the mean of the two in the middle, of all.
  default Tensor median() {
    return quantile(0.5);
  }

  /// The middle element along an axis, or the mean of the two in the middle.
  default Tensor median(int axis) {
    return Quantiles.of("median", self(), axis, 0.5).squeeze(0);
  }

  /// How often each of the numbers 0, 1, … below `count` occurs among these indices, as I32. With weights, take
  /// `weights.segmentSum(indices, count)`.
  default Tensor bincount(int count) {
    return Tensor.full(Chainrule.I32, 1).broadcastTo(value().shape()).segmentSum(self(), count);
  }

  /// How many elements lie in each of `bins` equal parts of [low, high], as I32. A part has its lower end but not its upper,
  /// except for the last; elements outside are not counted.
  ///
  /// {@snippet :
  /// System.out.println(Tensor.of(0.1, 0.2, 0.9, 7).histogram(2, 0, 1)); // I32[2] [2, 1]
  /// }
  default Tensor histogram(int bins, double low, double high) {
    return Searches.histogram(self(), bins, low, high);
  }

  /// For each element the place in a sorted vector before which it would go in, as I32: before equals, or after them if
  /// `right`. NaN counts as the largest.
  ///
  /// {@snippet :
  /// Tensor edges = Tensor.of(1.0, 2.0, 3.0);
  /// System.out.println(Tensor.of(0.5, 2.0, 9.0).searchSorted(edges, false)); // I32[3] [0, 1, 3]
  /// }
  ///
  /// @throws dev.chainrule.graph.ShapeException unless `sorted` is a vector
  default Tensor searchSorted(Tensor sorted, boolean right) {
    return Searches.places("searchSorted", self(), sorted, right);
  }

  /// For each element the value at it of the function that goes straight from point to point of a table, whose `xs` are
  /// sorted; beyond the table it stays as at its ends. The gradient goes to all three.
  ///
  /// {@snippet :
  /// System.out.println(Tensor.of(1.5, 9.0).interp(Tensor.of(1.0, 2.0), Tensor.of(10.0, 20.0))); // F64[2] [15.0, 20.0]
  /// }
  ///
  /// @throws dev.chainrule.graph.ShapeException unless the table is two vectors of one length
  default Tensor interp(Tensor xs, Tensor ys) {
    return Searches.interpolate(self(), xs, ys);
  }

  /// The differences of neighbours along an axis, one fewer than there are elements.
  default Tensor diff(int axis) {
    int extent = value().shape().extent(value().shape().axis("diff", axis));
    int last = Math.max(extent, 1);
    return self().slice(axis, Math.min(1, extent), extent).minus(self().slice(axis, 0, last - 1));
  }

  /// The integral along an axis by the trapezoidal rule, of values at a distance of `dx`.
  default Tensor trapezoid(double dx, int axis) {
    int extent = value().shape().extent(value().shape().axis("trapezoid", axis));
    Tensor x = self();
    return extent < 2
        ? x.sum(axis).zerosLike()
        : x.slice(axis, 0, extent - 1).plus(x.slice(axis, 1, extent)).sum(axis).times(dx / 2);
  }

  /// The value of the polynomial with these coefficients, that of the highest power first, at each element of `x`.
  ///
  /// {@snippet :
  /// System.out.println(Tensor.of(1.0, 0.0, -2.0).polyval(Tensor.of(3.0))); // F64 7.0
  /// }
  ///
  /// @throws dev.chainrule.graph.ShapeException unless this is a vector
  default Tensor polyval(Tensor x) {
    List<Tensor> coefficients = self().unstack(Statistics.requireVector("polyval", self()));
    Tensor sum = x.zerosLike();
    for (Tensor coefficient : coefficients) {
      sum = sum.times(x).plus(coefficient);
    }
    return sum;
  }
}
