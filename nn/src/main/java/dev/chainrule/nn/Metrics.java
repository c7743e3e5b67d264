package dev.chainrule.nn;

import dev.chainrule.Tensor;
import dev.chainrule.graph.DType;
import dev.chainrule.graph.Operations;

/// How good predictions are, for people to read. Metrics have no useful gradient.
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

  private static Tensor hits(String operation, Tensor logits, Tensor labels) {
    Losses.requireLabels(operation, logits, labels);
    return logits.argMax(-1).eq(Losses.classes(operation, logits, labels).to(DType.I32));
  }
}
