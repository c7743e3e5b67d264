package dev.chainrule.nn.explain;

import dev.chainrule.Chainrule;
import dev.chainrule.Tensor;
import dev.chainrule.graph.ElementException;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/// Inputs that are changed a little, no number by more than `radius`, so that a loss becomes as large as can be: how well a model
/// stands what was made to mislead it, and what to train it with.
///
/// A loss is any function of a batch of inputs that gives floating numbers. To make a model take inputs for something of one's
/// choice, hand over the negative loss for that.
///
/// {@snippet :
/// Mlp model = Mlp.of(Activation.TANH, RandomKey.of(1), 4, 8, 3);
/// Tensor x = RandomKey.of(2).uniform(F32, 2, 4);
/// Tensor labels = Tensor.of(0, 2);
/// Function<Tensor, Tensor> loss = in -> Losses.crossEntropy(model.apply(in), labels);
/// Tensor misleading = new Adversarial(0.1, 0, 1).steepest(loss, x, 0.025, 10);
/// System.out.println(loss.apply(misleading).item() > loss.apply(x).item()); // true
/// System.out.println(misleading.minus(x).abs().max().item() <= 0.1001);   // true
/// }
///
/// @param radius by how much a number may be changed
/// @param low    the least that an input can be, 0 for pixels for example
/// @param high   the most that an input can be
public record Adversarial(double radius, double low, double high) {
  /// @throws ElementException unless the radius is positive and finite, and low below high
  public Adversarial {
    if (!(radius > 0 && Double.isFinite(radius)) || !(low < high)) {
      throw new ElementException("[Adversarial] a radius of %s and inputs from %s to %s: the radius must be positive and finite, and the first bound below the second"
          .formatted(radius, low, high));
    }
  }

  /// For inputs of any size.
  public Adversarial(double radius) {
    this(radius, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);
  }

  /// The fast gradient sign method: one step by the whole radius, x + radius · sign ∇loss.
  ///
  /// Source: I. J. Goodfellow, J. Shlens, C. Szegedy, Explaining and Harnessing Adversarial Examples, 2015.
  public Tensor fast(Function<Tensor, Tensor> loss, Tensor x) {
    return steepest(loss, x, radius, 1);
  }

  /// Projected gradient descent: several steps x + step · sign ∇loss, after each of which the inputs are brought back to within
  /// the radius.
  ///
  /// Source: A. Madry et al., Towards Deep Learning Models Resistant to Adversarial Attacks, 2018. For the random start that
  /// they take, add noise to x, and clip.
  ///
  /// @throws ElementException if a step is not positive, or there is none
  public Tensor steepest(Function<Tensor, Tensor> loss, Tensor x, double step, int steps) {
    if (!(step > 0) || steps < 1) {
      throw new ElementException("[Adversarial] %d steps of %s: at least one, and of a positive length".formatted(steps, step));
    }
    UnaryOperator<Tensor> slope = Chainrule.jit((Tensor in) -> Chainrule.grad((Tensor at) -> loss.apply(at).sum()).apply(in))::apply;
    Tensor least = x.minus(radius).maximum(low);
    Tensor most = x.plus(radius).minimum(high);
    Tensor at = x;
    for (int i = 0; i < steps; i++) {
      at = at.plus(slope.apply(at).sign().times(step)).clip(least, most);
    }
    return at;
  }
}
