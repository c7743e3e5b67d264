package dev.chainrule.bench.gradbench;

import static dev.chainrule.Chainrule.grad;
import static dev.chainrule.Chainrule.jit;
import static dev.chainrule.Chainrule.vjp;
import static dev.chainrule.Chainrule.vmap;
import static dev.chainrule.Functions.arange;
import static dev.chainrule.Functions.concat;
import static dev.chainrule.Functions.stack;

import dev.chainrule.Compiled;
import dev.chainrule.Tensor;
import dev.chainrule.Tree;
import dev.chainrule.Vjp;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// Cameras look at points: how far off each observation is, and the sparse Jacobian of all of them. What concerns a single
/// observation is written for scalars, and mapped over all observations.
final class BundleAdjustment {
  private static final int CAMERA = 11;

  /// Observation i is by camera i mod n, of point i mod m.
  ///
  /// @param cameras [11, n]
  /// @param points  [3, m]
  /// @param weights [p]
  /// @param features [2, p], what was seen
  record Scene(Tensor cameras, Tensor points, Tensor weights, Tensor features) {}

  /// What an observation depends on, as scalars.
  record Observation(List<Tensor> camera, List<Tensor> point, Tensor weight) {}

  /// @param reprojection [2, p]
  /// @param weight       [p]
  record Errors(Tensor reprojection, Tensor weight) {}

  /// A matrix in compressed rows.
  ///
  /// @param rows    where each row starts
  /// @param columns of each value
  record Sparse(Tensor rows, Tensor columns, Tensor values) {}

  static final Compiled.Of<Scene, Errors> OBJECTIVE = jit(BundleAdjustment::objective);
  static final Compiled.Of<Scene, Sparse> JACOBIAN = jit(BundleAdjustment::jacobian);

  private BundleAdjustment() {}

  private static Errors objective(Scene scene) {
    List<Tensor> reprojection = vmap(BundleAdjustment::reprojection).apply(observations(scene), features(scene));
    return new Errors(stack(0, reprojection), vmap(BundleAdjustment::weightError).apply(scene.weights()));
  }

  private static Sparse jacobian(Scene scene) {
    List<Observation> pairs = vmap(BundleAdjustment::reprojectionRows).apply(observations(scene), features(scene));
    Tensor weights = vmap(grad(BundleAdjustment::weightError)).apply(scene.weights());
    Tensor values = concat(0, stack(1, Tree.leaves(pairs)).flatten(), weights);
    return new Sparse(rowStarts(weights.size()), columns(scene), values);
  }

  /// The observations, with all scalars of one kind side by side.
  private static Observation observations(Scene scene) {
    return new Observation(
        rows(scene.cameras().take(numbers(scene, scene.cameras()), 1)),
        rows(scene.points().take(numbers(scene, scene.points()), 1)),
        scene.weights());
  }

  private static List<Tensor> features(Scene scene) {
    return rows(scene.features());
  }

  private static List<Tensor> rows(Tensor matrix) {
    return IntStream.range(0, matrix.shape().extent(0)).mapToObj(matrix::get).toList();
  }

  /// Which camera or point belongs to each observation.
  private static Tensor numbers(Scene scene, Tensor things) {
    return arange(scene.weights().size()).rem(things.shape().extent(1));
  }

  /// The two gradients of one observation's error.
  private static List<Observation> reprojectionRows(Observation observation, List<Tensor> feature) {
    Vjp<Observation, List<Tensor>> vjp = vjp((Observation o) -> reprojection(o, feature), observation);
    Tensor one = Tensor.of(1.0);
    Tensor zero = Tensor.of(0.0);
    return List.of(vjp.pullback().apply(List.of(one, zero)), vjp.pullback().apply(List.of(zero, one)));
  }

  private static Tensor weightError(Tensor weight) {
    return weight.square().neg().plus(1);
  }

  private static List<Tensor> reprojection(Observation observation, List<Tensor> feature) {
    List<Tensor> camera = observation.camera();
    Point seen = Point.of(observation.point()).minus(Point.of(camera.subList(3, 6))).rotate(Point.of(camera.subList(0, 3)));
    Tensor x = seen.x().div(seen.z());
    Tensor y = seen.y().div(seen.z());
    Tensor radius = x.square().plus(y.square());
    Tensor distortion = camera.get(9).times(radius).plus(camera.get(10).times(radius.square())).plus(1);
    Tensor scale = distortion.times(camera.get(6));
    return List.of(
        observation.weight().times(scale.times(x).plus(camera.get(7)).minus(feature.get(0))),
        observation.weight().times(scale.times(y).plus(camera.get(8)).minus(feature.get(1))));
  }

  private record Point(Tensor x, Tensor y, Tensor z) {
    static Point of(List<Tensor> coordinates) {
      return new Point(coordinates.get(0), coordinates.get(1), coordinates.get(2));
    }

    Point plus(Point other) {
      return new Point(x.plus(other.x), y.plus(other.y), z.plus(other.z));
    }

    Point minus(Point other) {
      return new Point(x.minus(other.x), y.minus(other.y), z.minus(other.z));
    }

    Point times(Tensor factor) {
      return new Point(x.times(factor), y.times(factor), z.times(factor));
    }

    Tensor dot(Point other) {
      return x.times(other.x).plus(y.times(other.y)).plus(z.times(other.z));
    }

    Point cross(Point other) {
      return new Point(
          y.times(other.z).minus(z.times(other.y)),
          z.times(other.x).minus(x.times(other.z)),
          x.times(other.y).minus(y.times(other.x)));
    }

    /// Rotated about an axis, by the angle that is the axis' length (Rodrigues' formula, and its limit at 0).
    Point rotate(Point rotation) {
      Tensor square = rotation.dot(rotation);
      Tensor turns = square.ne(0);
      Tensor angle = turns.where(square, square.onesLike()).sqrt();
      Point axis = rotation.times(angle.reciprocal());
      Tensor cosine = angle.cos();
      Point turned = times(cosine).plus(axis.cross(this).times(angle.sin()))
          .plus(axis.times(axis.dot(this).times(cosine.neg().plus(1))));
      Point limit = plus(rotation.cross(this));
      return new Point(turns.where(turned.x, limit.x), turns.where(turned.y, limit.y), turns.where(turned.z, limit.z));
    }
  }

  private static Tensor rowStarts(int p) {
    int width = CAMERA + 4;
    return concat(0, arange(2 * p).times(width), arange(p + 1).plus(2 * p * width));
  }

  /// For each observation the columns of its camera, its point and its weight, twice; then those of the weight errors.
  private static Tensor columns(Scene scene) {
    int n = scene.cameras().shape().extent(1);
    int m = scene.points().shape().extent(1);
    int p = scene.weights().size();
    Tensor weights = arange(p).plus(CAMERA * n + 3 * m);
    List<Tensor> parts = new ArrayList<>();
    for (int row = 0; row < 2; row++) {
      parts.add(numbers(scene, scene.cameras()).times(CAMERA).expandDims(1).plus(arange(CAMERA)));
      parts.add(numbers(scene, scene.points()).times(3).plus(CAMERA * n).expandDims(1).plus(arange(3)));
      parts.add(weights.expandDims(1));
    }
    return concat(0, concat(1, parts).flatten(), weights);
  }
}
