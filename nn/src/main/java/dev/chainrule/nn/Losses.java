package dev.chainrule.nn;

import dev.chainrule.Functions;
import dev.chainrule.Tensor;
import dev.chainrule.graph.DType;
import dev.chainrule.graph.DTypeException;
import dev.chainrule.graph.ElementException;
import dev.chainrule.graph.Operations;
import dev.chainrule.graph.Shape;
import dev.chainrule.graph.ShapeException;
import dev.chainrule.graph.StructureException;
import dev.chainrule.nn.optimize.Untrained;
import dev.chainrule.op.ClassNumbers;

/// How wrong predictions are, as one number to make small. All are plain functions of tensors, means over the batch,
/// and finite where the prediction is.
///
/// Predictions and targets must have the same shape: `[n, 1]` against `[n]` would broadcast to `[n, n]` and train
/// towards something else, so it is refused.
///
/// {@snippet :
/// Tensor logits = Tensor.of(new double[][] {{2, 0}, {0, 2}});
/// System.out.println(Losses.crossEntropy(logits, Tensor.of(0, 0)).item()); // 1.1269280110429727
/// System.out.println(Losses.mse(Tensor.of(1.0, 2.0), Tensor.of(1.0, 4.0)).item()); // 2.0
/// }
@Operations
public final class Losses {
  private Losses() {}

  /// The mean squared error.
  ///
  /// @throws ShapeException if the shapes differ
  public static Tensor mse(Tensor prediction, Tensor target) {
    requireSameShape("mse", prediction, target);
    return prediction.minus(target).square().mean();
  }

  /// The mean Huber loss: half the square of errors up to `delta`, linear beyond, so that outliers pull with a bounded
  /// force.
  ///
  /// @throws ShapeException   if the shapes differ
  /// @throws ElementException unless delta is positive and finite
  public static Tensor huber(Tensor prediction, Tensor target, double delta) {
    requireSameShape("huber", prediction, target);
    if (!(delta > 0 && Double.isFinite(delta))) {
      throw new ElementException("[huber] delta is %s, but must be a positive finite number".formatted(delta));
    }
    Tensor error = prediction.minus(target);
    Tensor force = error.clip(-delta, delta);
    return force.times(error.minus(force.times(0.5))).mean();
  }

  /// The mean of −log p of the right class, where p = softmax(logits) along the last axis.
  ///
  /// @param logits `[…, classes]`: scores of any size, not probabilities
  /// @param labels `[…]`: the numbers of the right classes, integers from 0
  /// @throws ShapeException if the shapes do not fit
  /// @throws DTypeException if the labels are no integers
  /// @throws ElementException if a label is negative or no smaller than the number of classes; in compiled functions too
  public static Tensor crossEntropy(Tensor logits, Tensor labels) {
    requireLabels("crossEntropy", logits, labels);
    // Large logits of almost the same size have lost the digits that tell them apart, unless their size is taken away
    // first. It cancels, and counts as a constant.
    Tensor below = logits.minus(logits.stopGradient().max(Functions.keepDims(-1)));
    Tensor classes = classes("crossEntropy", logits, labels);
    Tensor own = below.takeAlongAxis(classes.expandDims(-1), -1).squeeze(-1);
    return below.logSumExp(-1).minus(own).mean();
  }

  /// The mean of −y log p − (1 − y) log(1 − p), where p = σ(logits): binary cross-entropy for yes-or-no questions.
  ///
  /// @param logits  scores of any size, not probabilities
  /// @param targets 1 for yes, 0 for no, or a probability, of the logits' type
  /// @throws ShapeException if the shapes differ
  public static Tensor bceWithLogits(Tensor logits, Tensor targets) {
    requireSameShape("bceWithLogits", logits, targets);
    Tensor yes = targets.times(logits.neg().softplus());
    Tensor no = targets.neg().plus(1).times(logits.softplus());
    return yes.plus(no).mean();
  }

  /// A penalty on large parameters, to be added to a loss: ½ · strength · Σ w² over all parameters of a tree, as [Untrained#parametersOf] has them. Its
  /// gradient is strength · w, which is why it is also called weight decay.
  ///
  /// @throws StructureException if the tree has no floating tensor
  public static Tensor l2Penalty(Object parameters, double strength) {
    return Untrained.parametersOf(parameters).stream()
        .map(leaf -> leaf.square().sum())
        .reduce(Tensor::plus)
        .orElseThrow(() -> new StructureException(
            "[l2Penalty] a %s has no floating tensors to penalise".formatted(parameters.getClass().getSimpleName())))
        .times(0.5 * strength);
  }

  private static void requireSameShape(String loss, Tensor prediction, Tensor target) {
    if (!prediction.shape().equals(target.shape())) {
      throw new ShapeException("[%s] predictions of shape %s and targets of shape %s differ; reshape or squeeze one of them"
          .formatted(loss, prediction.shape(), target.shape()));
    }
  }

  /// The labels, of which each has to be the number of a class, in compiled functions too.
  static Tensor classes(String operation, Tensor logits, Tensor labels) {
    return Tensor.of(new ClassNumbers(operation, logits.shape().extent(-1)).on(labels.value()));
  }

  /// Refuses labels that do not say one class for each row of logits.
  static void requireLabels(String operation, Tensor logits, Tensor labels) {
    if (!labels.dtype().isInteger()) {
      throw new DTypeException("[%s] labels are %s, but must be the numbers of classes, %s or %s; convert with .to(I32)"
          .formatted(operation, labels.dtype(), DType.I32, DType.I64));
    }
    if (logits.rank() == 0) {
      throw new ShapeException("[%s] logits are a scalar, but need a last axis over the classes".formatted(operation));
    }
    Shape rows = logits.shape().remove(logits.rank() - 1);
    if (!labels.shape().equals(rows)) {
      throw new ShapeException("[%s] logits of shape %s need labels of shape %s, but these have %s"
          .formatted(operation, logits.shape(), rows, labels.shape()));
    }
  }
}
