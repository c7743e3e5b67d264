package dev.chainrule;

import dev.chainrule.graph.DType;
import dev.chainrule.graph.DTypeException;
import dev.chainrule.graph.ElementException;
import dev.chainrule.graph.Literal;
import dev.chainrule.graph.Operations;
import dev.chainrule.graph.Shape;
import dev.chainrule.graph.ShapeException;
import dev.chainrule.graph.Type;
import dev.chainrule.graph.Value;
import dev.chainrule.op.RandomBits;
import java.util.Arrays;

/// Where random numbers come from. A key is a value and has no state: the same key gives the same numbers, for any
/// number of threads, eagerly, in `jit` and in `vmap`. So use a key once, for numbers or for further keys, which
/// [#split] and [#foldIn] make.
///
/// {@snippet :
/// RandomKey keys = RandomKey.of(42).split(2);
/// Tensor weights = keys.get(0).normal(F32, 64, 10).times(0.1);
/// Tensor kept = keys.get(1).bernoulli(0.9, 64); // Bool[64]
/// }
///
/// It is a tree of one tensor, so functions take it like any other argument; a loop carries it along or folds its
/// counter in. The bits are those of JAX's `jax.random` with its default generator, Threefry-2x32; what is made of them
/// is not. Uniform and normal numbers are here, further distributions in [ContinuousDistributions] and
/// [DiscreteDistributions].
///
/// @param words I32[2]; what `split` gives has one axis more, for several keys
@Operations
public record RandomKey(Tensor words) implements ContinuousDistributions, DiscreteDistributions {
  /// The key of a seed. Different seeds give unrelated numbers.
  public static RandomKey of(long seed) {
    return new RandomKey(Tensor.of((int) (seed >>> 32), (int) seed));
  }

  /// Several new keys in one, below each other: [#get] takes one of them, `vmap` and `scan` take each in turn.
  public RandomKey split(int count) {
    return ofPairs(bits("split", DType.I64, count));
  }

  /// One of several keys.
  public RandomKey get(int index) {
    return new RandomKey(words.get(index));
  }

  /// A new key from this one and a number, the step of a training for example: for as many keys as there are numbers.
  public RandomKey foldIn(int number) {
    return foldIn(Tensor.of(number));
  }

  /// The same for an I32 or I64 scalar, which may be the counter of a compiled loop.
  public RandomKey foldIn(Tensor number) {
    if (!number.dtype().isInteger() || number.rank() != 0) {
      throw new DTypeException("[foldIn] takes an integer scalar, not %s".formatted(number.value().type()));
    }
    // As an unsigned number of 32 bits, which JAX takes.
    Tensor counter = number.dtype() == DType.I32 ? number.to(DType.I64).bitwiseAnd(0xFFFFFFFFL) : number;
    return ofPairs(draw("foldIn", DType.I64, Shape.of(), counter.value()));
  }

  /// Keys from whole blocks: the two words of each.
  private static RandomKey ofPairs(Tensor blocks) {
    return new RandomKey(Functions.stack(-1, blocks.shiftRight(32).to(DType.I32), blocks.to(DType.I32)));
  }

  /// Random I32 or I64, every number equally likely.
  public Tensor bits(DType dtype, int... extents) {
    return bits("bits", dtype, extents);
  }

  private Tensor bits(String operation, DType dtype, int... extents) {
    return draw(operation, dtype, Shape.of(extents), Literal.zeros(Type.scalar(DType.I64)));
  }

  private Tensor draw(String operation, DType dtype, Shape shape, Value counter) {
    if (words.dtype() != DType.I32 || !words.shape().equals(Shape.of(2))) {
      throw new ShapeException("[%s] a key is I32[2], and this is %s; of several keys take one with get, or map over them with vmap"
          .formatted(operation, words.value().type()));
    }
    return Tensor.of(new RandomBits(dtype, shape).on(words.value(), counter));
  }

  /// The first `count` bits of each number, as integers that are not negative, in a floating type.
  private Tensor upperBits(String operation, DType dtype, int count, int[] extents) {
    int size = requireFloating(operation, dtype) == DType.F32 ? 32 : 64;
    return bits(operation, size == 32 ? DType.I32 : DType.I64, extents).shiftRightLogical(size - count).to(dtype);
  }

  static DType requireFloating(String operation, DType dtype) {
    if (!dtype.isFloating()) {
      throw new DTypeException("[%s] makes F32 or F64, not %s; randint makes integers".formatted(operation, dtype));
    }
    return dtype;
  }

  /// Uniform in [0, 1): whole multiples of 2⁻²⁴ in F32, of 2⁻⁵³ in F64.
  public Tensor uniform(DType dtype, int... extents) {
    int precision = dtype == DType.F32 ? 24 : 53;
    return upperBits("uniform", dtype, precision, extents).times(Math.scalb(1.0, -precision));
  }

  /// Uniform in [low, high).
  ///
  /// @throws ElementException if low is not below high
  public Tensor uniform(double low, double high, DType dtype, int... extents) {
    requireOrder("uniform", low, high);
    // Rounding the sum could give `high` itself.
    double last = dtype == DType.F32 ? Math.nextDown((float) high) : Math.nextDown(high);
    return uniform(dtype, extents).times(high - low).plus(low).minimum(last);
  }

  /// Uniform in (0, 1), both ends left out.
  Tensor uniformInside(DType dtype, int... extents) {
    int precision = dtype == DType.F32 ? 23 : 52;
    return upperBits("uniform", dtype, precision, extents).plus(0.5).times(Math.scalb(1.0, -precision));
  }

  /// Of the normal distribution, mean 0 and variance 1: √2 erfinv(u) for u uniform in (−1, 1). Up to 5.4 in F32 and to
  /// 8.2 in F64.
  public Tensor normal(DType dtype, int... extents) {
    int precision = requireFloating("normal", dtype) == DType.F32 ? 24 : 53;
    int size = dtype == DType.F32 ? 32 : 64;
    Tensor whole = bits("normal", dtype == DType.F32 ? DType.I32 : DType.I64, extents).shiftRight(size - precision);
    return whole.to(dtype).plus(0.5).times(Math.scalb(1.0, 1 - precision)).erfinv().times(Math.sqrt(2));
  }

  static void requireOrder(String operation, double low, double high) {
    if (!(low < high)) {
      throw new ElementException("[%s] the lower bound %s must be below the upper bound %s".formatted(operation, low, high));
    }
  }

  /// The words of one key, the shape of several.
  @Override
  public String toString() {
    return words.value().hasElements() && words.size() == 2 ? "RandomKey" + Arrays.toString(words.toInts()) : "RandomKey" + words.shape();
  }
}
