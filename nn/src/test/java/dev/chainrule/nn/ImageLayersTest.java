package dev.chainrule.nn;

import static dev.chainrule.Chainrule.F32;
import static dev.chainrule.Chainrule.F64;
import static dev.chainrule.Chainrule.checkGrads;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.chainrule.Convolution;
import dev.chainrule.RandomKey;
import dev.chainrule.Tensor;
import dev.chainrule.graph.Shape;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImageLayersTest {
  @Test
  void aConvolutionalLayerIsAConvolutionAndABiasForEachChannel() {
    Tensor kernel = Tensor.of(1.0, 1, 1, 1, 0, 0, 0, 1).reshape(2, 1, 2, 2);
    ConvolutionLayer layer = new ConvolutionLayer(kernel, Tensor.of(10.0, 20.0), new Convolution());
    Tensor image = Tensor.of(1.0, 2, 3, 4, 5, 6).reshape(1, 1, 2, 3);
    assertThat(layer.apply(image).toDoubles()).containsExactly(12 + 10, 16 + 10, 5 + 20, 6 + 20);
  }

  /// Over one, two and three axes.
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void theKernelSaysOverHowManyAxesItMoves(int rank) {
    int[] extents = {3, 2, 2};
    Convolution how = new Convolution().stride(2).padding(1).groups(2);
    ConvolutionLayer layer = ConvolutionLayer.of(F64, 4, 6, how, Initializer.heNormal(), RandomKey.of(1), Arrays.copyOf(extents, rank));
    int[] input = {2, 4, 5, 4, 3};
    Tensor x = RandomKey.of(2).normal(F64, Arrays.copyOf(input, 2 + rank));
    assertThat(layer.apply(x).shape().range(0, 3)).isEqualTo(Shape.of(2, 6, 3));
    assertThat(checkGrads((ConvolutionLayer l) -> l.apply(x).square().sum(), layer).passed()).isTrue();
  }

  @Test
  void newKernelsHaveTheVarianceForTheirWindow() {
    ConvolutionLayer layer = ConvolutionLayer.of(32, 64, Initializer.heNormal(), RandomKey.of(1), 3, 3);
    assertThat(layer.kernel().shape()).isEqualTo(Shape.of(64, 32, 3, 3));
    assertThat(layer.kernel().dtype()).isEqualTo(F32);
    assertThat(layer.kernel().square().mean().item()).isBetween(0.95 * 2 / (32 * 9), 1.05 * 2 / (32 * 9));
    assertThat(layer.b().toFloats()).hasSize(64).containsOnly(0);
  }

  @Test
  void layerNormBringsEachExampleToOneScale() {
    LayerNorm layer = new LayerNorm(Tensor.of(2.0, 3.0), Tensor.of(1.0, -1.0), 0);
    Tensor x = Tensor.of(new double[][] {{1, 3}, {-10, 10}});
    assertThat(layer.apply(x).toDoubles()).containsExactly(new double[] {-1, 2, -1, 2}, within(1e-15));
    assertThat(checkGrads((LayerNorm l) -> l.apply(x).square().sum(), LayerNorm.of(F64, 2)).passed()).isTrue();
    assertThat(LayerNorm.of(4, 3).apply(Tensor.ones(F32, 2, 4, 3)).toFloats()).containsOnly(0);
  }

  @Test
  void whatDoesNotFitIsRefused() {
    assertThatThrownBy(() -> ConvolutionLayer.of(0, 2, Initializer.zeros(), RandomKey.of(1), 3, 3))
        .hasMessage("[ConvolutionLayer] 0 channels, 2 outputs and a kernel of [3, 3]: all must be at least 1");
    assertThatThrownBy(() -> ConvolutionLayer.of(F32, 3, 2, new Convolution().groups(2), Initializer.zeros(), RandomKey.of(1), 3))
        .hasMessage("[ConvolutionLayer] 3 channels and 2 outputs cannot be divided into 2 groups");
    Tensor flat = Tensor.zeros(F64, 2, 3);
    assertThatThrownBy(() -> new ConvolutionLayer(flat, Tensor.zeros(F64, 2), new Convolution()).apply(flat))
        .hasMessage("[ConvolutionLayer] a kernel of shape [2, 3]; it must be [outputs, channels / groups, …] with one to three further axes");
  }
}
