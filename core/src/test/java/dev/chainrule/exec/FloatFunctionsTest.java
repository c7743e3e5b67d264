package dev.chainrule.exec;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

/// Functions of `float`s: both implementations give the same bits, and these are right to a unit in the last place.
class FloatFunctionsTest {
  private static final int N = 515;

  private final FloatFunctions scalar = new FloatScalarFunctions();
  private final FloatFunctions vector = new FloatVectorFunctions();

  @Test
  void powers() {
    agree(scalar::exp, vector::exp, Math::exp);
  }

  @Test
  void tangents() {
    agree(scalar::tanh, vector::tanh, Math::tanh);
  }

  private interface Kernel {
    void run(float[] x, int xAt, float[] z, int zAt, int n);
  }

  private static void agree(Kernel plain, Kernel better, DoubleUnaryOperator function) {
    Random random = new Random(5);
    float[] x = new float[N];
    float[] expected = new float[N + 1];
    float[] actual = new float[N + 1];
    for (int round = 0; round < 400; round++) {
      for (int i = 0; i < N; i++) {
        x[i] = round % 2 == 0 ? Float.intBitsToFloat(random.nextInt()) : (float) (random.nextGaussian() * Math.pow(10, random.nextInt(7) - 4));
      }
      x[0] = -0f;
      x[1] = Float.NaN;
      x[2] = Float.NEGATIVE_INFINITY;
      x[3] = Float.POSITIVE_INFINITY;
      plain.run(x, 0, expected, 1, N);
      better.run(x, 0, actual, 1, N);
      for (int i = 0; i < N; i++) {
        assertThat(Float.floatToIntBits(actual[i + 1])).as("of %s", x[i]).isEqualTo(Float.floatToIntBits(expected[i + 1]));
        float wanted = (float) function.applyAsDouble(x[i]);
        assertThat(Math.abs(Float.floatToIntBits(actual[i + 1]) - Float.floatToIntBits(wanted))).as("of %s", x[i]).isLessThan(2);
      }
    }
  }
}
