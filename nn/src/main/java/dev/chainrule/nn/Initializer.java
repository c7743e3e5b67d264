package dev.chainrule.nn;

import dev.chainrule.Qr;
import dev.chainrule.RandomKey;
import dev.chainrule.Tensor;
import dev.chainrule.graph.Shape;
import dev.chainrule.graph.ShapeException;
import dev.chainrule.graph.Type;

/// How a layer's weights begin: small enough not to blow up from layer to layer, large enough not to die out.
///
/// Sources: X. Glorot, Y. Bengio, Understanding the difficulty of training deep feedforward neural networks, 2010; K. He et
/// al., Delving deep into rectifiers, 2015; Y. LeCun et al., Efficient BackProp, 1998.
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
    return constant(0);
  }

  /// The same number everywhere.
  static Initializer constant(double number) {
    return (type, fanIn, fanOut, key) -> Tensor.full(type.dtype(), number, type.shape().extents());
  }

  /// Normally spread with a deviation that does not depend on the sizes; for tables of vectors.
  static Initializer normal(double deviation) {
    return (type, fanIn, fanOut, key) -> normal(type, deviation * deviation, key);
  }

  /// The same without what would be more than twice the deviation from 0; what is left deviates by 0.88 of it.
  static Initializer truncatedNormal(double deviation) {
    return (type, fanIn, fanOut, key) -> key.truncatedNormal(-2, 2, type.dtype(), type.shape().extents()).times(deviation);
  }

  /// Rows or columns, whichever are fewer, that are orthogonal and of length 1, times `gain`: the first axis against all
  /// others together. Keeps the length of signals through many layers.
  ///
  /// Source: A. M. Saxe, J. L. McClelland, S. Ganguli, Exact solutions to the nonlinear dynamics of learning in deep linear
  /// neural networks, 2014.
  ///
  /// {@snippet :
  /// Tensor w = Linear.of(F64, 3, 5, Initializer.orthogonal(1), RandomKey.of(1)).w();
  /// System.out.println(w.matmul(w.transpose()).minus(eye(F64, 3)).abs().max().item() < 1e-14); // true
  /// }
  static Initializer orthogonal(double gain) {
    return (type, fanIn, fanOut, key) -> {
      Shape shape = type.shape();
      if (shape.rank() < 2) {
        throw new ShapeException("[orthogonal] weights of shape %s: at least two axes can be orthogonal".formatted(shape));
      }
      int rows = shape.extent(0);
      int columns = shape.size() / rows;
      Tensor normal = key.normal(type.dtype(), Math.max(rows, columns), Math.min(rows, columns));
      Qr qr = normal.qr();
      // Signs of R's diagonal make the directions evenly spread (F. Mezzadri, 2007).
      Tensor evenly = qr.q().times(qr.r().diagonal().sign());
      return (rows < columns ? evenly.transpose() : evenly).times(gain).reshape(shape);
    };
  }

  /// LeCun's: variance 1 / fanIn, evenly spread. For selu, and where what comes in should go out as large.
  static Initializer lecunUniform() {
    return (type, fanIn, fanOut, key) -> uniform(type, 1.0 / fanIn, key);
  }

  /// LeCun's: variance 1 / fanIn, normally spread.
  static Initializer lecunNormal() {
    return (type, fanIn, fanOut, key) -> normal(type, 1.0 / fanIn, key);
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
