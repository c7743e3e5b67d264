package dev.chainrule.op;

import static dev.chainrule.graph.DType.BOOL;
import static dev.chainrule.graph.DType.F32;
import static dev.chainrule.graph.DType.I32;
import static dev.chainrule.graph.DType.I64;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.chainrule.graph.Array;
import dev.chainrule.graph.DType;
import dev.chainrule.graph.DTypeException;
import dev.chainrule.graph.Pointwise;
import dev.chainrule.graph.Shape;
import dev.chainrule.graph.Type;
import dev.chainrule.graph.Value;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Every primitive on every element type: the kernels of F32 and of integers compute what that of F64 does.
class PrimitiveTypesTest {
  static Stream<Sample> samples() {
    return PrimitiveSamples.all();
  }

  static Stream<Sample> onNumbers() {
    return samples().filter(PrimitiveTypesTest::takesIntegers);
  }

  static Stream<Sample> onFloatsOnly() {
    return samples().filter(sample -> sample.active().length > 0 && !takesIntegers(sample));
  }

  private static boolean takesIntegers(Sample sample) {
    boolean floatsOnly = sample.primitive() instanceof Pointwise row
        ? row.signature() == Pointwise.Signature.FLOATING
        : refusesIntegers(sample);
    return !floatsOnly && sample.active().length > 0;
  }

  private static boolean refusesIntegers(Sample sample) {
    try {
      sample.primitive().infer(sample.inputs().stream()
          .map(input -> input.dtype().isFloating() ? input.type().withDType(I32) : input.type())
          .toList());
      return false;
    } catch (DTypeException refused) {
      return true;
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("samples")
  void theResultsHaveTheInferredTypes(Sample sample) {
    Value[] results = sample.primitive().allOn(sample.values());
    assertThat(Modes.types(results)).isEqualTo(sample.primitive().infer(sample.inputs().stream().map(Array::type).toList()));
    assertThat(Arrays.stream(results).map(result -> result.array().type())).isEqualTo(Modes.types(results));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("samples")
  void singlePrecisionGivesNearlyTheSame(Sample sample) {
    double[] expected = evaluate(sample, inputs(sample, F32), DType.F64);
    assertThat(evaluate(sample, inputs(sample, F32), F32)).containsExactly(expected, within(2e-5));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("onNumbers")
  void integersGiveTheSameTowardsZero(Sample sample) {
    double[] expected = evaluate(sample, inputs(sample, I32), DType.F64);
    for (int i = 0; i < expected.length; i++) {
      expected[i] = (long) expected[i];
    }
    assertThat(evaluate(sample, inputs(sample, I32), I32)).containsExactly(expected, within(0.0));
    assertThat(evaluate(sample, inputs(sample, I32), I64)).containsExactly(expected, within(0.0));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("onFloatsOnly")
  void functionsOfFloatsRefuseIntegersWithTheConversion(Sample sample) {
    assertThatThrownBy(() -> evaluate(sample, inputs(sample, I32), I32))
        .isInstanceOf(DTypeException.class)
        .hasMessageStartingWith("[" + sample.primitive().name() + "]")
        .hasMessageContaining(".to(");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("samples")
  void broadcastViewsAreReadAsTheElementsTheyStandFor(Sample sample) {
    List<Array> views = sample.inputs().stream().map(PrimitiveTypesTest::repeatedFirst).toList();
    List<Array> copies = views.stream().map(Array::contiguous).toList();
    assertThat(evaluate(sample, views, DType.F64)).containsExactly(evaluate(sample, copies, DType.F64), within(0.0));
  }

  @ParameterizedTest(name = "{0}")
  @EnumSource(DType.class)
  void everyTypeIsMoved(DType dtype) {
    Value x = new Cast(dtype).on(Value.constant(Array.of(
        new Type(I32, Shape.of(2, 2)), new int[] {0, 1, 1, 0})));
    assertThat(Modes.flat(new Permute(List.of(1, 0)).on(x), new Flip(List.of(0)).on(x), new Concat(0).on(x, x)))
        .containsExactly(0, 1, 1, 0, 1, 0, 0, 1, 0, 1, 1, 0, 0, 1, 1, 0);
    assertThat(Modes.flat(new Pad(List.of(0, 1), List.of(0, 0), List.of(0, 0), 1).on(x)))
        .containsExactly(1, 0, 1, 1, 1, 0);
    assertThat(Modes.flat(new Slice(List.of(1, 1), Shape.of(1, 2), List.of(1, -1)).on(x))).containsExactly(0, 1);
  }

  /// All results of the primitive, with the sample's F64 inputs converted.
  private static double[] evaluate(Sample sample, List<Array> inputs, DType dtype) {
    Value[] x = new Value[inputs.size()];
    for (int i = 0; i < x.length; i++) {
      Value input = Value.constant(inputs.get(i));
      x[i] = sample.inputs().get(i).dtype().isFloating() && input.dtype() != BOOL ? new Cast(dtype).on(input) : input;
    }
    return Modes.flat(sample.primitive().allOn(x));
  }

  /// Inputs that the type can hold: for integers, not 0, so that nothing is divided by it.
  private static List<Array> inputs(Sample sample, DType dtype) {
    return sample.inputs().stream().map(input -> {
      if (!input.dtype().isFloating()) {
        return input;
      }
      Array result = Array.allocate(input.type());
      for (int i = 0; i < input.size(); i++) {
        double number = input.getDouble(i);
        result.setDouble(i, dtype.isInteger() ? number < 0 ? Math.floor(number) : Math.floor(number) + 1 : (float) number);
      }
      return result;
    }).toList();
  }

  /// The shape of the array, all of it the first element, as a view that holds one.
  private static Array repeatedFirst(Array array) {
    double first = array.size() == 0 ? 0 : array.getDouble(0);
    return Array.scalar(array.dtype(), first).broadcast(array.shape(), new int[0]);
  }
}
