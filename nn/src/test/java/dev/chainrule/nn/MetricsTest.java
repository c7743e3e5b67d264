package dev.chainrule.nn;

import static dev.chainrule.Chainrule.F32;
import static dev.chainrule.Chainrule.F64;
import static dev.chainrule.Chainrule.jit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.chainrule.RandomKey;
import dev.chainrule.Tensor;
import dev.chainrule.nn.ConfusionMatrix.Average;
import org.junit.jupiter.api.Test;

class MetricsTest {
  private static final RandomKey KEY = RandomKey.of(1);
  /// Right 0 0 0 1 1 3, taken for 0 0 1 1 2 0: class 2 is never right, class 4 does not occur.
  private static final Tensor LABELS = Tensor.of(0, 0, 0, 1, 1, 3);
  private static final Tensor LOGITS = Tensor.of(0, 0, 1, 1, 2, 0).oneHot(5, F32);

  private static ConfusionMatrix matrix() {
    return ConfusionMatrix.of(5).plus(LOGITS, LABELS);
  }

  @Test
  void confusionIsCounted() {
    assertThat(matrix().counts().toLongs()).containsExactly(2, 1, 0, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0);
    assertThat(matrix().precision().toDoubles()).containsExactly(2.0 / 3, 0.5, 0, 0, 0);
    assertThat(matrix().recall().toDoubles()).containsExactly(2.0 / 3, 0.5, 0, 0, 0);
    assertThat(matrix().f1().toDoubles()).containsExactly(new double[] {2.0 / 3, 0.5, 0, 0, 0}, within(1e-15));
    assertThat(matrix().accuracy().item()).isEqualTo(0.5);
  }

  @Test
  void averagesAreThoseOfTheirNames() {
    assertThat(matrix().f1(Average.MACRO).item()).isCloseTo((2.0 / 3 + 0.5) / 4, within(1e-15));
    assertThat(matrix().f1(Average.WEIGHTED).item()).isCloseTo((3 * 2.0 / 3 + 2 * 0.5) / 6, within(1e-15));
    for (Tensor micro : new Tensor[] {matrix().f1(Average.MICRO), matrix().precision(Average.MICRO), matrix().recall(Average.MICRO)}) {
      assertThat(micro.item()).isEqualTo(0.5);
    }
    assertThat(ConfusionMatrix.of(3).f1(Average.MACRO).item()).isZero();
  }

  @Test
  void countsAddUpOverBatchesInCompiledFunctionsToo() {
    record Rows(Tensor logits, Tensor labels) {}
    var add = jit((ConfusionMatrix before, Rows rows) -> before.plus(rows.logits, rows.labels));
    ConfusionMatrix inParts = ConfusionMatrix.of(5);
    for (int start = 0; start < 6; start += 2) {
      inParts = add.apply(inParts, new Rows(LOGITS.slice(0, start, start + 2), LABELS.slice(0, start, start + 2)));
    }
    assertThat(inParts.counts().toLongs()).isEqualTo(matrix().counts().toLongs());
    assertThat(inParts.plus(matrix()).counts().toLongs()).isEqualTo(matrix().counts().times(2).toLongs());
    RunningMean mean = RunningMean.none().plus(Tensor.of(2f), 3).plus(RunningMean.none().plus(Tensor.of(6.0), 1));
    assertThat(mean.value().item()).isEqualTo(3);
    assertThat(RunningMean.none().value().item()).isNaN();
  }

  @Test
  void topKLooksAtTheLargest() {
    Tensor logits = Tensor.of(new double[][] {{1, 3, 2}, {5, 5, 5}});
    assertThat(Metrics.topK(logits, Tensor.of(2, 2), 1).item()).isZero();
    assertThat(Metrics.topK(logits, Tensor.of(2, 2), 2).item()).isEqualTo(0.5);
    assertThat(Metrics.topK(logits, Tensor.of(0, 2), 3).item()).isEqualTo(1);
    assertThat(Metrics.topK(LOGITS, LABELS, 1).item()).isEqualTo(Metrics.accuracy(LOGITS, LABELS).item());
  }

  /// By comparing all pairs, with many ties.
  @Test
  void theAreaUnderTheCurveIsTheShareOfPairsInOrder() {
    Tensor scores = KEY.randint(0, 6, 40).to(F64);
    Tensor isSo = KEY.foldIn(1).bernoulli(0.4, 40);
    double[] s = scores.toDoubles();
    boolean[] so = isSo.toBooleans();
    double inOrder = 0;
    int pairs = 0;
    for (int i = 0; i < 40; i++) {
      for (int j = 0; j < 40; j++) {
        if (so[i] && !so[j]) {
          pairs++;
          inOrder += s[i] > s[j] ? 1 : s[i] == s[j] ? 0.5 : 0;
        }
      }
    }
    assertThat(Metrics.rocAuc(scores, isSo).item()).isCloseTo(inOrder / pairs, within(1e-14));
    assertThat(Metrics.rocAuc(scores.neg(), isSo).item()).isCloseTo(1 - inOrder / pairs, within(1e-14));
    assertThat(Metrics.rocAuc(scores, isSo.zerosLike()).item()).isNaN();
  }

  @Test
  void perplexityCountsEquallyLikelyClasses() {
    Tensor labels = Tensor.of(0, 3, 1);
    Tensor halves = labels.oneHot(4, F64).plus(Tensor.of(2, 3, 3).oneHot(4, F64)).gt(0).to(F64).times(1000);
    assertThat(Metrics.perplexity(Tensor.zeros(F64, 3, 4), labels).item()).isCloseTo(4, within(1e-14));
    assertThat(Metrics.perplexity(halves.slice(0, 0, 1), labels.slice(0, 0, 1)).item()).isCloseTo(2, within(1e-14));
  }

  @Test
  void whatDoesNotFitIsRefused() {
    assertThatThrownBy(() -> ConfusionMatrix.of(3).plus(LOGITS, LABELS))
        .hasMessage("[confusionMatrix] logits of shape [6, 5] for 3 classes: the last axis must be over the classes");
    assertThatThrownBy(() -> ConfusionMatrix.of(0)).hasMessage("[ConfusionMatrix] 0 classes: there must be at least 1");
    assertThatThrownBy(() -> Metrics.rocAuc(Tensor.of(1.0, 2), Tensor.of(0, 1))).hasMessage(
        "[rocAuc] scores F64[2] and labels I32[2] must be vectors of the same length, and the labels Bool: compare first, as in labels.eq(1)");
  }
}
