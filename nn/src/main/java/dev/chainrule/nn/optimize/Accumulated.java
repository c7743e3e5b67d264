package dev.chainrule.nn.optimize;

import static dev.chainrule.Chainrule.cond;

import dev.chainrule.Tensor;
import java.util.List;

/// An optimiser that steps once for so many gradients, by their mean; see [Optimizer#accumulated].
///
/// @param inner the optimiser
/// @param count how many gradients make a step
public record Accumulated<S>(Optimizer<S> inner, int count) implements Optimizer<Accumulated.State<S>> {
  /// How many gradients wait (I32), their sum, and the state of the optimiser.
  public record State<S>(Tensor waiting, List<Tensor> sum, S inner) {
    /// How many gradients wait (I32), their sum, and the state of the optimiser.
    public State {
      sum = List.copyOf(sum);
    }
  }

  /// @throws IllegalArgumentException unless the count is at least 1
  public Accumulated {
    Hyperparameters.requirePositive("Accumulated", "count", count);
  }

  @Override
  public <P> State<S> init(P parameters) {
    return new State<>(Tensor.of(0), TrainedLeaves.zeros(parameters), inner.init(parameters));
  }

  @Override
  public <P> Update<P, State<S>> update(P gradient, State<S> state, P parameters) {
    Tensor waiting = state.waiting.plus(1);
    List<Tensor> sum = TrainedLeaves.zip(state.sum, TrainedLeaves.of(gradient), Tensor::plus);
    return cond(waiting.ge(count),
        () -> step(gradient, sum, state, parameters),
        () -> new Update<>(TrainedLeaves.replace(gradient, zeros(sum)), new State<>(waiting, sum, state.inner)));
  }

  private <P> Update<P, State<S>> step(P gradient, List<Tensor> sum, State<S> state, P parameters) {
    P mean = TrainedLeaves.replace(gradient, sum.stream().map(g -> g.div(count)).toList());
    Update<P, S> update = inner.update(mean, state.inner, parameters);
    return new Update<>(update.change(), new State<>(state.waiting.zerosLike(), zeros(sum), update.state()));
  }

  private static List<Tensor> zeros(List<Tensor> like) {
    return like.stream().map(Tensor::zerosLike).toList();
  }
}
