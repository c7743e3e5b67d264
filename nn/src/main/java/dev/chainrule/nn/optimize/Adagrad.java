package dev.chainrule.nn.optimize;

import dev.chainrule.Tensor;
import java.util.List;

/// Adagrad: each number has a step of its own, which becomes shorter the more gradient it has seen.
///
/// s ← s + g²; p ← p − rate · g / (√s + ε)
///
/// Source: J. Duchi, E. Hazan, Y. Singer, Adaptive Subgradient Methods, 2011; as in PyTorch.
///
/// {@snippet :
/// Tensor p = Tensor.of(1.0);
/// Adagrad optimizer = new Adagrad(0.5);
/// var first = optimizer.update(Tensor.of(3.0), optimizer.init(p), p);
/// var second = optimizer.update(Tensor.of(4.0), first.state(), p);
/// System.out.println(first.change().item() + " " + Math.round(second.change().item() * 1e6) / 1e6); // -0.49999999998333333 -0.4
/// }
///
/// @param rate    the learning rate
/// @param epsilon what keeps the division finite
public record Adagrad(double rate, double epsilon) implements Optimizer<Adagrad.State> {
  /// For each floating tensor of the parameters the sum of its squared gradients.
  public record State(List<Tensor> sumOfSquares) {
    /// For each floating tensor of the parameters the sum of its squared gradients.
    public State {
      sumOfSquares = List.copyOf(sumOfSquares);
    }
  }

  /// @throws IllegalArgumentException unless both are positive and finite
  public Adagrad {
    Hyperparameters.requirePositive("Adagrad", "rate", rate);
    Hyperparameters.requirePositive("Adagrad", "epsilon", epsilon);
  }

  /// With ε = 10⁻¹⁰.
  public Adagrad(double rate) {
    this(rate, 1e-10);
  }

  @Override
  public <P> State init(P parameters) {
    return new State(TrainedLeaves.zeros(parameters));
  }

  @Override
  public <P> Update<P, State> update(P gradient, State state, P parameters) {
    List<Tensor> gradients = TrainedLeaves.of(gradient);
    List<Tensor> sums = TrainedLeaves.zip(state.sumOfSquares, gradients, (s, g) -> s.plus(g.square()));
    List<Tensor> change = TrainedLeaves.zip(gradients, sums, (g, s) -> g.div(s.sqrt().plus(epsilon)).times(-rate));
    return new Update<>(TrainedLeaves.replace(gradient, change), new State(sums));
  }
}
