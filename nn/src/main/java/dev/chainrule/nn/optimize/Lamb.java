package dev.chainrule.nn.optimize;

import static dev.chainrule.Functions.where;

import dev.chainrule.Tensor;
import java.util.List;

/// LAMB: [AdamW] whose step, tensor by tensor, is as long as the tensor is, times the rate; for large batches.
///
/// r = m̂ / (√v̂ + ε) + decay · p; p ← p − rate · (‖p‖ / ‖r‖) · r, where the ratio is 1 if one of the norms is 0.
///
/// Source: Y. You et al., Large Batch Optimization for Deep Learning, 2020.
///
/// {@snippet :
/// Tensor p = Tensor.of(3.0, 4.0);
/// Lamb optimizer = new Lamb(0.1);
/// System.out.println(Math.round(optimizer.update(Tensor.of(1.0, 1.0), optimizer.init(p), p).change().norm().item() * 1e6) / 1e6); // 0.5
/// }
///
/// @param rate    the learning rate
/// @param beta1   the share of the past in the mean of the gradients
/// @param beta2   the share of the past in the mean of their squares
/// @param epsilon what keeps the division finite
/// @param decay   the share of a parameter in the direction
/// @param mask    which parameters decay
public record Lamb(double rate, double beta1, double beta2, double epsilon, double decay, Mask mask) implements Optimizer<Adam.State> {
  /// @throws IllegalArgumentException unless rate and epsilon are positive and finite, and the rest from 0 to below 1
  public Lamb {
    Hyperparameters.requirePositive("Lamb", "rate", rate);
    Hyperparameters.requireShare("Lamb", "beta1", beta1);
    Hyperparameters.requireShare("Lamb", "beta2", beta2);
    Hyperparameters.requirePositive("Lamb", "epsilon", epsilon);
    Hyperparameters.requireShare("Lamb", "decay", decay);
  }

  /// With β₁ = 0.9, β₂ = 0.999, ε = 10⁻⁶ and no decay.
  public Lamb(double rate) {
    this(rate, 0.9, 0.999, 1e-6, 0, Mask.ALL);
  }

  @Override
  public <P> Adam.State init(P parameters) {
    return adam().init(parameters);
  }

  @Override
  public <P> Update<P, Adam.State> update(P gradient, Adam.State state, P parameters) {
    Adam.State means = adam().advance(gradient, state);
    List<Tensor> direction = TrainedLeaves.decayed(adam().direction(means), parameters, decay, mask);
    List<Tensor> change = TrainedLeaves.zip(TrainedLeaves.of(parameters), direction, (p, r) -> r.times(trust(p, r)).times(-rate));
    return new Update<>(TrainedLeaves.replace(gradient, change), means);
  }

  private static Tensor trust(Tensor p, Tensor r) {
    Tensor length = p.norm();
    Tensor step = r.norm();
    return where(length.gt(0).and(step.gt(0)), length.div(step), 1);
  }

  private Adam adam() {
    return new Adam(rate, beta1, beta2, epsilon);
  }
}
