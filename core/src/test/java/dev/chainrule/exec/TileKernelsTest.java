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

  @SuppressWarnings("unchecked") // An array like the others.
  private static <A> List<Double> reductions(TileKernels<A> kernels, A x, A y, int n) {
    A lanes = (A) (x instanceof float[] ? new float[TileKernels.LANES / Float.BYTES] : new double[TileKernels.LANES / Double.BYTES]);
    return List.of(kernels.sum(x, AT, n, lanes), kernels.dot(x, AT, y, 1, n), kernels.max(x, AT, n), kernels.min(x, AT, n));
  }

  private dev.chainrule.graph.Array numbers(boolean special, DType dtype, int n) {
    return special ? values.array(dtype, n + AT) : values.ordinary(dtype, n + AT);
  }
}
