package dev.chainrule.conformance;

import dev.chainrule.Tensor;
import dev.chainrule.graph.DType;
import dev.chainrule.graph.Type;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Holds arrays against those that they should be, and keeps the worst error and the first that is too large.
final class Comparison {
  private final DType dtype;
  private final Tolerance tolerance;
  private double worst;
  private @Nullable String failure;

  /// A comparison of what was computed in floating numbers of the given type.
  Comparison(DType dtype, Tolerance tolerance) {
    this.dtype = dtype;
    this.tolerance = tolerance;
  }

  double worst() {
    return worst;
  }

  @Nullable String failure() {
    return failure;
  }

  void add(Results actual, Results expected) {
    for (int i = 0; i < expected.all().size(); i++) {
      Results.Result should = expected.all().get(i);
      add(should.name(), actual.all().get(i).array(), should.array(), should.second());
    }
  }

  private void add(String what, Tensor actual, Tensor expected, boolean second) {
    Type given = actual.value().type();
    boolean floating = expected.dtype().isFloating();
    Type wanted = expected.value().type().withDType(floating ? dtype : expected.dtype());
    boolean sameKind = given.dtype() == wanted.dtype() || given.dtype().isInteger() && wanted.dtype().isInteger();
    if (!sameKind || !given.shape().equals(wanted.shape())) {
      fail(Double.POSITIVE_INFINITY, "%s is %s, but should be %s".formatted(what, given, wanted));
      return;
    }
    double[] is = actual.to(DType.F64).toDoubles();
    double[] should = expected.to(wanted.dtype()).to(DType.F64).toDoubles();
    double largest = Arrays.stream(should).filter(Double::isFinite).map(Math::abs).max().orElse(0);
    double limit = floating ? second ? tolerance.second() : tolerance.first() : 0;
    for (int i = 0; i < is.length; i++) {
      double error = error(is[i], should[i]) / Math.max(tolerance.smallest(), largest);
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
