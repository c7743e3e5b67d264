package dev.chainrule.nn.train;

import dev.chainrule.RandomKey;
import dev.chainrule.Tensor;
import dev.chainrule.WithAux;
import dev.chainrule.nn.Batch;
import dev.chainrule.nn.Forward;
import dev.chainrule.nn.Layer;
import dev.chainrule.nn.Losses;
import java.util.function.BiFunction;
import java.util.function.BinaryOperator;

/// What is to become small.
///
/// {@snippet :
/// Objective<Mlp, Batch> objective = Objective.crossEntropy();
/// Mlp model = Mlp.of(Activation.RELU, RandomKey.of(1), 64, 10);
/// Batch batch = Digits.load().take(0, 1, 2);
/// System.out.println(objective.loss(model, batch, RandomKey.of(2)).value().rank()); // 0
/// }
///
/// @param <P> the model
/// @param <B> a batch: any tree of tensors
@FunctionalInterface
public interface Objective<P, B> {
  /// The loss of a model on a batch, a floating scalar, and the model to go on with: with the same parameters, and with what
  /// its layers remember of this batch.
  ///
  /// @param key another one in each step, for what is random in it
  WithAux<P> loss(P model, B batch, RandomKey key);

  /// A loss of a model that remembers nothing.
  static <P, B> Objective<P, B> of(BiFunction<P, B, Tensor> loss) {
    return (model, batch, key) -> new WithAux<>(loss.apply(model, batch), model);
  }

  /// A loss of the outputs that a model gives while it is trained ([Layer#train]), and the batch's labels.
  static <P extends Layer> Objective<P, Batch> ofOutputs(BinaryOperator<Tensor> loss) {
    return (model, batch, key) -> {
      Forward<P> forward = Forward.of(model, batch.images(), key);
      return new WithAux<>(loss.apply(forward.y(), batch.labels()), forward.layer());
    };
  }

  /// Cross-entropy of the model's outputs as logits, with the batch's labels.
  static <P extends Layer> Objective<P, Batch> crossEntropy() {
    return ofOutputs(Losses::crossEntropy);
  }
}
