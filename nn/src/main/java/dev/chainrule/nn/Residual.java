package dev.chainrule.nn;

import dev.chainrule.RandomKey;
import dev.chainrule.Tensor;
import dev.chainrule.graph.ShapeException;

/// What a layer makes of its input, added to the input: the layer has to learn what is to change only, and gradients reach
/// what lies before it undiminished.
///
/// y = shortcut(x) + layer(x), where the shortcut usually changes nothing, and brings x to the layer's shape where that differs.
///
/// Source: K. He et al., Deep Residual Learning for Image Recognition, 2016.
///
/// {@snippet :
/// RandomKey key = RandomKey.of(1);
/// Residual block = Residual.of(Linear.of(8, 8, Initializer.heUniform(), key.foldIn(0)), Activation.RELU);
/// System.out.println(block.apply(Tensor.ones(F32, 5, 8)).shape()); // [5, 8]
/// }
///
/// @param layer    what learns the change
/// @param shortcut what brings the input past it
public record Residual(Layer layer, Layer shortcut) implements Layer {
  /// Past these layers, one after the other, the input goes as it is.
  public static Residual of(Layer... layers) {
    return new Residual(Sequential.of(layers), Sequential.of());
  }

  /// @throws ShapeException if the layer changes the shape in another way than the shortcut
  @Override
  public Tensor apply(Tensor x) {
    return sum(x, shortcut.apply(x), layer.apply(x));
  }

  @Override
  public Forward<Residual> train(Tensor x, RandomKey key) {
    Forward<Layer> past = Forward.of(shortcut, x, key.foldIn(0));
    Forward<Layer> through = Forward.of(layer, x, key.foldIn(1));
    return new Forward<>(sum(x, past.y(), through.y()), new Residual(through.layer(), past.layer()));
  }

  private static Tensor sum(Tensor x, Tensor past, Tensor through) {
    if (!past.shape().equals(through.shape())) {
      throw new ShapeException(
          "[Residual] for an input of shape %s the layer gives %s and the shortcut %s, which cannot be added; give a shortcut that changes the shape likewise"
              .formatted(x.shape(), through.shape(), past.shape()));
    }
    return past.plus(through);
  }
}
