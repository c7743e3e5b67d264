package dev.chainrule.nn.optimize;

import dev.chainrule.Tensor;
import java.util.List;

/// [Adam] with weight decay of its own: each step also shrinks the parameters by the same share, whatever their gradients
/// are. (Added to the loss, as [dev.chainrule.nn.Losses#l2Penalty], decay would be divided by the size of the gradients like all else.)
///
/// p ← p − rate · (m̂ / (√v̂ + ε) + decay · p)
///
/// Source: I. Loshchilov, F. Hutter, Decoupled Weight Decay Regularization, 2019.
///
/// {@snippet :
/// Tensor p = Tensor.of(4.0);
/// AdamW optimizer = new AdamW(0.125, 0.5);
/// var still = optimizer.update(Tensor.of(0.0), optimizer.init(p), p);
/// System.out.println(still.change().item()); // -0.25
/// }
///
/// @param rate    the learning rate
/// @param beta1   the share of the past in the mean of the gradients
/// @param beta2   the share of the past in the mean of their squares
/// @param epsilon what keeps the division finite
/// @param decay   the share of a parameter that a step of rate 1 would take away
/// @param mask    which parameters decay
public record AdamW(double rate, double beta1, double beta2, double epsilon, double decay, Mask mask)
    implements Optimizer<Adam.State> {
  /// @throws IllegalArgumentException unless rate and epsilon are positive and finite, and the betas and the decay from 0 to
  ///                                  below 1
  public AdamW {
    Hyperparameters.requirePositive("AdamW", "rate", rate);
    Hyperparameters.requireShare("AdamW", "beta1", beta1);
    Hyperparameters.requireShare("AdamW", "beta2", beta2);
    Hyperparameters.requirePositive("AdamW", "epsilon", epsilon);
    Hyperparameters.requireShare("AdamW", "decay", decay);
  }

  /// With β₁ = 0.9, β₂ = 0.999 and ε = 10⁻⁸.
  public AdamW(double rate, double decay, Mask mask) {
    this(rate, 0.9, 0.999, 1e-8, decay, mask);
  }

  /// The same, where all parameters decay.
  public AdamW(double rate, double decay) {
    this(rate, decay, Mask.ALL);
  }

  /// The same with a decay of 0.01, as is usual.
  public AdamW(double rate) {
    this(rate, 0.01);
  }

  @Override
  public <P> Adam.State init(P parameters) {
    return adam().init(parameters);
  }

  @Override
  public <P> Update<P, Adam.State> update(P gradient, Adam.State state, P parameters) {
    Adam.State means = adam().advance(gradient, state);
    List<Tensor> change = TrainedLeaves.decayed(adam().direction(means), parameters, decay, mask).stream()
        .map(d -> d.times(-rate)).toList();
    return new Update<>(TrainedLeaves.replace(gradient, change), means);
  }

  private Adam adam() {
    return new Adam(rate, beta1, beta2, epsilon);
  }
}
