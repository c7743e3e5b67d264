package dev.chainrule.exec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chainrule.graph.DType;
import java.util.List;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;

/// The kernels with vectors and their scalar twins give the same bits.
class TileKernelsTest {
  private static final int[] LENGTHS = {1, 2, 7, 8, 15, 16, 17, 31, 63, 64, 65, 100, 255, 256, 511, 512, 1024, 1031};
  private static final int AT = 3;

  private final SpecialValues values = new SpecialValues(7);

  private interface Into<A> {
    void run(TileKernels<A> kernels, A x, A y, Object z, int n);
  }

  @Test
  void elementwiseKernelsAgreeWithTheirTwins() {
    List<Into<float[]>> floats = List.of(
        (kernels, x, y, z, n) -> kernels.zeroTimes(x, AT, y, 1, (float[]) z, 2, n),
        (kernels, x, y, z, n) -> kernels.select(condition(n), 1, x, AT, y, 1, (float[]) z, 2, n));
    List<Into<float[]>> floatTests = List.of(
        (kernels, x, y, z, n) -> kernels.less(x, AT, y, 1, (boolean[]) z, 2, n),
        (kernels, x, y, z, n) -> kernels.lessEqual(x, AT, y, 1, (boolean[]) z, 2, n),
        (kernels, x, y, z, n) -> kernels.equal(x, AT, y, 1, (boolean[]) z, 2, n));
    List<Into<double[]>> doubles = List.of(
        (kernels, x, y, z, n) -> kernels.zeroTimes(x, AT, y, 1, (double[]) z, 2, n),
        (kernels, x, y, z, n) -> kernels.select(condition(n), 1, x, AT, y, 1, (double[]) z, 2, n));
    List<Into<double[]>> doubleTests = List.of(
        (kernels, x, y, z, n) -> kernels.less(x, AT, y, 1, (boolean[]) z, 2, n),
        (kernels, x, y, z, n) -> kernels.lessEqual(x, AT, y, 1, (boolean[]) z, 2, n),
        (kernels, x, y, z, n) -> kernels.equal(x, AT, y, 1, (boolean[]) z, 2, n));
    for (int n : LENGTHS) {
      float[] x = values.array(DType.F32, n + AT).floats();
      float[] y = values.array(DType.F32, n + AT).floats();
      floats.forEach(kernel -> assertThat(filled(kernel, new FloatVectorTiles(), x, y, new float[n + AT], n))
          .isEqualTo(filled(kernel, new FloatScalarTiles(), x, y, new float[n + AT], n)));
      floatTests.forEach(kernel -> assertThat(filled(kernel, new FloatVectorTiles(), x, y, new boolean[n + AT], n))
          .isEqualTo(filled(kernel, new FloatScalarTiles(), x, y, new boolean[n + AT], n)));
      double[] u = values.array(DType.F64, n + AT).doubles();
      double[] v = values.array(DType.F64, n + AT).doubles();
      doubles.forEach(kernel -> assertThat(filled(kernel, new DoubleVectorTiles(), u, v, new double[n + AT], n))
          .isEqualTo(filled(kernel, new DoubleScalarTiles(), u, v, new double[n + AT], n)));
      doubleTests.forEach(kernel -> assertThat(filled(kernel, new DoubleVectorTiles(), u, v, new boolean[n + AT], n))
          .isEqualTo(filled(kernel, new DoubleScalarTiles(), u, v, new boolean[n + AT], n)));
    }
  }

  @Test
  void reductionsAgreeWithTheirTwinsAndDoNotDependOnTheLengthOfVectors() {
    for (int n : LENGTHS) {
      for (boolean special : new boolean[] {false, true}) {
        float[] x = numbers(special, DType.F32, n).floats();
        float[] y = numbers(special, DType.F32, n).floats();
        assertThat(reductions(new FloatVectorTiles(), x, y, n)).isEqualTo(reductions(new FloatScalarTiles(), x, y, n));
        double[] u = numbers(special, DType.F64, n).doubles();
        double[] v = numbers(special, DType.F64, n).doubles();
        assertThat(reductions(new DoubleVectorTiles(), u, v, n)).isEqualTo(reductions(new DoubleScalarTiles(), u, v, n));
      }
    }
  }

  @Test
  void positionsOfValuesAgreeWithTheTwin() {
    for (int n : LENGTHS) {
      float[] x = values.array(DType.F32, n + AT).floats();
      double[] u = values.array(DType.F64, n + AT).doubles();
      BiFunction<TileKernels<float[]>, Double, Integer> floats = (kernels, value) -> kernels.indexOf(x, AT, n, value);
      BiFunction<TileKernels<double[]>, Double, Integer> doubles = (kernels, value) -> kernels.indexOf(u, AT, n, value);
      for (double value : new double[] {0, -0.0, Double.NaN, Double.POSITIVE_INFINITY, x[AT + n - 1], 12345}) {
        assertThat(floats.apply(new FloatVectorTiles(), value)).isEqualTo(floats.apply(new FloatScalarTiles(), value));
      }
      for (double value : new double[] {0, -0.0, Double.NaN, Double.POSITIVE_INFINITY, u[AT + n - 1], 12345}) {
        assertThat(doubles.apply(new DoubleVectorTiles(), value)).isEqualTo(doubles.apply(new DoubleScalarTiles(), value));
      }
    }
  }

  private static <A> Object filled(Into<A> kernel, TileKernels<A> kernels, A x, A y, Object z, int n) {
    kernel.run(kernels, x, y, z, n);
    return z;
  }

  @SuppressWarnings("unchecked") // An array like the others.
  private static <A> List<Double> reductions(TileKernels<A> kernels, A x, A y, int n) {
    A lanes = (A) (x instanceof float[] ? new float[TileKernels.LANES / Float.BYTES] : new double[TileKernels.LANES / Double.BYTES]);
    return List.of(kernels.sum(x, AT, n, lanes), kernels.dot(x, AT, y, 1, n), kernels.max(x, AT, n), kernels.min(x, AT, n));
  }

  private dev.chainrule.graph.Array numbers(boolean special, DType dtype, int n) {
    return special ? values.array(dtype, n + AT) : values.ordinary(dtype, n + AT);
  }

  private static boolean[] condition(int n) {
    boolean[] condition = new boolean[n + 1];
    for (int i = 0; i <= n; i++) {
      condition[i] = i % 3 == 0;
    }
    return condition;
  }
}
