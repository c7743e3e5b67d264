package dev.chainrule.nn;

import static dev.chainrule.Chainrule.F64;
import static dev.chainrule.Chainrule.checkGrads;
import static dev.chainrule.Chainrule.grad;
import static dev.chainrule.Chainrule.jit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.chainrule.Functions;
import dev.chainrule.RandomKey;
import dev.chainrule.Tensor;
import dev.chainrule.Tree;
import dev.chainrule.graph.DType;
import dev.chainrule.graph.Shape;
import org.junit.jupiter.api.Test;

class SequenceLayersTest {
  private static final Lstm LSTM = Lstm.of(F64, 3, 2, RandomKey.of(3));
  private static final MultiHeadAttention ATTENTION = MultiHeadAttention.of(F64, 6, 2, true, Initializer.glorotUniform(), RandomKey.of(4));

  private static Tensor random(int... extents) {
    return RandomKey.of(7).normal(F64, extents);
  }

  private static double sigmoid(double x) {
    return 1 / (1 + Math.exp(-x));
  }

  @Test
  void anLstmFollowsItsFormula() {
    Lstm one = new Lstm(Tensor.of(new double[][] {{0.5, -1, 2, 0.25}}), Tensor.of(new double[][] {{1, 0.5, -0.5, 2}}),
        Tensor.of(0.1, 0.2, 0.3, 0.4));
    double h = 0;
    double c = 0;
    double[] xs = {1, -2, 0.5};
    double[] expected = new double[xs.length];
    for (int t = 0; t < xs.length; t++) {
      double i = sigmoid(0.5 * xs[t] + h + 0.1);
      double f = sigmoid(-xs[t] + 0.5 * h + 0.2);
      double g = Math.tanh(2 * xs[t] - 0.5 * h + 0.3);
      double o = sigmoid(0.25 * xs[t] + 2 * h + 0.4);
      c = f * c + i * g;
      h = o * Math.tanh(c);
      expected[t] = h;
    }
    Recurrent.Run<Lstm.State> run = one.run(Tensor.of(xs).reshape(1, 3, 1), one.start(1));
    assertThat(run.outputs().toDoubles()).containsExactly(expected, within(1e-15));
    assertThat(run.last().h().item()).isCloseTo(h, within(1e-15));
    assertThat(run.last().c().item()).isCloseTo(c, within(1e-15));
  }

  @Test
  void anLstmGoesOnWhereItStopped() {
    Tensor x = random(2, 5, 3);
    Recurrent.Run<Lstm.State> whole = LSTM.run(x, LSTM.start(2));
    Recurrent.Run<Lstm.State> begun = LSTM.run(x.slice(1, 0, 2), LSTM.start(2));
    Recurrent.Run<Lstm.State> rest = LSTM.run(x.slice(1, 2, 5), begun.last());
    assertThat(rest.last().c().toDoubles()).containsExactly(whole.last().c().toDoubles(), within(1e-14));
    Lstm.State step = LSTM.step(LSTM.start(2), x.slice(1, 0, 1).squeeze(1));
    assertThat(step.h().toDoubles()).containsExactly(whole.outputs().slice(1, 0, 1).flatten().toDoubles(), within(1e-14));
    assertThat(LSTM.apply(x).shape()).isEqualTo(Shape.of(2, 5, 2));
  }

  @Test
  void anLstmBeginsByRemembering() {
    assertThat(Lstm.of(3, 2, RandomKey.of(1)).b().toFloats()).containsExactly(0, 0, 1, 1, 0, 0, 0, 0);
  }

  @Test
  void sequenceLayersAreDifferentiatedRight() {
    Tensor x = random(2, 4, 3);
    assertThat(checkGrads((Lstm layer) -> layer.apply(x).square().sum(), LSTM).passed()).isTrue();
    assertThat(checkGrads((Tensor in) -> LSTM.apply(in).square().sum(), x).passed()).isTrue();
    Tensor wide = random(2, 4, 6);
    assertThat(checkGrads((MultiHeadAttention layer) -> layer.apply(wide).square().sum(), ATTENTION).passed()).isTrue();
    assertThat(checkGrads((Tensor in) -> ATTENTION.apply(in).square().sum(), wide).passed()).isTrue();
  }

  @Test
  void compiledLayersGiveTheSameNumbers() {
    Tensor x = random(2, 4, 3);
    assertThat(jit((Lstm layer, Tensor in) -> layer.apply(in)).apply(LSTM, x).toDoubles())
        .containsExactly(LSTM.apply(x).toDoubles(), within(1e-14));
    Tensor wide = random(2, 4, 6);
    assertThat(jit((MultiHeadAttention layer, Tensor in) -> layer.apply(in)).apply(ATTENTION, wide).toDoubles())
        .containsExactly(ATTENTION.apply(wide).toDoubles(), within(1e-14));
  }

  /// One head at a time, by the formula.
  @Test
  void attentionFollowsItsFormula() {
    Tensor x = random(4, 6);
    Tensor parts = ATTENTION.input().apply(x);
    Tensor[] heads = new Tensor[2];
    for (int head = 0; head < 2; head++) {
      Tensor q = parts.slice(1, 3 * head, 3 * head + 3);
      Tensor k = parts.slice(1, 6 + 3 * head, 6 + 3 * head + 3);
      Tensor v = parts.slice(1, 12 + 3 * head, 12 + 3 * head + 3);
      Tensor later = Tensor.ones(F64, 4, 4).triu(1).times(1e9);
      heads[head] = q.matmul(k.matrixTranspose()).div(Math.sqrt(3)).minus(later).softmax(-1).matmul(v);
    }
    Tensor expected = ATTENTION.output().apply(Functions.concat(1, heads));
    assertThat(ATTENTION.apply(x).toDoubles()).containsExactly(expected.toDoubles(), within(1e-14));
    assertThat(ATTENTION.apply(x.expandDims(0)).toDoubles()).containsExactly(expected.toDoubles(), within(1e-14));
  }

  @Test
  void causalAttentionDoesNotLookAhead() {
    Tensor x = random(4, 6);
    Tensor changed = Functions.concat(0, x.slice(0, 0, 3), x.slice(0, 3, 4).plus(1));
    assertThat(ATTENTION.apply(changed).slice(0, 0, 3).toDoubles()).containsExactly(ATTENTION.apply(x).slice(0, 0, 3).toDoubles());
    MultiHeadAttention all = new MultiHeadAttention(ATTENTION.input(), ATTENTION.output(), 2, false);
    assertThat(all.apply(changed).slice(0, 0, 1).toDoubles()).isNotEqualTo(all.apply(x).slice(0, 0, 1).toDoubles());
  }

  @Test
  void anEmbeddingLooksUpRows() {
    Embedding embedding = new Embedding(Tensor.of(new double[][] {{1, 2}, {3, 4}, {5, 6}}));
    assertThat(embedding.apply(Tensor.of(2, 0)).toDoubles()).containsExactly(5, 6, 1, 2);
    assertThat(embedding.apply(Tensor.of(2, 0).reshape(1, 2)).shape()).isEqualTo(Shape.of(1, 2, 2));
    Embedding gradient = grad((Embedding e) -> e.apply(Tensor.of(1, 1)).sum()).apply(embedding);
    assertThat(gradient.table().toDoubles()).containsExactly(0, 0, 2, 2, 0, 0);
  }

  @Test
  void newLayersHaveTheTypesAskedFor() {
    assertThat(Tree.leaves(Lstm.of(3, 2, RandomKey.of(1)))).allMatch(leaf -> leaf.dtype() == DType.F32);
    assertThat(Tree.leaves(MultiHeadAttention.of(4, 2, Initializer.heNormal(), RandomKey.of(1)))).allMatch(leaf -> leaf.dtype() == DType.F32);
    assertThat(Embedding.of(10, 4, Initializer.normal(0.02), RandomKey.of(1)).table().dtype()).isEqualTo(DType.F32);
    assertThat(ATTENTION.input().w().dtype()).isEqualTo(F64);
  }

  @Test
  void whatDoesNotFitIsRefused() {
    assertThatThrownBy(() -> MultiHeadAttention.of(6, 4, Initializer.heNormal(), RandomKey.of(1)))
        .hasMessage("[MultiHeadAttention] a width of 6 cannot be divided among 4 heads");
    assertThatThrownBy(() -> ATTENTION.apply(random(2, 4, 5)))
        .hasMessage("[MultiHeadAttention] an input of shape [2, 4, 5] must be […, length, 6]");
    assertThatThrownBy(() -> LSTM.apply(random(4, 3))).hasMessage("[Lstm] an input of shape [4, 3] must be [batch, length, inputs]");
    assertThatThrownBy(() -> Lstm.of(0, 2, RandomKey.of(1))).hasMessage("[Lstm] a layer of 0 inputs and 2 units: both must be at least 1");
    assertThatThrownBy(() -> Embedding.of(0, 2, Initializer.zeros(), RandomKey.of(1)))
        .hasMessage("[Embedding] a table of 0 things and width 2: both must be at least 1");
    assertThatThrownBy(() -> new Embedding(Tensor.zeros(F64, 3, 2)).apply(Tensor.of(1.0)))
        .hasMessage("[Embedding] things are given by their numbers, I32 or I64, but these are F64; convert with .to(I32)");
  }
}
