package dev.chainrule.nn.optimize;

import dev.chainrule.Tensor;
import dev.chainrule.Tree;

/// An optimiser whose changes are multiplied by a schedule; see [Optimizer#scheduled].
///
/// @param inner    the optimiser, with the rate of a factor of 1
/// @param schedule the factor for each step
public record Scheduled<S>(Optimizer<S> inner, Schedule schedule) implements Optimizer<Scheduled.State<S>> {
  /// The number of steps so far (I32), and the state of the optimiser.
  public record State<S>(Tensor steps, S inner) {}

  @Override
  public <P> State<S> init(P parameters) {
    return new State<>(Tensor.of(0), inner.init(parameters));
  }

  @Override
  public <P> Update<P, State<S>> update(P gradient, State<S> state, P parameters) {
    Update<P, S> update = inner.update(gradient, state.inner, parameters);
    Tensor factor = schedule.at(state.steps);
    P change = Tree.map(update.change(), dp -> dp.dtype().isFloating() ? dp.times(factor.to(dp.dtype())) : dp);
    return new Update<>(change, new State<>(state.steps.plus(1), update.state()));
  }
}
