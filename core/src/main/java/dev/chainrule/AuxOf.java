package dev.chainrule;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A function with an auxiliary result as one without, which remembers what it gave last.
final class AuxOf<P, A> implements Function<P, Tensor> {
  private final String operation;
  private final Function<P, WithAux<A>> function;
  private @Nullable A aux;

  AuxOf(String operation, Function<P, WithAux<A>> function) {
    this.operation = operation;
    this.function = function;
  }

  @Override
  public Tensor apply(P x) {
    WithAux<A> result = Leaves.given(operation, "the function", function.apply(x));
    aux = result.aux();
    return result.value();
  }

  /// The auxiliary result of the last call, which does not keep the graph alive.
  A aux() {
    return Gradients.settled(aux);
  }
}
