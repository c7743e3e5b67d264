package dev.chainrule.nn;

import dev.chainrule.RandomKey;
import dev.chainrule.Tensor;
import java.util.ArrayList;
import java.util.List;

/// A multilayer perceptron: linear layers with an activation between each two.
///
/// {@snippet :
/// Mlp model = Mlp.of(Activation.RELU, RandomKey.of(1), 64, 128, 10);
/// System.out.println(model.apply(Tensor.ones(F32, 5, 64)).shape()); // [5, 10]
/// }
///
/// @param layers     the linear layers
/// @param activation what follows each of them but the last
public record Mlp(List<Linear> layers, Activation activation) implements Layer {
  /// The layers in the order in which they are applied.
  public Mlp {
    layers = List.copyOf(layers);
  }

  /// A new perceptron of F32 numbers, its weights begun as the activation likes it.
  ///
  /// @param sizes the numbers of inputs, of the units of each hidden layer, and of outputs
  /// @throws IllegalArgumentException if there are fewer than two sizes, or one is less than 1
  public static Mlp of(Activation activation, RandomKey key, int... sizes) {
    if (sizes.length < 2) {
      throw new IllegalArgumentException(
          "[Mlp] %d sizes: give at least the numbers of inputs and outputs, and between them those of hidden units"
              .formatted(sizes.length));
    }
    List<Linear> layers = new ArrayList<>();
    for (int i = 0; i + 1 < sizes.length; i++) {
      Initializer initializer = i + 2 < sizes.length ? activation.initializer() : Initializer.glorotUniform();
      layers.add(Linear.of(sizes[i], sizes[i + 1], initializer, key.foldIn(i)));
    }
    return new Mlp(layers, activation);
  }

  @Override
  public Tensor apply(Tensor x) {
    Tensor y = layers.getFirst().apply(x);
    for (Linear layer : layers.subList(1, layers.size())) {
      y = layer.apply(activation.apply(y));
    }
    return y;
  }
}
