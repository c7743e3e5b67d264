package dev.chainrule.bench.gradbench;

import static dev.chainrule.Chainrule.grad;
import static dev.chainrule.Chainrule.jit;
import static dev.chainrule.Chainrule.jvp;

import dev.chainrule.Compiled;
import dev.chainrule.Jvp;
import dev.chainrule.Range;
import dev.chainrule.Tensor;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/// Newton's direction for the centres of clusters.
final class KMeans {
  static final Compiled.OfTensors COST = jit(KMeans::cost);
  static final Compiled.OfTensors DIRECTION = jit(KMeans::direction);

  private KMeans() {}

  /// The sum of the points' squared distances from the nearest centroid each.
  private static Tensor cost(Tensor centroids, Tensor points) {
    Tensor nearest = distances(centroids, points).argMin(1);
    return points.minus(centroids.take(nearest, 0)).square().sum();
  }

  /// The squared distances of all points (rows) from all centroids (columns), coordinate by coordinate: their differences
  /// never lie in memory all at once.
  private static Tensor distances(Tensor centroids, Tensor points) {
    return IntStream.range(0, points.shape().extent(1))
        .mapToObj(axis -> points.slice(1, axis, axis + 1).minus(centroids.get(Range.all(), Range.at(axis))).square())
        .reduce(Tensor::plus).orElseThrow();
  }

  /// Gradient over curvature. The Hessian is diagonal, so its product with ones is its diagonal.
  private static Tensor direction(Tensor centroids, Tensor points) {
    UnaryOperator<Tensor> gradient = grad((Tensor c) -> cost(c, points));
    Jvp<Tensor> along = jvp(gradient, centroids, centroids.onesLike());
    return along.value().div(along.tangent());
  }
}
