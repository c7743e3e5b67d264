package dev.chainrule;

import static dev.chainrule.Chainrule.grad;
import static dev.chainrule.Chainrule.graph;
import static dev.chainrule.Chainrule.jvp;
import static dev.chainrule.Chainrule.vmap;
import static org.assertj.core.api.Assertions.assertThat;

import dev.chainrule.graph.Graph;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/// Whose line the steps of derived functions have: that of the operation which they derive or repeat.
class SourceLinesTest {
  private static final Tensor X = Tensor.of(1.0, 2.0);

  private static Tensor sine(Tensor x) {
    return x.sin(); // the line in question
  }

  private static final int SINE = 19;

  private static List<Integer> lines(Graph graph, String operation) {
    return graph.steps().stream().filter(step -> step.primitive().name().equals(operation)).map(step -> step.line().line()).toList();
  }

  @Test
  void aBackwardStepHasTheLineOfItsForwardOperation() {
    Graph graph = graph(grad(x -> sine(x).sum()), X);

    assertThat(lines(graph, "cos")).containsExactly(SINE);
  }

  @Test
  void aTangentHasTheLineOfItsPrimalOperation() {
    Graph graph = graph((Tensor x) -> jvp(y -> sine(y), x, x).tangent(), X);

    assertThat(lines(graph, "cos")).containsExactly(SINE);
  }

  @Test
  void aBatchedStepHasTheLineOfTheSingleOne() {
    UnaryOperator<Tensor> batched = vmap((Tensor x) -> sine(x));

    assertThat(lines(graph(batched, X), "sin")).containsOnly(SINE);
  }
}
