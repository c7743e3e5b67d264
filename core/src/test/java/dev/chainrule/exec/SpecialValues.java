package dev.chainrule.exec;

import dev.chainrule.graph.Array;
import dev.chainrule.graph.DType;
import dev.chainrule.graph.Shape;
import dev.chainrule.graph.Type;
import java.util.Random;

/// Arrays for tests: every other element is one of the values at which implementations differ, the rest is random.
final class SpecialValues {
  private static final double[] NUMBERS = {0.0, -0.0, 1, -1, 0.5, -2.5, 3.5, 1e-30, -1e30, 1e300, 1e-310,
      Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, Float.MAX_VALUE, Float.MIN_VALUE, Math.PI};
  private static final long[] INTEGERS = {0, 1, -1, 7, -7, Integer.MAX_VALUE, Integer.MIN_VALUE, Long.MAX_VALUE, Long.MIN_VALUE};

  private final Random random;

  SpecialValues(long seed) {
    random = new Random(seed);
  }

  Array array(DType dtype, int... extents) {
    Array array = Array.allocate(new Type(dtype, Shape.of(extents)));
    for (int i = 0; i < array.size(); i++) {
      boolean special = random.nextBoolean();
      if (dtype.isInteger()) {
        array.setLong(i, special ? INTEGERS[random.nextInt(INTEGERS.length)] : random.nextInt(100) - 50);
      } else if (dtype == DType.BOOL) {
        array.setDouble(i, special ? 1 : 0);
      } else {
        array.setDouble(i, special ? NUMBERS[random.nextInt(NUMBERS.length)] : random.nextGaussian());
      }
    }
    return array;
  }

  /// Numbers of moderate size, none of them special.
  Array ordinary(DType dtype, int... extents) {
    Array array = Array.allocate(new Type(dtype, Shape.of(extents)));
    for (int i = 0; i < array.size(); i++) {
      array.setDouble(i, dtype.isInteger() ? random.nextInt(19) - 9 : random.nextGaussian());
    }
    return array;
  }

  /// Integers that can be divided by.
  Array nonZero(DType dtype, int... extents) {
    Array array = array(dtype, extents);
    for (int i = 0; i < array.size(); i++) {
      if (array.getLong(i) == 0) {
        array.setLong(i, 3);
      }
    }
    return array;
  }

  /// Memory to be filled, which holds something else.
  static Array dirty(Type type) {
    Array array = Array.allocate(type);
    for (int i = 0; i < array.size(); i++) {
      array.setDouble(i, 77);
    }
    return array;
  }

  /// The same elements as a view that begins within a larger array.
  static Array shifted(Array x) {
    Array from = x.contiguous();
    Array around = dirty(new Type(x.dtype(), Shape.of(x.size() + 8)));
    System.arraycopy(from.elements(), 0, around.elements(), 5, x.size());
    return around.view(x.shape(), 5, x.shape().strides());
  }
}
