package dev.chainrule;

import static dev.chainrule.Chainrule.grad;
import static dev.chainrule.Chainrule.jvp;
import static dev.chainrule.Chainrule.vmap;
import static dev.chainrule.Functions.attention;
import static dev.chainrule.Functions.causalAttention;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.chainrule.graph.ChainruleException;
import dev.chainrule.graph.DType;
import dev.chainrule.graph.Shape;
import java.util.Arrays;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/// Attention: what it sees, what it does not, and that hidden rows harm no gradient.
class AttentionTest {
  private final Tensor queries = random(3, 4);
  private final Tensor keys = random(5, 4);
  private final Tensor values = random(5, 2);

  @Test
  void itIsTheSoftmaxOfProductsTimesValues() {
    Tensor weights = queries.matmul(keys.transpose()).div(2).softmax(-1);
    assertElements(attention(queries, keys, values), weights.matmul(values).toDoubles());
  }

  @Test
  void aMaskedKeyCountsAsMuchAsOneThatIsNotThere() {
    Tensor mask = Tensor.of(true, true, false, false, false);
    double[] expected = attention(queries, keys.slice(0, 0, 2), values.slice(0, 0, 2)).toDoubles();
    assertElements(attention(queries, keys, values, mask), expected);
    Tensor hiddenNaN = Functions.where(mask.expandDims(1), keys, Double.NaN);
    assertElements(attention(queries, hiddenNaN, values, mask), expected);
  }

  @Test
  void causalQueriesSeeWhatCameBefore() {
    Tensor y = causalAttention(queries, keys, values);
    for (int i = 0; i < 3; i++) {
      assertElements(y.get(i), attention(queries.get(Range.of(i, i + 1)), keys.slice(0, 0, i + 1), values.slice(0, 0, i + 1)).toDoubles());
    }
    Tensor gradient = grad((Tensor v) -> causalAttention(queries, keys, v).sum()).apply(values);
    assertElements(gradient.slice(0, 3, 5), 0, 0, 0, 0);
  }

  @Test
  void aQueryThatSeesNothingGetsZerosAndPassesNoGradient() {
    Tensor mask = Tensor.of(new int[] {1, 0, 1}).gt(0).expandDims(1);
    Tensor y = attention(queries, keys, values, mask);
    assertElements(y.get(1), 0, 0);
    Tensor gradient = grad((Tensor q) -> attention(q, keys, values, mask).square().sum()).apply(queries);
    assertElements(gradient.get(1), 0, 0, 0, 0);
    assertThat(Arrays.stream(gradient.toDoubles()).allMatch(Double::isFinite)).isTrue();
    Tensor second = jvp((Tensor at) -> grad((Tensor q) -> attention(q, keys, values, mask).square().sum()).apply(at), queries, queries).tangent();
    assertThat(Arrays.stream(second.toDoubles()).allMatch(Double::isFinite)).isTrue();
    assertThat(Arrays.stream(second.get(0).toDoubles()).anyMatch(x -> x != 0)).isTrue();
  }

  @Test
  void largeScoresDoNotOverflow() {
    Tensor y = attention(queries.to(DType.F32).times(1e20), keys.to(DType.F32), values.to(DType.F32));
    assertThat(Arrays.stream(y.to(DType.F64).toDoubles()).allMatch(Double::isFinite)).isTrue();
    Tensor causal = causalAttention(queries.to(DType.F32).times(1e20), keys.to(DType.F32), values.to(DType.F32));
    assertThat(Arrays.stream(causal.to(DType.F64).toDoubles()).allMatch(Double::isFinite)).isTrue();
  }

  @Test
  void leadingAxesBroadcastAndBatch() {
    Tensor heads = random(6, 3, 4).reshape(2, 3, 3, 4);
    Tensor y = attention(heads, keys, values);
    assertThat(y.shape()).isEqualTo(Shape.of(2, 3, 3, 2));
    assertElements(vmap((Tensor q) -> causalAttention(q, keys, values)).apply(heads).get(1), causalAttention(heads.get(1), keys, values).toDoubles());
    assertElements(attention(queries, keys.slice(0, 0, 0), values.slice(0, 0, 0)), 0, 0, 0, 0, 0, 0);
    assertElements(attention(queries, keys.slice(0, 0, 0), values.slice(0, 0, 0), Tensor.of(true)), 0, 0, 0, 0, 0, 0);
  }

  @Test
  void errorsSayWhatDoesNotFit() {
    assertFails(() -> attention(queries, values, values),
        "[attention] queries [3, 4], keys [5, 2] and values [5, 2] do not fit: they are […, queries, width], […, keys, width] and […, keys, values' width]");
    assertFails(() -> attention(queries, keys, values, Tensor.of(0)),
        "[attention] the mask is I32, but must be Bool, true where a query may see a key, or floating, to be added to the scores: compare first, as in mask.gt(0)");
  }

  @Test
  void normalizationBringsFeaturesToOneScale() {
    Tensor x = Tensor.of(new double[][] {{1, 3}, {10, 30}});
    assertElements(x.layerNorm(0), -1, 1, -1, 1);
    assertElements(x.layerNorm(Tensor.of(2.0, 3.0), Tensor.of(0.5, 0.0), 0), -1.5, 3, -1.5, 3);
    Tensor all = Tensor.of(1.0).broadcastTo(2, 2);
    assertThat(x.layerNorm(all, all.zerosLike(), 0).mean().item()).isCloseTo(0, within(1e-12));
    assertElements(Tensor.of(3.0, 4.0).rmsNorm(0), 3 / Math.sqrt(12.5), 4 / Math.sqrt(12.5));
    assertElements(Tensor.of(3.0, 4.0).rmsNorm(Tensor.of(0.0, 2.0), 0), 0, 8 / Math.sqrt(12.5));
    assertElements(grad((Tensor at) -> at.layerNorm(1e-5).square().sum()).apply(Tensor.of(2.0, 2.0)), 0, 0);
    assertFails(() -> x.layerNorm(Tensor.of(1.0), Tensor.of(1.0), 0),
        "[layerNorm] a gain of shape [] does not fit [2, 2]: it must have the shape of its last axes, which are normalised");
    assertFails(() -> Tensor.of(1.0).layerNorm(0), "[layerNorm] a scalar has no axis to normalise");
    assertFails(() -> Tensor.of(1).rmsNorm(0), "[rmsNorm] was given I32 but takes floating numbers; convert with .to(F32) or .to(F64)");
  }

  private static Tensor random(int... extents) {
    Shape shape = Shape.of(extents);
    return Tensor.of(shape, new Random(shape.hashCode()).doubles(shape.size(), -1, 1).toArray());
  }

  private static void assertElements(Tensor x, double... elements) {
    assertThat(x.toDoubles()).containsExactly(elements, within(1e-12));
  }

  private static void assertFails(ThrowingCallable code, String message) {
    assertThatThrownBy(code).isInstanceOf(ChainruleException.class).hasMessage(message);
  }
}
