package dev.chainrule.nn;

import dev.chainrule.Tensor;
import java.util.function.UnaryOperator;

/// What stands between linear layers, so that two of them are more than one.
public enum Activation implements Layer {
  /// max(x, 0).
  RELU(Tensor::relu, Initializer.heUniform()),
  /// x where positive, 0.01 x elsewhere.
  LEAKY_RELU(x -> x.leakyRelu(0.01), Initializer.heUniform()),
  /// x where positive, eˣ − 1 elsewhere.
  ELU(x -> x.elu(1), Initializer.heUniform()),
  /// x σ(x).
  SILU(Tensor::silu, Initializer.heUniform()),
  /// The Gaussian error linear unit.
  GELU(Tensor::gelu, Initializer.heUniform()),
  /// The hyperbolic tangent.
  TANH(Tensor::tanh, Initializer.glorotUniform()),
  /// 1 / (1 + e⁻ˣ).
  SIGMOID(Tensor::sigmoid, Initializer.glorotUniform()),
  /// log(1 + eˣ).
  SOFTPLUS(Tensor::softplus, Initializer.glorotUniform());

  private final UnaryOperator<Tensor> function;
  private final Initializer initializer;

  Activation(UnaryOperator<Tensor> function, Initializer initializer) {
    this.function = function;
    this.initializer = initializer;
  }

  @Override
  public Tensor apply(Tensor x) {
    return function.apply(x);
  }

  /// How the weights of the layer before it best begin.
  public Initializer initializer() {
    return initializer;
  }
}
