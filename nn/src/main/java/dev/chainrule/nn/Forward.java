package dev.chainrule.nn;

import dev.chainrule.RandomKey;
import dev.chainrule.Tensor;
import dev.chainrule.graph.StructureException;

/// What a forward pass in training gives: the outputs, and the layer as it is thereafter, with the same parameters and new
/// statistics. See [Layer#train].
///
/// {@snippet :
/// Forward<BatchNorm> forward = BatchNorm.of(2).train(Tensor.of(new float[][] {{1, 10}, {3, 30}}), RandomKey.of(1));
/// System.out.println(forward.y().round()); // F32[2, 2] [[-1.0, -1.0], [ 1.0,  1.0]]
/// System.out.println(forward.layer().statistics().mean()); // F32[2] [0.2, 2.0]
/// }
///
/// @param y     the outputs
/// @param layer the layer to go on with
public record Forward<L extends Layer>(Tensor y, L layer) {
  /// The forward pass of a model whose class is known.
  ///
  /// @throws StructureException if the model gives a layer of another class to go on with
  @SuppressWarnings("unchecked")
  public static <L extends Layer> Forward<L> of(L layer, Tensor x, RandomKey key) {
    Forward<? extends Layer> forward = layer.train(x, key);
    if (forward.layer.getClass() != layer.getClass()) {
      throw new StructureException("[train] a %s gives a %s to go on with; it must be of the same class, or training could not go on"
          .formatted(layer.getClass().getSimpleName(), forward.layer.getClass().getSimpleName()));
    }
    return (Forward<L>) forward;
  }
}
