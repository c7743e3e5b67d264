package dev.chainrule.nn;

import dev.chainrule.Functions;
import dev.chainrule.Tensor;

/// Two recurrent layers, one of which goes along the sequence backward, so that every place knows what comes before and after
/// it. The outputs of both are side by side: `[batch, length, 2 · width]`.
///
/// Source: M. Schuster, K. K. Paliwal, Bidirectional Recurrent Neural Networks, 1997.
///
/// {@snippet :
/// RandomKey key = RandomKey.of(1);
/// var layer = new Bidirectional<>(Lstm.of(3, 8, key.foldIn(0)), Lstm.of(3, 8, key.foldIn(1)));
/// System.out.println(layer.apply(Tensor.ones(F32, 2, 5, 3)).shape()); // [2, 5, 16]
/// }
///
/// @param <S> the state of each
public record Bidirectional<S>(Recurrent<S> forward, Recurrent<S> backward) implements Recurrent<Bidirectional.State<S>> {
  /// Where both stand; the end of the backward one is at the first place.
  public record State<S>(S forward, S backward) {}

  @Override
  public State<S> start(int batch) {
    return new State<>(forward.start(batch), backward.start(batch));
  }

  @Override
  public Run<State<S>> run(Tensor x, State<S> start) {
    Run<S> there = forward.run(x, start.forward);
    Run<S> back = backward.run(x.flip(1), start.backward);
    return new Run<>(new State<>(there.last(), back.last()), Functions.concat(-1, there.outputs(), back.outputs().flip(1)));
  }
}
