package dev.chainrule.exec;

import dev.chainrule.graph.Array;
import dev.chainrule.graph.Graph;
import java.util.List;

/// Runs a graph step by step: the reference for fused execution.
final class GraphRunner {
  private static final Execution EXECUTION = new Execution();

  private GraphRunner() {}

  static Array[] run(Graph graph, Array... parameters) {
    Array[] slots = new Array[graph.slots()];
    System.arraycopy(parameters, 0, slots, 0, parameters.length);
    List<Graph.Step> steps = graph.steps();
    for (int index = 0; index < steps.size(); index++) {
      Graph.Step step = steps.get(index);
      Array[] x = new Array[step.inputs().size()];
      for (int i = 0; i < x.length; i++) {
        x[i] = slots[step.inputs().get(i)];
      }
      Array[] y = EXECUTION.evaluate(step.primitive(), x, graph.types(step));
      System.arraycopy(y, 0, slots, step.first(), y.length);
      for (int slot : graph.lastReads(index)) {
        slots[slot] = null;
      }
    }
    Array[] results = new Array[graph.outputs().size()];
    for (int i = 0; i < results.length; i++) {
      results[i] = slots[graph.outputs().get(i)];
    }
    return results;
  }
}
