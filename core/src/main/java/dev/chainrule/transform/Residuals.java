package dev.chainrule.transform;

import dev.chainrule.graph.Control;
import dev.chainrule.graph.Graph;
import dev.chainrule.graph.Pointwise;
import dev.chainrule.graph.Trace;
import dev.chainrule.graph.Type;
import dev.chainrule.graph.Value;
import dev.chainrule.op.Broadcast;
import dev.chainrule.op.Reshape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/// What a compiled function has to keep so that its derivative need not run it again. A call under a derivative gives its
/// residuals as further results, and the derivative of a call reads its results instead of computing them.
public final class Residuals {
  /// Fewer elements than this are computed again by a pointwise operation sooner than they are stored and read.
  private static final int WORTH_KEEPING = 256;

  private record KeptKey(List<Boolean> active, Trace.Sweep sweep) {}

  private record GivenKey(Graph derivative) {}

  private Residuals() {}

  /// The results of a compiled function. Where a sweep is going to follow, it will find what it needs.
  public static Value[] call(String name, Graph graph, Value... x) {
    Trace.Sweep sweep = Trace.Sweep.UNKNOWN;
    boolean[] active = new boolean[x.length];
    for (int i = 0; i < x.length; i++) {
      Trace.Sweep ahead = Trace.sweepAhead(x[i]);
      active[i] = ahead != Trace.Sweep.UNKNOWN && x[i].dtype().isFloating();
      sweep = active[i] ? ahead : sweep;
    }
    Graph whole = sweep == Trace.Sweep.UNKNOWN ? graph : kept(graph, active, sweep);
    return Arrays.copyOf(new Control.Call(name, whole).allOn(x), graph.outputs().size());
  }

  /// The graph with its residuals as further results.
  static Graph kept(Graph graph, boolean[] active, Trace.Sweep sweep) {
    return graph.derived(new KeptKey(DerivedGraphs.boxed(active), sweep), () -> {
      Graph derivative = switch (sweep) {
        case REVERSE -> DerivedGraphs.pullback(graph, active, floating(graph.outputTypes()));
        case FORWARD -> DerivedGraphs.pushforward(graph, active);
        case UNKNOWN -> graph;
      };
      List<Integer> parameters = range(0, graph.parameters());
      Graph.Builder builder = new Graph.Builder(graph.parameterTypes());
      List<Integer> results = new ArrayList<>(GraphRewiring.inline(builder, graph, parameters));
      results.addAll(read(builder, derivative, graph.parameters()));
      return withDistinctResiduals(Simplify.all(builder.build(results)), graph.outputs().size());
    });
  }

  /// A residual may turn out to be a parameter, a result, or another residual.
  private static Graph withDistinctResiduals(Graph graph, int results) {
    List<Integer> outputs = new ArrayList<>(graph.outputs().subList(0, results));
    graph.outputs().stream().distinct()
        .filter(slot -> slot >= graph.parameters() && !outputs.contains(slot)).toList().forEach(outputs::add);
    return CompiledGraphs.simplified(GraphRewiring.withOutputs(graph, outputs));
  }

  /// Adds the part of a derivative that depends on no tangent or cotangent to a builder, and gives the slots that the
  /// other part, the linear one, reads of it.
  private static List<Integer> read(Graph.Builder builder, Graph derivative, int primals) {
    SlotRewriter rewriter = new SlotRewriter(derivative, range(0, primals));
    boolean[] needed = new boolean[derivative.slots()];
    for (Graph.Step step : derivative.steps()) {
      if (step.inputs().stream().allMatch(rewriter::isKnown)) {
        rewriter.add(builder, step);
      } else {
        step.inputs().forEach(input -> needed[input] = rewriter.isKnown(input));
      }
    }
    Set<Integer> residuals = new LinkedHashSet<>();
    for (Graph.Step step : derivative.steps().reversed()) {
      for (int slot = step.first(); slot < step.first() + step.count(); slot++) {
        if (needed[slot] && isCheap(step, derivative.type(slot))) {
          step.inputs().forEach(input -> needed[input] = true);
        } else if (needed[slot]) {
          residuals.add(rewriter.of(slot));
        }
      }
    }
    return List.copyOf(residuals);
  }

  private static boolean isCheap(Graph.Step step, Type type) {
    return step.inputs().isEmpty() || step.primitive() instanceof Reshape || step.primitive() instanceof Broadcast
        || step.primitive() instanceof Pointwise && type.shape().size() < WORTH_KEEPING;
  }

  /// Maps (x, y, tangents of the active x) to the tangents of the floating y.
  static Graph pushforward(Graph graph, boolean[] active) {
    return given(graph, DerivedGraphs.pushforward(graph, active), graph.outputs().size());
  }

  /// Maps (x, y, cotangents of the reached y) to the cotangents of the active x.
  static Graph pullback(Graph graph, boolean[] active, boolean[] reached) {
    return given(graph, DerivedGraphs.pullback(graph, active, reached), 0);
  }

  /// A derivative that maps (x, tangents or cotangents) to results, of which the first are left out, as one that maps
  /// (x, y, these) to the others, and computes no y again.
  private static Graph given(Graph graph, Graph derivative, int leftOut) {
    return graph.derived(new GivenKey(derivative), () -> {
      int x = graph.parameters();
      int y = graph.outputs().size();
      Graph.Builder builder = new Graph.Builder(derivative.parameterTypes());
      List<Integer> all = new ArrayList<>(GraphRewiring.inline(builder, graph, range(0, x)));
      List<Integer> found = GraphRewiring.inline(builder, derivative, range(0, derivative.parameters()));
      all.addAll(found.subList(leftOut, found.size()));
      return cut(Simplify.all(builder.build(all)), x, y);
    });
  }

  /// The graph's results after the first `y`, which are given after the first `x` parameters.
  private static Graph cut(Graph graph, int x, int y) {
    List<Type> types = new ArrayList<>(graph.parameterTypes());
    types.addAll(x, graph.outputTypes().subList(0, y));
    Graph.Builder builder = new Graph.Builder(types);
    SlotRewriter rewriter = new SlotRewriter(graph, IntStream.range(0, graph.parameters()).mapToObj(i -> i < x ? i : i + y).toList());
    for (int i = 0; i < y; i++) {
      rewriter.replace(graph.outputs().get(i), x + i);
    }
    graph.steps().forEach(step -> rewriter.add(builder, step));
    List<Integer> outputs = rewriter.outputs();
    return CompiledGraphs.simplified(builder.build(outputs.subList(y, outputs.size())));
  }

  private static boolean[] floating(List<Type> types) {
    boolean[] floating = new boolean[types.size()];
    for (int i = 0; i < floating.length; i++) {
      floating[i] = types.get(i).dtype().isFloating();
    }
    return floating;
  }

  private static List<Integer> range(int from, int to) {
    return IntStream.range(from, to).boxed().toList();
  }
}
