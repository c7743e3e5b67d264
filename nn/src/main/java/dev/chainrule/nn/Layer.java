package dev.chainrule.nn;

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
@FunctionalInterface
public interface Layer {
  /// The outputs for a batch of inputs.
  Tensor apply(Tensor x);
}
