package dev.chainrule.nn.optimize;

import dev.chainrule.Tensor;
import java.util.List;

/// Gradient descent with momentum: steps follow a velocity, in which gradients add up and fade.
///
/// v ← momentum · v + g; then p ← p − rate · v, or with Nesterov's look ahead p ← p − rate · (g + momentum · v).
///
/// {@snippet :
/// Tensor p = Tensor.of(1.0);
/// Tensor gradient = Tensor.of(1.0);
/// Momentum optimizer = new Momentum(0.125, 0.5);
/// var first = optimizer.update(gradient, optimizer.init(p), p);
/// var second = optimizer.update(gradient, first.state(), p);
/// System.out.println(first.change().item() + " " + second.change().item()); // -0.125 -0.1875
/// }
///
/// @param rate     the learning rate
/// @param momentum the share of the velocity that is kept
/// @param nesterov whether to look one step ahead
public record Momentum(double rate, double momentum, boolean nesterov) implements Optimizer<Momentum.State> {
  /// One velocity for each floating tensor of the parameters.
  public record State(List<Tensor> velocity) {
    /// One velocity for each floating tensor of the parameters.
    public State {
      velocity = List.copyOf(velocity);
    }
  }

  /// @throws IllegalArgumentException unless the rate is positive and finite, and the momentum from 0 to below 1
  public Momentum {
    Hyperparameters.requirePositive("Momentum", "rate", rate);
    Hyperparameters.requireShare("Momentum", "momentum", momentum);
  }

  /// Without Nesterov's look ahead.
  public Momentum(double rate, double momentum) {
    this(rate, momentum, false);
  }

  @Override
  public <P> State init(P parameters) {
    return new State(TrainedLeaves.zeros(parameters));
  }

  @Override
  public <P> Update<P, State> update(P gradient, State state, P parameters) {
    List<Tensor> gradients = TrainedLeaves.of(gradient);
    List<Tensor> velocity = TrainedLeaves.zip(state.velocity, gradients, (v, g) -> v.times(momentum).plus(g));
    List<Tensor> direction =
        nesterov ? TrainedLeaves.zip(velocity, gradients, (v, g) -> v.times(momentum).plus(g)) : velocity;
    List<Tensor> change = direction.stream().map(d -> d.times(-rate)).toList();
    return new Update<>(TrainedLeaves.replace(gradient, change), new State(velocity));
  }
}
