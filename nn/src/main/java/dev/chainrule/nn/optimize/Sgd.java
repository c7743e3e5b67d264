package dev.chainrule.nn.optimize;

import dev.chainrule.Tree;

/// Gradient descent: against the gradient by `rate` times its length. Stochastic if the gradient is that of a batch.
///
/// p ← p − rate · g
///
/// {@snippet :
/// Tensor p = Tensor.of(1.0);
/// Tensor gradient = Tensor.of(0.5);
/// Sgd sgd = new Sgd(0.5);
/// System.out.println(sgd.update(gradient, sgd.init(p), p).applyTo(p).item()); // 0.75
/// }
///
/// @param rate the learning rate
public record Sgd(double rate) implements Optimizer<Sgd.State> {
  /// Nothing to remember.
  public record State() {}

  /// @throws IllegalArgumentException unless the rate is positive and finite
  public Sgd {
    Hyperparameters.requirePositive("Sgd", "rate", rate);
  }

  @Override
  public <P> State init(P parameters) {
    return new State();
  }

  @Override
  public <P> Update<P, State> update(P gradient, State state, P parameters) {
    return new Update<>(Tree.map(gradient, g -> g.dtype().isFloating() ? g.times(-rate) : g), state);
  }
}
