package dev.chainrule.bench.gradbench;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.chainrule.Chainrule;
import dev.chainrule.Functions;
import dev.chainrule.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// All functions of all evals.
final class Evals {
  static final List<Task<?, ?>> ALL = all();

  private Evals() {}

  private static List<Task<?, ?>> all() {
    List<Task<?, ?>> tasks = new ArrayList<>(List.of(
        new Task<>("hello", "square", Input::scalar, Hello.SQUARE, Output::of),
        new Task<>("hello", "double", Input::scalar, Hello.DOUBLE, Output::of),
        new Task<>("llsq", "primal", Evals::leastSquares, LeastSquares.PRIMAL, Output::of),
        new Task<>("llsq", "gradient", Evals::leastSquares, LeastSquares.GRADIENT, gradient -> Output.of(gradient.x())),
        new Task<>("lse", "primal", Evals::vector, LogSumExp.PRIMAL, Output::of),
        new Task<>("lse", "gradient", Evals::vector, LogSumExp.GRADIENT, Output::of),
        new Task<>("ode", "primal", Evals::rungeKutta, RungeKutta.PRIMAL, Output::of),
        new Task<>("ode", "gradient", Evals::rungeKutta, RungeKutta.GRADIENT, gradient -> Output.of(gradient.x())),
        new Task<>("det", "primal", Evals::matrix, Determinant.PRIMAL, Output::of),
        new Task<>("det", "gradient", Evals::matrix, Determinant.GRADIENT, gradient -> Output.of(gradient.flatten())),
        new Task<>("gmm", "objective", Evals::mixture, m -> GaussianMixture.OBJECTIVE.apply(m.parameters(), m.data()), Output::of),
        new Task<>("gmm", "jacobian", Evals::mixture, m -> GaussianMixture.JACOBIAN.apply(m.parameters(), m.data()), Evals::mixture),
        new Task<>("lstm", "objective", Evals::lstm, n -> Lstm.OBJECTIVE.apply(n.parameters(), n.data()), Output::of),
        new Task<>("lstm", "jacobian", Evals::lstm, n -> Lstm.JACOBIAN.apply(n.parameters(), n.data()), Evals::lstm),
        new Task<>("kmeans", "cost", Evals::clusters, c -> KMeans.COST.apply(c.centroids(), c.points()), Output::of),
        new Task<>("kmeans", "dir", Evals::clusters, c -> KMeans.DIRECTION.apply(c.centroids(), c.points()), Output::of),
        new Task<>("ba", "objective", Evals::scene, BundleAdjustment.OBJECTIVE, Evals::errors),
        new Task<>("ba", "jacobian", Evals::scene, BundleAdjustment.JACOBIAN, Evals::sparse),
        new Task<>("ht", "objective", Evals::hand, h -> HandTracking.OBJECTIVE.apply(h.parameters(), h.measured()), distances -> Output.of(distances.flatten())),
        new Task<>("ht", "jacobian", Evals::hand, h -> HandTracking.JACOBIAN.apply(h.parameters(), h.measured()), Evals::rows)));
    for (Mode outer : Mode.values()) {
      for (Mode inner : Mode.values()) {
        String function = letter(outer) + letter(inner);
        tasks.add(new Task<>("saddle", function, input -> input.get("start").tensor(1), Saddle.solver(outer, inner), Output::of));
        tasks.add(new Task<>("particle", function, input -> input.get("w").scalar(), Particle.solver(outer, inner), Output::of));
      }
    }
    return List.copyOf(tasks);
  }

  private static String letter(Mode mode) {
    return switch (mode) {
      case FORWARD -> "f";
      case REVERSE -> "r";
    };
  }

  static boolean has(String module) {
    return ALL.stream().anyMatch(task -> task.module().equals(module));
  }

  static Optional<Task<?, ?>> find(String module, String function) {
    return ALL.stream().filter(task -> task.module().equals(module) && task.function().equals(function)).findFirst();
  }

  private static Tensor vector(Input input) {
    return input.get("x").tensor(1);
  }

  private static Tensor matrix(Input input) {
    int size = input.get("ell").integer();
    return input.get("A").tensor(1).reshape(size, size);
  }

  private static LeastSquares.Problem leastSquares(Input input) {
    return new LeastSquares.Problem(vector(input), input.get("n").integer());
  }

  private static RungeKutta.Problem rungeKutta(Input input) {
    return new RungeKutta.Problem(vector(input), input.get("s").integer());
  }

  private record Mixture(GaussianMixture.Parameters parameters, GaussianMixture.Data data) {}

  private static Mixture mixture(Input input) {
    return new Mixture(
        new GaussianMixture.Parameters(input.get("alpha").tensor(1), input.get("mu").tensor(2), input.get("q").tensor(2), input.get("l").tensor(2)),
        new GaussianMixture.Data(input.get("x").tensor(2), input.get("gamma").scalar(), input.get("m").scalar()));
  }

  private static JsonElement mixture(GaussianMixture.Parameters gradient) {
    JsonObject output = new JsonObject();
    output.add("alpha", Output.of(gradient.alpha()));
    output.add("mu", Output.of(gradient.mu()));
    output.add("q", Output.of(gradient.q()));
    output.add("l", Output.of(gradient.l()));
    return output;
  }

  private record Network(Lstm.Parameters parameters, Lstm.Data data) {}

  private static Network lstm(Input input) {
    return new Network(
        new Lstm.Parameters(input.get("main_params").tensor(2), input.get("extra_params").tensor(2)),
        new Lstm.Data(input.get("state").tensor(2), input.get("sequence").tensor(2)));
  }

  private static JsonElement lstm(Lstm.Parameters gradient) {
    return Output.of(Functions.concat(0, gradient.main().flatten(), gradient.extra().flatten()));
  }

  private record Clusters(Tensor centroids, Tensor points) {}

  private static Clusters clusters(Input input) {
    return new Clusters(input.get("centroids").tensor(2), input.get("points").tensor(2));
  }

  /// One camera, point and observation, and how many copies of each there are.
  private static BundleAdjustment.Scene scene(Input input) {
    int observations = input.get("p").integer();
    return new BundleAdjustment.Scene(
        copies(input.get("cam").tensor(1), input.get("n").integer()),
        copies(input.get("x").tensor(1), input.get("m").integer()),
        copies(input.get("w").scalar().reshape(1), observations).flatten(),
        copies(input.get("feat").tensor(1), observations));
  }

  /// Columns that are all this vector.
  private static Tensor copies(Tensor vector, int count) {
    return vector.expandDims(1).repeat(count, 1);
  }

  private static JsonElement errors(BundleAdjustment.Errors errors) {
    JsonObject reprojection = new JsonObject();
    reprojection.add("elements", Output.of(Functions.stack(0, errors.reprojection().get(0, 0), errors.reprojection().get(1, 0))));
    reprojection.addProperty("repeated", errors.weight().size());
    JsonObject weight = new JsonObject();
    weight.add("element", Output.of(errors.weight().get(0)));
    weight.addProperty("repeated", errors.weight().size());
    JsonObject output = new JsonObject();
    output.add("reproj_error", reprojection);
    output.add("w_err", weight);
    return output;
  }

  private static JsonElement sparse(BundleAdjustment.Sparse jacobian) {
    JsonObject output = new JsonObject();
    output.add("rows", excerpt(jacobian.rows()));
    output.add("cols", excerpt(jacobian.columns()));
    output.add("vals", excerpt(jacobian.values()));
    return output;
  }

  /// The first thirty elements and the last.
  private static JsonElement excerpt(Tensor vector) {
    return Output.of(Functions.concat(0, vector.slice(0, 0, Math.min(30, vector.size())), vector.slice(0, vector.size() - 1, vector.size())));
  }

  private record Hand(HandTracking.Parameters parameters, HandTracking.Measured measured) {}

  private static Hand hand(Input input) {
    Input data = input.get("data");
    Input model = data.get("model");
    int[] correspondences = data.get("correspondences").integers();
    boolean atVertices = input.get("us").list().isEmpty();
    Tensor us = atVertices ? Tensor.zeros(Chainrule.F64, 0, correspondences.length) : input.get("us").tensor(2).transpose();
    Tensor corners = atVertices ? Tensor.of(correspondences).expandDims(0) : corners(model.get("triangles").list(), correspondences);
    Tensor points = data.get("points").tensor(2).transpose();
    return new Hand(new HandTracking.Parameters(input.get("theta").tensor(1), us), new HandTracking.Measured(handModel(model), corners, points));
  }

  private static Tensor corners(List<Input> triangles, int[] correspondences) {
    return Functions.stack(1, Arrays.stream(correspondences).mapToObj(number -> Tensor.of(triangles.get(number).integers())).toList());
  }

  private static HandTracking.Model handModel(Input model) {
    Tensor atRest = model.get("base_positions").tensor(2);
    Tensor weights = model.get("weights").tensor(2);
    Tensor skin = Functions.einsum("vb,vi->biv", weights, atRest).reshape(weights.shape().extent(1) * 4, weights.shape().extent(0));
    return new HandTracking.Model(
        Arrays.stream(model.get("parents").integers()).boxed().toList(),
        model.get("base_relatives").tensor(3),
        model.get("inverse_base_absolutes").tensor(3),
        skin,
        model.get("is_mirrored").truth());
  }

  /// A row for each distance.
  private static JsonElement rows(Tensor jacobian) {
    JsonArray rows = new JsonArray();
    Output.of(jacobian).getAsJsonArray().forEach(point -> rows.addAll(point.getAsJsonArray()));
    return rows;
  }
}
