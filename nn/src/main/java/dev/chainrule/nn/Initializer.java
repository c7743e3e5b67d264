package dev.chainrule.nn;

import dev.chainrule.Tensor;
import dev.chainrule.graph.Type;

/// How a layer's weights begin: small enough not to blow up from layer to layer, large enough not to die out.
///
/// {@snippet :
/// Linear layer = Linear.of(64, 10, Initializer.heNormal(), new Seed(1));
/// System.out.println(layer.w().shape()); // [64, 10]
/// }
@FunctionalInterface
public interface Initializer {
  /// New weights.
  ///
  /// @param type   their element type and shape
  /// @param fanIn  how many inputs an output is the sum of
  /// @param fanOut how many outputs an input goes to
  /// @param seed   what they follow from
  Tensor create(Type type, int fanIn, int fanOut, Seed seed);

  /// Zeros, for biases; weights that all begin alike would stay alike.
  static Initializer zeros() {
    return (type, fanIn, fanOut, seed) -> Tensor.zeros(type.dtype(), type.shape().extents());
  }

  /// Glorot's: variance 2 / (fanIn + fanOut), evenly spread. For tanh, sigmoid and layers without a gate.
  static Initializer glorotUniform() {
    return (type, fanIn, fanOut, seed) -> uniform(type, 2.0 / (fanIn + fanOut), seed);
  }

  /// Glorot's: variance 2 / (fanIn + fanOut), normally spread.
  static Initializer glorotNormal() {
    return (type, fanIn, fanOut, seed) -> normal(type, 2.0 / (fanIn + fanOut), seed);
  }

  /// He's: variance 2 / fanIn, evenly spread. For relu and its kin, which let half of the signal through.
  static Initializer heUniform() {
    return (type, fanIn, fanOut, seed) -> uniform(type, 2.0 / fanIn, seed);
  }

  /// He's: variance 2 / fanIn, normally spread.
  static Initializer heNormal() {
    return (type, fanIn, fanOut, seed) -> normal(type, 2.0 / fanIn, seed);
  }

  private static Tensor uniform(Type type, double variance, Seed seed) {
    double bound = Math.sqrt(3 * variance);
    return seed.uniform(type.dtype(), -bound, bound, type.shape().extents());
  }

  private static Tensor normal(Type type, double variance, Seed seed) {
    return seed.normal(type.dtype(), 0, Math.sqrt(variance), type.shape().extents());
  }
}
