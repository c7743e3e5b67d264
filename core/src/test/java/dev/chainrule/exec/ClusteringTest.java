package dev.chainrule.exec;

import static dev.chainrule.Chainrule.grad;
import static dev.chainrule.Chainrule.graph;
import static org.assertj.core.api.Assertions.assertThat;

import dev.chainrule.Chainrule;
import dev.chainrule.Tensor;
import dev.chainrule.graph.Graph;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class ClusteringTest {
  /// A rotation, a little at a time, over more numbers than a register program takes.
  private static Graph gradient(int rounds) {
    UnaryOperator<Tensor> program = start -> {
      Tensor x = start;
      Tensor y = start;
      for (int i = 0; i < rounds; i++) {
        x = x.minus(y.times(0x1p-7));
        y = y.plus(x.times(x).times(0x1p-7));
      }
      return y.sum();
    };
    return graph(grad(program), Tensor.full(Chainrule.F64, 0.5, 9));
  }

  @Test
  void theSearchForClustersThatWaitGrowsAsTheGraphDoes() {
    long few = Clustering.visits(gradient(400));
    long many = Clustering.visits(gradient(4000));
    assertThat(few).isPositive();
    assertThat(many).isLessThan(12 * few);
  }
}
