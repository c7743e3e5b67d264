package dev.chainrule.nn.optimize;

import dev.chainrule.Tensor;
import java.util.List;

/// RMSProp: steps are divided by the root of the mean of the squared gradients, recent ones counting most; with momentum,
/// such steps add up to a velocity.
///
/// s ← α s + (1 − α) g²; v ← momentum · v + g / (√s + ε); p ← p − rate · v
///
/// Source: G. Hinton's lecture notes, 2012; as in PyTorch, which adds ε outside the root.
///
/// {@snippet :
/// Tensor p = Tensor.of(1.0);
/// RmsProp optimizer = new RmsProp(0.25, 0.75, 0, 1e-8);
/// var first = optimizer.update(Tensor.of(3.0), optimizer.init(p), p);
/// System.out.println(Math.round(first.change().item() * 1e6) / 1e6); // -0.5
/// }
///
/// @param rate     the learning rate
/// @param alpha    the share of the past in the mean of the squared gradients
/// @param momentum the share of the velocity that is kept
/// @param epsilon  what keeps the division finite
public record RmsProp(double rate, double alpha, double momentum, double epsilon) implements Optimizer<RmsProp.State> {
  /// For each floating tensor of the parameters the mean of its squared gradients, and the velocity.
  public record State(List<Tensor> meanSquare, List<Tensor> velocity) {
    /// For each floating tensor of the parameters the mean of its squared gradients, and the velocity.
    public State {
      meanSquare = List.copyOf(meanSquare);
      velocity = List.copyOf(velocity);
    }
  }

  /// @throws IllegalArgumentException unless rate and epsilon are positive and finite, and the shares from 0 to below 1
  public RmsProp {
    Hyperparameters.requirePositive("RmsProp", "rate", rate);
    Hyperparameters.requireShare("RmsProp", "alpha", alpha);
    Hyperparameters.requireShare("RmsProp", "momentum", momentum);
    Hyperparameters.requirePositive("RmsProp", "epsilon", epsilon);
  }

  /// With α = 0.99, ε = 10⁻⁸ and no momentum.
  public RmsProp(double rate) {
    this(rate, 0.99, 0, 1e-8);
  }

  @Override
  public <P> State init(P parameters) {
    List<Tensor> zeros = TrainedLeaves.zeros(parameters);
    return new State(zeros, momentum == 0 ? List.of() : zeros);
  }

  @Override
  public <P> Update<P, State> update(P gradient, State state, P parameters) {
    List<Tensor> gradients = TrainedLeaves.of(gradient);
    List<Tensor> squares = TrainedLeaves.zip(state.meanSquare, gradients, (s, g) -> TrainedLeaves.mix(s, g.square(), alpha));
    List<Tensor> direction = TrainedLeaves.zip(gradients, squares, (g, s) -> g.div(s.sqrt().plus(epsilon)));
    List<Tensor> velocity = momentum == 0 ? List.of()
        : TrainedLeaves.zip(state.velocity, direction, (v, d) -> v.times(momentum).plus(d));
    List<Tensor> change = (momentum == 0 ? direction : velocity).stream().map(d -> d.times(-rate)).toList();
    return new Update<>(TrainedLeaves.replace(gradient, change), new State(squares, velocity));
  }
}
