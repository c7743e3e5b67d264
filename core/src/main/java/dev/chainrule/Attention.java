package dev.chainrule;

import dev.chainrule.graph.DType;
import dev.chainrule.graph.DTypeException;
import dev.chainrule.graph.Shape;
import dev.chainrule.graph.ShapeException;
import org.jspecify.annotations.Nullable;

/// Scaled dot-product attention, of products and a softmax.
final class Attention {
  private Attention() {}

  static Tensor of(Tensor queries, Tensor keys, Tensor values, @Nullable Tensor mask) {
    requireShapes(queries, keys, values);
    return of(queries, keys, values, mask, 1 / Math.sqrt(queries.shape().extent(-1)));
  }

  static Tensor of(Tensor queries, Tensor keys, Tensor values, @Nullable Tensor mask, double scale) {
    requireShapes(queries, keys, values);
    Tensor scores = queries.matmul(transposed(keys)).times(scale);
    if (mask != null) {
      requireMask(scores.shape(), mask.shape());
    }
    Tensor weights = mask == null || keys.shape().extent(-2) == 0 ? scores.softmax(-1) : maskedSoftmax(scores, mask);
    return weights.matmul(values);
  }

  /// True where the number of the key is not larger than that of the query.
  static Tensor causalMask(Tensor queries, Tensor keys) {
    requireShapes(queries, keys, keys);
    return Functions.arange(keys.shape().extent(-2)).le(Functions.arange(queries.shape().extent(-2)).expandDims(1));
  }

  /// The softmax of what the mask lets through, 0 elsewhere: also in rows that it hides whole, for which a softmax has no
  /// value. A mask of numbers is added, and hides where it is −∞.
  private static Tensor maskedSoftmax(Tensor scores, Tensor mask) {
    return switch (mask.dtype()) {
      case BOOL -> softmaxWhere(scores, mask);
      case F32, F64 -> {
        Tensor visible = mask.ne(Double.NEGATIVE_INFINITY);
        yield softmaxWhere(scores.plus(Functions.where(visible, mask, 0)), visible);
      }
      case I32, I64 -> throw new DTypeException(
          "[attention] the mask is %s, but must be Bool, true where a query may see a key, or floating, to be added to the scores: compare first, as in mask.gt(0)"
              .formatted(mask.dtype()));
    };
  }

  private static Tensor softmaxWhere(Tensor scores, Tensor mask) {
    Tensor hidden = Tensor.full(scores.dtype(), Double.NEGATIVE_INFINITY);
    Tensor largest = mask.where(scores.stopGradient(), hidden).max(KeepDims.of(-1));
    Tensor shift = largest.eq(Double.NEGATIVE_INFINITY).where(largest.zerosLike(), largest);
    Tensor powers = mask.where(scores.minus(shift), hidden).exp();
    Tensor sum = powers.sum(KeepDims.of(-1));
    return powers.div(sum.eq(0).where(sum.onesLike(), sum));
  }

  private static Tensor transposed(Tensor x) {
    int[] order = new int[x.rank()];
    for (int axis = 0; axis < order.length; axis++) {
      order[axis] = axis < order.length - 2 ? axis : 2 * order.length - 3 - axis;
    }
    return x.transpose(order);
  }

  private static void requireMask(Shape scores, Shape mask) {
    try {
      Shape.broadcast("attention", scores, mask);
    } catch (ShapeException differ) {
      throw new ShapeException("[attention] a mask of shape %s does not broadcast to the scores %s, which are […, queries, keys]"
          .formatted(mask, scores));
    }
  }

  private static void requireShapes(Tensor queries, Tensor keys, Tensor values) {
    Shape q = queries.shape();
    Shape k = keys.shape();
    Shape v = values.shape();
    boolean matrices = q.rank() >= 2 && k.rank() >= 2 && v.rank() >= 2;
    if (!matrices || q.extent(-1) != k.extent(-1) || k.extent(-2) != v.extent(-2)) {
      throw new ShapeException(
          "[attention] queries %s, keys %s and values %s do not fit: they are […, queries, width], […, keys, width] and […, keys, values' width]"
              .formatted(q, k, v));
    }
  }
}
