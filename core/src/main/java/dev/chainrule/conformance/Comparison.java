package dev.chainrule.conformance;

import dev.chainrule.Tensor;
import dev.chainrule.conformance.Results.Result;
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
  private boolean beyond;
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

  /// Whether an element of a derivative was not compared: its number is beyond single precision and it came out as NaN,
  /// since infinities met on the way to it.
  boolean beyond() {
    return beyond;
  }

  @Nullable String failure() {
    return failure;
  }

  /// Compares all arrays, which are the same ones in the same order.
  void add(Results actual, Results expected) {
    for (int i = 0; i < expected.all().size(); i++) {
      add(actual.all().get(i).array(), expected.all().get(i));
    }
  }

  private void add(Tensor actual, Result expected) {
    add(actual, expected, Tolerance.SCALE, "");
  }

  /// Compares all arrays of single precision. One that is not what it should be is held to what F64 gives at the rounded
  /// inputs, if that really differs from what F64 gives at the inputs as they are by more than the tolerance. If it does
  /// not, it may still be off by the spacing of numbers around 1.
  ///
  /// @return whether there was any that is not what it should be
  boolean addWhereRoundingMoves(Results actual, Results expected, Results exact, Results rounded) {
    boolean any = false;
    for (int i = 0; i < expected.all().size(); i++) {
      Tensor is = actual.all().get(i).array();
      Result should = expected.all().get(i);
      double moved = moved(exact.all().get(i), rounded.all().get(i));
      if (alone(dtype, is, should).failure == null) {
        add(is, should);
        continue;
      }
      any = true;
      if (moved == 0) {
        add(is, should, Tolerance.SCALE_OF_DIFFERENCES, "");
      } else {
        add(is, rounded.all().get(i), tolerance.scaleWhereRoundingMoves(should.part(), moved), ", which is what F64 gives at the rounded inputs");
      }
    }
    return any;
  }

  /// How far rounding the inputs moves an element at most; 0 if that is within the tolerance.
  private double moved(Result exact, Result rounded) {
    Comparison comparison = alone(DType.F64, rounded.array(), exact);
    return comparison.failure == null ? 0
        : comparison.worst.get(exact.part()) * scale(exact.array().to(DType.F64).toDoubles(), Tolerance.SCALE);
  }

  private Comparison alone(DType in, Tensor actual, Result expected) {
    Comparison comparison = new Comparison(in, tolerance);
    comparison.add(actual, expected);
    return comparison;
  }

  private void add(Tensor actual, Result expected, double least, String remark) {
    Part part = expected.part();
    Type given = actual.value().type();
    Type wanted = wanted(expected.array().value().type());
    boolean sameKind = given.dtype() == wanted.dtype() || given.dtype().isInteger() && wanted.dtype().isInteger();
    if (!sameKind || !given.shape().equals(wanted.shape())) {
      fail(part, Double.POSITIVE_INFINITY, "%s is %s, but should be %s".formatted(expected.name(), given, wanted));
      return;
    }
    double[] is = actual.to(DType.F64).toDoubles();
    double[] exact = expected.array().to(DType.F64).toDoubles();
    double[] should = expected.array().to(wanted.dtype()).to(DType.F64).toDoubles();
    worst.merge(part, 0.0, Math::max);
    double scale = scale(should, least);
    double limit = wanted.dtype().isFloating() ? tolerance.limit(part) : 0;
    for (int i = 0; i < is.length; i++) {
      if (part != Part.VALUE && dtype == DType.F32 && Double.isNaN(is[i]) && Double.isFinite(exact[i]) && Double.isInfinite(should[i])) {
        beyond = true;
        continue;
      }
      double error = error(is[i], should[i]) / scale;
      worst.merge(part, error, Math::max);
      if (error > limit) {
        fail(part, error, String.format(Locale.ROOT, "%s is %s at position %d, but should be %s (error %.1e, at most %.0e)%s",
            expected.name(), is[i], i, should[i], error, limit, remark));
      }
    }
  }

  private Type wanted(Type expected) {
    return expected.dtype().isFloating() ? expected.withDType(dtype) : expected;
  }

  private static double scale(double[] should, double least) {
    return Arrays.stream(should).filter(Double::isFinite).map(Math::abs).reduce(least, Math::max);
  }

  /// How far off a number is: not at all, finitely, or infinitely where one of them is no number and the other differs. So
  /// a number beyond single precision has to come out as infinity of its sign.
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
