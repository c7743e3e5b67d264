package dev.chainrule.conformance;

import dev.chainrule.Tensor;
import dev.chainrule.graph.DType;
import dev.chainrule.graph.Type;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Holds arrays against those that they should be, and keeps the worst errors and the first that is too large.
final class Comparison {
  /// What of an operation is compared.
  enum Part {
    VALUE, JVP, VJP, HVP;

    /// As the files call it.
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private final DType dtype;
  private final Tolerance tolerance;
  private final Map<Part, Double> worst = new EnumMap<>(Part.class);
  private @Nullable String failure;

  /// @param dtype the floating type of what is computed; what it should be is in F64
  Comparison(DType dtype, Tolerance tolerance) {
    this.dtype = dtype;
    this.tolerance = tolerance;
  }

  /// The worst error of each part that was compared.
  Map<Part, Double> worst() {
    return worst;
  }

  @Nullable String failure() {
    return failure;
  }

  /// Compares all arrays, which are the same ones in the same order.
  void add(Results actual, Results expected) {
    for (int i = 0; i < expected.all().size(); i++) {
      Results.Result should = expected.all().get(i);
      add(should.part(), should.name(), actual.all().get(i).array(), should.array());
    }
  }

  private void add(Part part, String what, Tensor actual, Tensor expected) {
    Type given = actual.value().type();
    Type wanted = wanted(expected.value().type());
    boolean sameKind = given.dtype() == wanted.dtype() || given.dtype().isInteger() && wanted.dtype().isInteger();
    if (!sameKind || !given.shape().equals(wanted.shape())) {
      fail(part, Double.POSITIVE_INFINITY, "%s is %s, but should be %s".formatted(what, given, wanted));
      return;
    }
    double[] is = actual.to(DType.F64).toDoubles();
    double[] exact = expected.to(DType.F64).toDoubles();
    double[] should = expected.to(wanted.dtype()).to(DType.F64).toDoubles();
    worst.merge(part, 0.0, Math::max);
    boolean second = part == Part.HVP;
    double scale = scale(should, second ? tolerance.secondScale() : tolerance.scale());
    double limit = wanted.dtype().isFloating() ? second ? tolerance.secondLimit() : tolerance.limit() : 0;
    for (int i = 0; i < is.length; i++) {
      double error = error(is[i], should[i], exact[i]) / scale;
      worst.merge(part, error, Math::max);
      if (error > limit) {
        fail(part, error, String.format(Locale.ROOT, "%s is %s at position %d, but should be %s (error %.1e, at most %.0e)",
            what, is[i], i, should[i], error, limit));
      }
    }
  }

  private Type wanted(Type expected) {
    return expected.dtype().isFloating() ? expected.withDType(dtype) : expected;
  }

  private static double scale(double[] should, double least) {
    return Arrays.stream(should).filter(Double::isFinite).map(Math::abs).reduce(least, Math::max);
  }

  /// How far off a number is: not at all, finitely, or infinitely where one of them is no number and the other differs. A
  /// number beyond single precision has to come out as infinite, or as NaN where infinities were added up.
  private static double error(double is, double should, double exact) {
    boolean beyond = Double.isFinite(exact) && !Double.isFinite(should);
    if (Double.compare(is, should) == 0 || beyond && Double.isNaN(is)) {
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
