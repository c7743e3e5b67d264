package dev.chainrule.exec;

import dev.chainrule.graph.Array;
import dev.chainrule.graph.Graph;
import dev.chainrule.graph.Program;

/// A graph made ready to run.
final class Executable implements Program {
  private final Graph graph;

  private Executable(Graph graph) {
    this.graph = graph;
  }

  static Executable of(Graph graph) {
    return new Executable(graph);
  }

  @Override
  public Array[] run(Array... parameters) {
    return GraphRunner.run(graph, parameters);
  }

  @Override
  public String describe() {
    return graph.toString();
  }
}
