package dev.chainrule.nn.explain;

import dev.chainrule.Chainrule;
import dev.chainrule.RandomKey;
import dev.chainrule.Tensor;
import dev.chainrule.graph.ElementException;
import dev.chainrule.graph.ShapeException;
import dev.chainrule.nn.Layer;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/// How much each number of the inputs had to do with a score. A score is any function of a batch of inputs that gives one number
/// for each example; examples must not depend on each other. [#ofClass] makes it of a classifier.
///
/// {@snippet :
/// Mlp model = Mlp.of(Activation.TANH, RandomKey.of(1), 4, 8, 3);
/// Tensor x = RandomKey.of(2).normal(F32, 2, 4);
/// var score = Saliency.ofClass(model, Tensor.of(0, 2));
/// System.out.println(Saliency.gradient(score, x).shape()); // [2, 4]
/// Tensor parts = Saliency.integratedGradients(score, x, x.zerosLike(), 50);
/// Tensor whole = score.apply(x).minus(score.apply(x.zerosLike()));
/// System.out.println(parts.sum(-1).minus(whole).abs().max().item() < 1e-4); // true
/// }
public final class Saliency {
  private Saliency() {}

  /// The score of one class for each example: the model's logit `[batch]` at its label.
  ///
  /// @param model  gives logits `[batch, classes]`
  /// @param labels `[batch]`, integers from 0: the right classes, or those that the model takes the examples for
  public static Function<Tensor, Tensor> ofClass(Layer model, Tensor labels) {
    return x -> model.apply(x).takeAlongAxis(labels.expandDims(-1), -1).squeeze(-1);
  }

  /// How the score changes with each number of the inputs, right where they are.
  ///
  /// Source: K. Simonyan, A. Vedaldi, A. Zisserman, Deep Inside Convolutional Networks, 2014, who take its magnitude.
  public static Tensor gradient(Function<Tensor, Tensor> score, Tensor x) {
    return slope(score).apply(x);
  }

  /// The score's change from a baseline to the inputs, shared out among their numbers: (x − baseline) times the mean gradient on
  /// the straight line between them, by the midpoint rule. The shares add up to the change, which tells whether the steps are
  /// enough.
  ///
  /// Source: M. Sundararajan, A. Taly, Q. Yan, Axiomatic Attribution for Deep Networks, 2017.
  ///
  /// @param baseline what says nothing, a black picture for example, of the inputs' shape
  /// @param steps    how many places on the line are looked at; 50 are usual
  /// @throws ShapeException   if baseline and inputs have different shapes
  /// @throws ElementException if there are no steps
  public static Tensor integratedGradients(Function<Tensor, Tensor> score, Tensor x, Tensor baseline, int steps) {
    if (!baseline.shape().equals(x.shape())) {
      throw new ShapeException("[integratedGradients] a baseline of shape %s for inputs of shape %s: both must be alike; broadcast it with broadcastTo"
          .formatted(baseline.shape(), x.shape()));
    }
    requirePositive("integratedGradients", "steps", steps);
    UnaryOperator<Tensor> slope = slope(score);
    Tensor way = x.minus(baseline);
    Tensor sum = x.zerosLike();
    for (int i = 0; i < steps; i++) {
      sum = sum.plus(slope.apply(baseline.plus(way.times((i + 0.5) / steps))));
    }
    return way.times(sum.div(steps));
  }

  /// The mean gradient at places near the inputs, which varies less from number to number than the gradient right there.
  ///
  /// Source: D. Smilkov et al., SmoothGrad: removing noise by adding noise, 2017, who take 50 samples and a deviation of 10 to 20
  /// % of the range of the inputs.
  ///
  /// @param deviation of the normal noise that is added
  /// @throws ElementException if there are no samples
  public static Tensor smoothGrad(Function<Tensor, Tensor> score, Tensor x, double deviation, int samples, RandomKey key) {
    requirePositive("smoothGrad", "samples", samples);
    UnaryOperator<Tensor> slope = slope(score);
    Tensor sum = x.zerosLike();
    for (int i = 0; i < samples; i++) {
      Tensor noise = key.foldIn(i).normal(x.dtype(), x.shape().extents()).times(deviation);
      sum = sum.plus(slope.apply(x.plus(noise)));
    }
    return sum.div(samples);
  }

  /// Of all examples at once: none depends on another, so that the gradient of their sum is that of each.
  private static UnaryOperator<Tensor> slope(Function<Tensor, Tensor> score) {
    return Chainrule.jit((Tensor x) -> Chainrule.grad((Tensor in) -> score.apply(in).sum()).apply(x))::apply;
  }

  private static void requirePositive(String operation, String what, int count) {
    if (count < 1) {
      throw new ElementException("[%s] %d %s: there must be at least 1".formatted(operation, count, what));
    }
  }
}
