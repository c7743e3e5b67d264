package dev.chainrule;

import static dev.chainrule.Chainrule.F64;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chainrule.graph.ChainruleException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/// What composed operations say where they cannot be.
class CompletenessErrorsTest {
  private static final Tensor X = Functions.arange(F64, 6).reshape(2, 3);
  private static final RandomKey KEY = RandomKey.of(1);

  private static void assertFails(ThrowingCallable code, String message) {
    assertThatThrownBy(code).isInstanceOf(ChainruleException.class).hasMessage(message);
  }

  @Test
  void statistics() {
    assertFails(() -> X.quantile(1.5, 0), "[quantile] a quantile is from 0 to 1, not 1.5");
    assertFails(() -> X.percentile(101, 0), "[percentile] a percentile is from 0 to 100, not 101.0");
    assertFails(() -> Tensor.zeros(F64, 0).median(), "[median] axis 0 of shape [0] has no elements, and nothing has no quantile");
    assertFails(() -> X.histogram(0, 0, 1), "[histogram] 0 bins from 0.0 to 1.0: there must be one or more, between two finite ends in ascending order");
    assertFails(() -> X.searchSorted(X, true), "[searchSorted] shape [2, 3] is no vector, which has one axis");
    assertFails(() -> X.interp(Tensor.of(1.0, 2.0, 3.0), Tensor.of(1.0, 2.0)),
        "[interp] a table of [3] places and [2] values: both must be vectors of one length, 1 or more");
    assertFails(() -> Tensor.of(1, 2).nanSum(), "[nanSum] was given I32 but takes floating numbers; convert with .to(F32) or .to(F64)");
    assertFails(() -> X.polyval(X), "[polyval] shape [2, 3] is no vector, which has one axis");
  }

  @Test
  void layout() {
    assertFails(() -> X.pad(new int[] {1}, new int[] {1}, Padding.EDGE), "[pad] [1] before and [1] after: shape [2, 3] needs a number for each of its 2 axes");
    assertFails(() -> X.pad(new int[] {1, -1}, new int[] {0, 0}, Padding.WRAP),
        "[pad] [1, -1] before and [0, 0] after: paddings are not negative; slice takes elements away");
    assertFails(() -> Tensor.zeros(F64, 0).pad(new int[] {1}, new int[] {0}, Padding.EDGE), "[pad] axis 0 of shape [0] has no elements to pad with");
    assertFails(() -> X.slidingWindows(4, 1, 1), "[slidingWindows] windows of 4 at a distance of 1 do not lie in axis 1 of shape [2, 3]");
    assertFails(() -> X.dynamicSlice(Tensor.of(0.0), 1, 0), "[dynamicSlice] the start must be an integer scalar, not F64[]");
    assertFails(() -> X.dynamicSlice(Tensor.of(0), 3, 0), "[dynamicSlice] 3 positions do not lie in axis 0 of shape [2, 3]");
    assertFails(() -> X.scatterMul(Tensor.of(0, 1, 0), X, 0),
        "[scatterMul] updates of shape [2, 3] do not fit: indices of shape [3] along axis 0 of a tensor of shape [2, 3] select [3, 3]");
    assertFails(() -> X.at(Tensor.of(0), Tensor.of(0), Tensor.of(0)),
        "[at] 3 index tensors for a tensor of shape [2, 3]: give one for each of its first axes");
  }

  @Test
  void matrices() {
    assertFails(() -> X.matrixExp(), "[matrixExp] shape [2, 3]: the matrix must be square, but has 2 rows and 3 columns");
    assertFails(() -> X.lu(), "[lu] shape [2, 3]: the matrix must be square, but has 2 rows and 3 columns");
    assertFails(() -> Functions.multiDot(), "[multiDot] was given no factors; it takes one or more");
    assertFails(() -> Functions.multiDot(X, Tensor.of(1.0), X),
        "[multiDot] factor 1 has the shape []: factors are matrices, and the first and the last may be vectors");
    assertFails(() -> X.tensorSolve(Tensor.of(1.0, 2.0)),
        "[tensorSolve] shape [2, 3] with right-hand sides [2]: it must begin with their axes, and those that follow must count as many unknowns");
  }

  @Test
  void functions() {
    assertFails(() -> X.besselI(101), "[besselI] the order must be from 0 to 100, not 101");
    assertFails(() -> X.multigammaln(0), "[multigammaln] the dimension must be 1 or more, not 0");
    assertFails(() -> Tensor.of(1).mod(0.5), "[mod] the number 0.5 does not fit a tensor of I32; convert the tensor first with .to(F32) or .to(F64)");
  }

  @Test
  void randomNumbers() {
    assertFails(() -> KEY.choice(Functions.arange(3), 4, false), "[choice] 4 of the 3 slices of shape [3] cannot be drawn without replacement");
    assertFails(() -> KEY.choice(Functions.arange(3), 2, true, Tensor.of(0.5, 0.5)), "[choice] probabilities of shape [2] for 3 slices; each needs one");
    assertFails(() -> KEY.poisson(Tensor.of(1)), "[poisson] makes F32 or F64, not I32; randint makes integers");
  }
}
