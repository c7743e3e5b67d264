package dev.chainrule.nn;

import static dev.chainrule.Chainrule.F32;
import static dev.chainrule.Chainrule.F64;
import static dev.chainrule.Chainrule.checkGrads;
import static dev.chainrule.Chainrule.grad;
import static dev.chainrule.Chainrule.jit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.chainrule.Convolution;
import dev.chainrule.Functions;
import dev.chainrule.RandomKey;
import dev.chainrule.Tensor;
import dev.chainrule.Tree;
import dev.chainrule.graph.Shape;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What is built of layers, and what only builds.
class ModelsTest {
  private static final RandomKey KEY = RandomKey.of(1);
  private static final Gpt GPT = Gpt.of(11, 8, 12, 3, 2, 0.25, KEY);
  private static final Tensor TEXT = KEY.randint(0, 11, 2, 8);

  @Test
  void aGptSaysNothingOfWhatItHasNotRead() {
    Tensor scores = GPT.apply(TEXT);
    assertThat(scores.shape()).isEqualTo(Shape.of(2, 8, 11));
    assertThat(GPT.apply(TEXT.slice(1, 0, 5)).flatten().toFloats())
        .containsExactly(scores.slice(1, 0, 5).flatten().toFloats(), within(1e-6f));
  }

  @Test
  void aGptReadsPieceByPieceAsItReadsInOneGo() {
    float[] whole = GPT.apply(TEXT).flatten().toFloats();
    var read = jit((Gpt.Reading before, Tensor piece) -> GPT.read(piece, before));
    Gpt.Read first = GPT.read(TEXT.slice(1, 0, 3), GPT.begin(2));
    Gpt.Read second = read.apply(first.reading(), TEXT.slice(1, 3, 7));
    Gpt.Read third = read.apply(second.reading(), TEXT.slice(1, 7, 8));
    assertThat(Functions.concat(1, first.scores(), second.scores(), third.scores()).flatten().toFloats()).containsExactly(whole, within(1e-6f));
    assertThat(third.reading().length().item()).isEqualTo(8);
    assertThatThrownBy(() -> GPT.read(TEXT.slice(1, 0, 1), third.reading()))
        .hasMessage("[KeyValueCache] 8 of 8 places are filled, and 1 more do not fit; begin with a larger cache");
  }

  @Test
  void theTableOfAGptIsTrainedByInputAndOutput() {
    Gpt gradient = grad((Gpt m) -> Losses.crossEntropy(m.apply(TEXT), TEXT)).apply(GPT);
    Tensor byInput = grad((Tensor table) -> Losses.crossEntropy(
        new Tied(new Embedding(table), GPT.characters()).apply(TEXT), TEXT)).apply(GPT.characters().table());
    Tensor byOutput = grad((Tensor table) -> Losses.crossEntropy(
        new Tied(GPT.characters(), new Embedding(table)).apply(TEXT), TEXT)).apply(GPT.characters().table());
    assertThat(gradient.characters().table().flatten().toFloats())
        .containsExactly(byInput.plus(byOutput).flatten().toFloats(), within(1e-6f));
    assertThat(Tree.named(GPT).keySet()).filteredOn(name -> name.contains("table")).containsExactly("characters.table", "positions.table");
  }

  private record Tied(Embedding in, Embedding out) {
    Tensor apply(Tensor text) {
      Tensor x = GPT.positions().apply(in.apply(text));
      for (Gpt.Block block : GPT.blocks()) {
        x = block.apply(x);
      }
      return out.scores(GPT.norm().apply(x));
    }
  }

  @Test
  void aGptDropsInTrainingOnly() {
    assertThat(GPT.train(TEXT, KEY).y().toFloats()).isNotEqualTo(GPT.train(TEXT, KEY.foldIn(1)).y().toFloats());
    assertThat(Gpt.of(11, 8, 12, 3, 2, 0, KEY).train(TEXT, KEY).y().toFloats()).isEqualTo(GPT.apply(TEXT).toFloats());
  }

  @Test
  void rotaryAttentionGoesOnFromACache() {
    MultiHeadAttention layer = MultiHeadAttention.of(F64, 16, 4, 2, true, Initializer.glorotUniform(), KEY).with(new Rotary());
    Tensor x = KEY.normal(F64, 2, 6, 16);
    var first = layer.apply(x.slice(1, 0, 4), layer.cache(2, 9));
    var second = layer.apply(x.slice(1, 4, 6), first.cache());
    assertThat(Functions.concat(1, first.y(), second.y()).toDoubles()).containsExactly(layer.apply(x).toDoubles(), within(1e-12));
    assertThat(checkGrads((MultiHeadAttention l) -> l.apply(x).square().sum(), layer).passed()).isTrue();
  }

  /// What a query makes of a key depends on how far apart they are, not on where.
  @Test
  void rotationsDependOnDistancesOnly() {
    Tensor q = KEY.normal(F64, 1, 6);
    Tensor k = KEY.foldIn(1).normal(F64, 1, 6);
    Rotary rotary = new Rotary(100);
    double near = rotary.apply(q, Tensor.of(5)).times(rotary.apply(k, Tensor.of(2))).sum().item();
    double far = rotary.apply(q, Tensor.of(1005)).times(rotary.apply(k, Tensor.of(1002))).sum().item();
    assertThat(far).isCloseTo(near, within(1e-9));
    assertThat(rotary.apply(q, Tensor.of(0)).toDoubles()).isEqualTo(q.toDoubles());
  }

  @Test
  void cnnsTakeImagesInRowsToo() {
    Cnn model = Cnn.of(1, 8, 8, 10, KEY);
    Tensor images = KEY.normal(F32, 3, 64);
    assertThat(model.apply(images).toFloats()).isEqualTo(model.apply(images.reshape(3, 1, 8, 8)).toFloats());
    Forward<Cnn> forward = Forward.of(model, images, KEY);
    assertThat(forward.y().shape()).isEqualTo(Shape.of(3, 10));
    assertThat(forward.layer().apply(images).toFloats()).isNotEqualTo(model.apply(images).toFloats());
  }

  @Test
  void residualsAddAndPassOnWhatTheirLayersRemember() {
    Tensor x = KEY.normal(F64, 4, 3);
    Residual block = Residual.of(BatchNorm.of(F64, 3), Activation.TANH);
    assertThat(block.apply(x).toDoubles()).isEqualTo(x.plus(Sequential.of(BatchNorm.of(F64, 3), Activation.TANH).apply(x)).toDoubles());
    Forward<Residual> forward = Forward.of(block, x, KEY);
    assertThat(forward.y().toDoubles()).isEqualTo(x.plus(block.layer().train(x, KEY).y()).toDoubles());
    BatchNorm after = (BatchNorm) ((Sequential) forward.layer().layer()).layers().getFirst();
    assertThat(after.statistics().mean().toDoubles()).doesNotContain(0);
    Linear narrower = Linear.of(F64, 3, 2, Initializer.heUniform(), KEY);
    assertThat(new Residual(narrower, narrower).apply(x).toDoubles()).isEqualTo(narrower.apply(x).times(2).toDoubles());
    assertThatThrownBy(() -> Residual.of(narrower).apply(x)).hasMessage(
        "[Residual] for an input of shape [4, 3] the layer gives [4, 2] and the shortcut [4, 3], which cannot be added; give a shortcut that changes the shape likewise");
  }

  @Test
  void recurrentLayersGoOnWhereTheyStopped() {
    requireGoingOn(Gru.of(F64, 3, 2, KEY));
    requireGoingOn(Rnn.of(F64, 3, 2, Activation.TANH, KEY));
    requireGoingOn(new Stacked<>(List.of(Lstm.of(F64, 3, 2, KEY), Lstm.of(F64, 2, 4, KEY.foldIn(1)))));
    Gru gru = Gru.of(F64, 3, 2, KEY);
    Tensor x = KEY.normal(F64, 2, 1, 3);
    assertThat(gru.step(gru.start(2), x.squeeze(1)).toDoubles()).containsExactly(gru.apply(x).toDoubles(), within(1e-14));
  }

  private static <S> void requireGoingOn(Recurrent<S> layer) {
    Tensor x = KEY.normal(F64, 2, 5, 3);
    Recurrent.Run<S> begun = layer.run(x.slice(1, 0, 2), layer.start(2));
    Recurrent.Run<S> rest = layer.run(x.slice(1, 2, 5), begun.last());
    assertThat(Functions.concat(1, begun.outputs(), rest.outputs()).toDoubles()).containsExactly(layer.apply(x).toDoubles(), within(1e-13));
    assertThat(checkGrads((Recurrent<S> l) -> l.apply(x).square().sum(), layer).passed()).isTrue();
  }

  @Test
  void aBidirectionalLayerEndsAtBothEnds() {
    Bidirectional<Tensor> layer = new Bidirectional<>(Gru.of(F64, 3, 2, KEY), Gru.of(F64, 3, 2, KEY.foldIn(1)));
    var run = layer.run(KEY.normal(F64, 2, 5, 3), layer.start(2));
    assertThat(run.last().forward().toDoubles()).isEqualTo(run.outputs().slice(1, 4, 5).slice(2, 0, 2).flatten().toDoubles());
    assertThat(run.last().backward().toDoubles()).isEqualTo(run.outputs().slice(1, 0, 1).slice(2, 2, 4).flatten().toDoubles());
  }

  @Test
  void whatDoesNotFitIsRefused() {
    assertThatThrownBy(() -> MultiHeadAttention.of(F32, 12, 4, 3, true, Initializer.zeros(), KEY))
        .hasMessage("[MultiHeadAttention] 4 heads cannot be divided among 3 that have keys of their own");
    MultiHeadAttention all = MultiHeadAttention.of(4, 2, Initializer.heUniform(), KEY);
    assertThatThrownBy(() -> all.apply(Tensor.zeros(F32, 1, 2, 4), all.cache(1, 4)))
        .hasMessage("[MultiHeadAttention] a layer that sees what comes later cannot go on from a cache; only a causal one can");
    assertThatThrownBy(() -> new Rotary().apply(Tensor.zeros(F32, 2, 3), Tensor.of(0)))
        .hasMessage("[Rotary] a width of 3 is odd, but two features are turned together; take another number of heads");
    assertThatThrownBy(() -> new Rotary(1)).hasMessage("[Rotary] a base of 1.0: it must be a finite number above 1");
    assertThatThrownBy(() -> GPT.apply(Tensor.zeros(dev.chainrule.Chainrule.I32, 1, 9)))
        .hasMessage("[LearnedPositions] an input of shape [1, 9, 12] must be […, length, 12] with a length up to 8, for which there are places");
    assertThatThrownBy(() -> LearnedPositions.of(0, 3, Initializer.zeros(), KEY))
        .hasMessage("[LearnedPositions] 0 places and width 3: both must be at least 1");
    assertThatThrownBy(() -> Cnn.of(1, 28, 28, 10, KEY).apply(Tensor.zeros(F32, 3, 64)))
        .hasMessage("[Cnn] an input of shape [3, 64] must be [batch, 1, 28, 28] or [batch, 784]");
    assertThatThrownBy(() -> Cnn.of(1, 2, 2, 10, new int[] {4, 4}, 8, 0, KEY))
        .hasMessage("[Cnn] 2 steps on images of 2 × 2: there must be at least 1, and each halves both");
    assertThatThrownBy(() -> Gpt.of(5, 8, 4, 2, 0, 0, KEY)).hasMessage("[Gpt] 0 blocks: there must be at least 1");
    assertThatThrownBy(() -> GroupNorm.of(6, 4)).hasMessage("[GroupNorm] 6 channels cannot be divided into 4 groups");
    assertThatThrownBy(() -> Pool.max(4, 2)).hasMessage("[Pool] windows over 4 axes; they move over one, two or three");
    assertThatThrownBy(() -> Pool.globalMax().apply(Tensor.zeros(F32, 2, 3)))
        .hasMessage("[Pool] an input of shape [2, 3] must be [batch, channels, …] with at least one further axis");
    assertThatThrownBy(() -> new Flatten().apply(Tensor.of(1.0))).hasMessage("[Flatten] a scalar has no batch; the input must be [batch, …]");
    assertThatThrownBy(() -> new Stacked<Tensor>(List.of())).hasMessage("[Stacked] no layers; at least one goes along the sequence");
    assertThatThrownBy(() -> Gru.of(3, 0, KEY)).hasMessage("[Gru] a layer of 3 inputs and 0 units: both must be at least 1");
    assertThatThrownBy(() -> Gru.of(3, 2, KEY).apply(Tensor.zeros(F32, 2, 3)))
        .hasMessage("[Gru] an input of shape [2, 3] must be [batch, length, inputs]");
    assertThatThrownBy(() -> TransposedConvolutionLayer.of(F32, 3, 2, new Convolution().groups(2), Initializer.zeros(), KEY, 3))
        .hasMessage("[TransposedConvolutionLayer] 3 channels and 2 outputs cannot be divided into 2 groups");
  }
}
