package dev.chainrule.nn.optimize;

import dev.chainrule.Tensor;
import dev.chainrule.graph.DType;
import java.util.List;

/// Adam: each number has a step of its own, the mean of its gradients divided by the root of the mean of their squares,
/// so that steps are about `rate` long however large the gradients are.
///
/// m ← β₁ m + (1 − β₁) g; v ← β₂ v + (1 − β₂) g²; p ← p − rate · m̂ / (√v̂ + ε), where m̂ = m / (1 − β₁ᵗ) and
/// v̂ = v / (1 − β₂ᵗ) make up for the zeros that m and v begin with; t counts the steps from 1.
///
/// {@snippet :
/// Tensor p = Tensor.of(1.0);
/// Adam adam = new Adam(0.001);
/// var large = adam.update(Tensor.of(1000.0), adam.init(p), p);
/// System.out.println(Math.round(large.change().item() * 1e6)); // -1000
/// }
///
/// @param rate    the learning rate
/// @param beta1   the share of the past in the mean of the gradients
/// @param beta2   the share of the past in the mean of their squares
/// @param epsilon what keeps the division finite
public record Adam(double rate, double beta1, double beta2, double epsilon) implements Optimizer<Adam.State> {
  /// The number of steps so far (I32), and for each floating tensor of the parameters the two means.
  public record State(Tensor steps, List<Tensor> mean, List<Tensor> meanSquare) {
    /// The number of steps so far (I32), and for each floating tensor of the parameters the two means.
    public State {
      mean = List.copyOf(mean);
      meanSquare = List.copyOf(meanSquare);
    }
  }

  /// @throws IllegalArgumentException unless rate and epsilon are positive and finite, and the betas from 0 to below 1
  public Adam {
    Hyperparameters.requirePositive("Adam", "rate", rate);
    Hyperparameters.requireShare("Adam", "beta1", beta1);
    Hyperparameters.requireShare("Adam", "beta2", beta2);
    Hyperparameters.requirePositive("Adam", "epsilon", epsilon);
  }

  /// With β₁ = 0.9, β₂ = 0.999 and ε = 10⁻⁸, as its authors recommend.
  public Adam(double rate) {
    this(rate, 0.9, 0.999, 1e-8);
  }

  @Override
  public <P> State init(P parameters) {
    return new State(Tensor.of(0), TrainedLeaves.zeros(parameters), TrainedLeaves.zeros(parameters));
  }

  @Override
  public <P> Update<P, State> update(P gradient, State state, P parameters) {
    State means = advance(gradient, state);
    List<Tensor> change = direction(means).stream().map(d -> d.times(-rate)).toList();
    return new Update<>(TrainedLeaves.replace(gradient, change), means);
  }

  /// The state after one more gradient.
  State advance(Object gradient, State state) {
    List<Tensor> gradients = TrainedLeaves.of(gradient);
    List<Tensor> mean = TrainedLeaves.zip(state.mean, gradients, (m, g) -> TrainedLeaves.mix(m, g, beta1));
    List<Tensor> meanSquare = TrainedLeaves.zip(state.meanSquare, gradients, (v, g) -> TrainedLeaves.mix(v, g.square(), beta2));
    return new State(state.steps.plus(1), mean, meanSquare);
  }

  /// m̂ / (√v̂ + ε)
  List<Tensor> direction(State means) {
    Tensor share = share(beta1, means.steps);
    return TrainedLeaves.zip(means.mean, roots(means), (m, root) -> m.div(share.to(m.dtype())).div(root));
  }

  /// √v̂ + ε
  List<Tensor> roots(State means) {
    Tensor share = share(beta2, means.steps);
    return means.meanSquare.stream().map(v -> v.div(share.to(v.dtype())).sqrt().plus(epsilon)).toList();
  }

  /// How much of a mean is more than the zero it began with: 1 − βᵗ. In F64, since β₂ is close to 1.
  private static Tensor share(double beta, Tensor steps) {
    return Tensor.of(beta).pow(steps.to(DType.F64)).neg().plus(1);
  }
}
