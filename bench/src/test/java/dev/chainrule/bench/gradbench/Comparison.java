package dev.chainrule.bench.gradbench;


import dev.chainrule.Tensor;
import dev.chainrule.graph.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/// Times derivatives at the sizes for which times of compiled C++ are known, and holds them against these, scaled by what a
/// plain Java loop for the objective takes here and the C++ one took there. Not a test: run its `main`, with the names of
/// evals or none for all.
final class Comparison {
  private static final double SECONDS = Double.parseDouble(System.getProperty("seconds", "2"));
  private static final double LARGEST_SCALE = 1.3;
  private static final Random RANDOM = new Random(1);
  private static double sink;

  /// @param objective  of the C++ program, in milliseconds; NaN if unknown
  /// @param byHand     its derivative by hand
  /// @param byTool     its derivative by the best tool
  private record Peer(double objective, double byHand, double byTool) {}

  /// @param plain the objective in plain Java
  private record Case(String name, Peer peer, Supplier<Object> ours, Supplier<Object> derivative, Supplier<Object> plain) {}

  private Comparison() {}

  public static void main(String[] names) {
    System.out.printf(Locale.ROOT, "%-22s %9s %9s %9s | %9s %9s %9s %6s | %7s %7s%n", "milliseconds", "objective", "deriv.", "plain",
        "C++ obj.", "C++ tool", "C++ hand", "scale", "/tool", "/hand");
    List<Supplier<Case>> cases = List.of(Comparison::hello, Comparison::determinant, () -> mixture(10, 10), () -> mixture(32, 25), Comparison::bundle,
        () -> hand(544, 2.7, 0.71, 0.10), () -> hand(10000, 65, 9.5, 2.15), Comparison::clusters, Comparison::leastSquares,
        Comparison::logSumExp, Comparison::lstm, Comparison::rungeKutta,
        () -> nested("particle", Mode.REVERSE, Mode.REVERSE, 17), () -> nested("particle", Mode.FORWARD, Mode.FORWARD, 5.5),
        () -> nested("particle", Mode.FORWARD, Mode.REVERSE, 9), () -> nested("particle", Mode.REVERSE, Mode.FORWARD, 20),
        () -> nested("saddle", Mode.REVERSE, Mode.REVERSE, 7), () -> nested("saddle", Mode.FORWARD, Mode.FORWARD, 3.5),
        () -> nested("saddle", Mode.FORWARD, Mode.REVERSE, 8), () -> nested("saddle", Mode.REVERSE, Mode.FORWARD, 4.5));
    for (Supplier<Case> each : cases) {
      Case made = each.get();
      if (names.length == 0 || Arrays.stream(names).anyMatch(made.name::startsWith)) {
        print(made);
      }
    }
  }

  private static void print(Case c) {
    double plain = c.plain == null ? Double.NaN : median(c.plain);
    double objective = c.ours == null ? Double.NaN : median(c.ours);
    double derivative = median(c.derivative);
    double scale = Double.isNaN(plain) || Double.isNaN(c.peer.objective) ? 1 : Math.min(LARGEST_SCALE, plain / c.peer.objective);
    System.out.printf(Locale.ROOT, "%-22s %9.4f %9.4f %9.4f | %9.3f %9.3f %9.3f %6.2f | %7.2f %7.2f%n", c.name, objective, derivative, plain,
        c.peer.objective, c.peer.byTool, c.peer.byHand, scale, derivative / (c.peer.byTool * scale), derivative / (c.peer.byHand * scale));
  }

  /// The median, in milliseconds, of the later half of the runs.
  private static double median(Supplier<Object> run) {
    long end = System.nanoTime() + (long) (SECONDS * 1e9);
    double[] times = new double[1 << 20];
    int count = 0;
    for (long now = System.nanoTime(); count < 10 || now < end && count < times.length;) {
      Object result = run.get();
      long later = System.nanoTime();
      times[count++] = (later - now) / 1e6;
      now = later;
      sink += result.hashCode();
    }
    double[] late = Arrays.copyOfRange(times, count / 2, count);
    Arrays.sort(late);
    return late[late.length / 2];
  }

  private static double[] numbers(int count) {
    return RANDOM.doubles(count).toArray();
  }

  private static double[][] matrix(int rows, int columns) {
    return IntStream.range(0, rows).mapToObj(i -> numbers(columns)).toArray(double[][]::new);
  }

  private static Case hello() {
    Tensor x = Tensor.of(1.5);
    return new Case("hello", new Peer(Double.NaN, Double.NaN, Double.NaN), () -> Hello.SQUARE.apply(x), () -> Hello.DOUBLE.apply(x), null);
  }

  private static Case determinant() {
    double[][] a = matrix(9, 9);
    Tensor x = Tensor.of(a);
    return new Case("det 9", new Peer(3.3, 29, 10.6), () -> Determinant.PRIMAL.apply(x), () -> Determinant.GRADIENT.apply(x), () -> PlainJava.determinant(a));
  }

  private static Case mixture(int d, int k) {
    int n = 1000;
    double[] alpha = numbers(k);
    double[][] mu = matrix(k, d);
    double[][] q = matrix(k, d);
    double[][] l = matrix(k, d * (d - 1) / 2);
    double[][] x = matrix(n, d);
    var parameters = new GaussianMixture.Parameters(Tensor.of(alpha), Tensor.of(mu), Tensor.of(q), Tensor.of(l));
    var data = new GaussianMixture.Data(Tensor.of(x), Tensor.of(1.0), Tensor.of(0.0));
    return new Case("gmm d%d k%d n%d".formatted(d, k, n), d == 10 ? new Peer(0.78, 1.49, 1.29) : new Peer(6.3, 19.6, 26),
        () -> GaussianMixture.OBJECTIVE.apply(parameters, data), () -> GaussianMixture.JACOBIAN.apply(parameters, data),
        () -> PlainJava.gaussianMixture(alpha, mu, q, l, x, 1, 0));
  }

  private static Case bundle() {
    int p = 31843;
    double[][] cameras = matrix(49, 11);
    double[][] points = matrix(7776, 3);
    double[] weights = numbers(p);
    double[][] features = matrix(p, 2);
    var scene = new BundleAdjustment.Scene(Tensor.of(cameras).transpose(), Tensor.of(points).transpose(), Tensor.of(weights), Tensor.of(features).transpose());
    return new Case("ba1", new Peer(0.85, 5.9, 12.7), () -> BundleAdjustment.OBJECTIVE.apply(scene), () -> BundleAdjustment.JACOBIAN.apply(scene),
        () -> PlainJava.reprojection(cameras, points, weights, features));
  }

  private static Case hand(int vertices, double byTool, double byHand, double objective) {
    int bones = 22;
    int c = 800;
    List<Integer> parents = IntStream.range(0, bones).map(b -> b < 2 ? b - 1 : (b - 2) % 4 == 0 ? 1 : b - 1).boxed().toList();
    double[][] weights = matrix(vertices, bones);
    double[][] atRest = matrix(vertices, 4);
    double[][] transforms = matrix(bones, 16);
    Tensor skin = dev.chainrule.Functions.einsum("vb,vi->biv", Tensor.of(weights), Tensor.of(atRest)).reshape(4 * bones, vertices);
    Tensor base = Tensor.of(transforms).reshape(bones, 4, 4);
    var model = new HandTracking.Model(parents, base, base, skin, false);
    int[] corners = RANDOM.ints(3L * c, 0, vertices).toArray();
    var measured = new HandTracking.Measured(model, Tensor.of(Shape.of(3, c), corners), Tensor.of(matrix(3, c)));
    var parameters = new HandTracking.Parameters(Tensor.of(numbers(26)), Tensor.of(matrix(2, c)));
    return new Case("ht %d %d".formatted(vertices, c), new Peer(objective, byHand, byTool), () -> HandTracking.OBJECTIVE.apply(parameters, measured),
        () -> HandTracking.JACOBIAN.apply(parameters, measured), () -> PlainJava.skinned(transforms, atRest, weights));
  }

  private static Case clusters() {
    double[][] points = matrix(10000, 8);
    double[][] centroids = Arrays.copyOfRange(points, 9900, 10000);
    Tensor c = Tensor.of(centroids);
    Tensor p = Tensor.of(points);
    return new Case("kmeans 100/10000/8", new Peer(2.5, 2.7, 8.3), () -> KMeans.COST.apply(c, p), () -> KMeans.DIRECTION.apply(c, p),
        () -> PlainJava.kMeans(centroids, points));
  }

  private static Case leastSquares() {
    double[] x = numbers(128);
    var problem = new LeastSquares.Problem(Tensor.of(x), 4096);
    return new Case("llsq 4096/128", new Peer(0.44, 0.97, 2.9), () -> LeastSquares.PRIMAL.apply(problem), () -> LeastSquares.GRADIENT.apply(problem),
        () -> PlainJava.leastSquares(x, 4096));
  }

  private static Case logSumExp() {
    double[] x = numbers(320_000);
    Tensor t = Tensor.of(x);
    return new Case("lse 320000", new Peer(1.8, 1.6, 2.9), () -> LogSumExp.PRIMAL.apply(t), () -> LogSumExp.GRADIENT.apply(t), () -> PlainJava.logSumExp(x));
  }

  private static Case lstm() {
    int b = 14;
    double[][] main = matrix(4, 4 * b);
    double[][] extra = matrix(3, b);
    double[][] state = matrix(4, b);
    double[][] sequence = Arrays.stream(matrix(1024, b)).map(row -> Arrays.stream(row).map(Math::rint).toArray()).toArray(double[][]::new);
    var parameters = new Lstm.Parameters(Tensor.of(main), Tensor.of(extra));
    var data = new Lstm.Data(Tensor.of(state), Tensor.of(sequence));
    return new Case("lstm l2 c1024", new Peer(1.3, 9.2, 3.3), () -> Lstm.OBJECTIVE.apply(parameters, data), () -> Lstm.JACOBIAN.apply(parameters, data),
        () -> PlainJava.lstm(main, extra, state, sequence));
  }

  private static Case rungeKutta() {
    double[] x = numbers(1000);
    var problem = new RungeKutta.Problem(Tensor.of(x), 10);
    return new Case("ode 1000/10", new Peer(0.017, Double.NaN, 0.10), () -> RungeKutta.PRIMAL.apply(problem), () -> RungeKutta.GRADIENT.apply(problem),
        () -> PlainJava.rungeKutta(x, 10));
  }

  private static Case nested(String module, Mode outer, Mode inner, double byTool) {
    boolean saddle = module.equals("saddle");
    Tensor start = saddle ? Tensor.of(1.0, 1.0) : Tensor.of(0.0);
    var solver = saddle ? Saddle.solver(outer, inner) : Particle.solver(outer, inner);
    return new Case("%s %s/%s".formatted(module, outer, inner).toLowerCase(Locale.ROOT), new Peer(Double.NaN, Double.NaN, byTool), null, () -> solver.apply(start), null);
  }
}
