package dev.chainrule.onnx;

import static dev.chainrule.graph.DType.F32;
import static dev.chainrule.graph.DType.I32;

import dev.chainrule.RandomKey;
import dev.chainrule.Tensor;
import dev.chainrule.nn.Activation;
import dev.chainrule.nn.BatchNorm;
import dev.chainrule.nn.Cnn;
import dev.chainrule.nn.Frozen;
import dev.chainrule.nn.Gpt;
import dev.chainrule.nn.Initializer;
import dev.chainrule.nn.Linear;
import dev.chainrule.nn.Lstm;
import dev.chainrule.nn.Mlp;
import dev.chainrule.nn.Sequential;
import org.junit.jupiter.api.Test;

/// Networks of layers, as they are trained and then served elsewhere.
class LayersTest {
  private static final RandomKey KEY = RandomKey.of(3);

  private static Tensor normal(int... extents) {
    return RandomKey.of(extents.length).normal(F32, extents);
  }

  @Test
  void perceptron() throws Exception {
    Agreement.require(Mlp::apply, Mlp.of(Activation.GELU, KEY, 6, 5, 3), normal(1, 6), normal(4, 6), normal(7, 6));
  }

  @Test
  void networkForImages() throws Exception {
    Agreement.require(Cnn::apply, Cnn.of(1, 8, 8, 3, KEY), normal(1, 1, 8, 8), normal(3, 1, 8, 8));
  }

  @Test
  void whatIsUntrainedStaysSo() throws Exception {
    Agreement.require(Sequential::apply, Sequential.of(BatchNorm.of(3), new Frozen<>(Linear.of(3, 2, Initializer.zeros(), KEY))),
        normal(1, 3), normal(4, 3));
  }

  @Test
  void transformerOverCharacters() throws Exception {
    Tensor text = Tensor.of(1, 2, 3, 4, 5, 10, 9, 8, 7, 6).reshape(2, 5);
    Agreement.require(Gpt::apply, Gpt.of(11, 6, 8, 2, 2, 0.1, KEY), Tensor.zeros(I32, 1, 5), text);
  }

  @Test
  void recurrentNetwork() throws Exception {
    Agreement.require(Lstm::apply, Lstm.of(3, 4, KEY), normal(2, 5, 3), normal(2, 5, 3), normal(4, 5, 3));
  }
}
