package dev.chainrule.nn;

import dev.chainrule.RandomKey;
import dev.chainrule.Tensor;
import dev.chainrule.graph.Type;

/// How a layer's weights begin: small enough not to blow up from layer to layer, large enough not to die out.
///
/// {@snippet :
/// Linear layer = Linear.of(64, 10, Initializer.heNormal(), RandomKey.of(1));
/// System.out.println(layer.w().shape()); // [64, 10]
/// }
@FunctionalInterface
public interface Initializer {
  /// New weights.
  ///
  /// @param type   their element type and shape
  /// @param fanIn  how many inputs an output is the sum of
  /// @param fanOut how many outputs an input goes to
  /// @param key    what they follow from
  Tensor create(Type type, int fanIn, int fanOut, RandomKey key);

  /// Zeros, for biases; weights that all begin alike would stay alike.
  static Initializer zeros() {
    return (type, fanIn, fanOut, key) -> Tensor.zeros(type.dtype(), type.shape().extents());
  }

  /// Normally spread with a deviation that does not depend on the sizes; for tables of vectors.
  static Initializer normal(double deviation) {
    return (type, fanIn, fanOut, key) -> normal(type, deviation * deviation, key);
  }

  /// Glorot's: variance 2 / (fanIn + fanOut), evenly spread. For tanh, sigmoid and layers without a gate.
  static Initializer glorotUniform() {
    return (type, fanIn, fanOut, key) -> uniform(type, 2.0 / (fanIn + fanOut), key);
  }

  /// Glorot's: variance 2 / (fanIn + fanOut), normally spread.
  static Initializer glorotNormal() {
    return (type, fanIn, fanOut, key) -> normal(type, 2.0 / (fanIn + fanOut), key);
  }

  /// He's: variance 2 / fanIn, evenly spread. For relu and its kin, which let half of the signal through.
  static Initializer heUniform() {
    return (type, fanIn, fanOut, key) -> uniform(type, 2.0 / fanIn, key);
  }

  /// He's: variance 2 / fanIn, normally spread.
  static Initializer heNormal() {
    return (type, fanIn, fanOut, key) -> normal(type, 2.0 / fanIn, key);
  }

  private static Tensor uniform(Type type, double variance, RandomKey key) {
    double bound = Math.sqrt(3 * variance);
    return key.uniform(-bound, bound, type.dtype(), type.shape().extents());
  }

  private static Tensor normal(Type type, double variance, RandomKey key) {
    return key.normal(type.dtype(), type.shape().extents()).times(Math.sqrt(variance));
  }
}
