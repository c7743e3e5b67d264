package dev.chainrule.bench;

import dev.chainrule.Tensor;
import dev.chainrule.graph.DType;
import dev.chainrule.graph.Shape;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/// Inputs for what depends on no particular numbers; the same for the same seed. Drawn without the library, so that it is
/// as cold as ever when it is measured first.
public final class Noise {
  private static final RandomGeneratorFactory<RandomGenerator> GENERATORS = RandomGeneratorFactory.of("L64X128MixRandom");

  private Noise() {}

  /// Normally spread numbers.
  public static Tensor normal(int seed, DType dtype, int... extents) {
    Shape shape = Shape.of(extents);
    RandomGenerator generator = GENERATORS.create(seed);
    if (dtype == DType.F32) {
      float[] floats = new float[shape.size()];
      for (int i = 0; i < floats.length; i++) {
        floats[i] = (float) generator.nextGaussian();
      }
      return Tensor.of(shape, floats);
    }
    double[] doubles = new double[shape.size()];
    Arrays.setAll(doubles, i -> generator.nextGaussian());
    return Tensor.of(shape, doubles);
  }

  /// Numbers of classes (I32).
  public static Tensor labels(int seed, int classes, int... extents) {
    Shape shape = Shape.of(extents);
    RandomGenerator generator = GENERATORS.create(seed);
    int[] labels = new int[shape.size()];
    Arrays.setAll(labels, i -> generator.nextInt(classes));
    return Tensor.of(shape, labels);
  }
}
