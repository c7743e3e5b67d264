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
  /// What keeps lengths of 0 from being divided by.
  private static final double TINY = 1e-8;

  private Losses() {}

  /// The mean squared error.
  ///
  /// @throws ShapeException if the shapes differ
  public static Tensor mse(Tensor prediction, Tensor target) {
    requireSameShape("mse", prediction, target);
    return prediction.minus(target).square().mean();
  }

  /// The mean absolute error: |prediction − target|. Its derivative is 0 where they are equal.
  ///
  /// @throws ShapeException if the shapes differ
  public static Tensor mae(Tensor prediction, Tensor target) {
    requireSameShape("mae", prediction, target);
    return prediction.minus(target).abs().mean();
  }

  /// The mean Huber loss: half the square of errors up to `delta`, linear beyond, so that outliers pull with a bounded
  /// force (P. J. Huber, Robust Estimation of a Location Parameter, 1964).
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

  /// The mean of −log p of the right class, where p = softmax(logits) along the last axis. Smoothed labels, weights of classes,
  /// masks and probabilities as labels are in [CrossEntropy].
  ///
  /// @param logits `[…, classes]`: scores of any size, not probabilities
  /// @param labels `[…]`: the numbers of the right classes, integers from 0
  /// @throws ShapeException if the shapes do not fit
  /// @throws DTypeException if the labels are no integers
  /// @throws ElementException if a label is negative or no smaller than the number of classes; in compiled functions too
  public static Tensor crossEntropy(Tensor logits, Tensor labels) {
    return new CrossEntropy().apply(logits, labels);
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

  /// Binary cross-entropy in which examples that are recognised already count little: the mean of
  /// −α_t (1 − p_t)^γ log p_t, where p_t is the probability of what is so, α_t is α for yes and 1 − α for no.
  ///
  /// Source: T.-Y. Lin et al., Focal Loss for Dense Object Detection, 2017, which takes γ = 2 and α = 0.25.
  ///
  /// @param targets 1 for yes, 0 for no, of the logits' type
  /// @throws ShapeException   if the shapes differ
  /// @throws ElementException if gamma is negative, or alpha not from 0 to 1
  public static Tensor focal(Tensor logits, Tensor targets, double gamma, double alpha) {
    requireSameShape("focal", logits, targets);
    if (!(gamma >= 0 && Double.isFinite(gamma)) || !(alpha >= 0 && alpha <= 1)) {
      throw new ElementException("[focal] gamma is %s and alpha %s, but gamma must not be negative, and alpha from 0 to 1".formatted(gamma, alpha));
    }
    Tensor isNo = targets.neg().plus(1);
    Tensor wrong = targets.times(logits.neg().sigmoid()).plus(isNo.times(logits.sigmoid()));
    Tensor entropy = targets.times(logits.neg().softplus()).plus(isNo.times(logits.softplus()));
    return targets.times(alpha).plus(isNo.times(1 - alpha)).times(wrong.pow(gamma)).times(entropy).mean();
  }

  /// The mean of max(0, 1 − y s), which wants each score on the right side of 0 by 1 and no more (C. Cortes, V. Vapnik,
  /// Support-Vector Networks, 1995).
  ///
  /// @param targets 1 for yes, −1 for no, of the scores' type
  /// @throws ShapeException if the shapes differ
  public static Tensor hinge(Tensor scores, Tensor targets) {
    requireSameShape("hinge", scores, targets);
    return scores.times(targets).neg().plus(1).relu().mean();
  }

  /// The mean over the examples of Σ max(0, 1 − s_y + s_c) / K over the wrong ones c of K classes, where y is the right one (J.
  /// Weston, C. Watkins, Support Vector Machines for Multi-Class Pattern Recognition, 1999).
  ///
  /// @param scores `[…, classes]`
  /// @param labels `[…]`, integers from 0
  /// @throws ShapeException if the shapes do not fit
  public static Tensor multiclassHinge(Tensor scores, Tensor labels) {
    requireLabels("multiclassHinge", scores, labels);
    Tensor classes = classes("multiclassHinge", scores, labels).expandDims(-1);
    Tensor missing = scores.minus(scores.takeAlongAxis(classes, -1)).plus(1).relu();
    Tensor isRight = Functions.arange(scores.shape().extent(-1)).eq(classes.to(DType.I32));
    return isRight.where(missing.zerosLike(), missing).mean(-1).mean();
  }

  /// The mean over the examples of the Kullback–Leibler divergence Σ p log(p / q) along the last axis, where q = softmax(logits):
  /// how many nats it costs to take q for p (S. Kullback, R. A. Leibler, On Information and Sufficiency, 1951).
  ///
  /// @param logits  `[…, classes]`
  /// @param targets the probabilities p, of the same shape; 0 is allowed
  /// @throws ShapeException if the shapes differ
  public static Tensor klDivergence(Tensor logits, Tensor targets) {
    requireSameShape("klDivergence", logits, targets);
    return targets.times(logits.logSoftmax(-1)).plus(targets.entr()).sum(-1).mean().neg();
  }

  /// The mean of 1 − cos(a, b) of vectors along the last axis: their direction counts, and not their length.
  ///
  /// @throws ShapeException if the shapes differ
  public static Tensor cosine(Tensor a, Tensor b) {
    requireSameShape("cosine", a, b);
    return a.cosineSimilarity(b, -1, TINY).mean().neg().plus(1);
  }

  /// The mean of d² for pairs that belong together and of max(0, margin − d)² for those that do not, where d is their distance
  /// along the last axis (R. Hadsell, S. Chopra, Y. LeCun, Dimensionality Reduction by Learning an Invariant Mapping, 2006,
  /// without the factor ½).
  ///
  /// @param a    `[…, width]`
  /// @param b    `[…, width]`
  /// @param same `[…]`, Bool: whether they belong together
  /// @throws ShapeException if the shapes do not fit
  public static Tensor contrastive(Tensor a, Tensor b, Tensor same, double margin) {
    requireSameShape("contrastive", a, b);
    Tensor distance = a.minus(b).norm(-1);
    if (same.dtype() != DType.BOOL || !same.shape().equals(distance.shape())) {
      throw new ShapeException("[contrastive] what belongs together must be Bool%s, not %s".formatted(distance.shape(), same.value().type()));
    }
    return same.where(distance.square(), distance.neg().plus(margin).relu().square()).mean();
  }

  /// The mean of max(0, ‖a − p‖ − ‖a − n‖ + margin) along the last axis: what is alike is to be nearer than what is not (F.
  /// Schroff et al., FaceNet, 2015, with distances for their squares, as PyTorch has it).
  ///
  /// @param anchor   `[…, width]`
  /// @param positive what is like it
  /// @param negative what is not
  /// @throws ShapeException if the shapes differ
  public static Tensor triplet(Tensor anchor, Tensor positive, Tensor negative, double margin) {
    requireSameShape("triplet", anchor, positive);
    requireSameShape("triplet", anchor, negative);
    return anchor.minus(positive).norm(-1).minus(anchor.minus(negative).norm(-1)).plus(margin).relu().mean();
  }

  /// InfoNCE: each query is to find its own key among all keys of the batch. The cross-entropy of cos(q, k) / temperature, where
  /// the right class of query i is key i. For both directions take the mean of `infoNce(a, b, t)` and `infoNce(b, a, t)`.
  ///
  /// Source: A. van den Oord et al., Representation Learning with Contrastive Predictive Coding, 2018.
  ///
  /// @param queries `[batch, width]`
  /// @param keys    `[batch, width]`
  /// @throws ShapeException   if the shapes differ
  /// @throws ElementException unless the temperature is positive
  public static Tensor infoNce(Tensor queries, Tensor keys, double temperature) {
    requireSameShape("infoNce", queries, keys);
    if (!(temperature > 0)) {
      throw new ElementException("[infoNce] a temperature of %s: it must be positive".formatted(temperature));
    }
    Tensor similarity = queries.normalize(-1, TINY).matmul(keys.normalize(-1, TINY).transpose()).div(temperature);
    return crossEntropy(similarity, Functions.arange(queries.shape().extent(0)));
  }

  /// Connectionist temporal classification: the mean of −log of the probability that sequences read as their labels, summed
  /// over all ways to lay these along them. At each place stands a label or a blank, class 0; repeated labels are read once
  /// unless a blank is between them. Infinite where the labels do not fit into the sequence.
  ///
  /// Source: A. Graves et al., Connectionist Temporal Classification, 2006.
  ///
  /// {@snippet :
  /// Tensor logits = Tensor.zeros(F64, 1, 3, 2); // three places, a blank or an a: "_a_", "a__", "aa_", "aaa", "_aa", "__a"
  /// Tensor loss = Losses.ctc(logits, Tensor.of(1).reshape(1, 1), Tensor.of(3).reshape(1), Tensor.of(1).reshape(1));
  /// System.out.println(Math.round(8 * Math.exp(-loss.item()))); // 6
  /// }
  ///
  /// @param logits       `[batch, length, classes]`
  /// @param labels       `[batch, labels]`, integers from 1, filled up with anything
  /// @param lengths      I32[batch]: how many places of each sequence count, at least 1
  /// @param labelLengths I32[batch]: how many labels each has
  /// @throws ShapeException if the shapes do not fit
  public static Tensor ctc(Tensor logits, Tensor labels, Tensor lengths, Tensor labelLengths) {
    return Alignments.negativeLog(logits, labels, lengths, labelLengths).mean();
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

  static void requireSameShape(String loss, Tensor prediction, Tensor target) {
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
