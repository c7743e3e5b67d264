package dev.chainrule.conformance;

import static dev.chainrule.Chainrule.F32;
import static dev.chainrule.Chainrule.F64;
import static dev.chainrule.Chainrule.jit;
import static dev.chainrule.Chainrule.jvp;
import static dev.chainrule.Chainrule.vjp;

import dev.chainrule.Tensor;
import dev.chainrule.Vjp;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.IntStream;

/// Holds a call of an operation against its reference and against itself: every mode against every other.
final class Measurement {
  private static final double STEP = 1e-4;

  private final OperationCase call;
  private final Function<List<Tensor>, Tensor> f;
  private final List<Tensor> x;
  private final Map<Measure, Double> worst = new EnumMap<>(Measure.class);

  private Measurement(OperationCase call) {
    this.call = call;
    this.f = call.function();
    this.x = call.point();
  }

  /// The worst errors of all that can be measured.
  static Map<Measure, Double> of(OperationCase call) {
    Measurement measurement = new Measurement(call);
    measurement.run();
    return measurement.worst;
  }

  private void run() {
    if (call.reference() != null) {
      Measure[] of = Measure.values();
      reference(call.reference().compare(call.operation(), call.attributes(), F64, Tolerance.of(F64, true)), of[0].ordinal());
      reference(call.reference().compare(call.operation(), call.attributes(), F32, Tolerance.of(F32, true)), of[4].ordinal());
    }
    if (!call.isDifferentiable()) {
      batchAndCompile(call.inputs(), all -> List.of(call.operation().apply(call.attributes(), all)));
      return;
    }
    Tensor y = f.apply(x);
    List<Tensor> v = directions(x, 1);
    Tensor w = directions(List.of(y), 2).getFirst();
    if (call.reference() == null) {
      singlePrecision(v, w);
    }
    firstOrder(v, w);
    secondOrder(v, directions(x, 3), w);
    thirdOrder(v, w);
    batchAndCompile(call.inputs(), at -> {
      OperationCase there = call.withInputs(at);
      Vjp<List<Tensor>, Tensor> reverse = vjp(there.function(), there.point());
      List<Tensor> all = new ArrayList<>(List.of(reverse.value()));
      all.addAll(reverse.pullback().apply(w));
      return all;
    });
  }

  private void reference(Comparison comparison, int first) {
    comparison.worst().forEach((part, error) -> note(Measure.values()[first + part.ordinal()], error));
  }

  /// Single precision against double, from the same rounded inputs.
  private void singlePrecision(List<Tensor> v, Tensor w) {
    List<List<Tensor>> results = new ArrayList<>();
    for (var dtype : List.of(F32, F64)) {
      OperationCase rounded = call.in(F32).in(dtype);
      Function<List<Tensor>, Tensor> g = rounded.function();
      List<Tensor> at = rounded.point();
      List<Tensor> dx = v.stream().map(each -> each.to(dtype)).toList();
      Tensor dy = w.to(dtype);
      Function<List<Tensor>, List<Tensor>> pull = z -> vjp(g, z).pullback().apply(dy);
      results.add(List.of(flat(List.of(g.apply(at))), flat(List.of(jvp(g, at, dx).tangent())), flat(pull.apply(at)),
          flat(jvp(pull, at, dx).tangent())));
    }
    for (int part = 0; part < 4; part++) {
      note(Measure.values()[Measure.VALUE_F32.ordinal() + part], error(results.get(0).get(part), results.get(1).get(part)));
    }
  }

  private void firstOrder(List<Tensor> v, Tensor w) {
    Tensor pushed = jvp(f, x, v).tangent();
    List<Tensor> pulled = vjp(f, x).pullback().apply(w);
    note(Measure.TRANSPOSE, error(inner(List.of(w), List.of(pushed)), inner(pulled, v)));
    noteDifference(Measure.DIFFERENCE, f, v, pushed);
  }

  private void secondOrder(List<Tensor> v, List<Tensor> u, Tensor w) {
    Function<List<Tensor>, Tensor> push = at -> jvp(f, at, v).tangent();
    Function<List<Tensor>, List<Tensor>> pull = at -> vjp(f, at).pullback().apply(w);
    Tensor forwardOverForward = jvp(push, x, u).tangent();
    List<Tensor> forwardOverReverse = jvp(pull, x, v).tangent();
    note(Measure.SECOND_ORDER, error(flat(vjp(pull, x).pullback().apply(v)), flat(forwardOverReverse)));
    note(Measure.SECOND_ORDER, error(flat(vjp(push, x).pullback().apply(w)), flat(forwardOverReverse)));
    note(Measure.SECOND_ORDER, error(inner(List.of(w), List.of(forwardOverForward)), inner(forwardOverReverse, u)));
    noteDifference(Measure.SECOND_DIFFERENCE, push, u, forwardOverForward);
  }

  private void thirdOrder(List<Tensor> v, Tensor w) {
    Function<List<Tensor>, Tensor> once = at -> jvp(f, at, v).tangent();
    Function<List<Tensor>, Tensor> twice = at -> jvp(once, at, v).tangent();
    Function<List<Tensor>, List<Tensor>> pull = at -> vjp(f, at).pullback().apply(w);
    Function<List<Tensor>, List<Tensor>> curvature = at -> jvp(pull, at, v).tangent();
    note(Measure.THIRD_ORDER, error(
        inner(List.of(w), List.of(jvp(twice, x, v).tangent())), inner(vjp(curvature, x).pullback().apply(v), v)));
  }

  /// All inputs vary from example to example, the integers too.
  private void batchAndCompile(List<Tensor> at, Function<List<Tensor>, List<Tensor>> all) {
    note(Measure.COMPILED, error(flat(jit(all).apply(at)), flat(all.apply(at))));
    note(Measure.BATCH, new Batches(all, at, (actual, expected) -> error(flat(actual), flat(expected))).worst());
  }

  /// How far a derivative along v is from a difference of five points, where there is one: not at kinks and jumps, where
  /// the slopes on both sides differ. If there is none at all, nothing is noted.
  private void noteDifference(Measure measure, Function<List<Tensor>, Tensor> g, List<Tensor> v, Tensor derivative) {
    double[] actual = derivative.toDoubles();
    double[] at = g.apply(x).toDoubles();
    double[] below = g.apply(moved(v, -STEP)).toDoubles();
    double[] above = g.apply(moved(v, STEP)).toDoubles();
    double[] farBelow = g.apply(moved(v, -2 * STEP)).toDoubles();
    double[] farAbove = g.apply(moved(v, 2 * STEP)).toDoubles();
    double scale = Math.max(1, Arrays.stream(actual).map(Math::abs).filter(Double::isFinite).max().orElse(0));
    for (int i = 0; i < actual.length; i++) {
      double difference = (farBelow[i] - farAbove[i] + 8 * (above[i] - below[i])) / (12 * STEP);
      boolean smooth = Math.abs(farAbove[i] - 2 * at[i] + farBelow[i]) < 0.01 * scale * STEP
          && Math.abs(above[i] - 2 * at[i] + below[i]) < 0.01 * scale * STEP
          && Math.abs(2 * (above[i] - below[i]) - (farAbove[i] - farBelow[i])) < 0.01 * scale * STEP;
      if (smooth && Double.isFinite(difference)) {
        note(measure, Math.abs(actual[i] - difference) / scale);
      }
    }
  }

  private List<Tensor> moved(List<Tensor> v, double step) {
    return IntStream.range(0, x.size()).mapToObj(i -> x.get(i).plus(v.get(i).times(step))).toList();
  }

  private void note(Measure measure, double error) {
    if (!call.inapplicable().contains(measure)) {
      worst.merge(measure, error, Math::max);
    }
  }

  private static List<Tensor> directions(List<Tensor> like, int seed) {
    Random random = new Random(seed);
    return like.stream().map(each -> Tensor.of(each.shape(), random.doubles(each.size(), -1, 1).toArray())).toList();
  }

  /// All elements, one after the other.
  private static Tensor flat(List<Tensor> tensors) {
    return Tensor.of(tensors.stream().flatMapToDouble(each -> Arrays.stream(each.to(F64).toDoubles())).toArray());
  }

  /// The products whose sum is the inner product, and their sum, with which errors are compared.
  private record Inner(double sum, double magnitude) {}

  private static Inner inner(List<Tensor> a, List<Tensor> b) {
    double[] products = flat(a).times(flat(b)).toDoubles();
    return new Inner(Arrays.stream(products).sum(), Arrays.stream(products).map(Math::abs).sum());
  }

  private static double error(Inner actual, Inner expected) {
    return error(actual.sum, expected.sum, Math.max(actual.magnitude, expected.magnitude));
  }

  private static double error(Tensor actual, Tensor expected) {
    double[] is = actual.toDoubles();
    double[] should = expected.toDoubles();
    if (is.length != should.length) {
      return Double.POSITIVE_INFINITY;
    }
    double scale = Arrays.stream(should).filter(Double::isFinite).map(Math::abs).max().orElse(0);
    return IntStream.range(0, is.length).mapToDouble(i -> error(is[i], should[i], scale)).max().orElse(0);
  }

  /// Relative to the scale; numbers below 10⁻⁴ are compared as if they were as large.
  private static double error(double actual, double expected, double scale) {
    if (Double.compare(actual + 0.0, expected + 0.0) == 0) {
      return 0;
    }
    double distance = Math.abs(actual - expected);
    return Double.isNaN(distance) ? Double.POSITIVE_INFINITY : distance / Math.max(1e-4, Double.isFinite(scale) ? scale : 1);
  }
}
