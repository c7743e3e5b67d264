package dev.chainrule.nn;

import dev.chainrule.Tensor;
import dev.chainrule.graph.DType;
import dev.chainrule.graph.Shape;
import java.util.function.DoubleSupplier;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/// Where randomness comes from: a number that everything random follows from.
///
/// A seed is a value. It has no state, so the same question always has the same answer; ask its [#child]ren
/// where answers must differ. The generator is L64X128MixRandom, and what is made of its bits uses exact or strict
/// arithmetic only, so the answers are the same on every machine.
///
/// {@snippet :
/// Seed seed = new Seed(42);
/// System.out.println(Arrays.toString(seed.permutation(5)).equals(Arrays.toString(seed.permutation(5)))); // true
/// System.out.println(seed.child(0).equals(seed.child(1))); // false
/// }
///
/// @param number any number; equal numbers give equal randomness
public record Seed(long number) {
  private static final RandomGeneratorFactory<RandomGenerator> GENERATORS = RandomGeneratorFactory.of("L64X128MixRandom");
  private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

  /// A seed of its own for a part of the work: a layer, an epoch.
  public Seed child(long index) {
    return new Seed(mix(mix(number) + (index + 1) * GOLDEN_GAMMA));
  }

  /// Numbers that are spread evenly from `low` to `high`.
  public Tensor uniform(DType dtype, double low, double high, int... extents) {
    RandomGenerator generator = generator();
    return fill(dtype, extents, () -> low + (high - low) * unit(generator));
  }

  /// Numbers that are spread normally around `mean`.
  public Tensor normal(DType dtype, double mean, double deviation, int... extents) {
    RandomGenerator generator = generator();
    return fill(dtype, extents, () -> mean + deviation * gaussian(generator));
  }

  /// The numbers from 0 to `size` − 1 in random order.
  public int[] permutation(int size) {
    RandomGenerator generator = generator();
    int[] order = new int[size];
    for (int i = 0; i < size; i++) {
      int j = (int) Math.unsignedMultiplyHigh(generator.nextLong(), i + 1L);
      order[i] = order[j];
      order[j] = i;
    }
    return order;
  }

  private RandomGenerator generator() {
    return GENERATORS.create(number);
  }

  private static Tensor fill(DType dtype, int[] extents, DoubleSupplier next) {
    Shape shape = Shape.of(extents);
    if (dtype == DType.F32) {
      float[] floats = new float[shape.size()];
      for (int i = 0; i < floats.length; i++) {
        floats[i] = (float) next.getAsDouble();
      }
      return Tensor.of(shape, floats);
    }
    double[] doubles = new double[shape.size()];
    for (int i = 0; i < doubles.length; i++) {
      doubles[i] = next.getAsDouble();
    }
    return Tensor.of(shape, doubles).to(dtype);
  }

  /// From 0, inclusive, to 1, exclusive.
  private static double unit(RandomGenerator generator) {
    return (generator.nextLong() >>> 11) * 0x1p-53;
  }

  /// Marsaglia's polar method; of each pair the second is dropped, which keeps this free of state.
  private static double gaussian(RandomGenerator generator) {
    while (true) {
      double x = 2 * unit(generator) - 1;
      double y = 2 * unit(generator) - 1;
      double square = x * x + y * y;
      if (square > 0 && square < 1) {
        return x * StrictMath.sqrt(-2 * StrictMath.log(square) / square);
      }
    }
  }

  /// David Stafford's variant 13 of the 64-bit finalizer: every bit of the argument reaches every bit of the result.
  private static long mix(long bits) {
    long first = (bits ^ (bits >>> 30)) * 0xBF58476D1CE4E5B9L;
    long second = (first ^ (first >>> 27)) * 0x94D049BB133111EBL;
    return second ^ (second >>> 31);
  }
}
