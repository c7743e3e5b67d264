package dev.chainrule;

import static dev.chainrule.Chainrule.checkpointedScan;
import static dev.chainrule.Chainrule.grad;
import static dev.chainrule.Chainrule.graph;
import static dev.chainrule.Chainrule.jit;
import static dev.chainrule.Chainrule.jvp;
import static dev.chainrule.Chainrule.scan;
import static dev.chainrule.Chainrule.vmap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.chainrule.graph.Control;
import dev.chainrule.graph.Graph;
import dev.chainrule.op.Gates;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// A long loop whose backward pass keeps few values gives the same derivatives.
class CheckpointTest {
  private static BiFunction<Tensor, Tensor, Step<Tensor, Tensor>> body(Tensor w) {
    return (c, i) -> new Step<>(c.times(w).plus(i.to(Chainrule.F64).times(0.01)).sin(), c.square());
  }

  private static Tensor sum(Scanned<Tensor, Tensor> scanned) {
    return scanned.carry().plus(scanned.results().sum());
  }

  private static UnaryOperator<Tensor> plain(int length) {
    return w -> sum(scan(body(w), Tensor.of(0.5), Functions.arange(length)));
  }

  private static UnaryOperator<Tensor> checkpointed(int length) {
    return w -> sum(checkpointedScan(body(w), Tensor.of(0.5), Functions.arange(length)));
  }

  private static UnaryOperator<Tensor> checkpointed(int length, int checkpoints) {
    return w -> sum(checkpointedScan(body(w), Tensor.of(0.5), Functions.arange(length), checkpoints));
  }

  /// The lengths and checkpoints to try: all small ones, and some between and at the ends of what is reached.
  private static Stream<int[]> schedules() {
    return Stream.concat(
        IntStream.rangeClosed(1, 13).boxed().flatMap(n -> IntStream.rangeClosed(1, 6).mapToObj(s -> new int[] {n, s})),
        Stream.of(new int[] {35, 3}, new int[] {36, 3}, new int[] {50, 3}, new int[] {56, 3}, new int[] {100, 99}, new int[] {200, 5}));
  }

  /// The gradient in w and the initial carry, of 10 numbers each, of the sum of the last carry; other floating values have
  /// the shape of the carry, too.
  private static Graph gradient(BiFunction<Tensor, Tensor, Tensor> last) {
    return graph((Tensor both) -> grad((Tensor x) -> last.apply(x.get(0), x.get(1)).sum()).apply(both), Tensor.ones(Chainrule.F64, 2, WIDTH));
  }

  private static final int WIDTH = 10;

  private static BiFunction<Tensor, Tensor, Step<Tensor, Tensor>> tanh(Tensor w) {
    return (c, i) -> new Step<>(c.times(w).tanh(), i);
  }

  private static Graph gradient(int length, int checkpoints) {
    return gradient((w, c) -> checkpointedScan(tanh(w), c, Functions.arange(length), checkpoints).carry());
  }

  /// Which values are counted: those in a slot that a step writes.
  private interface Counted {
    long elements(Graph graph, Graph.Step step, int slot);
  }

  /// All floating elements.
  private static final Counted FLOATING = (graph, step, slot) -> graph.type(slot).dtype().isFloating() ? graph.type(slot).shape().size() : 0;

  /// Of carries that parts of the loop end with while it runs forward.
  private static final Counted CARRIES = (graph, step, slot) ->
      step.primitive() instanceof Control.Checkpoint(String name, Graph part) && name.equals("checkpoint") ? FLOATING.elements(graph, step, slot) : 0;

  /// The most of what is counted that running a graph keeps at one time, besides its parameters.
  private static long peak(Graph graph, Counted counted, Map<Graph, Long> known) {
    Long before = known.get(graph);
    if (before != null) {
      return before;
    }
    long[] sizes = new long[graph.slots()];
    long live = 0;
    long peak = 0;
    for (int index = 0; index < graph.steps().size(); index++) {
      Graph.Step step = graph.steps().get(index);
      long inside = inner(step).stream().mapToLong(part -> peak(part, counted, known)).max().orElse(0);
      peak = Math.max(peak, live + inside);
      for (int slot = step.first(); slot < step.first() + step.count(); slot++) {
        sizes[slot] = counted.elements(graph, step, slot);
        live += sizes[slot];
      }
      peak = Math.max(peak, live);
      live -= IntStream.of(graph.lastReads(index)).mapToLong(slot -> sizes[slot]).sum();
    }
    known.put(graph, peak);
    return peak;
  }

  private static long peak(Graph graph) {
    return peak(graph, FLOATING, new IdentityHashMap<>());
  }

  private static List<Graph> inner(Graph.Step step) {
    return switch (step.primitive()) {
      case Control.Call call -> List.of(call.graph());
      case Control.Checkpoint checkpoint -> List.of(checkpoint.graph());
      case Control.Scan scan -> List.of(scan.body());
      default -> List.of();
    };
  }

  /// How often a run of a graph computes tanh, which is once in each run of the body.
  private static long runs(Graph graph, Map<Graph, Long> known) {
    Long before = known.get(graph);
    if (before != null) {
      return before;
    }
    long runs = 0;
    for (Graph.Step step : graph.steps()) {
      runs += step.primitive() == Gates.TANH ? 1 : inner(step).stream().mapToLong(part -> runs(part, known)).sum();
    }
    known.put(graph, runs);
    return runs;
  }

  private static UnaryOperator<Tensor> carryOnly(BiFunction<Tensor, Integer, Tensor> loop, int length) {
    return w -> loop.apply(w, length);
  }

  /// The fewest runs of the body that a gradient needs, by trying all cuts: to advance to each, and to reverse what comes
  /// after and before it; with a run for its own backward step for each iteration.
  private static long fewest(int length, int checkpoints) {
    long[][] advances = new long[checkpoints + 1][length + 1];
    for (int s = 0; s <= checkpoints; s++) {
      for (int n = 2; n <= length; n++) {
        advances[s][n] = Long.MAX_VALUE / 4;
        for (int cut = 1; s > 0 && cut < n; cut++) {
          advances[s][n] = Math.min(advances[s][n], cut + advances[s - 1][n - cut] + advances[s][cut]);
        }
      }
    }
    return advances[checkpoints][length] + length;
  }

  private static long choose(int n, int k) {
    return IntStream.rangeClosed(1, k).mapToLong(i -> i).reduce(1, (product, i) -> product * (n - k + i) / i);
  }

  private static int repetitions(int length, int checkpoints) {
    return IntStream.iterate(0, r -> r + 1).filter(r -> choose(checkpoints + r, r) >= length).findFirst().getAsInt();
  }

  /// The same by Griewank and Walther's formula.
  private static long optimum(int length, int checkpoints) {
    int r = repetitions(length, checkpoints);
    return length + (long) r * length - (r == 0 ? 0 : choose(checkpoints + r, r - 1));
  }

  @Test
  void derivativesAreThoseOfThePlainLoop() {
    Tensor w = Tensor.of(0.9);
    for (int length : new int[] {0, 1, 2, 3, 7, 8, 21, 64}) {
      assertSameDerivatives(checkpointed(length), plain(length), w);
    }
    schedules().forEach(at -> assertSameDerivatives(checkpointed(at[0], at[1]), plain(at[0]), w));
    assertThat(jvp(grad(checkpointed(13)), w, Tensor.of(1.0)).tangent().item())
        .isCloseTo(grad(grad(plain(13))).apply(w).item(), within(1e-10));
    assertThat(vmap(grad(checkpointed(13))).apply(Tensor.of(0.9, 0.3)).get(1).item())
        .isCloseTo(grad(plain(13)).apply(Tensor.of(0.3)).item(), within(1e-12));
  }

  private static void assertSameDerivatives(UnaryOperator<Tensor> f, UnaryOperator<Tensor> expected, Tensor w) {
    double gradient = grad(expected).apply(w).item();
    assertThat(f.apply(w).item()).isCloseTo(expected.apply(w).item(), within(1e-12));
    assertThat(grad(f).apply(w).item()).isCloseTo(gradient, within(1e-12));
    assertThat(jvp(f, w, Tensor.of(1.0)).tangent().item()).isCloseTo(gradient, within(1e-12));
  }

  @Test
  void secondDerivativesBatchesAndCompiledFormsAreThoseOfThePlainLoop() {
    Tensor w = Tensor.of(0.9, 0.3);
    for (int[] at : new int[][] {{1, 1}, {7, 2}, {20, 3}, {21, 3}, {40, 4}, {9, 1}, {9, 20}}) {
      UnaryOperator<Tensor> f = checkpointed(at[0], at[1]);
      double[] second = vmap(grad(grad(plain(at[0])))).apply(w).toDoubles();
      assertThat(vmap(grad(grad(f))).apply(w).toDoubles()).containsExactly(second, within(1e-10));
      assertThat(jit(vmap(x -> jvp(grad(f), x, Tensor.of(1.0)).tangent())).apply(w).toDoubles()).containsExactly(second, within(1e-10));
      assertThat(jit(grad((Tensor x) -> jvp(f, x, Tensor.of(1.0)).tangent())).apply(w.get(1)).item()).isCloseTo(second[1], within(1e-10));
      assertThat(grad(jit(f)).apply(w.get(0)).item()).isCloseTo(grad(plain(at[0])).apply(w.get(0)).item(), within(1e-12));
    }
  }

  private record State(Tensor position, List<Tensor> momenta) {}

  private record Force(Tensor push, Tensor mask) {}

  @Test
  void carriesSequencesAndResultsMayBeTrees() {
    BiFunction<State, Force, Step<State, Force>> body = (state, force) -> {
      Tensor momentum = state.momenta.getFirst().times(0.9).plus(force.push.times(state.position.sin()));
      return new Step<>(new State(state.position.plus(momentum), List.of(momentum)),
          new Force(force.mask.where(momentum, momentum.square()), force.mask.not()));
    };
    State initial = new State(Tensor.of(0.3, -0.2), List.of(Tensor.of(0.1, 0.4)));
    for (int[] at : new int[][] {{1, 2}, {6, 2}, {17, 3}}) {
      Tensor push = RandomKey.of(5).normal(Chainrule.F64, at[0], 2);
      Force forces = new Force(push, push.gt(0));
      Scanned<State, Force> expected = scan(body, initial, forces);
      Scanned<State, Force> actual = checkpointedScan(body, initial, forces, at[1]);
      assertThat(actual.results().push.toDoubles()).containsExactly(expected.results().push.toDoubles());
      assertThat(actual.results().mask.toBooleans()).isEqualTo(expected.results().mask.toBooleans());
      assertThat(actual.carry().momenta.getFirst().toDoubles()).containsExactly(expected.carry().momenta.getFirst().toDoubles());
      double[] gradient = pushed(f -> scan(body, initial, f), forces);
      assertThat(pushed(f -> checkpointedScan(body, initial, f, at[1]), forces)).containsExactly(gradient, within(1e-12));
    }
  }

  private static double[] pushed(Function<Force, Scanned<State, Force>> loop, Force forces) {
    return grad((Tensor push) -> {
      Scanned<State, Force> scanned = loop.apply(new Force(push, forces.mask));
      return scanned.carry().position.prod().plus(scanned.results().push.cos().sum());
    }).apply(forces.push).toDoubles();
  }

  @Test
  void noScheduleRunsTheBodyLessOften() {
    schedules().forEach(at -> {
      long runs = runs(gradient(at[0], at[1]), new IdentityHashMap<>());
      assertThat(runs).as("%d iterations, %d checkpoints", at[0], at[1]).isEqualTo(fewest(at[0], at[1])).isEqualTo(optimum(at[0], at[1]));
    });
    Graph million = gradient((w, c) -> checkpointedScan(tanh(w), c, Functions.arange(1_000_000)).carry());
    assertThat(runs(million, new IdentityHashMap<>())).isEqualTo(optimum(1_000_000, 20)).isLessThan(9_000_000);
  }

  @Test
  void noMoreCarriesAreKeptThanThereAreCheckpoints() {
    long inOneStep = peak(gradient(1, 1)) / WIDTH;
    schedules().forEach(at -> {
      Graph gradient = gradient(at[0], at[1]);
      long kept = 1 + peak(gradient, CARRIES, new IdentityHashMap<>()) / WIDTH;
      assertThat(kept).as("%d iterations, %d checkpoints, and the state", at[0], at[1]).isEqualTo(1 + Math.min(at[0] - 1, at[1]));
      assertThat(peak(gradient) / WIDTH).as("with two cotangents on each level")
          .isLessThanOrEqualTo(kept + 2L * repetitions(at[0], at[1]) + inOneStep);
    });
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
    assertThat(after).isLessThan(45);
    assertThat(after - before).as("16 times the length, 4 more checkpoints").isLessThanOrEqualTo(12);
  }

  @Test
  void aLoopNeedsEnoughCheckpoints() {
    assertThatThrownBy(() -> checkpointed(3, 0).apply(Tensor.of(1.0))).hasMessage(
        "[checkpointedScan] 0 checkpoints; at least 1 carry must be kept, the first, from which all others can be computed again");
    assertThatThrownBy(() -> checkpointed(102, 1).apply(Tensor.of(1.0))).hasMessage(
        "[checkpointedScan] 102 iterations cannot be reversed with 1 checkpoints unless some run more than 100 times; keep at least 2 carries");
    assertThatThrownBy(() -> checkpointed(1_000_000, 2).apply(Tensor.of(1.0))).hasMessageEndingWith("keep at least 4 carries");
    assertThat(grad(grad(checkpointed(101, 1))).apply(Tensor.of(0.9)).item()).isCloseTo(grad(grad(plain(101))).apply(Tensor.of(0.9)).item(), within(1e-10));
  }
}
