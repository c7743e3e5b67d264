package dev.chainrule.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.chainrule.Functions;
import dev.chainrule.Tensor;
import dev.chainrule.graph.DType;
import dev.chainrule.graph.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// The ways in which folders of vectors may write parameters: as NumPy, JAX and PyTorch have them.
class VectorOperationsTest {
  private static final VectorOperations OPERATIONS = VectorOperations.ofCore();
  private static final Tensor ROW = count(5);
  private static final Tensor TABLE = count(6).reshape(2, 3);
  private static final Tensor IMAGE = count(9).reshape(1, 1, 3, 3);
  private static final Tensor ONES = Tensor.of(1.0).broadcastTo(1, 1, 2, 2);

  @Test
  void slicesAreClampedAndEmptyAsInPython() {
    assertElements(slice(1, null, 2), 1, 3);
    assertElements(slice(-99, 99, 1), 0, 1, 2, 3, 4);
    assertElements(slice(3, 1, 1));
    assertElements(slice(null, null, -1), 4, 3, 2, 1, 0);
    assertElements(slice(99, -99, -2), 4, 2, 0);
    assertElements(slice(-1, 0, -2), 4, 2);
    assertElements(slice(1, 3, -1));
    assertElements(apply("slice", Map.of("step", List.of(-2)), ROW), 4, 2, 0);
    assertElements(apply("slice", Map.of("start", List.of(3), "stop", Arrays.asList((Integer) null), "step", Arrays.asList((Integer) null)), ROW), 3, 4);
    assertElements(apply("slice", Map.of("start", List.of(1, 0), "stop", List.of(2, 2)), TABLE), 3, 4);
    assertThatThrownBy(() -> apply("slice", Map.of("start", List.of(1, 0), "stop", List.of(2)), TABLE))
        .hasMessage("attribute 'stop' has 1 elements, but must have 2");
  }

  private static Tensor slice(Integer start, Integer stop, int step) {
    return apply("slice", Map.of("start", Arrays.asList(start), "stop", Arrays.asList(stop), "step", List.of(step)), ROW);
  }

  @Test
  void axesMayBeOneOrSeveralOrNoneOrAll() {
    assertElements(apply("sum", Map.of("axes", List.of(-1)), TABLE), 3, 12);
    assertElements(apply("sum", Map.of("axis", 0), TABLE), 3, 5, 7);
    assertElements(apply("sum", Map.of(), TABLE), 15);
    assertElements(apply("sum", Map.of("axes", List.of()), TABLE), 0, 1, 2, 3, 4, 5);
    assertThat(apply("max", Map.of("axes", 1, "keepDims", true), TABLE).shape()).isEqualTo(Shape.of(2, 1));
    assertElements(apply("flip", Map.of("axes", 1), TABLE), 2, 1, 0, 5, 4, 3);
    assertElements(apply("flip", Map.of("axes", List.of()), TABLE), 0, 1, 2, 3, 4, 5);
    assertElements(apply("flip", Map.of(), TABLE), 5, 4, 3, 2, 1, 0);
    assertThat(apply("squeeze", Map.of("axis", List.of()), IMAGE).shape()).isEqualTo(IMAGE.shape());
    assertThat(apply("squeeze", Map.of(), IMAGE).shape()).isEqualTo(Shape.of(3, 3));
    assertElements(apply("cumSum", Map.of(), TABLE), 0, 1, 3, 6, 10, 15);
    assertElements(apply("take", Map.of(), TABLE, Tensor.of(5, 0)), 5, 0);
    assertElements(apply("repeat", Map.of("repeats", 2), Tensor.of(1.0, 2.0)), 1, 1, 2, 2);
    assertElements(apply("transpose", Map.of(), TABLE), 0, 3, 1, 4, 2, 5);
    assertThat(apply("squeeze", Map.of("axis", List.of(0, -1)), IMAGE.get(0, 0).reshape(1, 9, 1)).shape()).isEqualTo(Shape.of(9));
  }

  @Test
  void rollsOverSeveralAxes() {
    assertElements(apply("roll", Map.of("shift", 1), TABLE), 5, 0, 1, 2, 3, 4);
    assertElements(apply("roll", Map.of("shift", List.of(1, -1), "axis", List.of(0, 1)), TABLE), 4, 5, 3, 1, 2, 0);
    assertElements(apply("roll", Map.of("shift", 1, "axis", List.of(0, 1)), TABLE), 5, 3, 4, 2, 0, 1);
  }

  @Test
  void paddingIsANumberAPairForEachAxisOrAName() {
    double[] padded = apply("conv2d", Map.of("padding", List.of(1, 0)), IMAGE, ONES).toDoubles();
    assertThat(padded).hasSize(8);
    assertElements(apply("conv2d", Map.of("padding", List.of(List.of(1, 1), List.of(0, 0))), IMAGE, ONES), padded);
    assertElements(apply("conv2d", Map.of("padding", "VALID"), IMAGE, ONES), 8, 12, 20, 24);
    assertThat(apply("conv2d", Map.of("padding", "SAME", "stride", 2), IMAGE, ONES).shape()).isEqualTo(Shape.of(1, 1, 2, 2));
    assertElements(apply("conv2d", Map.of(), IMAGE, ONES, Tensor.of(100.0).reshape(1)), 108, 112, 120, 124);
    assertElements(apply("pad", Map.of("before", 1, "after", 0, "value", 9), Tensor.of(1.0).reshape(1, 1)), 9, 9, 9, 1);
    assertElements(apply("avgPool2d", Map.of("kernel", 2, "padding", List.of(1), "countIncludePad", false), ONES), 1, 1, 1, 1);
    assertElements(apply("maxPool2d", Map.of("kernel", List.of(2, 2), "stride", List.of(1, 1)), IMAGE), 4, 5, 7, 8);
  }

  @Test
  void indicesBroadcastAlongTheOtherAxes() {
    assertElements(apply("takeAlongAxis", Map.of("axis", -1), TABLE, Tensor.of(2, 0).reshape(1, 2)), 2, 0, 5, 3);
    assertElements(apply("takeAlongAxis", Map.of(), TABLE, Tensor.of(5, 1)), 5, 1);
    assertElements(apply("takeAlongAxis", Map.of("axis", 1), ROW.reshape(1, 5), Tensor.of(4, 2).reshape(2, 1)), 4, 2);
  }

  @Test
  void attentionWithAMaskThatIsCausalToo() {
    Tensor q = count(6).reshape(3, 2);
    Tensor all = Tensor.of(true);
    assertElements(apply("attention", Map.of("causal", true), q, q, q, all), Functions.causalAttention(q, q, q).toDoubles());
    assertElements(apply("attention", Map.of(), q, q, q), Functions.attention(q, q, q).toDoubles());
    assertElements(apply("layerNorm", Map.of("eps", 0), Tensor.of(1.0, 3.0), Tensor.of(2.0, 2.0)), -2, 2);
  }

  @Test
  void trianglesWithOnesOnTheDiagonalAndTransposed() {
    Tensor a = Tensor.of(new double[][] {{2, 0}, {3, 5}});
    Tensor b = Tensor.of(1.0, 2.0).reshape(2, 1);
    assertElements(apply("solveTriangular", Map.of("lower", true), a, b), 0.5, 0.1);
    assertElements(apply("solveTriangular", Map.of("lower", true, "unitDiagonal", true), a, b), 1, -1);
    assertElements(apply("solveTriangular", Map.of("lower", true, "trans", 1), a, b), -0.1, 0.4);
    assertElements(apply("diagonal", Map.of("axis1", -2, "axis2", -1), count(8).reshape(2, 2, 2)), 0, 3, 4, 7);
  }

  @Test
  void theFirstTwoAxesAreTheMatrixOfADiagonal() {
    assertElements(apply("diagonal", Map.of(), count(8).reshape(2, 2, 2)), 0, 6, 1, 7);
    assertElements(apply("trace", Map.of(), count(8).reshape(2, 2, 2)), 6, 8);
    assertElements(apply("trace", Map.of("offset", 1), count(8).reshape(2, 2, 2)), 2, 3);
  }

  @Test
  void parametersThatAreNoneAreNamed() {
    assertThatThrownBy(() -> apply("sum", Map.of("axes", List.of(0.5)), TABLE)).hasMessage("attribute 'axes' has 0.5, but must have whole numbers");
    assertThatThrownBy(() -> apply("sum", Map.of("axes", "all"), TABLE)).hasMessage("attribute 'axes' has all, but must have numbers");
    assertThatThrownBy(() -> apply("sum", Map.of("keepDims", "yes"), TABLE)).hasMessage("attribute 'keepDims' is yes, but must be true or false");
    assertThatThrownBy(() -> apply("reshape", Map.of(), TABLE)).hasMessage("attribute 'shape' is missing");
    assertThatThrownBy(() -> apply("einsum", Map.of("equation", 1), TABLE)).hasMessage("attribute 'equation' is 1, but must be a text");
    assertThatThrownBy(() -> VectorOperations.ofCore().binary("plus", Tensor::plus)).hasMessage("the operation 'plus' is there twice");
  }

  private static Tensor apply(String name, Map<String, ?> attributes, Tensor... x) {
    return OPERATIONS.named(name).apply(new Attributes(attributes), List.of(x));
  }

  private static Tensor count(int numbers) {
    return Functions.arange(DType.F64, numbers);
  }

  private static void assertElements(Tensor x, double... elements) {
    assertThat(x.toDoubles()).containsExactly(elements, within(1e-12));
  }
}
