package dev.chainrule.nn;

import dev.chainrule.RandomKey;
import dev.chainrule.Tensor;

/// A function of a batch whose parameters are its components: usually a record of tensors, so that it is a tree and
/// its gradient has its own type.
///
/// A layer of your own is a record that implements this, and nothing more:
///
/// {@snippet :
/// record Scale(Tensor factor) implements Layer {
///   public Tensor apply(Tensor x) {
///     return x.times(factor);
///   }
/// }
/// Sequential model = Sequential.of(new Scale(Tensor.of(3.0)), Activation.RELU);
/// System.out.println(model.apply(Tensor.of(2.0)).item()); // 6.0
/// }
///
/// Some layers do something else while they are trained: [Dropout] draws, [BatchNorm] takes statistics of the batch and
/// remembers them. That is [#train], which gives what it remembers beside the outputs; nothing changes behind one's back. A
/// step with such layers is this, whatever the model:
///
/// {@snippet :
/// RandomKey key = RandomKey.of(1);
/// Sequential model = Sequential.of(
///     ConvolutionLayer.of(1, 4, Initializer.heUniform(), key.foldIn(0), 3, 3), BatchNorm.of(4), Activation.RELU,
///     new Flatten(), new Dropout(0.2),
///     Linear.of(4 * 6 * 6, 10, Initializer.glorotUniform(), key.foldIn(1)));
/// record Task(Batch batch, RandomKey key) {}
/// var lossAndGradient = valueAndGradWithAux((Sequential m, Task task) -> {
///   Forward<Sequential> forward = Forward.of(m, task.batch().images(), task.key());
///   return new WithAux<>(Losses.crossEntropy(forward.y(), task.batch().labels()), forward.layer());
/// });
/// Sgd optimizer = new Sgd(0.1);
/// var step = jit((Sequential m, Task task) -> {
///   var loss = lossAndGradient.apply(m, task);
///   return optimizer.update(loss.grad(), optimizer.init(m), m).applyTo(loss.aux()); // with the statistics of this pass
/// });
/// Batch batch = new Batch(key.normal(F32, 16, 1, 8, 8), Tensor.zeros(I32, 16));
/// for (int i = 0; i < 3; i++) {
///   model = step.apply(model, new Task(batch, key.foldIn(i)));
/// }
/// System.out.println(model.apply(batch.images()).shape()); // [16, 10]
/// }
@FunctionalInterface
public interface Layer {
  /// The outputs for a batch of inputs, once training is over: always the same for the same inputs.
  Tensor apply(Tensor x);

  /// The outputs for a batch of inputs while it is trained, and the layer as it is thereafter. Most layers do what they
  /// always do, and stay what they are; a layer that holds others passes this on to each, with a key of its own.
  ///
  /// @param key where random numbers come from: another for each step
  default Forward<? extends Layer> train(Tensor x, RandomKey key) {
    return new Forward<>(apply(x), this);
  }
}
