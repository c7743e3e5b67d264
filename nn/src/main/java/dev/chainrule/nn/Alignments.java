package dev.chainrule.nn;

import dev.chainrule.Chainrule;
import dev.chainrule.Functions;
import dev.chainrule.Step;
import dev.chainrule.Tensor;
import dev.chainrule.graph.DType;
import dev.chainrule.graph.Shape;
import dev.chainrule.graph.ShapeException;

/// All ways in which labels can lie along a longer sequence, for [Losses#ctc].
final class Alignments {
  /// The logarithm of what is impossible. A number, since differences of infinities have no derivative.
  private static final double NEVER = -1e30;

  private Alignments() {}

  /// −log of the probability of the labels of each sequence, summed over all alignments: ∞ where there is none.
  static Tensor negativeLog(Tensor logits, Tensor labels, Tensor lengths, Tensor labelLengths) {
    requireShapes(logits, labels, lengths, labelLengths);
    int batch = labels.shape().extent(0);
    int length = logits.shape().extent(1);
    int states = 2 * labels.shape().extent(1) + 1;
    // Between labels, before and after them may be blanks: _ a _ b _
    Tensor blanks = labels.zerosLike();
    Tensor whole = Functions.stack(-1, blanks, labels).reshape(batch, states - 1).pad(new int[] {0, 0}, new int[] {0, 1});
    Tensor emissions = logits.logSoftmax(-1)
        .takeAlongAxis(whole.expandDims(1).broadcastTo(batch, length, states), 2).transpose(1, 0, 2);
    // From one label to the next a blank may be left out, unless both are the same.
    Tensor twoBefore = whole.pad(new int[] {0, 2}, new int[] {0, 0}).slice(1, 0, states);
    Tensor mayLeap = whole.ne(0).and(whole.ne(twoBefore));
    Tensor place = Functions.arange(states);
    Tensor start = place.lt(2).where(emissions.get(0), never(emissions.get(0)));
    Tensor alpha = Chainrule.scan((Tensor before, Tensor t) -> {
      Tensor one = shifted(before, 1);
      Tensor two = mayLeap.where(shifted(before, 2), never(before));
      Tensor next = Functions.stack(0, before, one, two).logSumExp(0).plus(emissions.take(t, 0));
      return new Step<>(t.lt(lengths).expandDims(1).where(next, before), t);
    }, start, Functions.arange(length).slice(0, 1, length)).carry();
    // The last label, or the blank after it.
    Tensor end = place.eq(labelLengths.times(2).expandDims(1)).or(place.eq(labelLengths.times(2).minus(1).expandDims(1)));
    Tensor loss = end.where(alpha, never(alpha)).logSumExp(-1).neg();
    return loss.lt(-NEVER / 2).where(loss, Tensor.full(loss.dtype(), Double.POSITIVE_INFINITY).broadcastTo(loss.shape()));
  }

  private static Tensor shifted(Tensor x, int by) {
    int states = x.shape().extent(1);
    return x.pad(new int[] {0, by}, new int[] {0, 0}, NEVER).slice(1, 0, states);
  }

  private static Tensor never(Tensor x) {
    return Tensor.full(x.dtype(), NEVER, x.shape().extents());
  }

  private static void requireShapes(Tensor logits, Tensor labels, Tensor lengths, Tensor labelLengths) {
    Shape scores = logits.shape();
    Shape batch = labels.rank() == 2 ? labels.shape().range(0, 1) : Shape.of();
    boolean fit = scores.rank() == 3 && labels.rank() == 2 && scores.range(0, 1).equals(batch) && lengths.shape().equals(batch)
        && labelLengths.shape().equals(batch) && scores.extent(1) > 0;
    boolean integers = labels.dtype().isInteger() && lengths.dtype() == DType.I32 && labelLengths.dtype() == DType.I32;
    if (!fit || !integers) {
      throw new ShapeException(
          "[ctc] logits %s, labels %s, lengths %s and lengths of labels %s do not fit: they are floating [batch, length, classes], integers [batch, labels], I32[batch] and I32[batch]"
              .formatted(logits.value().type(), labels.value().type(), lengths.value().type(), labelLengths.value().type()));
    }
  }
}
