package dev.chainrule;

import static dev.chainrule.Chainrule.checkpointedScan;
import static dev.chainrule.Chainrule.grad;
import static dev.chainrule.Chainrule.graph;
import static dev.chainrule.Chainrule.jvp;
import static dev.chainrule.Chainrule.scan;
import static dev.chainrule.Chainrule.vmap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.chainrule.graph.Control;
import dev.chainrule.graph.Graph;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// A long loop whose backward pass keeps few values gives the same derivatives.
class CheckpointTest {
  private static BiFunction<Tensor, Tensor, Step<Tensor, Tensor>> body(Tensor w) {
    return (c, i) -> new Step<>(c.times(w).plus(i.to(Chainrule.F64).times(0.01)).sin(), c.square());
  }

  private static UnaryOperator<Tensor> plain(int length) {
    return w -> {
      Scanned<Tensor, Tensor> scanned = scan(body(w), Tensor.of(0.5), Functions.arange(length));
      return scanned.carry().plus(scanned.results().sum());
    };
  }

  private static UnaryOperator<Tensor> checkpointed(int length) {
    return w -> {
      Scanned<Tensor, Tensor> scanned = checkpointedScan(body(w), Tensor.of(0.5), Functions.arange(length));
      return scanned.carry().plus(scanned.results().sum());
    };
  }

  /// The most floating elements that running a graph keeps at one time, besides its parameters.
  private static long peak(Graph graph) {
    long live = 0;
    long peak = 0;
    for (int index = 0; index < graph.steps().size(); index++) {
      Graph.Step step = graph.steps().get(index);
      live += IntStream.range(step.first(), step.first() + step.count()).mapToLong(slot -> elements(graph, slot)).sum();
      peak = Math.max(peak, live + inner(step));
      live -= IntStream.of(graph.lastReads(index)).filter(slot -> slot >= graph.parameters()).mapToLong(slot -> elements(graph, slot)).sum();
    }
    return peak;
  }

  private static long inner(Graph.Step step) {
    return switch (step.primitive()) {
      case Control.Call call -> peak(call.graph());
      case Control.Checkpoint checkpoint -> peak(checkpoint.graph());
      case Control.Scan scan -> peak(scan.body());
      default -> 0;
    };
  }

  private static long elements(Graph graph, int slot) {
    return graph.type(slot).dtype().isFloating() ? graph.type(slot).shape().size() : 0;
  }

  private static UnaryOperator<Tensor> carryOnly(BiFunction<Tensor, Integer, Tensor> loop, int length) {
    return w -> loop.apply(w, length);
  }

  @Test
  void derivativesAreThoseOfThePlainLoop() {
    Tensor w = Tensor.of(0.9);
    for (int length : new int[] {0, 1, 2, 3, 7, 8, 21, 64}) {
      UnaryOperator<Tensor> f = plain(length);
      UnaryOperator<Tensor> g = checkpointed(length);
      assertThat(g.apply(w).item()).isCloseTo(f.apply(w).item(), within(1e-12));
      assertThat(grad(g).apply(w).item()).isCloseTo(grad(f).apply(w).item(), within(1e-12));
      assertThat(jvp(g, w, Tensor.of(1.0)).tangent().item()).isCloseTo(grad(f).apply(w).item(), within(1e-12));
    }
    assertThat(jvp(grad(checkpointed(13)), w, Tensor.of(1.0)).tangent().item())
        .isCloseTo(grad(grad(plain(13))).apply(w).item(), within(1e-10));
    assertThat(vmap(grad(checkpointed(13))).apply(Tensor.of(0.9, 0.3)).get(1).item())
        .isCloseTo(grad(plain(13)).apply(Tensor.of(0.3)).item(), within(1e-12));
  }

  @Test
  void whatIsKeptGrowsWithTheLogarithm() {
    BiFunction<Tensor, Integer, Tensor> linear = (w, n) -> scan(body(w), Tensor.of(0.5), Functions.arange(n)).carry();
    BiFunction<Tensor, Integer, Tensor> logarithmic = (w, n) -> checkpointedScan(
        (Tensor c, Tensor i) -> new Step<>(body(w).apply(c, i).carry(), i), Tensor.of(0.5), Functions.arange(n)).carry();
    Tensor w = Tensor.of(0.9);
    long before = peak(graph(grad(carryOnly(logarithmic, 256)), w));
    long after = peak(graph(grad(carryOnly(logarithmic, 4096)), w));
    assertThat(peak(graph(grad(carryOnly(linear, 4096)), w))).isGreaterThan(4096);
    assertThat(after).isLessThan(200);
    assertThat(after - before).as("16 times the length, 4 more levels").isLessThan(60);
  }
}
