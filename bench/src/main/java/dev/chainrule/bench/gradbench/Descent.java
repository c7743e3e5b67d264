package dev.chainrule.bench.gradbench;

import static dev.chainrule.Chainrule.whileLoop;
import static dev.chainrule.Functions.where;

import dev.chainrule.Tensor;
import dev.chainrule.ValueAndGrad;
import java.util.function.UnaryOperator;

/// Gradient descent with a step length that doubles after ten successes and halves after a failure. It runs inside
/// compiled functions, and can be differentiated through.
final class Descent {
  private static final double TOLERANCE = 1e-5;
  private static final double FIRST_LENGTH = 1e-5;
  private static final int SUCCESSES = 10;

  /// @param length    of steps, as a factor of the gradient
  /// @param successes with this length
  private record State(Tensor x, Tensor value, Tensor gradient, Tensor length, Tensor successes, Tensor goesOn) {}

  private Descent() {}

  static Tensor argMin(UnaryOperator<Tensor> f, Mode mode, Tensor start) {
    ValueAndGrad<Tensor> first = mode.valueAndGradient(f, start);
    State initial = new State(start, first.value(), first.grad(), Tensor.of(FIRST_LENGTH), Tensor.of(0),
        first.grad().norm().gt(TOLERANCE));
    return whileLoop(State::goesOn, (State state) -> next(f, mode, state), initial).x();
  }

  static Tensor argMax(UnaryOperator<Tensor> f, Mode mode, Tensor start) {
    return argMin(x -> f.apply(x).neg(), mode, start);
  }

  private static State next(UnaryOperator<Tensor> f, Mode mode, State state) {
    Tensor doubles = state.successes().eq(SUCCESSES);
    Tensor length = where(doubles, state.length().times(2), state.length());
    Tensor successes = where(doubles, 0, state.successes());

    Tensor x = state.x().minus(state.gradient().times(length));
    Tensor moves = x.minus(state.x()).norm().gt(TOLERANCE);
    ValueAndGrad<Tensor> there = mode.valueAndGradient(f, x);
    Tensor better = moves.and(there.value().lt(state.value()));
    return new State(
        where(better, x, state.x()),
        where(better, there.value(), state.value()),
        where(better, there.grad(), state.gradient()),
        where(better, length, length.div(2)),
        where(better, successes.plus(1), 0),
        moves.and(better.not().or(there.grad().norm().gt(TOLERANCE))));
  }
}
