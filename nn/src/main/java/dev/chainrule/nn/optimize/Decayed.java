package dev.chainrule.nn.optimize;

import dev.chainrule.Tensor;
import java.util.List;

/// An optimiser that sees gradients to which a share of the parameters is added, as if half of it times their squares
/// were part of the loss; see [Optimizer#decayed].
///
/// @param inner the optimiser
/// @param decay the share
/// @param mask  which parameters are meant
public record Decayed<S>(Optimizer<S> inner, double decay, Mask mask) implements Optimizer<S> {
  /// @throws IllegalArgumentException unless the decay is positive and finite
  public Decayed {
    Hyperparameters.requirePositive("Decayed", "decay", decay);
  }

  @Override
  public <P> S init(P parameters) {
    return inner.init(parameters);
  }

  @Override
  public <P> Update<P, S> update(P gradient, S state, P parameters) {
    List<Tensor> decayed = TrainedLeaves.decayed(TrainedLeaves.of(gradient), parameters, decay, mask);
    return inner.update(TrainedLeaves.replace(gradient, decayed), state, parameters);
  }
}
