package dev.chainrule.graph;

import java.util.List;

/// Checks that a graph is well formed: what every pass must give back.
public final class Verifier {
  private Verifier() {}

  /// The graph itself, if each step reads only slots written before it and its types are what its primitive
  /// infers.
  ///
  /// @throws AssertionError naming the pass and the step that is wrong
  public static Graph verify(String pass, Graph graph) {
    int known = graph.parameters();
    for (Graph.Step step : graph.steps()) {
      for (int slot : step.inputs()) {
        require(slot >= 0 && slot < step.first(), pass, step, "reads slot " + slot + " before it is written", graph);
      }
      require(step.first() == known, pass, step, "writes slot " + step.first() + " instead of " + known, graph);
      List<Type> inferred = step.primitive().infer(step.inputs().stream().map(graph::type).toList());
      List<Type> stated = java.util.stream.IntStream.range(step.first(), step.first() + step.count())
          .mapToObj(graph::type).toList();
      require(inferred.equals(stated), pass, step, "has types " + stated + " instead of " + inferred, graph);
      known += step.count();
    }
    for (int slot : graph.outputs()) {
      require(slot >= 0 && slot < known, pass, null, "returns the unknown slot " + slot, graph);
    }
    return graph;
  }

  private static void require(boolean holds, String pass, Graph.Step step, String fault, Graph graph) {
    if (!holds) {
      throw new AssertionError("after pass '" + pass + "': " + step + " " + fault + "\n" + graph);
    }
  }
}
