package dev.chainrule.nn;

import dev.chainrule.Tensor;

/// What stands between linear layers, so that two of them are more than one.
///
/// {@snippet :
/// System.out.println(Activation.RELU.apply(Tensor.of(-2.0)).item()); // 0.0
/// }
public enum Activation implements Layer {
  /// max(x, 0).
  RELU,
  /// x where positive, 0.01 x elsewhere.
  LEAKY_RELU,
  /// x where positive, eˣ − 1 elsewhere.
  ELU,
  /// x σ(x).
  SILU,
  /// The Gaussian error linear unit.
  GELU,
  /// The hyperbolic tangent.
  TANH,
  /// 1 / (1 + e⁻ˣ).
  SIGMOID,
  /// log(1 + eˣ).
  SOFTPLUS;

  @Override
  public Tensor apply(Tensor x) {
    return switch (this) {
      case RELU -> x.relu();
      case LEAKY_RELU -> x.leakyRelu(0.01);
      case ELU -> x.elu(1);
      case SILU -> x.silu();
      case GELU -> x.gelu();
      case TANH -> x.tanh();
      case SIGMOID -> x.sigmoid();
      case SOFTPLUS -> x.softplus();
    };
  }

  /// How the weights of the layer before it best begin: as He says where half of the signal is held back, else as
  /// Glorot does.
  public Initializer initializer() {
    return switch (this) {
      case RELU, LEAKY_RELU, ELU, SILU, GELU -> Initializer.heUniform();
      case TANH, SIGMOID, SOFTPLUS -> Initializer.glorotUniform();
    };
  }
}
