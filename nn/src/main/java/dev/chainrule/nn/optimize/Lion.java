package dev.chainrule.nn.optimize;

import dev.chainrule.Tensor;
import java.util.List;

/// Lion: all numbers move by the same amount, in the direction of the sign of a mean of gradients. Rates are three to ten
/// times smaller than Adam's, decays as much larger.
///
/// p ← p − rate · (sign(β₁ m + (1 − β₁) g) + decay · p); then m ← β₂ m + (1 − β₂) g
///
/// Source: X. Chen et al., Symbolic Discovery of Optimization Algorithms, 2023.
///
/// {@snippet :
/// Tensor p = Tensor.of(1.0, 1.0);
/// Lion optimizer = new Lion(0.125);
/// System.out.println(optimizer.update(Tensor.of(1e-3, -1e3), optimizer.init(p), p).applyTo(p)); // F64[2] [0.875, 1.125]
/// }
///
/// @param rate  the learning rate
/// @param beta1 the share of the mean in what the step follows
/// @param beta2 the share of the past in the mean
/// @param decay the share of a parameter that a step of rate 1 would take away
/// @param mask  which parameters decay
public record Lion(double rate, double beta1, double beta2, double decay, Mask mask) implements Optimizer<Lion.State> {
  /// For each floating tensor of the parameters the mean of its gradients.
  public record State(List<Tensor> mean) {
    /// For each floating tensor of the parameters the mean of its gradients.
    public State {
      mean = List.copyOf(mean);
    }
  }

  /// @throws IllegalArgumentException unless the rate is positive and finite, and the rest from 0 to below 1
  public Lion {
    Hyperparameters.requirePositive("Lion", "rate", rate);
    Hyperparameters.requireShare("Lion", "beta1", beta1);
    Hyperparameters.requireShare("Lion", "beta2", beta2);
    Hyperparameters.requireShare("Lion", "decay", decay);
  }

  /// With β₁ = 0.9, β₂ = 0.99 and no decay.
  public Lion(double rate) {
    this(rate, 0.9, 0.99, 0, Mask.ALL);
  }

  @Override
  public <P> State init(P parameters) {
    return new State(TrainedLeaves.zeros(parameters));
  }

  @Override
  public <P> Update<P, State> update(P gradient, State state, P parameters) {
    List<Tensor> gradients = TrainedLeaves.of(gradient);
    List<Tensor> direction = TrainedLeaves.zip(state.mean, gradients, (m, g) -> TrainedLeaves.mix(m, g, beta1).sign());
    List<Tensor> change = TrainedLeaves.decayed(direction, parameters, decay, mask).stream().map(d -> d.times(-rate)).toList();
    List<Tensor> mean = TrainedLeaves.zip(state.mean, gradients, (m, g) -> TrainedLeaves.mix(m, g, beta2));
    return new Update<>(TrainedLeaves.replace(gradient, change), new State(mean));
  }
}
