package dev.chainrule.transform;

import static dev.chainrule.Chainrule.graph;
import static org.assertj.core.api.Assertions.assertThat;

import dev.chainrule.Chainrule;
import dev.chainrule.Functions;
import dev.chainrule.Tensor;
import dev.chainrule.graph.Graph;
import dev.chainrule.graph.Trace;
import java.util.function.UnaryOperator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What a call keeps for its derivative: what costs more to compute again than to store and read.
class KeptResidualsTest {
  @ParameterizedTest
  @CsvSource({"1, REVERSE, 0", "255, REVERSE, 0", "256, REVERSE, 5", "255, FORWARD, 0", "256, FORWARD, 5", "256, UNKNOWN, 0"})
  void pointwiseResultsAreKeptFrom256Elements(int size, Trace.Sweep sweep, int kept) {
    assertThat(kept(x -> x.sin().times(x).exp().tanh().sin(), size, sweep)).isEqualTo(kept);
  }

  @ParameterizedTest
  @CsvSource({"2, REVERSE", "255, FORWARD"})
  void otherResultsAreKeptHoweverSmall(int size, Trace.Sweep sweep) {
    assertThat(kept(x -> x.cumSum(0).sin(), size, sweep)).isEqualTo(1);
  }

  private static int kept(UnaryOperator<Tensor> f, int size, Trace.Sweep sweep) {
    Graph graph = graph(f, Functions.linspace(Chainrule.F64, 0.1, 1, size));
    return Residuals.kept(graph, new boolean[] {true}, sweep).outputs().size() - graph.outputs().size();
  }
}
