package dev.chainrule.nn;

import dev.chainrule.Functions;
import dev.chainrule.Tensor;
import dev.chainrule.graph.DType;
import dev.chainrule.graph.ShapeException;

/// How often each class was taken for each, over as many batches as one likes, and what follows from that.
///
/// Precision is the share of those taken for a class that are of it, recall the share of those of a class that are taken for it,
/// F1 their harmonic mean, 2 tp / (2 tp + fp + fn). What would divide by 0 is 0. The conventions are scikit-learn's.
///
/// {@snippet :
/// Tensor logits = Tensor.of(new double[][] {{2, 0}, {0, 2}, {0, 1}});
/// ConfusionMatrix matrix = ConfusionMatrix.of(2).plus(logits, Tensor.of(0, 1, 0));
/// System.out.println(matrix.counts());                                     // I64[2, 2] [[1, 1], [0, 1]]
/// System.out.println(matrix.recall());                                     // F64[2] [0.5, 1.0]
/// System.out.println(matrix.precision(ConfusionMatrix.Average.MACRO).item()); // 0.75
/// }
///
/// @param counts I64[classes, classes]: rows are the right classes, columns what they were taken for
public record ConfusionMatrix(Tensor counts) {
  /// How several classes become one number.
  public enum Average {
    /// The mean over the classes that occur, each counting alike.
    MACRO,
    /// Over all examples together, each counting alike: all three are the accuracy then.
    MICRO,
    /// The mean over the classes, each counting as often as it is right.
    WEIGHTED
  }

  /// Nothing counted yet.
  ///
  /// @throws IllegalArgumentException if there are no classes
  public static ConfusionMatrix of(int classes) {
    if (classes < 1) {
      throw new IllegalArgumentException("[ConfusionMatrix] %d classes: there must be at least 1".formatted(classes));
    }
    return new ConfusionMatrix(Tensor.zeros(DType.I64, classes, classes));
  }

  /// With a batch more.
  ///
  /// @param logits `[…, classes]`, of which the largest is what an example is taken for
  /// @param labels `[…]`, integers from 0
  /// @throws ShapeException if the shapes do not fit
  /// @throws dev.chainrule.graph.ElementException if a label is no class
  public ConfusionMatrix plus(Tensor logits, Tensor labels) {
    Losses.requireLabels("confusionMatrix", logits, labels);
    int classes = counts.shape().extent(0);
    if (logits.shape().extent(-1) != classes) {
      throw new ShapeException("[confusionMatrix] logits of shape %s for %d classes: the last axis must be over the classes".formatted(logits.shape(), classes));
    }
    Tensor right = Losses.classes("confusionMatrix", logits, labels).to(DType.I32);
    Tensor pairs = right.times(classes).plus(logits.argMax(-1)).flatten();
    return new ConfusionMatrix(counts.plus(pairs.bincount(classes * classes).reshape(classes, classes).to(DType.I64)));
  }

  /// With all that another has counted.
  public ConfusionMatrix plus(ConfusionMatrix other) {
    return new ConfusionMatrix(counts.plus(other.counts));
  }

  /// The share of examples taken for what they are.
  public Tensor accuracy() {
    return ratio(hits().sum(), counted().sum());
  }

  /// For each class.
  public Tensor precision() {
    return ratio(hits(), counted().sum(0));
  }

  /// For each class.
  public Tensor recall() {
    return ratio(hits(), counted().sum(1));
  }

  /// For each class.
  public Tensor f1() {
    return ratio(hits().times(2), counted().sum(0).plus(counted().sum(1)));
  }

  /// For all classes.
  public Tensor precision(Average average) {
    return averaged(precision(), average);
  }

  /// For all classes.
  public Tensor recall(Average average) {
    return averaged(recall(), average);
  }

  /// For all classes.
  public Tensor f1(Average average) {
    return averaged(f1(), average);
  }

  private Tensor averaged(Tensor perClass, Average average) {
    Tensor right = counted().sum(1);
    return switch (average) {
      case MACRO -> weighted(perClass, right.plus(counted().sum(0)).gt(0).to(DType.F64));
      case WEIGHTED -> weighted(perClass, right);
      case MICRO -> accuracy();
    };
  }

  private static Tensor weighted(Tensor perClass, Tensor weights) {
    return ratio(perClass.times(weights).sum(), weights.sum());
  }

  private Tensor counted() {
    return counts.to(DType.F64);
  }

  private Tensor hits() {
    return counted().diagonal();
  }

  private static Tensor ratio(Tensor part, Tensor whole) {
    return Functions.where(whole.gt(0), part.div(whole.gt(0).where(whole, whole.onesLike())), 0);
  }
}
