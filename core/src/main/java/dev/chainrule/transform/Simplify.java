package dev.chainrule.transform;

import dev.chainrule.graph.Control;
import dev.chainrule.graph.Graph;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/// Passes that make a graph smaller without changing what it computes.
public final class Simplify {
  /// A pass that has a name.
  public record Pass(String name, UnaryOperator<Graph> run) {}

  /// The passes, in the order in which [#all] runs them.
  public static final List<Pass> PASSES = List.of(
      new Pass("inline", Simplify::inlineCalls),
      new Pass("rewrite", Simplify::rewrite),
      new Pass("dead code", Simplify::deadCode));

  private Simplify() {}

  /// All passes once.
  public static Graph all(Graph graph) {
    for (Pass pass : PASSES) {
      graph = pass.run.apply(graph);
    }
    return graph;
  }

  /// Calls become the steps of what they call.
  static Graph inlineCalls(Graph graph) {
    if (graph.steps().stream().noneMatch(step -> step.primitive() instanceof Control.Call)) {
      return graph;
    }
    Graph.Builder builder = new Graph.Builder(graph.parameterTypes());
    return builder.build(inline(builder, graph, identity(graph.parameters())));
  }

  private static List<Integer> inline(Graph.Builder builder, Graph graph, List<Integer> arguments) {
    SlotRewriter rewriter = new SlotRewriter(graph, arguments);
    for (Graph.Step step : graph.steps()) {
      if (step.primitive() instanceof Control.Call(String name, Graph callee)) {
        rewriter.replace(step, inline(builder, callee, rewriter.inputs(step)));
      } else {
        rewriter.add(builder, step);
      }
    }
    return rewriter.outputs();
  }

  /// Algebra, folding and common subexpressions, in one walk: each step is replaced by an earlier slot that
  /// holds the same, where there is one. Exact for all numbers, NaN and the sign of 0 included, but
  /// that a product in which zero wins loses the sign of that zero. Derivatives are kept, too: graphs are derived after
  /// this.
  static Graph rewrite(Graph graph) {
    Graph.Builder builder = new Graph.Builder(graph.parameterTypes());
    SlotRewriter rewriter = new SlotRewriter(graph, identity(graph.parameters()));
    Algebra algebra = new Algebra(builder);
    for (Graph.Step step : graph.steps()) {
      rewriter.replace(step, algebra.add(step.primitive(), rewriter.inputs(step), step));
    }
    return builder.build(rewriter.outputs());
  }

  /// Leaves out what no result depends on.
  static Graph deadCode(Graph graph) {
    boolean[] needed = new boolean[graph.slots()];
    graph.outputs().forEach(slot -> needed[slot] = true);
    List<Graph.Step> kept = new ArrayList<>();
    for (int index = graph.steps().size() - 1; index >= 0; index--) {
      Graph.Step step = graph.steps().get(index);
      for (int i = 0; i < step.count(); i++) {
        if (needed[step.first() + i]) {
          step.inputs().forEach(slot -> needed[slot] = true);
          kept.add(step);
          break;
        }
      }
    }
    Collections.reverse(kept);
    Graph.Builder builder = new Graph.Builder(graph.parameterTypes());
    SlotRewriter rewriter = new SlotRewriter(graph, identity(graph.parameters()));
    kept.forEach(step -> rewriter.add(builder, step));
    return builder.build(rewriter.outputs());
  }

  private static List<Integer> identity(int count) {
    return IntStream.range(0, count).boxed().toList();
  }
}
