package dev.chainrule.exec;

import static dev.chainrule.Chainrule.grad;
import static dev.chainrule.Chainrule.graph;
import static org.assertj.core.api.Assertions.assertThat;

import dev.chainrule.Chainrule;
import dev.chainrule.Tensor;
import dev.chainrule.graph.Graph;
import java.util.Collections;
import java.util.List;
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

  @Test
  void constantsBringNothingTogether() {
    Graph graph = graph((UnaryOperator<List<Tensor>>) x -> x.stream().map(one -> one.times(2).plus(1)).toList(), ones(2));
    assertThat(Clustering.of(graph)).hasSize(2);
  }

  /// What reads only what is there already begins a cluster of its own, and joins the one that uses it.
  @Test
  void momentumIsOneClusterForEachParameter() {
    UnaryOperator<List<Tensor>> updates = x -> {
      List<Tensor> decayed = List.of(x.get(0).times(0.9), x.get(1).times(0.9), x.get(2).times(0.5), x.get(3).times(0.5));
      List<Tensor> momenta = List.of(decayed.get(0).plus(x.get(4).square()), decayed.get(1).plus(x.get(5).square()));
      return List.of(momenta.get(0), momenta.get(1), decayed.get(2).minus(momenta.get(0)), decayed.get(3).minus(momenta.get(1)));
    };
    assertThat(Clustering.of(graph(updates, ones(6)))).hasSize(2).allSatisfy(cluster -> assertThat(cluster.steps()).hasSize(5));
  }

  private static List<Tensor> ones(int count) {
    return Collections.nCopies(count, 0).stream().map(none -> Tensor.ones(Chainrule.F32, 9)).toList();
  }
}
