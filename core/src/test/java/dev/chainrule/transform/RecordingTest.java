package dev.chainrule.transform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chainrule.Chainrule;
import dev.chainrule.Step;
import dev.chainrule.Tensor;
import dev.chainrule.graph.Value;
import dev.chainrule.op.Gates;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// A recording can be swept both ways, as often as one likes, and watched.
class RecordingTest {
  private static final Value[] X = {Tensor.of(3.0).value(), Tensor.of(5.0).value()};
  private static final Value ONE = Tensor.of(1.0).value();

  /// (x₀², x₀² · x₁).
  private final Recording recording = Recording.of("test", x -> {
    Value square = Gates.SQUARE.on(x[0]);
    return new Value[] {square, Gates.MUL.on(square, x[1])};
  }, X);

  private static List<Double> numbers(Value... values) {
    return List.of(values).stream().map(value -> value.array().getDouble(0)).toList();
  }

  @Test
  void sweepsCanBeRunAgain() {
    for (int run = 0; run < 2; run++) {
      assertThat(numbers(recording.pull(new Value[] {null, ONE}))).containsExactly(30.0, 9.0);
      assertThat(numbers(recording.pull(ONE, null))).containsExactly(6.0, 0.0);
      assertThat(numbers(recording.push(ONE, null))).containsExactly(6.0, 30.0);
      assertThat(numbers(recording.push(new Value[] {null, ONE}))).containsExactly(0.0, 9.0);
      assertThat(numbers(recording.results())).containsExactly(9.0, 45.0);
    }
    assertThat(numbers(recording.pullOnce(ONE, ONE))).containsExactly(36.0, 9.0);
  }

  @Test
  void watchersSeeEveryNodeThatASweepReaches() {
    List<String> seen = new ArrayList<>();
    assertThat(numbers(recording.push((node, dx, dy) -> seen.add(node.primitive().name() + numbers(dy)), ONE, ONE))).containsExactly(6.0, 39.0);
    assertThat(seen).containsExactly("square[6.0]", "times[39.0]");
    seen.clear();
    assertThat(numbers(recording.pull((node, dy, dx) -> seen.add(node.primitive().name() + numbers(dx)), null, ONE))).containsExactly(30.0, 9.0);
    assertThat(seen).containsExactly("times[5.0, 9.0]", "square[30.0]");
    seen.clear();
    recording.pull((node, dy, dx) -> seen.add(node.primitive().name()), ONE, null);
    recording.push((node, dx, dy) -> seen.add(node.primitive().name()), null, ONE);
    assertThat(seen).containsExactly("square", "times");
  }

  @Test
  void inspectionsDifferentiateTheFirstInputsOnly() {
    Recording inspected = Recording.inspected("test", x -> new Value[] {Gates.SQUARE.on(x[0]), Gates.EXP.on(x[1])}, 1, X);
    assertThat(inspected.path().stops()).extracting(stop -> stop.node().primitive().name()).containsExactly("square");
  }

  /// Loops in an inspection run as Java's do, and give the same.
  @Test
  void loopsGiveTheSameInInspections() {
    BiFunction<Tensor, Tensor, Step<Tensor, Tensor>> body = (carry, x) -> new Step<>(carry.times(x).plus(1), carry.minus(x));
    Tensor xs = Tensor.of(2.0, 3.0, 7.0);
    Function<Value[], Value[]> loops = x -> Stream.of(Chainrule.scan(body, Tensor.of(x[0]), xs), Chainrule.scanReverse(body, Tensor.of(x[1]), xs))
        .flatMap(scanned -> Stream.of(scanned.carry(), scanned.results().get(0), scanned.results().get(1), scanned.results().get(2)))
        .map(Tensor::value).toArray(Value[]::new);
    assertThat(numbers(Recording.inspected("test", loops, 2, X).results())).isEqualTo(numbers(loops.apply(X)));
  }
}
