package dev.chainrule;

import dev.chainrule.graph.Operations;
import dev.chainrule.graph.Primitive;
import dev.chainrule.op.AnyAll;
import dev.chainrule.op.ArgExtremum;
import dev.chainrule.op.Axes;
import dev.chainrule.op.CumExtremum;
import dev.chainrule.op.CumProduct;
import dev.chainrule.op.CumSum;
import dev.chainrule.op.Extremum;
import dev.chainrule.op.Norm;
import dev.chainrule.op.Product;
import dev.chainrule.op.Reshape;
import dev.chainrule.op.Sum;
import java.util.List;
import java.util.function.Function;

/// What makes one number of many. Each takes the axes to reduce, which the result lacks; none mean all of them,
/// negative ones count from the end. With [Functions#keepDims] they stay, with extent 1:
///
/// {@snippet :
/// Tensor x = Tensor.of(new double[][] {{1, 2}, {3, 4}});
/// x.sum();                       // 10
/// x.sum(0);                      // [4, 6]
/// x.sum(Functions.keepDims(-1)); // [[3], [7]]
/// }
///
/// The result has this tensor's type, positions are I32. `sum`, `prod`, `max` and `min` and what goes along an axis take
/// numbers, `any` and `all` Bool, all others floating numbers. Of nothing a reduction gives its neutral element, or says that
/// there is none:
///
/// {@snippet :
/// Tensor nothing = Tensor.zeros(F64, 0);
/// System.out.println(nothing.sum() + " " + nothing.prod() + " " + nothing.mean()); // F64 0.0 F64 1.0 F64 NaN
/// System.out.println(nothing.logSumExp()); // F64 -Infinity
/// }
///
/// Where a derivative has a choice it goes to the first, and where the root of 0 has none it is 0:
///
/// {@snippet :
/// System.out.println(grad(x -> x.max()).apply(Tensor.of(1.0, 3.0, 3.0))); // F64[3] [0.0, 1.0, 0.0]
/// System.out.println(grad(x -> x.norm()).apply(Tensor.of(0.0, 0.0))); // F64[2] [0.0, 0.0]
/// System.out.println(grad(x -> x.prod()).apply(Tensor.of(0.0, 2.0, 3.0))); // F64[3] [6.0, 0.0, 0.0]
/// }
///
/// An axis that the shape lacks, or that is named twice, is a [dev.chainrule.graph.ShapeException]; an element type that
/// does not fit is a [dev.chainrule.graph.DTypeException].
@Operations
public sealed interface ReductionOperations extends Valued permits Tensor {
  private Tensor reduce(String operation, int[] axes, Function<List<Integer>, Primitive> primitive) {
    return Tensor.of(primitive.apply(Axes.of(operation, value().shape(), axes)).on(value()));
  }

  /// The result of a reduction with its axes back in place.
  private Tensor kept(String operation, KeepDims axes, Tensor reduced) {
    List<Integer> own = Axes.of(operation, value().shape(), axes.toArray());
    return Tensor.of(Reshape.to(reduced.value(), Axes.ones(value().shape(), own)));
  }

  /// The sum, 0 of nothing. Backward each element receives the gradient as it is.
  default Tensor sum(int... axes) {
    return reduce("sum", axes, Sum::new);
  }

  /// The sum, with the axes kept.
  default Tensor sum(KeepDims axes) {
    return kept("sum", axes, sum(axes.toArray()));
  }

  /// The mean Σx / n. Of nothing it is NaN, and so are tangents of it.
  default Tensor mean(int... axes) {
    value().dtype().requireFloating("mean");
    int count = Axes.count("mean", value().shape(), axes);
    return count == 0 ? Statistics.endless(sum(axes)) : sum(axes).div(count);
  }

  /// The mean, with the axes kept.
  default Tensor mean(KeepDims axes) {
    return kept("mean", axes, mean(axes.toArray()));
  }

  /// The product, 1 of nothing. Its derivative in an element is the product of the others, also at zeros.
  default Tensor prod(int... axes) {
    return reduce("prod", axes, Product::new);
  }

  /// The product, with the axes kept.
  default Tensor prod(KeepDims axes) {
    return kept("prod", axes, prod(axes.toArray()));
  }

  /// The largest element; NaN if there is one. The gradient goes to exactly one element, the first of equals.
  ///
  /// @throws dev.chainrule.graph.ShapeException if there is no element
  default Tensor max(int... axes) {
    return reduce("max", axes, own -> new Extremum(true, own));
  }

  /// The largest element, with the axes kept.
  default Tensor max(KeepDims axes) {
    return kept("max", axes, max(axes.toArray()));
  }

  /// The smallest element; NaN if there is one. The gradient goes to exactly one element, the first of equals.
  ///
  /// @throws dev.chainrule.graph.ShapeException if there is no element
  default Tensor min(int... axes) {
    return reduce("min", axes, own -> new Extremum(false, own));
  }

  /// The smallest element, with the axes kept.
  default Tensor min(KeepDims axes) {
    return kept("min", axes, min(axes.toArray()));
  }

  /// The variance Σ(x − mean)² / n.
  default Tensor var(int... axes) {
    value().dtype().requireFloating("var");
    Tensor squares = Statistics.centred("var", (Tensor) this, KeepDims.of(axes)).square();
    return squares.sum(axes).div(Axes.count("var", value().shape(), axes));
  }

  /// The variance, with the axes kept.
  default Tensor var(KeepDims axes) {
    return kept("var", axes, var(axes.toArray()));
  }

  /// The standard deviation, the root of the variance; where that is 0, so are its derivatives. Of nothing it is NaN, and so
  /// are tangents of it.
  default Tensor std(int... axes) {
    value().dtype().requireFloating("std");
    int count = Axes.count("std", value().shape(), axes);
    return count == 0 ? mean(axes) : Statistics.centred("std", (Tensor) this, KeepDims.of(axes)).norm(axes).div(Math.sqrt(count));
  }

  /// The standard deviation, with the axes kept.
  default Tensor std(KeepDims axes) {
    return kept("std", axes, std(axes.toArray()));
  }

  /// The Euclidean norm √Σx², of matrices the Frobenius norm, also where the squares would overflow or vanish. At 0 the
  /// derivatives are 0, and so is the norm of nothing, which does not move.
  default Tensor norm(int... axes) {
    return reduce("norm", axes, Norm::new);
  }

  /// The Euclidean norm, with the axes kept.
  default Tensor norm(KeepDims axes) {
    return kept("norm", axes, norm(axes.toArray()));
  }

  /// Whether any element is true; not, of nothing. Takes Bool.
  default Tensor any(int... axes) {
    return reduce("any", axes, own -> new AnyAll(false, own));
  }

  /// Whether any element is true, with the axes kept.
  default Tensor any(KeepDims axes) {
    return kept("any", axes, any(axes.toArray()));
  }

  /// Whether all elements are true; so they are, of nothing. Takes Bool.
  default Tensor all(int... axes) {
    return reduce("all", axes, own -> new AnyAll(true, own));
  }

  /// Whether all elements are true, with the axes kept.
  default Tensor all(KeepDims axes) {
    return kept("all", axes, all(axes.toArray()));
  }

  /// The position (I32), in row-major order, of the largest element of all: the first of equals, or the first NaN.
  ///
  /// @throws dev.chainrule.graph.ShapeException if there is no element
  default Tensor argMax() {
    return ((Tensor) this).flatten().argMax(0);
  }

  /// The position (I32) along an axis of the largest element: the first of equals, or the first NaN.
  ///
  /// @throws dev.chainrule.graph.ShapeException if there is no element
  default Tensor argMax(int axis) {
    return Tensor.of(new ArgExtremum(true, value().shape().axis("argMax", axis)).on(value()));
  }

  /// The position (I32), in row-major order, of the smallest element of all: the first of equals, or the first NaN.
  ///
  /// @throws dev.chainrule.graph.ShapeException if there is no element
  default Tensor argMin() {
    return ((Tensor) this).flatten().argMin(0);
  }

  /// The position (I32) along an axis of the smallest element: the first of equals, or the first NaN.
  ///
  /// @throws dev.chainrule.graph.ShapeException if there is no element
  default Tensor argMin(int axis) {
    return Tensor.of(new ArgExtremum(false, value().shape().axis("argMin", axis)).on(value()));
  }

  /// log Σeˣ, without overflow: −∞ of nothing, whose tangents are NaN, and of −∞ alone, where the gradient is 0. Where an
  /// element is ∞, the gradient is NaN, but 0 in those of −∞.
  default Tensor logSumExp(int... axes) {
    List<Integer> own = Axes.of("logSumExp", value().shape(), axes);
    return logSumExp(KeepDims.of(axes)).reshape(Axes.remove(value().shape(), own));
  }

  /// log Σeˣ, with the axes kept.
  default Tensor logSumExp(KeepDims axes) {
    return Statistics.logSumExp((Tensor) this, axes);
  }

  /// eˣ / Σeˣ along an axis, without overflow: numbers from 0 to 1 that add up to 1. Of −∞ alone it is NaN, 0/0, though its
  /// derivatives, in which zeros win, are 0.
  ///
  /// {@snippet :
  /// Tensor scores = Tensor.of(new double[][] {{0, 0}, {1000, 0}}); // [examples, classes]
  /// Tensor probabilities = scores.softmax(-1);                     // [[0.5, 0.5], [1, 0]]
  /// }
  default Tensor softmax(int axis) {
    return Statistics.softmax((Tensor) this, axis);
  }

  /// log(eˣ / Σeˣ) along an axis, without overflow. Of −∞ alone it is NaN, and its derivatives, though finite, mean nothing.
  default Tensor logSoftmax(int axis) {
    return Statistics.logSoftmax((Tensor) this, axis);
  }

  /// The sum of all elements up to each, itself included, along an axis.
  default Tensor cumSum(int axis) {
    return Tensor.of(new CumSum(value().shape().axis("cumSum", axis), false).on(value()));
  }

  /// The product of all elements up to each, itself included, along an axis. Its derivatives hold at zeros too.
  default Tensor cumProd(int axis) {
    return Tensor.of(new CumProduct(value().shape().axis("cumProd", axis)).on(value()));
  }

  /// The largest of all elements up to each, itself included, along an axis. The gradient goes to the first of equals.
  default Tensor cumMax(int axis) {
    return Tensor.of(new CumExtremum(true, value().shape().axis("cumMax", axis)).on(value()));
  }

  /// The smallest of all elements up to each, itself included, along an axis. The gradient goes to the first of equals.
  default Tensor cumMin(int axis) {
    return Tensor.of(new CumExtremum(false, value().shape().axis("cumMin", axis)).on(value()));
  }

  /// log Σeˣ of all elements up to each, itself included, along an axis, without overflow.
  default Tensor cumLogSumExp(int axis) {
    return Statistics.cumLogSumExp((Tensor) this, value().shape().axis("cumLogSumExp", axis));
  }
}
