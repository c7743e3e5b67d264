package dev.chainrule.nn;

import dev.chainrule.Chainrule;
import dev.chainrule.RandomKey;
import dev.chainrule.Scanned;
import dev.chainrule.Step;
import dev.chainrule.Tensor;
import dev.chainrule.graph.DType;
import dev.chainrule.graph.Shape;
import dev.chainrule.graph.ShapeException;
import dev.chainrule.graph.Type;
import java.util.function.Function;

/// What recurrent layers have in common: a cell that goes from place to place.
final class Recurrence {
  private Recurrence() {}

  /// The cell's next state from its last and from what an input contributes.
  interface Cell<S> {
    S next(S state, Tensor input);
  }

  /// What the inputs contribute, `x·w + b`, does not depend on the state, so that one product does it for all places.
  static <S> Recurrent.Run<S> run(String layer, Tensor x, Tensor w, Tensor b, S start, Cell<S> cell, Function<S, Tensor> output) {
    if (x.rank() != 3 || x.shape().extent(-1) != w.shape().extent(0)) {
      throw new ShapeException("[%s] an input of shape %s must be [batch, length, %d]".formatted(layer, x.shape(), w.shape().extent(0)));
    }
    Tensor inputs = x.transpose(1, 0, 2).matmul(w).plus(b);
    Scanned<S, Tensor> scanned = Chainrule.scan((S state, Tensor input) -> {
      S next = cell.next(state, input);
      return new Step<>(next, output.apply(next));
    }, start, inputs);
    return new Recurrent.Run<>(scanned.carry(), scanned.results().transpose(1, 0, 2));
  }

  /// New weights of the input, evenly spread as Glorot says for one gate.
  static Tensor inputWeights(String layer, DType dtype, int inputs, int width, int gates, RandomKey key) {
    if (inputs < 1 || width < 1) {
      throw new IllegalArgumentException("[%s] a layer of %d inputs and %d units: both must be at least 1".formatted(layer, inputs, width));
    }
    return Initializer.glorotUniform().create(new Type(dtype, Shape.of(inputs, gates * width)), inputs, width, key.foldIn(0));
  }

  /// New weights of the last output, evenly spread as Glorot says for one gate.
  static Tensor outputWeights(DType dtype, int width, int gates, RandomKey key) {
    return Initializer.glorotUniform().create(new Type(dtype, Shape.of(width, gates * width)), width, width, key.foldIn(1));
  }

  /// The part of so many gates side by side that is this one's.
  static Tensor gate(Tensor gates, int number, int width) {
    return gates.slice(-1, number * width, (number + 1) * width);
  }
}
