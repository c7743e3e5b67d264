package dev.chainrule.conformance;

import dev.chainrule.Tensor;
import dev.chainrule.graph.DType;
import dev.chainrule.graph.Type;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Holds arrays against those that they should be, and keeps the worst error and the first that is too large.
final class Comparison {
  /// Arrays that are smaller than this everywhere are compared as if they were not: where a reference says 10⁻¹⁷ it means
  /// 0, of which single precision leaves some 10⁻⁸.
  private static final double SMALLEST_SCALE = 1e-4;

  private final Tolerance tolerance;
  private double worst;
  private @Nullable String failure;

  Comparison(Tolerance tolerance) {
    this.tolerance = tolerance;
  }

  double worst() {
    return worst;
  }

  @Nullable String failure() {
    return failure;
  }

  void addAll(String what, List<Tensor> actual, List<Tensor> expected, boolean second) {
    for (int i = 0; i < expected.size(); i++) {
      add(what + "[" + i + "]", actual.get(i), expected.get(i), second);
    }
  }

  void add(String what, Tensor actual, Tensor expected, boolean second) {
    Type given = actual.value().type();
    Type wanted = expected.value().type();
    boolean sameKind = given.dtype() == wanted.dtype() || given.dtype().isInteger() && wanted.dtype().isInteger();
    if (!sameKind || !given.shape().equals(wanted.shape())) {
      fail(Double.POSITIVE_INFINITY, "%s is %s, but should be %s".formatted(what, given, wanted));
      return;
    }
    double[] is = actual.to(DType.F64).toDoubles();
    double[] should = expected.to(DType.F64).toDoubles();
    double scale = Math.max(SMALLEST_SCALE, Arrays.stream(should).filter(Double::isFinite).map(Math::abs).max().orElse(0));
    double limit = wanted.dtype().isFloating() ? second ? tolerance.second() : tolerance.first() : 0;
    for (int i = 0; i < is.length; i++) {
      double error = error(is[i], should[i]) / scale;
      worst = Math.max(worst, error);
      if (error > limit) {
        fail(error, String.format(Locale.ROOT, "%s is %s at position %d, but should be %s (error %.1e, at most %.0e)",
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

  private void fail(double error, String message) {
    worst = Math.max(worst, error);
    if (failure == null) {
      failure = message;
    }
  }
}
