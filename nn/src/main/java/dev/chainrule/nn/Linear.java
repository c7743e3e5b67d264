package dev.chainrule.nn;

import dev.chainrule.RandomKey;
import dev.chainrule.Tensor;
import dev.chainrule.graph.DType;
import dev.chainrule.graph.Shape;
import dev.chainrule.graph.Type;

/// x·w + b: every output is a weighted sum of all inputs, and a bias.
///
/// {@snippet :
/// Linear layer = new Linear(Tensor.of(new double[][] {{1, 2}, {3, 4}}), Tensor.of(10.0, 20.0));
/// System.out.println(layer.apply(Tensor.of(new double[][] {{1, 1}})).shape()); // [1, 2]
/// }
///
/// @param w the weights, inputs × outputs
/// @param b the biases, one for each output
public record Linear(Tensor w, Tensor b) implements Layer {
  /// A new layer of F32 numbers, with biases of 0.
  public static Linear of(int inputs, int outputs, Initializer initializer, RandomKey key) {
    return of(DType.F32, inputs, outputs, initializer, key);
  }

  /// A new layer with biases of 0.
  ///
  /// @throws IllegalArgumentException if it has no inputs or no outputs
  public static Linear of(DType dtype, int inputs, int outputs, Initializer initializer, RandomKey key) {
    if (inputs < 1 || outputs < 1) {
      throw new IllegalArgumentException(
          "[Linear] a layer of %d inputs and %d outputs: both must be at least 1".formatted(inputs, outputs));
    }
    Type type = new Type(dtype, Shape.of(inputs, outputs));
    return new Linear(initializer.create(type, inputs, outputs, key), Tensor.zeros(dtype, outputs));
  }

  @Override
  public Tensor apply(Tensor x) {
    return x.matmul(w).plus(b);
  }
}
