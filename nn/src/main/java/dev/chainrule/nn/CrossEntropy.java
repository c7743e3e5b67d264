package dev.chainrule.nn;

import dev.chainrule.Functions;
import dev.chainrule.Tensor;
import dev.chainrule.graph.DType;
import dev.chainrule.graph.DTypeException;
import dev.chainrule.graph.ElementException;
import dev.chainrule.graph.Shape;
import dev.chainrule.graph.ShapeException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Cross-entropy with what [Losses#crossEntropy] leaves out: smoothed labels, weights of classes, examples that do not count,
/// and labels that are probabilities. Begin with `new CrossEntropy()`; each method gives a copy with one thing changed.
///
/// With p = softmax(logits), K classes, smoothing s and weights w, an example of class y has the loss
/// (1 − s) w_y (−log p_y) + (s / K) Σ_c w_c (−log p_c), and all of them the sum of that over the examples that count, divided
/// by the sum of their w_y. The conventions are PyTorch's.
///
/// Source of the smoothing: C. Szegedy et al., Rethinking the Inception Architecture, 2016.
///
/// {@snippet :
/// CrossEntropy loss = new CrossEntropy().smoothing(0.1).ignoring(-1);
/// Tensor logits = Tensor.of(new double[][] {{2, 0}, {0, 2}, {5, 5}});
/// System.out.println(loss.apply(logits, Tensor.of(0, 1, -1)).item() < 0.3); // true
/// }
///
/// @param smoothing the share of each label that goes to all classes in equal parts, from 0 to 1
/// @param weights   how much each class counts; none are all 1
/// @param ignored   the label of examples that do not count
public record CrossEntropy(double smoothing, List<Double> weights, Optional<Integer> ignored) {
  /// Nothing smoothed, weighted or ignored.
  public CrossEntropy() {
    this(0, List.of(), Optional.empty());
  }

  /// @throws ElementException unless the smoothing is from 0 to 1, and weights are finite and not negative
  public CrossEntropy {
    weights = List.copyOf(weights);
    if (!(smoothing >= 0 && smoothing <= 1)) {
      throw new ElementException("[crossEntropy] a smoothing of %s: it is a share of each label, from 0 to 1".formatted(smoothing));
    }
    for (double weight : weights) {
      if (!(weight >= 0 && Double.isFinite(weight))) {
        throw new ElementException("[crossEntropy] a class has the weight %s, but weights are finite and not negative".formatted(weight));
      }
    }
  }

  /// This with a share of each label that goes to all classes in equal parts.
  public CrossEntropy smoothing(double share) {
    return new CrossEntropy(share, weights, ignored);
  }

  /// This with classes that count more or less than others: rare ones more, for example.
  public CrossEntropy weights(double... perClass) {
    return new CrossEntropy(smoothing, Arrays.stream(perClass).boxed().toList(), ignored);
  }

  /// This with a label that says that an example does not count: of what fills up sequences, for example.
  public CrossEntropy ignoring(int label) {
    return new CrossEntropy(smoothing, weights, Optional.of(label));
  }

  /// The loss; 0 if no example counts.
  ///
  /// @param logits `[…, classes]`: scores of any size, not probabilities
  /// @param labels `[…]`: the numbers of the right classes, integers from 0, or the label that is ignored
  /// @throws ShapeException   if the shapes do not fit, or there are more or fewer weights than classes
  /// @throws DTypeException   if the labels are no integers
  /// @throws ElementException if a label is no class and not ignored; in compiled functions too
  public Tensor apply(Tensor logits, Tensor labels) {
    Losses.requireLabels("crossEntropy", logits, labels);
    return ignored.map(label -> over(logits, labels, labels.ne(label))).orElseGet(() -> over(logits, labels, null));
  }

  /// The loss over the examples that a mask says count, whatever label the others have; 0 if none counts.
  ///
  /// @param counts `[…]`, Bool
  /// @throws ShapeException if the shapes do not fit
  /// @throws DTypeException if the mask is not Bool
  public Tensor apply(Tensor logits, Tensor labels, Tensor counts) {
    Losses.requireLabels("crossEntropy", logits, labels);
    if (counts.dtype() != DType.BOOL || !counts.shape().equals(labels.shape())) {
      throw new ShapeException("[crossEntropy] a mask %s must be Bool%s, true where a label counts".formatted(counts.value().type(), labels.shape()));
    }
    return over(logits, labels, ignored.map(label -> counts.and(labels.ne(label))).orElse(counts));
  }

  /// The loss for labels that are probabilities of all classes, `[…, classes]`: the mean over all examples.
  ///
  /// @throws ShapeException unless logits and probabilities have the same shape
  public Tensor applyTo(Tensor logits, Tensor probabilities) {
    Losses.requireSameShape("crossEntropy", logits, probabilities);
    int classes = logits.shape().extent(-1);
    Tensor smoothed = smoothing == 0 ? probabilities : probabilities.times(1 - smoothing).plus(smoothing / classes);
    return weighted(negativeLog(below(logits)), logits).times(smoothed).sum(-1).mean();
  }

  private Tensor over(Tensor logits, Tensor labels, @Nullable Tensor counts) {
    Tensor below = below(logits);
    Tensor safe = counts == null ? labels : counts.where(labels, labels.zerosLike());
    Tensor classes = Losses.classes("crossEntropy", logits, safe);
    Tensor own = below.logSumExp(-1).minus(below.takeAlongAxis(classes.expandDims(-1), -1).squeeze(-1));
    Tensor perLabel = weights.isEmpty() ? null : perClass(logits).take(classes, 0);
    Tensor loss = perLabel == null ? own : own.times(perLabel);
    if (smoothing != 0) {
      Tensor even = weighted(negativeLog(below), logits).mean(-1);
      loss = loss.times(1 - smoothing).plus(even.times(smoothing));
    }
    if (perLabel == null && counts == null) {
      return loss.mean();
    }
    Tensor weight = perLabel == null ? own.onesLike() : perLabel;
    Tensor counted = counts == null ? weight : counts.where(weight, weight.zerosLike());
    Tensor all = counts == null ? loss : counts.where(loss, loss.zerosLike());
    Tensor total = counted.sum();
    return all.sum().div(total.gt(0).where(total, total.onesLike()));
  }

  /// Large logits of almost the same size have lost the digits that tell them apart, unless their size is taken away first.
  /// It cancels, and counts as a constant.
  private static Tensor below(Tensor logits) {
    return logits.minus(logits.stopGradient().max(Functions.keepDims(-1)));
  }

  /// −log p of every class.
  private static Tensor negativeLog(Tensor below) {
    return below.logSumExp(Functions.keepDims(-1)).minus(below);
  }

  private Tensor weighted(Tensor perClass, Tensor logits) {
    return weights.isEmpty() ? perClass : perClass.times(perClass(logits));
  }

  private Tensor perClass(Tensor logits) {
    int classes = logits.shape().extent(-1);
    if (weights.size() != classes) {
      throw new ShapeException("[crossEntropy] %d weights for logits of shape %s; each of the %d classes needs one"
          .formatted(weights.size(), logits.shape(), classes));
    }
    return Tensor.of(Shape.of(classes), weights.stream().mapToDouble(Double::doubleValue).toArray()).to(logits.dtype());
  }
}
