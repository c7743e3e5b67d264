package dev.chainrule.onnx;

import static dev.chainrule.graph.DType.F32;
import static dev.chainrule.graph.DType.I32;

import dev.chainrule.RandomKey;
import dev.chainrule.Tensor;
import dev.chainrule.nn.Activation;
import dev.chainrule.nn.Embedding;
import dev.chainrule.nn.LayerNorm;
import dev.chainrule.nn.Linear;
import dev.chainrule.nn.Lstm;
import dev.chainrule.nn.Mlp;
import dev.chainrule.nn.MultiHeadAttention;
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
  void transformerOverTokens() throws Exception {
    record Transformer(Embedding embedding, Tensor positions, LayerNorm norm, MultiHeadAttention attention, Linear head) {
      Tensor apply(Tensor tokens) {
        Tensor x = embedding.apply(tokens).plus(positions);
        return head.apply(x.plus(attention.apply(norm.apply(x))));
      }
    }
    Transformer model = new Transformer(Embedding.of(KEY, 11, 8), normal(5, 8), LayerNorm.of(8), MultiHeadAttention.of(KEY, 8, 2), Linear.of(KEY, 8, 11));
    Tensor tokens = Tensor.of(new int[] {1, 2, 3, 4, 5, 10, 9, 8, 7, 6}).reshape(2, 5);
    Agreement.require(Transformer::apply, model, Tensor.zeros(I32, 1, 5), tokens);
  }

  @Test
  void recurrentNetwork() throws Exception {
    Agreement.require(Lstm::apply, Lstm.of(KEY, 3, 4), normal(2, 5, 3), normal(2, 5, 3), normal(4, 5, 3));
  }
}
