package dev.chainrule.op;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.chainrule.graph.Array;
import dev.chainrule.graph.Type;
import dev.chainrule.graph.Value;
import dev.chainrule.transform.Batching;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Doing a primitive on a whole batch gives what a loop over the examples gives, whichever of the inputs have
/// a batch axis.
class PrimitiveBatchingTest {
  private static final int EXAMPLES = 3;

  /// A function of all inputs of a primitive, integers and truth included.
  interface Function {
    Value[] apply(Value[] x);
  }

  static Stream<Sample> samples() {
    return PrimitiveSamples.all().filter(sample -> !sample.inputs().isEmpty());
  }

  static Stream<Sample> differentiable() {
    return PrimitiveSamples.differentiable();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("samples")
  void aBatchIsALoop(Sample sample) {
    assertBatchIsLoop(x -> sample.primitive().allOn(x), sample.inputs());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("differentiable")
  void aBatchOfPullbacksIsALoop(Sample sample) {
    List<Array> inputs = new ArrayList<>();
    Arrays.stream(sample.point()).map(Value::array).forEach(inputs::add);
    Arrays.stream(Modes.directions(sample.resultTypes(), 2)).map(Value::array).forEach(inputs::add);
    int arguments = sample.active().length;
    assertBatchIsLoop(x -> Modes.vjp(sample.function(),
        Arrays.copyOf(x, arguments), Arrays.copyOfRange(x, arguments, x.length)), inputs);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("samples")
  void aBatchOfNoExamplesHasTheRightTypes(Sample sample) {
    boolean[] batched = new boolean[sample.inputs().size()];
    Arrays.fill(batched, true);
    Value[] x = sample.inputs().stream()
        .map(input -> Value.constant(Array.allocate(input.type().withShape(input.shape().prepend(0))))).toArray(Value[]::new);
    List<Type> alone = sample.primitive().infer(sample.inputs().stream().map(Array::type).toList());
    assertThat(Modes.types(Batching.run(at -> sample.primitive().allOn(at), x, batched, 0)))
        .isEqualTo(alone.stream().map(type -> type.withShape(type.shape().prepend(0))).toList());
  }

  private static void assertBatchIsLoop(Function f, List<Array> inputs) {
    List<List<Array>> examples = inputs.stream().map(PrimitiveBatchingTest::examples).toList();
    for (int subset = 1; subset < 1 << inputs.size(); subset++) {
      boolean[] batched = new boolean[inputs.size()];
      Value[] x = new Value[inputs.size()];
      for (int i = 0; i < x.length; i++) {
        batched[i] = (subset >> i & 1) == 1;
        x[i] = Value.constant(batched[i] ? stacked(examples.get(i)) : inputs.get(i));
      }
      Value[] together = Batching.run(f::apply, x, batched, EXAMPLES);
      for (int example = 0; example < EXAMPLES; example++) {
        int at = example;
        Value[] alone = f.apply(IntStream.range(0, x.length)
            .mapToObj(i -> Value.constant(batched[i] ? examples.get(i).get(at) : inputs.get(i)))
            .toArray(Value[]::new));
        assertSame(together, alone, example);
      }
    }
  }

  private static void assertSame(Value[] together, Value[] alone, int example) {
    for (int result = 0; result < alone.length; result++) {
      Type type = alone[result].type();
      assertThat(together[result].type()).isEqualTo(type.withShape(type.shape().prepend(EXAMPLES)));
      double[] expected = Modes.flat(alone[result]);
      double[] all = Modes.flat(together[result]);
      double[] actual = Arrays.copyOfRange(all, example * expected.length, (example + 1) * expected.length);
      assertThat(actual).as("result %d of example %d", result, example).containsExactly(expected, within(1e-13));
    }
  }

  /// The input, and shuffles of its elements: they stay in the domain, indices stay in range.
  private static List<Array> examples(Array x) {
    List<Integer> order = new ArrayList<>(IntStream.range(0, x.size()).boxed().toList());
    List<Array> result = new ArrayList<>();
    for (int example = 0; example < EXAMPLES; example++) {
      Array shuffled = Array.allocate(x.type());
      for (int i = 0; i < x.size(); i++) {
        shuffled.setDouble(i, x.getDouble(order.get(i)));
      }
      result.add(shuffled);
      Collections.shuffle(order, new Random(example));
    }
    return result;
  }

  private static Array stacked(List<Array> examples) {
    Array first = examples.getFirst();
    Array result = Array.allocate(first.type().withShape(first.shape().prepend(EXAMPLES)));
    for (int example = 0; example < EXAMPLES; example++) {
      for (int i = 0; i < first.size(); i++) {
        result.setDouble(example * first.size() + i, examples.get(example).getDouble(i));
      }
    }
    return result;
  }
}
