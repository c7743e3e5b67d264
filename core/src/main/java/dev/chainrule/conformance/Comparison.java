package dev.chainrule.conformance;

import dev.chainrule.Tensor;
import dev.chainrule.graph.DType;
import dev.chainrule.graph.Type;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Holds arrays against those that they should be, and keeps the worst errors and the first that is too large.
final class Comparison {
  /// What of an operation is compared.
  enum Part { VALUE, JVP, VJP, HVP }

  /// Arrays that are smaller than this everywhere are compared as if they were not: where a reference says 10⁻¹⁷ it means
  /// 0, of which single precision leaves some 10⁻⁸.
  private static final double SMALLEST_SCALE = 1e-4;

  private final Tolerance tolerance;
  private final Map<Part, Double> worst = new EnumMap<>(Part.class);
  private @Nullable String failure;

  Comparison(Tolerance tolerance) {
    this.tolerance = tolerance;
  }

  /// The worst error of each part that was compared.
  Map<Part, Double> worst() {
    return worst;
  }

  @Nullable String failure() {
    return failure;
  }

  /// One array for each input.
  void addAll(Part part, List<Tensor> actual, List<Tensor> expected) {
    for (int i = 0; i < expected.size(); i++) {
      add(part, name(part) + "[" + i + "]", actual.get(i), expected.get(i));
    }
  }

  void add(Part part, Tensor actual, Tensor expected) {
    add(part, name(part), actual, expected);
  }

  private static String name(Part part) {
    return part.name().toLowerCase(Locale.ROOT);
  }

  private void add(Part part, String what, Tensor actual, Tensor expected) {
    Type given = actual.value().type();
    Type wanted = expected.value().type();
    boolean sameKind = given.dtype() == wanted.dtype() || given.dtype().isInteger() && wanted.dtype().isInteger();
    if (!sameKind || !given.shape().equals(wanted.shape())) {
      fail(part, Double.POSITIVE_INFINITY, "%s is %s, but should be %s".formatted(what, given, wanted));
      return;
    }
    double[] is = actual.to(DType.F64).toDoubles();
    double[] should = expected.to(DType.F64).toDoubles();
    double scale = Math.max(SMALLEST_SCALE, Arrays.stream(should).filter(Double::isFinite).map(Math::abs).max().orElse(0));
    double limit = wanted.dtype().isFloating() ? part == Part.HVP ? tolerance.second() : tolerance.first() : 0;
    worst.merge(part, 0.0, Math::max);
    for (int i = 0; i < is.length; i++) {
      double error = error(is[i], should[i]) / scale;
      worst.merge(part, error, Math::max);
      if (error > limit) {
        fail(part, error, String.format(Locale.ROOT, "%s is %s at position %d, but should be %s (error %.1e, at most %.0e)",
            what, is[i], i, should[i], error, limit));
      }
    }
  }

  /// How far off a number is: not at all, finitely, or infinitely where one of them is no number and the other differs.
  private static double error(double is, double should) {
    if (Double.compare(is, should) == 0) {
      return 0;
    }
    double distance = Math.abs(is - should);
    return Double.isNaN(distance) ? Double.POSITIVE_INFINITY : distance;
  }

  private void fail(Part part, double error, String message) {
    worst.merge(part, error, Math::max);
    if (failure == null) {
      failure = message;
    }
  }
}
