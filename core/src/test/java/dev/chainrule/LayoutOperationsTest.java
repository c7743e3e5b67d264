package dev.chainrule;

import static dev.chainrule.Chainrule.grad;
import static dev.chainrule.Chainrule.jit;
import static dev.chainrule.Chainrule.vmap;
import static dev.chainrule.Functions.arange;
import static dev.chainrule.Functions.concat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chainrule.graph.DType;
import dev.chainrule.graph.Shape;
import dev.chainrule.graph.ShapeException;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/// Elements that move and do not change.
class LayoutOperationsTest {
  /// [[0, 1, 2], [3, 4, 5]]
  private static final Tensor X = arange(6).reshape(2, 3);

  @Test
  void reshapeFindsTheOneExtentThatIsLeftOpen() {
    assertShape(X.reshape(-1, 2), 3, 2);
    assertShape(X.reshape(-1), 6);
    assertShape(arange(0).reshape(-1, 2), 0, 2);
    assertShape(Tensor.of(5).reshape(1, -1), 1, 1);
    assertFails(() -> X.reshape(-1, -1), "[reshape] [-1, -1] has more than one -1; only one extent can follow from the others");
    assertFails(() -> X.reshape(4, -1), "[reshape] shape [2, 3] has 6 elements, which [4, -1] does not divide for any extent in place of -1");
    assertFails(() -> arange(0).reshape(0, -1), "[reshape] shape [0] has 0 elements, which [0, -1] does not divide for any extent in place of -1");
    assertFails(() -> X.reshape(4), "[reshape] shape [2, 3] has 6 elements and [4] has 4; they must be the same elements");
  }

  @Test
  void transposeReversesTheAxesOrOrdersThem() {
    assertElements(X.transpose(), 0, 3, 1, 4, 2, 5);
    assertShape(X.reshape(1, 2, 3).transpose(), 3, 2, 1);
    assertShape(X.reshape(1, 2, 3).transpose(-1, 0, 1), 3, 1, 2);
    assertShape(Tensor.of(1).transpose());
    assertFails(() -> X.transpose(0, 0), "[transpose] axes [0, 0] are no order of the axes of shape [2, 3]: name each from 0 to 1 once");
    assertFails(() -> X.transpose(0, 2), "[transpose] axis 2 of a tensor of shape [2, 3]: axes go from -2 to 1");
  }

  @Test
  void broadcastToRepeats() {
    assertElements(arange(2).reshape(2, 1).broadcastTo(2, 2), 0, 0, 1, 1);
    assertShape(Tensor.of(1).broadcastTo(0, 3), 0, 3);
    assertFails(() -> X.broadcastTo(2, 4), "[broadcastTo] shape [2, 3] does not broadcast to [2, 4]: axis 1 has extent 3, which is neither 1 nor 4; reshape or expandDims aligns axes");
    assertFails(() -> X.broadcastTo(3), "[broadcastTo] shape [2, 3] has more axes than [3]; sum or reshape removes axes");
  }

  @Test
  void axesOfExtentOneComeAndGo() {
    assertShape(X.expandDims(0), 1, 2, 3);
    assertShape(X.expandDims(-1), 2, 3, 1);
    assertShape(X.expandDims(1), 2, 1, 3);
    assertShape(X.reshape(1, 2, 1, 3).squeeze(), 2, 3);
    assertShape(X.reshape(1, 2, 1, 3).squeeze(-2), 1, 2, 3);
    assertFails(() -> X.expandDims(3), "[expandDims] axis 3 is no place for a new axis of a tensor of shape [2, 3]: these go from -3 to 2");
    assertFails(() -> X.squeeze(0), "[squeeze] axis 0 of shape [2, 3] has extent 2, not 1; pick a position with get, or reduce it");
  }

  @Test
  void getPicksPositionsAndRanges() {
    assertElements(X.get(1), 3, 4, 5);
    assertShape(X.get(1, -1));
    assertElements(X.get(1, -1), 5);
    assertElements(X.get(Range.all(), Range.at(1)), 1, 4);
    assertElements(X.get(Range.all(), Range.from(1)), 1, 2, 4, 5);
    assertElements(X.get(Range.to(-1)), 0, 1, 2);
    assertElements(X.get(Range.at(-1), Range.all().step(-2)), 5, 3);
    assertElements(X.slice(-1, 0, 2), 0, 1, 3, 4);
    assertElements(X.slice(1, Range.from(1).step(-1)), 1, 0, 4, 3);
    assertShape(X.get(Range.of(1, 1)), 0, 3);
  }

  @Test
  void aPositionThatDoesNotExistIsAnError() {
    assertFails(() -> X.get(2), "[get] position 2 is outside axis 0 of shape [2, 3], which has extent 2");
    assertFails(() -> X.get(0, -4), "[get] position -4 is outside axis 1 of shape [2, 3], which has extent 3");
    assertFails(() -> X.get(0, 0, 0), "[get] [0, 0, 0] names 3 axes, but shape [2, 3] has 2");
    assertFails(() -> X.get(Range.to(3)), "[get] position 3 is outside axis 0 of shape [2, 3], which has extent 2");
    assertFails(() -> X.slice(1, 2, 1), "[slice] 2:1 of axis 1 of shape [2, 3] runs down: swap its ends, or give it a step of the other sign");
    assertFails(() -> X.slice(2, 0, 1), "[slice] axis 2 of a tensor of shape [2, 3]: axes go from -2 to 1");
    assertFails(() -> Range.all().step(0), "[range] a step of 0 never arrives; use 1, or a negative step to run down");
  }

  @Test
  void padFlipAndRoll() {
    assertElements(arange(2).pad(new int[] {1}, new int[] {2}), 0, 0, 1, 0, 0);
    assertElements(arange(2).pad(new int[] {0}, new int[] {1}, 7), 0, 1, 7);
    assertElements(X.flip(), 5, 4, 3, 2, 1, 0);
    assertElements(X.flip(-1), 2, 1, 0, 5, 4, 3);
    assertElements(arange(4).roll(1, 0), 3, 0, 1, 2);
    assertElements(arange(4).roll(-5, 0), 1, 2, 3, 0);
    assertElements(arange(4).roll(8, 0), 0, 1, 2, 3);
    assertShape(arange(0).roll(3, 0), 0);
    assertFails(() -> X.pad(new int[] {1}, new int[] {1}),
        "[pad] a tensor of shape [2, 3] needs a number for each axis, not [1] before, [1] after and [0, 0] between");
    assertFails(() -> X.flip(0, -2), "[flip] axes [0, -2] of shape [2, 3]: axis -2 is named twice");
  }

  @Test
  void tileRepeatsTheWholeAndRepeatEachElement() {
    assertElements(arange(2).tile(2), 0, 1, 0, 1);
    assertShape(arange(2).tile(3, 2), 3, 4);
    assertElements(X.tile(2), 0, 1, 2, 0, 1, 2, 3, 4, 5, 3, 4, 5);
    assertElements(arange(2).repeat(2, 0), 0, 0, 1, 1);
    assertShape(X.repeat(0, 1), 2, 0);
  }

  @Test
  void splitAndConcatAreInverse() {
    List<Tensor> parts = X.split(3, 1);
    assertThat(parts).hasSize(3);
    assertElements(parts.get(1), 1, 4);
    assertElements(concat(1, parts), 0, 1, 2, 3, 4, 5);
    assertElements(X.split(new int[] {2, 1}, -1).getFirst(), 0, 1, 3, 4);
    assertFails(() -> X.split(2, 1), "[split] axis 1 of shape [2, 3] has extent 3, which is not 2 equal parts; give the sizes instead");
    assertFails(() -> X.split(new int[] {1, 1}, 1), "[split] the sizes [1, 1] do not add up to 3, the extent of axis 1 of shape [2, 3]");
  }

  @Test
  void derivativesMoveBack() {
    Tensor x = arange(DType.F64, 3);
    Tensor weights = Tensor.of(1.0, 10.0, 100.0);
    assertElements(grad(u -> u.flip().times(weights).sum()).apply(x), 100, 10, 1);
    assertElements(grad(u -> u.roll(1, 0).times(weights).sum()).apply(x), 10, 100, 1);
    assertElements(grad(u -> u.get(Range.from(1)).sum()).apply(x), 0, 1, 1);
    assertElements(grad(u -> u.tile(2).sum()).apply(x), 2, 2, 2);
    assertElements(grad(u -> u.get(2)).apply(x), 0, 0, 1);
  }

  @Test
  void theyRunInCompiledAndBatchedFunctions() {
    Tensor x = arange(DType.F64, 6).reshape(2, 3);
    assertElements(jit(u -> u.transpose().reshape(-1).roll(1, 0)).apply(x), 5, 0, 3, 1, 4, 2);
    assertElements(vmap(u -> u.flip().get(Range.to(2))).apply(x), 2, 1, 5, 4);
  }

  private static void assertShape(Tensor x, int... extents) {
    assertThat(x.shape()).isEqualTo(Shape.of(extents));
  }

  private static void assertElements(Tensor x, double... elements) {
    assertThat(x.to(DType.F64).toDoubles()).containsExactly(elements);
  }

  private static void assertFails(ThrowingCallable code, String message) {
    assertThatThrownBy(code).isInstanceOf(ShapeException.class).hasMessage(message);
  }
}
