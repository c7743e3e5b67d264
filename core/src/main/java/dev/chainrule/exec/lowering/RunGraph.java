package dev.chainrule.exec.lowering;

import dev.chainrule.graph.Graph;

/// A graph that is only run: never derived, batched or handed out. It has a type of its own so that what holds for
/// values alone cannot be done to a graph that is still to be differentiated.
public final class RunGraph {
  private final Graph graph;

  RunGraph(Graph graph) {
    this.graph = graph;
  }

  /// The steps to run.
  public Graph graph() {
    return graph;
  }
}
