package dev.chainrule;

import static dev.chainrule.Chainrule.grad;
import static dev.chainrule.Chainrule.jit;
import static dev.chainrule.Chainrule.jvp;
import static dev.chainrule.Chainrule.vjp;
import static dev.chainrule.Chainrule.vmap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.chainrule.graph.ChainruleException;
import dev.chainrule.graph.DType;
import dev.chainrule.graph.Shape;
import java.util.Random;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Convolutions against their definition, in a form that is slow and plain.
class ConvolutionOperationsTest {
  private static final Convolution PLAIN = new Convolution();

  static Stream<Convolution> ways() {
    return Stream.of(
        PLAIN,
        PLAIN.stride(2, 1),
        PLAIN.stride(3).padding(2, 1),
        PLAIN.padding(new int[] {0, 3}, new int[] {1, 0}),
        PLAIN.dilation(1, 2).padding(1),
        PLAIN.groups(2),
        PLAIN.groups(4).stride(2).dilation(2).padding(2),
        PLAIN.samePadding(),
        PLAIN.samePadding().stride(2).dilation(2));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("ways")
  void theDefinition(Convolution how) {
    Tensor x = random(2, 4, 6, 7);
    Tensor kernel = random(8, 4 / how.groups(), 3, 2);
    Tensor y = x.conv2d(kernel, how);
    for (int n = 0; n < 2; n++) {
      for (int o = 0; o < 8; o++) {
        for (int i = 0; i < y.shape().extent(2); i++) {
          for (int j = 0; j < y.shape().extent(3); j++) {
            assertThat(y.get(n, o, i, j).item()).isCloseTo(sum(x, kernel, how, n, o, i, j), within(1e-12));
          }
        }
      }
    }
  }

  private static double sum(Tensor x, Tensor kernel, Convolution how, int n, int o, int i, int j) {
    double sum = 0;
    int channels = kernel.shape().extent(1);
    int group = o / (kernel.shape().extent(0) / how.groups());
    for (int c = 0; c < channels; c++) {
      for (int k = 0; k < 3; k++) {
        for (int l = 0; l < 2; l++) {
          int row = i * at(how.strides(), 0) + k * at(how.dilations(), 0) - low(how, 0, 6, 3);
          int column = j * at(how.strides(), 1) + l * at(how.dilations(), 1) - low(how, 1, 7, 2);
          if (row >= 0 && row < 6 && column >= 0 && column < 7) {
            sum += x.get(n, group * channels + c, row, column).item() * kernel.get(o, c, k, l).item();
          }
        }
      }
    }
    return sum;
  }

  private static int at(java.util.List<Integer> numbers, int axis) {
    return numbers.get(numbers.size() == 1 ? 0 : axis);
  }

  private static int low(Convolution how, int axis, int extent, int kernel) {
    if (!how.same()) {
      return at(how.low(), axis);
    }
    int stride = at(how.strides(), axis);
    int results = (extent + stride - 1) / stride;
    return Math.max(0, (results - 1) * stride + (kernel - 1) * at(how.dilations(), axis) + 1 - extent) / 2;
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("ways")
  void theTransposeCarriesCotangentsBackToTheInput(Convolution how) {
    Tensor kernel = random(8, 4 / how.groups(), 3, 2);
    Vjp<Tensor, Tensor> result = vjp((Tensor x) -> x.conv2d(kernel, how), random(2, 4, 6, 8));
    Tensor dy = random(result.value().shape().extents());
    Tensor back = dy.convTranspose2d(kernel, how);
    int[] missing = {6 - back.shape().extent(2), 8 - back.shape().extent(3)};
    Convolution longer = how.same() ? how : how.outputPadding(missing);
    assertElements(dy.convTranspose2d(kernel, longer), result.pullback().apply(dy).toDoubles());
  }

  @Test
  void oneAxisIsARowOfTwo() {
    Tensor x = random(2, 3, 8);
    Tensor kernel = random(4, 3, 3);
    Convolution how = PLAIN.stride(2).padding(1);
    double[] expected = x.expandDims(2).conv2d(kernel.expandDims(2), how.stride(1, 2).padding(0, 1)).toDoubles();
    assertElements(x.conv1d(kernel, how), expected);
    assertElements(x.expandDims(-1).expandDims(-1).conv3d(kernel.expandDims(-1).expandDims(-1), how.padding(1, 0, 0)), expected);
  }

  @Test
  void transposedOneAndThreeAxes() {
    Tensor x = random(1, 2, 3);
    Tensor kernel = random(2, 5, 4);
    Convolution how = PLAIN.stride(2).padding(1);
    Tensor y = x.convTranspose1d(kernel, how.outputPadding(1));
    assertThat(y.shape()).isEqualTo(Shape.of(1, 5, 7));
    Convolution whole = how.stride(2, 1, 1).padding(1, 0, 0).outputPadding(1, 0, 0);
    assertThatThrownBy(() -> x.convTranspose1d(kernel, how.outputPadding(2))).hasMessage(
        "[convTranspose1d] the output padding of 2 along axis 2 must be less than the stride of 2 or the dilation");
    assertElements(x.reshape(1, 2, 3, 1, 1).convTranspose3d(kernel.reshape(2, 5, 4, 1, 1), whole.outputPadding(1, 0, 0)), y.toDoubles());
    assertThat(x.convTranspose1d(kernel, PLAIN.samePadding().stride(3)).shape()).isEqualTo(Shape.of(1, 5, 9));
  }

  @Test
  void defaultsAreStrideOneAndNoPadding() {
    assertElements(Tensor.of(1.0, 2.0, 3.0).reshape(1, 1, 3).conv1d(Tensor.of(1.0, 10.0).reshape(1, 1, 2)), 21, 32);
    assertElements(Tensor.of(1.0, 2.0).reshape(1, 1, 2).convTranspose1d(Tensor.of(1.0, 10.0).reshape(1, 1, 2)), 1, 12, 20);
    assertElements(Tensor.of(2.0).reshape(1, 1, 1, 1).conv2d(Tensor.of(3.0).reshape(1, 1, 1, 1)), 6);
    assertElements(Tensor.of(2.0).reshape(1, 1, 1, 1).convTranspose2d(Tensor.of(3.0).reshape(1, 1, 1, 1)), 6);
    assertElements(Tensor.of(2.0).reshape(1, 1, 1, 1, 1).conv3d(Tensor.of(3.0).reshape(1, 1, 1, 1, 1)), 6);
    assertElements(Tensor.of(2.0).reshape(1, 1, 1, 1, 1).convTranspose3d(Tensor.of(3.0).reshape(1, 1, 1, 1, 1)), 6);
  }

  @Test
  void thirdDerivativesCompiledAndBatchedAreTheSame() {
    Tensor x = random(3, 2, 2, 5);
    Tensor v = random(2, 2, 5);
    Tensor kernel = random(4, 1, 2);
    java.util.function.UnaryOperator<Tensor> third = at -> jvp((Tensor a) ->
        grad((Tensor b) -> b.conv1d(kernel, PLAIN.groups(2).padding(1)).sin().sum()).apply(a), at, v).tangent();
    java.util.function.UnaryOperator<Tensor> fourth = at -> jvp((Tensor a) -> third.apply(a), at, v).tangent();
    Tensor together = vmap(fourth).apply(x);
    for (int i = 0; i < 3; i++) {
      assertElements(fourth.apply(x.get(i)), together.get(i).toDoubles());
      assertElements(jit(fourth).apply(x.get(i)), together.get(i).toDoubles());
    }
  }

  @Test
  void singlePrecision() {
    Tensor x = random(2, 4, 6, 7);
    Tensor kernel = random(8, 4, 3, 2);
    double[] expected = x.to(DType.F32).conv2d(kernel.to(DType.F32)).to(DType.F64).toDoubles();
    assertThat(x.conv2d(kernel).toDoubles()).containsExactly(expected, within(1e-5));
  }

  @Test
  void errorsSayWhatDoesNotFit() {
    Tensor x = random(2, 4, 6, 7);
    assertFails(() -> x.conv2d(random(8, 3, 3, 3)),
        "[conv2d] an input of shape [2, 4, 6, 7] has 4 channels, but the kernel of shape [8, 3, 3, 3] takes 3; a kernel is [outputs, channels, …]");
    assertFails(() -> x.conv2d(random(8, 4, 3, 3), PLAIN.groups(2)),
        "[conv2d] an input of shape [2, 4, 6, 7] has 4 channels in 2 groups of 2, but the kernel of shape [8, 4, 3, 3] takes 4; a kernel is [outputs, channels / groups, …]");
    assertFails(() -> x.conv2d(random(8, 2, 3, 3), PLAIN.groups(3)), "[conv2d] 4 channels and 8 outputs cannot be divided into 3 groups");
    assertFails(() -> x.get(0).conv2d(random(8, 4, 3, 3)),
        "[conv2d] an input of shape [4, 6, 7] and a kernel of shape [8, 4, 3, 3]: both must have 4 axes, two and then the places; expandDims(0) makes a batch of one");
    assertFails(() -> x.conv2d(random(8, 4, 3, 4), PLAIN.dilation(1, 3)),
        "[conv2d] the kernel of shape [8, 4, 3, 4] covers 10 places along axis 3, but the input of shape [2, 4, 6, 7] has 7 with its padding; pad more, or take a smaller kernel");
    assertFails(() -> x.conv2d(random(8, 4, 3, 3).to(DType.F32)),
        "[conv2d] was given F64 and a kernel of F32; both must have the same floating type: convert with .to(F64)");
    assertFails(() -> x.conv2d(random(8, 4, 0, 3)), "[conv2d] a kernel of shape [8, 4, 0, 3] covers nothing");
    assertFails(() -> x.conv2d(random(8, 4, 3, 3), PLAIN.stride(0)), "[conv2d] stride [0]: numbers must be 1 or more");
    assertFails(() -> x.conv2d(random(8, 4, 3, 3), PLAIN.padding(1, 1, 1)),
        "[conv2d] padding [1, 1, 1]: give one number, or one for each of the 2 axes");
    assertFails(() -> x.conv2d(random(8, 4, 3, 3), PLAIN.outputPadding(1)), "[conv2d] takes no output padding; convTranspose2d does");
  }

  @Test
  void errorsOfTransposes() {
    Tensor x = random(2, 4, 6, 7);
    assertFails(() -> x.convTranspose2d(random(3, 4, 3, 3)),
        "[convTranspose2d] an input of shape [2, 4, 6, 7] has 4 channels, but the kernel of shape [3, 4, 3, 3] takes 3; a kernel is [channels, outputs / groups, …]");
    assertFails(() -> x.convTranspose2d(random(4, 4, 3, 3), PLAIN.groups(3)), "[convTranspose2d] 4 channels cannot be divided into 3 groups");
    assertFails(() -> x.convTranspose2d(random(4, 4, 3, 3), PLAIN.padding(5)),
        "[convTranspose2d] the padding of axis 2 cuts off more than the 8 places that there are; pad less");
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
