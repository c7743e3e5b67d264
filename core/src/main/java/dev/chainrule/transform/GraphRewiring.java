package dev.chainrule.transform;

import dev.chainrule.graph.Graph;
import dev.chainrule.graph.Type;
import java.util.ArrayList;
import java.util.List;

/// Puts graphs together from graphs, without tracing anything.
final class GraphRewiring {
  private GraphRewiring() {}

  /// Adds all steps of a graph to a builder, reading the given slots as its parameters; gives the slots of its
  /// results.
  static List<Integer> inline(Graph.Builder builder, Graph graph, List<Integer> arguments) {
    SlotRewriter rewriter = new SlotRewriter(graph, arguments);
    graph.steps().forEach(step -> rewriter.add(builder, step));
    return rewriter.outputs();
  }

  /// The same graph with parameters and results in another order: parameter k is the old `parameters[k]`, result
  /// k the old result `results[k]`.
  static Graph rewire(Graph graph, List<Integer> parameters, List<Integer> results) {
    List<Type> types = parameters.stream().map(graph::type).toList();
    Graph.Builder builder = new Graph.Builder(types);
    List<Integer> arguments = new ArrayList<>();
    for (int i = 0; i < graph.parameters(); i++) {
      arguments.add(parameters.indexOf(i));
    }
    List<Integer> found = inline(builder, graph, arguments);
    return builder.build(results.stream().map(found::get).toList());
  }

  /// The same graph with other slots as its results.
  static Graph withOutputs(Graph graph, List<Integer> outputs) {
    Graph.Builder builder = new Graph.Builder(graph.parameterTypes());
    graph.steps().forEach(step -> builder.add(step.primitive(), step.inputs(), step.line()));
    return builder.build(outputs);
  }
}
