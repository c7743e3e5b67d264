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

/// Poolings in examples that can be checked by eye.
class PoolingOperationsTest {
  private static final Tensor ROW = Tensor.of(3.0, 1, 4, 1, 5, 9, 2).reshape(1, 1, 7);
  private static final Tensor SQUARE = Tensor.of(
      1.0, 2, 3, 4,
      5, 6, 7, 8,
      9, 10, 11, 12,
      13, 14, 15, 16).reshape(1, 4, 4);

  @Test
  void theLargestOfEachWindow() {
    assertElements(ROW.maxPool1d(2), 3, 4, 9);
    assertElements(ROW.maxPool1d(new Pooling(3).stride(2)), 4, 5, 9);
    assertElements(ROW.neg().maxPool1d(new Pooling(3).stride(3).padding(1)), -1, -1, -2);
    assertElements(ROW.maxPool1d(new Pooling(2).stride(1).dilation(3)), 3, 5, 9, 2);
    assertElements(SQUARE.maxPool2d(2), 6, 8, 14, 16);
    assertElements(SQUARE.maxPool2d(new Pooling(1, 4)), 4, 8, 12, 16);
    assertElements(SQUARE.maxPool2d(new Pooling(2).padding(new int[] {1, 0}, new int[] {1, 0})), 2, 4, 10, 12, 14, 16);
    assertElements(SQUARE.reshape(2, 2, 4).maxPool3d(2), 14, 16);
    assertThat(SQUARE.to(DType.I32).maxPool2d(2).toInts()).containsExactly(6, 8, 14, 16);
  }

  @Test
  void theGradientGoesToTheFirstOfEqualsAndAddsUpWhereWindowsOverlap() {
    assertElements(grad(x -> x.maxPool1d(2).sum()).apply(Tensor.of(2.0, 2.0, 1.0, 3.0)), 1, 0, 0, 1);
    assertElements(grad(x -> x.maxPool1d(new Pooling(3).stride(2)).square().sum()).apply(Tensor.of(0.0, 1.0, 5.0, 1.0, 0.0)), 0, 0, 20, 0, 0);
    assertElements(grad(x -> x.maxPool2d(new Pooling(2)).sum()).apply(Tensor.of(4.0).broadcastTo(2, 2)), 1, 0, 0, 0);
    Tensor x = Tensor.of(0.0, 1.0, 5.0, 1.0, 0.0);
    assertElements(jvp((Tensor a) -> grad((Tensor b) -> b.maxPool1d(2).pow(3).sum()).apply(a), x, x.onesLike()).tangent(), 0, 6, 30, 0, 0);
  }

  @Test
  void nanIsTheLargest() {
    assertElements(Tensor.of(1.0, Double.NaN, 3.0, 4.0).maxPool1d(2), Double.NaN, 4);
  }

  @Test
  void theMeanOfEachWindow() {
    assertElements(ROW.avgPool1d(2), 2, 2.5, 7);
    assertElements(ROW.avgPool1d(new Pooling(2).padding(1)), 1.5, 2.5, 3, 5.5);
    assertElements(ROW.avgPool1d(new Pooling(2).padding(1).countPadding(false)), 3, 2.5, 3, 5.5);
    assertElements(ROW.avgPool1d(new Pooling(2).padding(new int[] {1}, new int[] {0})), 1.5, 2.5, 3, 5.5);
    assertElements(SQUARE.avgPool2d(2), 3.5, 5.5, 11.5, 13.5);
    assertElements(SQUARE.avgPool2d(new Pooling(2).padding(1).countPadding(false)), 1, 2.5, 4, 7, 8.5, 10, 13, 14.5, 16);
    assertElements(SQUARE.reshape(2, 2, 4).avgPool3d(2), 7.5, 9.5);
    assertElements(grad(x -> x.avgPool1d(new Pooling(3).stride(1)).sum()).apply(Tensor.of(1.0, 2.0, 3.0, 4.0)), 1 / 3.0, 2 / 3.0, 2 / 3.0, 1 / 3.0);
    assertThat(SQUARE.to(DType.F32).avgPool2d(4).toFloats()).containsExactly(8.5f);
  }

  @Test
  void partsOfAnyNumber() {
    assertElements(ROW.adaptiveAvgPool1d(1), 25 / 7.0);
    assertElements(ROW.adaptiveAvgPool1d(3), 8 / 3.0, 10 / 3.0, 16 / 3.0);
    assertElements(ROW.adaptiveMaxPool1d(3), 4, 5, 9);
    assertElements(ROW.adaptiveMaxPool1d(7), 3, 1, 4, 1, 5, 9, 2);
    assertElements(SQUARE.adaptiveAvgPool2d(2, 1), 4.5, 12.5);
    assertElements(SQUARE.adaptiveMaxPool2d(2), 6, 8, 14, 16);
    assertElements(SQUARE.adaptiveMaxPool2d(1, 3), 14, 15, 16);
    assertElements(SQUARE.reshape(2, 2, 4).adaptiveAvgPool3d(1, 1, 2), 7.5, 9.5);
    assertElements(SQUARE.reshape(2, 2, 4).adaptiveMaxPool3d(2, 1, 1), 8, 16);
    assertElements(grad(x -> x.adaptiveMaxPool2d(1).sum()).apply(Tensor.of(4.0).broadcastTo(3, 2)), 1, 0, 0, 0, 0, 0);
  }

  @Test
  void anyAxesMayComeBefore() {
    Tensor batch = Tensor.of(1.0, -1.0).reshape(2, 1, 1).times(SQUARE);
    Tensor together = vmap((Tensor x) -> x.maxPool2d(2)).apply(batch);
    assertThat(together.toDoubles()).isEqualTo(batch.maxPool2d(2).toDoubles());
    assertThat(SQUARE.get(0).maxPool2d(2).shape()).isEqualTo(Shape.of(2, 2));
    assertThat(SQUARE.expandDims(0).expandDims(0).avgPool2d(2).shape()).isEqualTo(Shape.of(1, 1, 1, 2, 2));
    assertThat(Tensor.zeros(DType.F64, 0, 4).maxPool1d(2).shape()).isEqualTo(Shape.of(0, 2));
    assertThat(Tensor.zeros(DType.F64, 0, 4).avgPool1d(2).shape()).isEqualTo(Shape.of(0, 2));
  }

  @Test
  void errorsSayWhatDoesNotFit() {
    assertFails(() -> SQUARE.maxPool2d(5),
        "[maxPool2d] a window covers 5 places along axis 1 of shape [1, 4, 4], which has 4 with its padding; pad more, or take a smaller one");
    assertFails(() -> SQUARE.avgPool2d(new Pooling(3).dilation(2)),
        "[avgPool2d] a window covers 5 places along axis 1 of shape [1, 4, 4], which has 4 with its padding; pad more, or take a smaller one");
    assertFails(() -> SQUARE.maxPool2d(new Pooling(2).padding(2)),
        "[maxPool2d] window 0 along axis 1 of shape [1, 4, 4] lies in the padding alone, where nothing is the largest: pad less than the window's extent of 2");
    assertFails(() -> SQUARE.maxPool3d(new Pooling(1, 2)), "[maxPool3d] window [1, 2]: give one number, or one for each of the 3 axes");
    assertFails(() -> Tensor.of(1.0).maxPool1d(1), "[maxPool1d] shape [] has too few axes; windows move over the last 1");
    assertFails(() -> Tensor.of(true, false).maxPool1d(1), "[maxPool1d] was given Bool but takes numbers; convert with .to(I32)");
    assertFails(() -> Tensor.of(1, 2).avgPool1d(1), "[avgPool1d] was given I32 but takes floating numbers; convert with .to(F32) or .to(F64)");
    assertFails(() -> SQUARE.adaptiveAvgPool2d(1, 0), "[adaptiveAvgPool2d] sizes [1, 0]: give one size of 1 or more, or one for each of the 2 axes");
    assertFails(() -> Tensor.zeros(DType.F64, 2, 0).adaptiveMaxPool1d(1), "[adaptiveMaxPool1d] shape [2, 0] must have elements along its last 1 axes");
  }

  private static void assertElements(Tensor x, double... elements) {
    assertThat(x.toDoubles()).containsExactly(elements, within(1e-12));
  }

  private static void assertFails(ThrowingCallable code, String message) {
    assertThatThrownBy(code).isInstanceOf(ChainruleException.class).hasMessage(message);
  }
}
