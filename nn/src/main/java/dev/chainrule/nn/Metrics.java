package dev.chainrule.nn;

import dev.chainrule.Tensor;
import dev.chainrule.graph.DType;
import dev.chainrule.graph.Operations;
import dev.chainrule.graph.ShapeException;

/// How good predictions are, for people to read. Metrics have no useful gradient. What is counted over many batches is in
/// [ConfusionMatrix] and [RunningMean].
///
/// {@snippet :
/// Tensor logits = Tensor.of(new double[][] {{2, 0}, {0, 2}});
/// System.out.println(Metrics.accuracy(logits, Tensor.of(0, 0)).item()); // 0.5
/// }
@Operations
public final class Metrics {
  private Metrics() {}

  /// The share of rows, from 0 to 1, whose largest score is at the label.
  ///
  /// @param logits `[…, classes]`
  /// @param labels `[…]`, integers from 0
  /// @throws dev.chainrule.graph.ElementException if a label is negative or no smaller than the number of classes
  public static Tensor accuracy(Tensor logits, Tensor labels) {
    return hits("accuracy", logits, labels).to(DType.F64).mean();
  }

  /// The number (I32) of rows whose largest score is at the label: what adds up over batches of different sizes.
  ///
  /// @param logits `[…, classes]`
  /// @param labels `[…]`, integers from 0
  /// @throws dev.chainrule.graph.ElementException if a label is negative or no smaller than the number of classes
  public static Tensor correct(Tensor logits, Tensor labels) {
    return hits("correct", logits, labels).to(DType.I32).sum();
  }

  /// The share of rows, from 0 to 1, whose label is among the `count` largest scores; of equal ones the first count as larger.
  ///
  /// {@snippet :
  /// Tensor logits = Tensor.of(new double[][] {{3, 2, 1}, {3, 2, 1}});
  /// System.out.println(Metrics.topK(logits, Tensor.of(1, 2), 2).item()); // 0.5
  /// }
  ///
  /// @param logits `[…, classes]`
  /// @param labels `[…]`, integers from 0
  /// @throws dev.chainrule.graph.ShapeException if there are fewer classes
  public static Tensor topK(Tensor logits, Tensor labels, int count) {
    Losses.requireLabels("topK", logits, labels);
    Tensor classes = Losses.classes("topK", logits, labels).to(DType.I32).expandDims(-1);
    return logits.topK(count).indices().eq(classes).any(-1).to(DType.F64).mean();
  }

  /// The area under the receiver operating characteristic: the probability that a score of what is so is larger than one of
  /// what is not, equal ones counting half. NaN where all are so, or none is. Of several batches, concatenate scores and labels:
  /// it is no mean of theirs.
  ///
  /// Source: J. A. Hanley, B. J. McNeil, The Meaning and Use of the Area under a ROC Curve, 1982.
  ///
  /// {@snippet :
  /// System.out.println(Metrics.rocAuc(Tensor.of(0.1, 0.4, 0.4, 0.8), Tensor.of(false, false, true, true)).item()); // 0.875
  /// }
  ///
  /// @param scores `[n]`, finite
  /// @param isSo   Bool[n]
  /// @throws ShapeException unless both are vectors of the same length
  public static Tensor rocAuc(Tensor scores, Tensor isSo) {
    if (scores.rank() != 1 || isSo.dtype() != DType.BOOL || !isSo.shape().equals(scores.shape())) {
      throw new ShapeException("[rocAuc] scores %s and labels %s must be vectors of the same length, and the labels Bool: compare first, as in labels.eq(1)"
          .formatted(scores.value().type(), isSo.value().type()));
    }
    Tensor all = scores.to(DType.F64);
    Tensor others = isSo.where(Tensor.full(DType.F64, Double.POSITIVE_INFINITY), all).sort();
    Tensor below = all.searchSorted(others, false).plus(all.searchSorted(others, true)).to(DType.F64).times(0.5);
    Tensor yes = isSo.to(DType.F64);
    Tensor count = yes.sum();
    return below.times(yes).sum().div(count.times(count.neg().plus(isSo.size())));
  }

  /// How many equally likely classes would be as hard to guess: e to the cross-entropy. Of several batches it is e to their mean
  /// cross-entropy; see [RunningMean].
  ///
  /// {@snippet :
  /// System.out.println(Math.round(Metrics.perplexity(Tensor.zeros(F64, 2, 5, 7), Tensor.zeros(I32, 2, 5)).item())); // 7
  /// }
  ///
  /// @param logits `[…, classes]`
  /// @param labels `[…]`, integers from 0
  public static Tensor perplexity(Tensor logits, Tensor labels) {
    return Losses.crossEntropy(logits, labels).exp();
  }

  private static Tensor hits(String operation, Tensor logits, Tensor labels) {
    Losses.requireLabels(operation, logits, labels);
    return logits.argMax(-1).eq(Losses.classes(operation, logits, labels).to(DType.I32));
  }
}
