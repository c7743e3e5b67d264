package dev.chainrule.nn;

import dev.chainrule.Tensor;
import dev.chainrule.graph.ShapeException;

/// A layer that goes along sequences `[batch, length, inputs]` and carries a state from place to place. As a [Layer] it begins
/// with zeros and gives the outputs at all places; [#run] begins anywhere and also says where it ended.
///
/// {@snippet :
/// Recurrent<Tensor> layer = Gru.of(3, 8, RandomKey.of(1));
/// Tensor x = Tensor.ones(F32, 2, 5, 3);
/// Recurrent.Run<Tensor> begun = layer.run(x, layer.start(2));
/// Recurrent.Run<Tensor> further = layer.run(x, begun.last());
/// System.out.println(further.outputs().shape() + " " + further.last().shape()); // [2, 5, 8] [2, 8]
/// }
///
/// @param <S> the state, a tree of tensors `[batch, width]`
public interface Recurrent<S> extends Layer {
  /// Where it stands after the last place, and the outputs at all places, `[batch, length, width]`.
  record Run<S>(S last, Tensor outputs) {}

  /// Where a batch of sequences begins: zeros.
  S start(int batch);

  /// The outputs and the end for sequences `[batch, length, inputs]`, from a state on: for sequences that come in pieces, or
  /// of which only the end matters.
  ///
  /// @throws ShapeException if the shapes do not fit
  Run<S> run(Tensor x, S start);

  /// The outputs `[batch, length, width]` for sequences `[batch, length, inputs]`, begun with zeros.
  ///
  /// @throws ShapeException if the shapes do not fit
  @Override
  default Tensor apply(Tensor x) {
    if (x.rank() != 3) {
      throw new ShapeException("[%s] an input of shape %s must be [batch, length, inputs]".formatted(getClass().getSimpleName(), x.shape()));
    }
    return run(x, start(x.shape().extent(0))).outputs();
  }
}
