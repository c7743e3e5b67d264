package dev.chainrule;

import dev.chainrule.graph.ElementException;
import dev.chainrule.graph.ShapeException;
import java.util.stream.IntStream;

/// What the normalizations have in common.
final class Normalization {
  private Normalization() {}

  static Tensor toUnitVariance(String operation, Tensor x, int axes, double eps) {
    KeepDims last = last(operation, x, axes);
    return toUnitSquare(operation, Statistics.centred(operation, x, last), axes, eps);
  }

  /// The root and the reciprocal one after the other: the derivative of both in one has a power of -3/2, which vanishes
  /// where large x still have derivatives.
  static Tensor toUnitSquare(String operation, Tensor x, int axes, double eps) {
    if (!(eps >= 0 && Double.isFinite(eps))) {
      throw new ElementException("[%s] eps is %s, but must be 0 or a positive finite number: it keeps the root of a small variance away from 0"
          .formatted(operation, eps));
    }
    return x.times(x.square().mean(last(operation, x, axes)).plus(eps).sqrt().reciprocal());
  }

  static void requireLast(String operation, String what, Tensor x, Tensor scale) {
    boolean fits = scale.rank() <= x.rank() && scale.rank() > 0
        && scale.shape().equals(x.shape().range(x.rank() - scale.rank(), x.rank()));
    if (!fits) {
      throw new ShapeException("[%s] a %s of shape %s does not fit %s: it must have the shape of its last axes, which are normalised"
          .formatted(operation, what, scale.shape(), x.shape()));
    }
  }

  private static KeepDims last(String operation, Tensor x, int count) {
    if (x.rank() == 0) {
      throw new ShapeException("[%s] a scalar has no axis to normalise".formatted(operation));
    }
    return KeepDims.of(IntStream.rangeClosed(1, count).map(axis -> -axis).toArray());
  }
}
