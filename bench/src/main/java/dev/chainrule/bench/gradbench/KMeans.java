package dev.chainrule.bench.gradbench;

import static dev.chainrule.Chainrule.grad;
import static dev.chainrule.Chainrule.jit;
import static dev.chainrule.Chainrule.jvp;

import dev.chainrule.Compiled;
import dev.chainrule.Jvp;
import dev.chainrule.Tensor;
import java.util.function.UnaryOperator;

/// Newton's direction for the centres of clusters.
final class KMeans {
  static final Compiled.OfTensors COST = jit(KMeans::cost);
  static final Compiled.OfTensors DIRECTION = jit(KMeans::direction);

  private KMeans() {}

  /// The sum of the points' squared distances from the nearest centroid each.
  private static Tensor cost(Tensor centroids, Tensor points) {
    Tensor distances = points.expandDims(1).minus(centroids).square().sum(2);
    return points.minus(centroids.take(distances.argMin(1), 0)).square().sum();
  }

  /// Gradient over curvature. The Hessian is diagonal, so its product with ones is its diagonal.
  private static Tensor direction(Tensor centroids, Tensor points) {
    UnaryOperator<Tensor> gradient = grad((Tensor c) -> cost(c, points));
    Jvp<Tensor> along = jvp(gradient, centroids, centroids.onesLike());
    return along.value().div(along.tangent());
  }
}
