package dev.chainrule.nn;

import static dev.chainrule.Chainrule.grad;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.chainrule.RandomKey;
import dev.chainrule.Tensor;
import dev.chainrule.graph.DType;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// Losses against PyTorch's: values and gradients, which `losses.py` computed.
class LossReferencesTest {
  private static final double[] WEIGHTS = {0.5, 2, 1, 0, 3};
  private static final Map<String, References.Case> CASES = new TreeMap<>();

  private static References.Case pair(BiFunction<Tensor, Tensor, Tensor> loss) {
    return p -> loss.apply(p.get("x"), p.get("target"));
  }

  private static References.Case labelled(BiFunction<Tensor, Tensor, Tensor> loss) {
    return p -> loss.apply(p.get("x"), p.get("labels"));
  }

  static {
    CASES.put("mse", pair(Losses::mse));
    CASES.put("mae", pair(Losses::mae));
    CASES.put("huber", pair((x, target) -> Losses.huber(x, target, 0.7)));
    CASES.put("bceWithLogits", pair((x, target) -> Losses.bceWithLogits(x, target.sigmoid())));
    CrossEntropy plain = new CrossEntropy();
    CASES.put("crossEntropy", labelled(Losses::crossEntropy));
    CASES.put("crossEntropySmoothed", labelled(plain.smoothing(0.2)::apply));
    CASES.put("crossEntropyWeighted", labelled(plain.weights(WEIGHTS)::apply));
    CASES.put("crossEntropyIgnoring", labelled(plain.ignoring(-100)::apply));
    CASES.put("crossEntropyAll", labelled(plain.weights(WEIGHTS).smoothing(0.2).ignoring(-100)::apply));
    CASES.put("crossEntropyOfProbabilities", pair((x, target) -> plain.applyTo(x, target.softmax(-1))));
    CASES.put("crossEntropyOfProbabilitiesAll",
        pair((x, target) -> plain.weights(WEIGHTS).smoothing(0.2).applyTo(x, target.softmax(-1))));
    CASES.put("hinge", p -> Losses.hinge(p.get("x"), p.get("sign")));
    CASES.put("multiclassHinge", labelled(Losses::multiclassHinge));
    CASES.put("klDivergence", pair((x, target) -> Losses.klDivergence(x, target.softmax(-1))));
    CASES.put("focal", p -> Losses.focal(p.get("x"), p.get("yes"), 1.5, 0.3));
    CASES.put("cosine", pair(Losses::cosine));
    CASES.put("triplet", p -> Losses.triplet(p.get("x"), p.get("positive"), p.get("negative"), 2));
    CASES.put("contrastive", pair((x, target) -> Losses.contrastive(x, target, Tensor.of(true, false, false), 3)));
    CASES.put("infoNce", pair((x, target) -> Losses.infoNce(x, target, 0.2)));
    CASES.put("ctc", p -> Losses.ctc(p.get("x"), p.get("labels"), p.get("lengths"), p.get("labelLengths")));
  }

  @TestFactory
  Stream<DynamicTest> lossesAgreeWithPyTorch() {
    return References.of("losses.json").compare(CASES);
  }

  private static final Tensor LOGITS = Tensor.of(new double[][] {{1, 2, 3}, {-1, 0, 4}, {0.5, 0.25, 0}});

  @Test
  void aMaskSaysWhatCounts() {
    Tensor labels = Tensor.of(2, -7, 0);
    Tensor counts = Tensor.of(true, false, true);
    double expected = Losses.crossEntropy(LOGITS.take(Tensor.of(0, 2), 0), Tensor.of(2, 0)).item();
    assertThat(new CrossEntropy().apply(LOGITS, labels, counts).item()).isCloseTo(expected, within(1e-15));
    Tensor none = Tensor.of(false, false, false);
    assertThat(new CrossEntropy().apply(LOGITS, labels, none).item()).isZero();
    assertThat(grad(z -> new CrossEntropy().apply(z, labels, none)).apply(LOGITS).toDoubles()).containsOnly(0);
    assertThat(new CrossEntropy().ignoring(0).apply(LOGITS, labels, counts).item())
        .isCloseTo(Losses.crossEntropy(LOGITS.slice(0, 0, 1), Tensor.of(2).reshape(1)).item(), within(1e-15));
  }

  /// By listing all paths of three classes along four places.
  @Test
  void ctcSumsAllAlignments() {
    Tensor p = RandomKey.of(1).normal(DType.F64, 4, 3).softmax(-1);
    double[] probabilities = p.toDoubles();
    double sum = 0;
    for (int path = 0; path < 81; path++) {
      int[] places = {path % 3, path / 3 % 3, path / 9 % 3, path / 27};
      StringBuilder read = new StringBuilder();
      double product = 1;
      for (int t = 0; t < 4; t++) {
        product *= probabilities[3 * t + places[t]];
        if (places[t] != 0 && (t == 0 || places[t] != places[t - 1])) {
          read.append(places[t]);
        }
      }
      sum += read.toString().equals("11") ? product : 0;
    }
    Tensor loss = Losses.ctc(p.log().expandDims(0), Tensor.of(1, 1).reshape(1, 2), Tensor.of(4).reshape(1), Tensor.of(2).reshape(1));
    assertThat(loss.item()).isCloseTo(-Math.log(sum), within(1e-13));
  }

  @Test
  void labelsThatDoNotFitIntoTheSequenceAreInfinitelyUnlikely() {
    Tensor logits = Tensor.zeros(DType.F32, 1, 2, 3);
    Tensor two = Tensor.of(2).reshape(1);
    assertThat(Losses.ctc(logits, Tensor.of(1, 2).reshape(1, 2), two, two).item()).isCloseTo(Math.log(9), within(1e-6));
    assertThat(Losses.ctc(logits, Tensor.of(1, 1).reshape(1, 2), two, two).item()).isInfinite();
    assertThat(grad(z -> Losses.ctc(z, Tensor.of(1, 1).reshape(1, 2), two, two)).apply(logits).toFloats()).containsOnly(0);
  }

  @Test
  void certainTargetsHaveNoEntropy() {
    Tensor certain = Tensor.of(new double[][] {{0, 0, 1}, {0, 1, 0}, {1, 0, 0}});
    assertThat(Losses.klDivergence(LOGITS, certain).item()).isCloseTo(Losses.crossEntropy(LOGITS, Tensor.of(2, 1, 0)).item(), within(1e-14));
    assertThat(Losses.klDivergence(LOGITS, LOGITS.softmax(-1)).item()).isCloseTo(0, within(1e-15));
  }

  @Test
  void whatIsEqualHasADerivative() {
    Tensor zeros = Tensor.zeros(DType.F64, 2, 3);
    assertThat(grad(x -> Losses.cosine(x, LOGITS.slice(0, 0, 2))).apply(zeros).isFinite().all().toBooleans()).containsExactly(true);
    assertThat(grad(x -> Losses.triplet(x, zeros, zeros, 1)).apply(zeros).toDoubles()).containsOnly(0);
    assertThat(grad(x -> Losses.mae(x, zeros)).apply(zeros).toDoubles()).containsOnly(0);
  }

  @Test
  void whatDoesNotFitIsRefused() {
    Tensor labels = Tensor.of(0, 1, 2);
    assertThatThrownBy(() -> new CrossEntropy().smoothing(1.5)).hasMessage("[crossEntropy] a smoothing of 1.5: it is a share of each label, from 0 to 1");
    assertThatThrownBy(() -> new CrossEntropy().weights(1, -1))
        .hasMessage("[crossEntropy] a class has the weight -1.0, but weights are finite and not negative");
    assertThatThrownBy(() -> new CrossEntropy().weights(1, 1).apply(LOGITS, labels))
        .hasMessage("[crossEntropy] 2 weights for logits of shape [3, 3]; each of the 3 classes needs one");
    assertThatThrownBy(() -> new CrossEntropy().apply(LOGITS, labels, labels))
        .hasMessage("[crossEntropy] a mask I32[3] must be Bool[3], true where a label counts");
    assertThatThrownBy(() -> Losses.focal(LOGITS, LOGITS, -1, 0.5))
        .hasMessage("[focal] gamma is -1.0 and alpha 0.5, but gamma must not be negative, and alpha from 0 to 1");
    assertThatThrownBy(() -> Losses.infoNce(LOGITS, LOGITS, 0)).hasMessage("[infoNce] a temperature of 0.0: it must be positive");
    assertThatThrownBy(() -> Losses.contrastive(LOGITS, LOGITS, labels, 1))
        .hasMessage("[contrastive] what belongs together must be Bool[3], not I32[3]");
    assertThatThrownBy(() -> Losses.ctc(LOGITS, labels, labels, labels)).hasMessage(
        "[ctc] logits F64[3, 3], labels I32[3], lengths I32[3] and lengths of labels I32[3] do not fit: they are floating [batch, length, classes], integers [batch, labels], I32[batch] and I32[batch]");
  }
}
