package dev.chainrule.nn;

import dev.chainrule.RandomKey;
import dev.chainrule.Tensor;
import java.util.ArrayList;
import java.util.List;

/// Layers one after the other.
///
/// {@snippet :
/// RandomKey key = RandomKey.of(1);
/// Sequential model = Sequential.of(
///     Linear.of(64, 32, Initializer.heUniform(), key.foldIn(0)),
///     Activation.RELU,
///     Linear.of(32, 10, Initializer.glorotUniform(), key.foldIn(1)));
/// System.out.println(model.apply(Tensor.ones(F32, 5, 64)).shape()); // [5, 10]
/// }
public record Sequential(List<Layer> layers) implements Layer {
  /// The layers in the order in which they are applied.
  public Sequential {
    layers = List.copyOf(layers);
  }

  /// The layers in the order in which they are applied.
  public static Sequential of(Layer... layers) {
    return new Sequential(List.of(layers));
  }

  @Override
  public Tensor apply(Tensor x) {
    Tensor y = x;
    for (Layer layer : layers) {
      y = layer.apply(y);
    }
    return y;
  }

  @Override
  public Forward<Sequential> train(Tensor x, RandomKey key) {
    Tensor y = x;
    List<Layer> next = new ArrayList<>();
    for (int i = 0; i < layers.size(); i++) {
      Forward<Layer> forward = Forward.of(layers.get(i), y, key.foldIn(i));
      y = forward.y();
      next.add(forward.layer());
    }
    return new Forward<>(y, new Sequential(next));
  }
}
