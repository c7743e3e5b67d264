package dev.chainrule.bench.gradbench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chainrule.Chainrule;
import dev.chainrule.Tensor;
import dev.chainrule.graph.Control;
import dev.chainrule.graph.Graph;
import dev.chainrule.graph.Pointwise;
import dev.chainrule.transform.CompiledGraphs;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeterminantTest {
  /// Each of the n!/k! minors of k columns is multiplied by its factor, so there are n! (1/1! + 1/2! + … + 1/(n-1)!) such
  /// products. With a memo over the columns there would be n 2ⁿ⁻¹ - n.
  @ParameterizedTest
  @ValueSource(ints = {2, 4, 6, 8, 9})
  void theCompiledExpansionMultipliesEveryMinorForItself(int size) {
    Graph graph = CompiledGraphs.simplified(Chainrule.graph(x -> Determinant.PRIMAL.apply(x), Tensor.ones(Chainrule.F64, size, size)));
    long minors = LongStream.range(1, size).map(k -> factorial(size) / factorial((int) k)).sum();
    assertThat(products(graph)).isGreaterThanOrEqualTo(minors).isLessThan(3 * minors);
  }

  private static long factorial(int n) {
    return LongStream.rangeClosed(1, n).reduce(1, (a, b) -> a * b);
  }

  /// Multiplications of numbers, loops included.
  private static long products(Graph graph) {
    return graph.steps().stream().mapToLong(step -> switch (step.primitive()) {
      case Pointwise pointwise when pointwise.name().equals("times") -> (long) graph.type(step.first()).shape().size();
      case Control.Scan scan -> scan.length() * products(scan.body());
      default -> 0;
    }).sum();
  }
}
