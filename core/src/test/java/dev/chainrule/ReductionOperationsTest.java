package dev.chainrule;

import static dev.chainrule.Chainrule.grad;
import static dev.chainrule.Chainrule.hessian;
import static dev.chainrule.Chainrule.hvp;
import static dev.chainrule.Functions.keepDims;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.chainrule.graph.ChainruleException;
import dev.chainrule.graph.DType;
import dev.chainrule.graph.Shape;
import java.util.List;
import java.util.function.UnaryOperator;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/// Many numbers made one, and what happens at their edges: ties, zeros, infinities, nothing at all.
class ReductionOperationsTest {
  private static final double INFINITY = Double.POSITIVE_INFINITY;
  private static final Tensor X = Tensor.of(new double[][] {{1, 2}, {3, 4}});
  private static final Tensor NOTHING = Tensor.zeros(DType.F64, 2, 0);

  @Test
  void noAxesAreAllAxes() {
    assertElements(X.sum(), 10);
    assertElements(X.sum(0), 4, 6);
    assertElements(X.sum(-1), 3, 7);
    assertElements(X.sum(1, 0), 10);
    assertElements(X.mean(), 2.5);
    assertElements(X.prod(1), 2, 12);
    assertElements(X.max(0), 3, 4);
    assertElements(X.min(), 1);
    assertElements(X.var(), 1.25);
    assertElements(X.std(0), 1, 1);
    assertElements(X.norm(1), Math.sqrt(5), 5);
    assertElements(X.cumSum(0), 1, 2, 4, 6);
    assertElements(X.gt(1).all(-1).to(DType.F64), 0, 1);
    assertElements(X.gt(3).any(0).to(DType.F64), 0, 1);
  }

  @Test
  void keepDimsLeavesTheAxesWithExtentOne() {
    assertThat(X.sum(keepDims(0)).shape()).isEqualTo(Shape.of(1, 2));
    assertThat(X.mean(keepDims()).shape()).isEqualTo(Shape.of(1, 1));
    for (Tensor reduced : List.of(X.prod(keepDims(-1)), X.max(keepDims(-1)), X.min(keepDims(-1)), X.var(keepDims(-1)),
        X.std(keepDims(-1)), X.norm(keepDims(-1)), X.logSumExp(keepDims(-1)), X.gt(0).any(keepDims(-1)), X.gt(0).all(keepDims(-1)))) {
      assertThat(reduced.shape()).isEqualTo(Shape.of(2, 1));
    }
    assertElements(X.minus(X.mean(keepDims(-1))), -0.5, 0.5, -0.5, 0.5);
  }

  @Test
  void reductionsOfNothing() {
    assertElements(NOTHING.sum(1), 0, 0);
    assertElements(NOTHING.prod(1), 1, 1);
    assertElements(NOTHING.mean(), Double.NaN);
    assertElements(NOTHING.norm(1), 0, 0);
    assertElements(NOTHING.logSumExp(1), -INFINITY, -INFINITY);
    assertElements(NOTHING.max(0));
    assertFails(() -> NOTHING.max(1), "[max] axis 1 of shape [2, 0] is empty: no element is the largest of none");
    assertFails(() -> NOTHING.argMin(), "[argMin] axis 0 of shape [0] is empty: no element is the smallest of none");
  }

  @Test
  void argMaxCountsInRowMajorOrderOrAlongAnAxis() {
    Tensor x = Tensor.of(new double[][] {{1, 7, 7}, {7, 0, -1}});
    assertThat(x.argMax().toInts()).containsExactly(1);
    assertThat(x.argMax(-1).toInts()).containsExactly(1, 0);
    assertThat(x.argMin(0).toInts()).containsExactly(0, 1, 1);
    assertThat(x.argMin().toInts()).containsExactly(5);
  }

  @Test
  void integersAreSummedAsIntegersAndNotAveraged() {
    Tensor x = Tensor.of(1, 2, 4);
    assertThat(x.sum().toInts()).containsExactly(7);
    assertThat(x.prod().toInts()).containsExactly(8);
    assertThat(x.max().toInts()).containsExactly(4);
    assertFails(() -> x.mean(), "[mean] was given I32 but takes floating numbers; convert with .to(F32) or .to(F64)");
    assertFails(() -> x.norm(), "[norm] was given I32 but takes floating numbers; convert with .to(F32) or .to(F64)");
    assertFails(() -> x.softmax(0), "[softmax] was given I32 but takes floating numbers; convert with .to(F32) or .to(F64)");
    assertFails(() -> x.any(), "[any] was given I32 but takes Bool; compare first, as in x.gt(0)");
    assertFails(() -> X.gt(0).sum(), "[sum] was given Bool but takes numbers; convert with .to(I32) to count");
  }

  @Test
  void wrongAxesAreNamed() {
    assertFails(() -> X.sum(2), "[sum] axis 2 of a tensor of shape [2, 2]: axes go from -2 to 1");
    assertFails(() -> X.max(0, -2), "[max] axes [0, -2] of shape [2, 2]: axis -2 is named twice");
    assertFails(() -> Tensor.of(1.0).softmax(0), "[softmax] axis 0 of a tensor of shape []: a scalar has no axes");
  }

  @Test
  void theNormHasTheGradientZeroAtZeroToEveryOrder() {
    Tensor zeros = Tensor.zeros(DType.F64, 2);
    UnaryOperator<Tensor> norm = x -> x.norm();
    assertElements(grad(norm).apply(zeros), 0, 0);
    assertElements(hessian(norm).apply(zeros), 0, 0, 0, 0);
    assertElements(hvp(norm, zeros, Tensor.of(1.0, 2.0)), 0, 0);
    assertElements(grad(norm).apply(Tensor.of(3.0, 4.0)), 0.6, 0.8);
    UnaryOperator<Tensor> rows = x -> x.norm(1).sum();
    assertElements(grad(rows).apply(Tensor.of(new double[][] {{0, 0}, {3, 4}})), 0, 0, 0.6, 0.8);
    assertElements(grad((Tensor x) -> x.std()).apply(Tensor.of(2.0, 2.0)), 0, 0);
  }

  @Test
  void logSumExpNeitherOverflowsNorMakesNan() {
    UnaryOperator<Tensor> logSumExp = x -> x.logSumExp();
    assertElements(Tensor.of(1000.0, 1000.0).logSumExp(), 1000 + Math.log(2));
    assertElements(grad(logSumExp).apply(Tensor.of(1000.0, 1000.0)), 0.5, 0.5);
    assertElements(Tensor.of(-INFINITY, 0.0).logSumExp(), 0);
    assertElements(grad(logSumExp).apply(Tensor.of(-INFINITY, 0.0)), 0, 1);
    assertElements(Tensor.of(-INFINITY, -INFINITY).logSumExp(), -INFINITY);
    assertElements(grad(logSumExp).apply(Tensor.of(-INFINITY, -INFINITY)), 0, 0);
    assertElements(hessian(logSumExp).apply(Tensor.of(-INFINITY, -INFINITY)), 0, 0, 0, 0);
    assertElements(Tensor.of(INFINITY, 0.0).logSumExp(), INFINITY);
    assertElements(Tensor.of(Double.NaN, 0.0).logSumExp(), Double.NaN);
  }

  @Test
  void softmaxIsADistributionAlsoOfLargeNumbers() {
    assertElements(Tensor.of(1e4, 1e4, -1e4).softmax(0), 0.5, 0.5, 0);
    assertElements(X.softmax(-1).sum(-1), 1, 1);
    assertElements(Tensor.of(1e4, 0.0).logSoftmax(0), 0, -1e4);
    assertElements(grad(x -> x.logSoftmax(0).get(0)).apply(Tensor.of(0.0, 0.0)), 0.5, -0.5);
    assertElements(Tensor.of(-INFINITY, 0.0).softmax(0), 0, 1);
  }

  @Test
  void theGradientOfTheMaximumGoesToTheFirstOfEquals() {
    assertElements(grad((Tensor x) -> x.max()).apply(Tensor.of(1.0, 5.0, 5.0)), 0, 1, 0);
    assertElements(grad((Tensor x) -> x.min(0).sum()).apply(X), 1, 1, 0, 0);
  }

  private static void assertElements(Tensor x, double... elements) {
    assertThat(x.toDoubles()).containsExactly(elements, within(1e-12));
  }

  private static void assertFails(ThrowingCallable code, String message) {
    assertThatThrownBy(code).isInstanceOf(ChainruleException.class).hasMessage(message);
  }
}
