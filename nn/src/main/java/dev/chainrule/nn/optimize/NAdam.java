package dev.chainrule.nn.optimize;

import dev.chainrule.Tensor;
import dev.chainrule.graph.DType;
import java.util.List;

/// [Adam] that looks one step ahead, as Nesterov's momentum does, with a momentum that grows in the first steps.
///
/// μₜ = β₁ (1 − ½ · 0.96^(t ψ)); m and v as in Adam; p ← p − rate · (μₜ₊₁ m / (1 − Πμ₁…μₜ₊₁) + (1 − μₜ) g / (1 − Πμ₁…μₜ)) / (√v̂ + ε)
///
/// Source: T. Dozat, Incorporating Nesterov Momentum into Adam, 2016; as in PyTorch.
///
/// {@snippet :
/// Tensor p = Tensor.of(1.0);
/// NAdam optimizer = new NAdam(0.002);
/// var update = optimizer.update(Tensor.of(5.0), optimizer.init(p), p);
/// System.out.println(update.applyTo(p).item() < 1); // true
/// }
///
/// @param rate    the learning rate
/// @param beta1   the share of the past in the mean of the gradients, in the long run
/// @param beta2   the share of the past in the mean of their squares
/// @param epsilon what keeps the division finite
/// @param psi     how fast the momentum grows
public record NAdam(double rate, double beta1, double beta2, double epsilon, double psi) implements Optimizer<NAdam.State> {
  private static final double BASE = 0.96;

  /// Adam's state, and the product of all momenta so far (F64).
  public record State(Adam.State means, Tensor momenta) {}

  /// @throws IllegalArgumentException unless rate and epsilon are positive and finite, and betas and psi from 0 to below 1
  public NAdam {
    Hyperparameters.requirePositive("NAdam", "rate", rate);
    Hyperparameters.requireShare("NAdam", "beta1", beta1);
    Hyperparameters.requireShare("NAdam", "beta2", beta2);
    Hyperparameters.requirePositive("NAdam", "epsilon", epsilon);
    Hyperparameters.requireShare("NAdam", "psi", psi);
  }

  /// With β₁ = 0.9, β₂ = 0.999, ε = 10⁻⁸ and ψ = 0.004.
  public NAdam(double rate) {
    this(rate, 0.9, 0.999, 1e-8, 0.004);
  }

  @Override
  public <P> State init(P parameters) {
    return new State(adam().init(parameters), Tensor.of(1.0));
  }

  @Override
  public <P> Update<P, State> update(P gradient, State state, P parameters) {
    Adam.State means = adam().advance(gradient, state.means);
    Tensor now = momentum(means.steps());
    Tensor next = momentum(means.steps().plus(1));
    Tensor momenta = state.momenta.times(now);
    Tensor ofMean = next.div(momenta.times(next).neg().plus(1));
    Tensor ofGradient = now.neg().plus(1).div(momenta.neg().plus(1));
    List<Tensor> ahead = TrainedLeaves.zip(means.mean(), TrainedLeaves.of(gradient),
        (m, g) -> m.times(ofMean.to(m.dtype())).plus(g.times(ofGradient.to(g.dtype()))));
    List<Tensor> change = TrainedLeaves.zip(ahead, adam().roots(means), (d, root) -> d.div(root).times(-rate));
    return new Update<>(TrainedLeaves.replace(gradient, change), new State(means, momenta));
  }

  private Tensor momentum(Tensor step) {
    return Tensor.of(BASE).pow(step.to(DType.F64).times(psi)).times(-0.5).plus(1).times(beta1);
  }

  private Adam adam() {
    return new Adam(rate, beta1, beta2, epsilon);
  }
}
