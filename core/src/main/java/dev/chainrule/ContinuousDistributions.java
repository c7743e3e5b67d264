package dev.chainrule;

import static dev.chainrule.RandomKey.requireFloating;
import static dev.chainrule.RandomKey.requireOrder;

import dev.chainrule.graph.DType;
import dev.chainrule.graph.ElementException;
import dev.chainrule.graph.Operations;
import dev.chainrule.graph.Shape;
import dev.chainrule.graph.SpecialFunctions;
import dev.chainrule.op.Matrices;

/// Random numbers of continuous distributions. Where a parameter is a tensor there is a number for each of its elements, and
/// the number has a derivative in it: it moves so that its quantile stays.
///
/// {@snippet :
/// Tensor mean = grad((Tensor rate) -> RandomKey.of(1).exponential(F64, 1000).div(rate).mean()).apply(Tensor.of(2.0));
/// System.out.println(mean.lt(-0.2)); // Bool true
/// }
///
/// Those that take a type and extents give a tensor of them, in F32 or F64; those that take parameters give the parameters'
/// type and shape. Integers are a
/// [dev.chainrule.graph.DTypeException], parameters that do not broadcast, extents below 0 and a key that is several keys a
/// [dev.chainrule.graph.ShapeException]. The same key gives the same numbers, so take another for each:
///
/// {@snippet :
/// RandomKey keys = RandomKey.of(7).split(2);
/// Tensor shares = keys.get(0).dirichlet(Tensor.of(1.0, 2.0, 3.0));
/// System.out.println(shares.sum().minus(1).abs().lt(1e-12)); // Bool true
/// Tensor angles = keys.get(1).cauchy(F32, 2, 3).atan();
/// System.out.println(angles.shape() + " " + angles.dtype()); // [2, 3] F32
/// }
@Operations
public sealed interface ContinuousDistributions permits RandomKey {
  private RandomKey key() {
    return (RandomKey) this;
  }

  /// Of the part of the normal distribution between two bounds, which may be infinite: its quantiles, from the side on
  /// which they are exact.
  ///
  /// @throws ElementException if low is not below high, or so little lies between them that F64 cannot tell it from 0
  default Tensor truncatedNormal(double low, double high, DType dtype, int... extents) {
    requireOrder("truncatedNormal", low, high);
    requireFloating("truncatedNormal", dtype);
    if (low + high < 0) {
      return truncatedNormal(-high, -low, dtype, extents).neg();
    }
    double above = SpecialFunctions.erfc(low * Math.sqrt(0.5));
    double beyond = SpecialFunctions.erfc(high * Math.sqrt(0.5));
    if (!(above - beyond >= Double.MIN_NORMAL)) {
      throw new ElementException("[truncatedNormal] F64 cannot tell the probability between %s and %s from 0".formatted(low, high));
    }
    Tensor quantile = key().uniformInside(DType.F64, extents).times(above - beyond).plus(beyond).erfcinv();
    return quantile.times(Math.sqrt(2)).to(dtype).clip(low, high);
  }

  /// Of the exponential distribution of mean 1: −log(1 − u).
  default Tensor exponential(DType dtype, int... extents) {
    return key().uniform(requireFloating("exponential", dtype), extents).neg().log1p().neg();
  }

  /// Of the Gumbel distribution, −log(−log u): the largest of logits plus such noise is a class drawn by their softmax.
  default Tensor gumbel(DType dtype, int... extents) {
    return key().uniformInside(requireFloating("gumbel", dtype), extents).log().neg().log().neg();
  }

  /// Of the Laplace distribution of mean 0 and scale 1, whose density is ½ e^−|x|.
  default Tensor laplace(DType dtype, int... extents) {
    Tensor u = key().uniformInside(requireFloating("laplace", dtype), extents).times(2).minus(1);
    return u.sign().times(u.abs().neg().log1p()).neg();
  }

  /// Of the logistic distribution of mean 0 and scale 1, whose distribution function is the sigmoid.
  default Tensor logistic(DType dtype, int... extents) {
    return key().uniformInside(requireFloating("logistic", dtype), extents).logit();
  }

  /// Of the Cauchy distribution of median 0 and scale 1: tan π(u − ½).
  default Tensor cauchy(DType dtype, int... extents) {
    return key().uniformInside(requireFloating("cauchy", dtype), extents).minus(0.5).times(Math.PI).tan();
  }

  /// Of the log-normal distribution: e^σz for z normal.
  default Tensor lognormal(double sigma, DType dtype, int... extents) {
    return key().normal(requireFloating("lognormal", dtype), extents).times(sigma).exp();
  }

  /// Of the Rayleigh distribution of scale 1: the length of two normal numbers.
  default Tensor rayleigh(DType dtype, int... extents) {
    return exponential(requireFloating("rayleigh", dtype), extents).times(2).sqrt();
  }

  /// Of the Weibull distribution of scale 1 with a shape for each element, E^(1/shape) for E exponential.
  default Tensor weibull(Tensor shape) {
    return logExponential("weibull", shape).div(shape).exp();
  }

  /// Of the Pareto distribution from 1 on with a shape for each element, e^(E/shape) for E exponential.
  default Tensor pareto(Tensor shape) {
    return exponential(requireFloating("pareto", shape.dtype()), shape.shape().extents()).div(shape).exp();
  }

  private Tensor logExponential(String operation, Tensor like) {
    return key().uniformInside(requireFloating(operation, like.dtype()), like.shape().extents()).log().neg().log();
  }

  /// Of the gamma distribution with a shape for each element, in F32 or F64, and scale 1; NaN where it is not positive, ∞ where it is.
  /// The derivative in the shape is the implicit one: the number moves so that its quantile stays. With the key kept, the
  /// number itself moves otherwise when the shape does, and jumps where a draw is no longer accepted: differences, as
  /// `checkGrads` takes them, do not show this derivative; means over many numbers do.
  default Tensor gamma(Tensor shape) {
    requireFloating("gamma", shape.dtype());
    return GammaVariates.sample(key(), shape);
  }

  /// The logarithms of gamma variates, also where these underflow: for shapes a below 1 they are those of shape a + 1 plus
  /// log(u) / a.
  default Tensor logGamma(Tensor shape) {
    RandomKey keys = key().split(2);
    Tensor small = shape.lt(1);
    Tensor boost = keys.get(1).uniformInside(requireFloating("logGamma", shape.dtype()), shape.shape().extents()).log().div(shape);
    Tensor number = keys.get(0).gamma(small.where(shape.plus(1), shape)).log();
    return small.where(number.plus(boost), number);
  }

  /// Of the beta distribution with parameters a and b for each element, which broadcast: X / (X + Y) for gamma variates X
  /// and Y of these shapes.
  default Tensor beta(Tensor a, Tensor b) {
    Shape shape = Shape.broadcast("beta", a.shape(), b.shape());
    RandomKey keys = key().split(2);
    return keys.get(0).logGamma(a.broadcastTo(shape)).minus(keys.get(1).logGamma(b.broadcastTo(shape))).sigmoid();
  }

  /// Of the Dirichlet distribution with parameters along the last axis: gamma variates of these shapes over their sum.
  default Tensor dirichlet(Tensor alpha) {
    return logGamma(alpha).softmax(-1);
  }

  /// Of the chi-squared distribution with so many degrees of freedom for each element.
  default Tensor chiSquared(Tensor degrees) {
    return gamma(degrees.times(0.5)).times(2);
  }

  /// Of Student's t distribution with so many degrees of freedom for each element.
  default Tensor studentT(Tensor degrees) {
    RandomKey keys = key().split(2);
    Tensor normal = keys.get(0).normal(requireFloating("studentT", degrees.dtype()), degrees.shape().extents());
    return normal.div(keys.get(1).chiSquared(degrees).div(degrees).sqrt());
  }

  /// Of the normal distribution of several variables with this mean `[…, n]` and covariance `[…, n, n]`, which broadcast:
  /// μ + L·z, where L is the covariance's Cholesky factor. `[extents…, …, n]`.
  default Tensor multivariateNormal(Tensor mean, Tensor covariance, int... extents) {
    Matrices.requireSquare("multivariateNormal", covariance.shape());
    Shape one = Shape.broadcast("multivariateNormal", mean.shape(), covariance.shape().remove(covariance.rank() - 1));
    Tensor z = key().normal(mean.dtype(), Shape.of(extents).concat(one).extents());
    return covariance.cholesky().matmul(z.expandDims(-1)).squeeze(-1).plus(mean);
  }

  /// Orthogonal matrices of n rows, every one equally likely, for each index of the extents: the Q of a normal matrix (Stewart
  /// 1980, "The efficient generation of random orthogonal matrices").
  default Tensor orthogonal(int n, DType dtype, int... extents) {
    return key().normal(requireFloating("orthogonal", dtype), Shape.of(extents).concat(Shape.of(n, n)).extents()).qr().q();
  }

  /// Points of the unit ball of so many dimensions, evenly spread; the coordinates are the last axis.
  default Tensor ball(int dimensions, DType dtype, int... extents) {
    RandomKey keys = key().split(2);
    Shape shape = Shape.of(extents);
    Tensor direction = keys.get(0).normal(requireFloating("ball", dtype), shape.concat(Shape.of(dimensions)).extents());
    Tensor radius = keys.get(1).uniform(dtype, extents).pow(1.0 / dimensions).expandDims(-1);
    return direction.normalize(-1, 0).times(radius);
  }
}
