package dev.chainrule;

import static dev.chainrule.Chainrule.grad;
import static dev.chainrule.Chainrule.jvp;
import static dev.chainrule.Chainrule.vmap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.chainrule.graph.ChainruleException;
import dev.chainrule.graph.DType;
import dev.chainrule.graph.Shape;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/// Elements put at places, and gathered by segments.
class ScatterOperationsTest {
  private static final double INFINITY = Double.POSITIVE_INFINITY;
  private static final Tensor TABLE = Tensor.of(new double[][] {{1, 2}, {3, 4}, {5, 6}});

  @Test
  void theLastUpdateStaysAndAloneReceivesTheGradient() {
    Tensor places = Tensor.of(0, 2, 0);
    Tensor updates = Tensor.of(7.0, 8.0, 9.0);
    Tensor x = Tensor.of(1.0, 2.0, 3.0);
    assertElements(x.scatterSet(places, updates, 0), 9, 2, 8);
    assertElements(grad((Tensor u) -> x.scatterSet(places, u, 0).square().sum()).apply(updates), 0, 16, 18);
    assertElements(grad((Tensor b) -> b.scatterSet(places, updates, 0).square().sum()).apply(x), 0, 4, 0);
    assertThat(Tensor.of(true, true).scatterSet(Tensor.of(1), Tensor.of(false), 0).toBooleans()).containsExactly(true, false);
  }

  @Test
  void slicesOfAnyAxis() {
    assertElements(TABLE.scatterSet(Tensor.of(-1), Tensor.of(8.0, 9.0), 0), 1, 2, 3, 4, 8, 9);
    assertElements(TABLE.scatterSet(Tensor.of(new int[] {1}), Tensor.of(7.0, 8.0, 9.0).expandDims(1), 1), 1, 7, 3, 8, 5, 9);
    assertElements(TABLE.putAlongAxis(Tensor.of(1, 0, 1).expandDims(1), Tensor.of(7.0, 8.0, 9.0).expandDims(1), 1), 1, 7, 8, 4, 5, 9);
  }

  @Test
  void theLargestStaysAndOfEqualsTheFirst() {
    Tensor places = Tensor.of(0, 0, 1, 2);
    Tensor updates = Tensor.of(5.0, 5.0, 2.0, 0.0);
    Tensor x = Tensor.of(1.0, 2.0, 3.0);
    assertElements(x.scatterMax(places, updates, 0), 5, 2, 3);
    assertElements(x.scatterMin(places, updates, 0), 1, 2, 0);
    assertElements(grad((Tensor u) -> x.scatterMax(places, u, 0).sum()).apply(updates), 1, 0, 0, 0);
    assertElements(grad((Tensor b) -> b.scatterMax(places, updates, 0).sum()).apply(x), 0, 1, 1);
    assertThat(Tensor.of(1, 2).scatterMax(Tensor.of(1), Tensor.of(5), 0).toInts()).containsExactly(1, 5);
  }

  @Test
  void indicesMayDifferByExample() {
    Tensor places = Tensor.of(Shape.of(2, 2), new int[] {0, 1, 2, 2});
    Tensor together = vmap((Tensor p) -> Tensor.of(1.0, 2.0, 3.0).scatterSet(p, Tensor.of(8.0, 9.0), 0)).apply(places);
    assertElements(together, 8, 9, 3, 1, 2, 9);
  }

  @Test
  void segments() {
    Tensor ids = Tensor.of(0, 2, 0);
    assertElements(TABLE.segmentSum(ids, 4), 6, 8, 0, 0, 3, 4, 0, 0);
    assertElements(TABLE.segmentMean(ids, 3), 3, 4, 0, 0, 3, 4);
    assertElements(TABLE.segmentMax(ids, 3), 5, 6, -INFINITY, -INFINITY, 3, 4);
    assertElements(TABLE.segmentMin(ids, 3), 1, 2, INFINITY, INFINITY, 3, 4);
    assertElements(TABLE.segmentSum(Tensor.of(0, 1, 1, 1, 0, 0).reshape(3, 2), 2), 12, 9);
    assertThat(Tensor.of(4, 5).segmentMax(Tensor.of(1, 1), 2).toInts()).containsExactly(Integer.MIN_VALUE, 5);
    assertThat(Tensor.of(4L, 5L).segmentMin(Tensor.of(1, 1), 2).toLongs()).containsExactly(Long.MAX_VALUE, 4);
    assertElements(Tensor.zeros(DType.F64, 0).segmentMax(Tensor.of(new int[0]), 1), -INFINITY);
  }

  @Test
  void theGradientOfASegmentGoesToItsFirstLargest() {
    Tensor ids = Tensor.of(0, 1, 0, 1);
    Tensor x = Tensor.of(3.0, 1.0, 3.0, 2.0);
    assertElements(grad((Tensor a) -> a.segmentMax(ids, 2).pow(2).sum()).apply(x), 6, 0, 0, 4);
    assertElements(jvp((Tensor at) -> grad((Tensor a) -> a.segmentMax(ids, 2).pow(3).sum()).apply(at), x, x.onesLike()).tangent(), 18, 0, 0, 12);
    assertElements(grad((Tensor a) -> a.segmentMean(ids, 2).sum()).apply(x), 0.5, 0.5, 0.5, 0.5);
    assertElements(grad((Tensor a) -> a.segmentMin(ids, 2).sum()).apply(x), 1, 1, 0, 0);
  }

  @Test
  void partsAreChangedInACopy() {
    assertElements(TABLE.at(Range.at(1)).set(9), 1, 2, 9, 9, 5, 6);
    assertElements(TABLE.at(Range.all(), Range.at(-1)).set(Tensor.of(7.0, 8.0, 9.0)), 1, 7, 3, 8, 5, 9);
    assertElements(TABLE.at(Range.all().step(-2)).add(Tensor.of(new double[][] {{10, 20}, {30, 40}})), 31, 42, 3, 4, 15, 26);
    assertElements(TABLE.at(Range.from(1), Range.at(0)).add(1), 1, 2, 4, 4, 6, 6);
    assertElements(TABLE.at(Range.to(1)).apply(Tensor::neg), -1, -2, 3, 4, 5, 6);
    assertElements(TABLE.at(Range.of(1, 2)).get(), 3, 4);
    assertElements(TABLE.at().set(0), 0, 0, 0, 0, 0, 0);
    assertElements(TABLE.at(Range.of(2, 2)).set(0), 1, 2, 3, 4, 5, 6);
    assertThat(Tensor.of(true, false).at(Range.at(0)).set(Tensor.of(false)).toBooleans()).containsExactly(false, false);
  }

  @Test
  void gradientsOfPartsGoWhereTheElementsCameFrom() {
    assertElements(grad((Tensor x) -> x.at(Range.at(1)).set(9).square().sum()).apply(TABLE), 2, 4, 0, 0, 10, 12);
    assertElements(grad((Tensor v) -> TABLE.at(Range.all(), Range.at(0)).set(v).square().sum()).apply(Tensor.of(7.0)), 42);
    assertElements(grad((Tensor v) -> TABLE.at(Range.all(), Range.at(0)).add(v).square().sum()).apply(Tensor.of(1.0)), 24);
    assertElements(grad((Tensor x) -> x.at(Range.at(0)).apply(Tensor::log).sum()).apply(Tensor.of(0.5, -1.0)), 2, 1);
    assertElements(vmap((Tensor row) -> row.at(Range.at(0)).set(row.get(1))).apply(TABLE), 2, 2, 4, 4, 6, 6);
  }

  @Test
  void indexTensorsSideBySide() {
    assertElements(TABLE.get(Tensor.of(2, 0), Tensor.of(0, -1)), 5, 2);
    assertElements(TABLE.get(Tensor.of(0, 2).expandDims(1), Tensor.of(1, 0)), 2, 1, 6, 5);
    assertElements(TABLE.get(Tensor.of(new int[] {-1})), 5, 6);
    assertElements(grad((Tensor x) -> x.get(Tensor.of(0, 0), Tensor.of(1, 1)).sum()).apply(TABLE), 0, 2, 0, 0, 0, 0);
    assertFails(() -> TABLE.get(Tensor.of(0, 1), Tensor.of(0, 2)), "[get] index 2 at position 1 is outside axis 1, which has extent 2");
    assertFails(() -> TABLE.get(TABLE.gt(2)),
        "[get] a Bool mask would select a shape that depends on values; where(mask, x, otherwise) keeps the shape, and at(mask) alone sets what it marks");
    assertFails(() -> Tensor.of(1.0).get(Tensor.of(0)), "[get] 1 index tensors for a tensor of shape []: give one for each of its first axes");
  }

  @Test
  void cumulativeOperations() {
    Tensor x = Tensor.of(3.0, 1.0, 4.0, 4.0, 0.0);
    assertElements(x.cumProd(0), 3, 3, 12, 48, 0);
    assertElements(x.cumMax(0), 3, 3, 4, 4, 4);
    assertElements(x.cumMin(-1), 3, 1, 1, 1, 0);
    assertElements(Tensor.of(0.0, 0.0, 0.0).cumLogSumExp(0), 0, Math.log(2), Math.log(3));
    assertElements(Tensor.of(1e4, -1e4, 1e4 + 1).cumLogSumExp(0), 1e4, 1e4, 1e4 + Math.log(1 + Math.E));
    assertElements(Tensor.of(-INFINITY, 0.0).cumLogSumExp(0), -INFINITY, 0);
    assertElements(grad((Tensor a) -> a.cumMax(0).sum()).apply(x), 2, 0, 3, 0, 0);
    assertElements(grad((Tensor a) -> a.cumProd(0).get(4)).apply(x), 0, 0, 0, 0, 48);
    assertElements(grad((Tensor a) -> a.cumProd(0).sum()).apply(Tensor.of(0.0, 2.0, 0.0, 5.0)), 3, 0, 0, 0);
    Tensor far = Tensor.of(1e4, -1e4, 1e4);
    assertElements(grad((Tensor a) -> a.cumLogSumExp(0).sum()).apply(far), 2.5, 0, 0.5);
    assertElements(Tensor.of(1.0, Double.NaN, 2.0).cumMax(0), 1, Double.NaN, Double.NaN);
    assertThat(Tensor.of(2, 3).cumProd(0).toInts()).containsExactly(2, 6);
  }

  @Test
  void errorsSayWhatDoesNotFit() {
    assertFails(() -> TABLE.scatterSet(Tensor.of(0, 1), Tensor.of(1.0, 2.0), 0),
        "[scatterSet] updates of shape [2] do not fit: indices of shape [2] along axis 0 of a tensor of shape [3, 2] select [2, 2]");
    assertFails(() -> TABLE.scatterMax(Tensor.of(3), Tensor.of(1.0, 2.0), 0),
        "[scatterMax] index 3 at position 0 is outside axis 0, which has extent 3");
    assertFails(() -> TABLE.scatterMin(Tensor.of(0.5), Tensor.of(1.0, 2.0), 0),
        "[scatterMin] indices must be I32 or I64, not F64; convert with .to(I32)");
    assertFails(() -> Tensor.of(true).expandDims(0).scatterMin(Tensor.of(0), Tensor.of(true), 0),
        "[scatterMin] puts Bool into Bool; both must have the same number type: convert with .to(I32)");
    assertFails(() -> TABLE.scatterSet(Tensor.of(0), Tensor.of(1f, 2f), 0),
        "[scatterSet] puts F32 into F64; both must have the same type: convert with .to(F64)");
    assertFails(() -> TABLE.segmentSum(Tensor.of(0, 1), 2),
        "[segmentSum] ids of shape [2] do not fit a tensor of shape [3, 2]: they name a segment for each of its first axes");
    assertFails(() -> TABLE.segmentMax(Tensor.of(0, 1, 1), -1), "[segmentMax] there cannot be -1 segments");
    assertFails(() -> TABLE.segmentMean(Tensor.of(0, 1, 2), 2), "[segmentMean] index 2 at position 2 is outside axis 0, which has extent 2");
    assertFails(() -> TABLE.at(Range.at(3)), "[at] position 3 is outside axis 0 of shape [3, 2], which has extent 3");
    assertFails(() -> TABLE.at(Range.at(0)).set(Tensor.of(1.0, 2.0, 3.0)),
        "[set] shape [3] does not broadcast to [2]: axis 0 has extent 3, which is neither 1 nor 2; reshape or expandDims aligns axes");
  }

  private static void assertElements(Tensor x, double... elements) {
    assertThat(x.toDoubles()).containsExactly(elements, within(1e-12));
  }

  private static void assertFails(ThrowingCallable code, String message) {
    assertThatThrownBy(code).isInstanceOf(ChainruleException.class).hasMessageStartingWith(message);
  }
}
