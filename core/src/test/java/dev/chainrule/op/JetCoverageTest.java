package dev.chainrule.op;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.chainrule.Chainrule;
import dev.chainrule.Jet;
import dev.chainrule.Tensor;
import dev.chainrule.graph.Partial;
import dev.chainrule.graph.Value;
import java.util.Arrays;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// Taylor mode refuses no primitive that is pointwise, or linear in each input that moves.
class JetCoverageTest {
  @TestFactory
  Stream<DynamicTest> everyPointwiseOrLinearPrimitive() {
    return PrimitiveSamples.differentiable()
        .filter(sample -> Arrays.stream(sample.active()).noneMatch(i -> sample.partial(i) instanceof Partial.Structured))
        .map(sample -> DynamicTest.dynamicTest(sample.toString(), () -> assertAgrees(curve(sample))));
  }

  /// The sample's result along a curve on which all its floating inputs move.
  private static UnaryOperator<Tensor> curve(Sample sample) {
    return t -> {
      Value[] x = sample.values();
      Value[] directions = Modes.directions(Modes.types(sample.point()), 4);
      int[] active = sample.active();
      for (int i = 0; i < active.length; i++) {
        x[active[i]] = Tensor.of(x[active[i]]).plus(Tensor.of(directions[i]).times(t.sin()).times(1e-2)).value();
      }
      Value y = Arrays.stream(sample.primitive().allOn(x)).filter(value -> value.dtype().isFloating()).findFirst().orElseThrow();
      return Tensor.of(y).to(Chainrule.F64).sum();
    };
  }

  private static void assertAgrees(UnaryOperator<Tensor> f) {
    Tensor t = Tensor.of(0.3);
    Jet jet = Chainrule.jet(f, t, t.onesLike(), t.zerosLike(), t.zerosLike());
    UnaryOperator<Tensor> nested = f;
    for (Tensor actual : jet.derivatives()) {
      UnaryOperator<Tensor> before = nested;
      nested = x -> Chainrule.jvp(before, x, x.onesLike()).tangent();
      double expected = nested.apply(t).item();
      assertThat(actual.item()).isCloseTo(expected, within(1e-9 * Math.max(1, Math.abs(expected))));
    }
  }
}
