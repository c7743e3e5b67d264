package dev.chainrule.exec;

import dev.chainrule.graph.Array;
import dev.chainrule.graph.Graph;
import dev.chainrule.graph.Type;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// A whole graph over few numbers, as one program over registers.
record RegisterUnit(Graph graph, RegisterProgram program, Type[] types) implements Unit {
  /// The graph as such a unit; null if it is none.
  static @Nullable RegisterUnit of(Graph graph) {
    RegisterProgram program = RegisterProgram.of(graph);
    return program == null ? null : new RegisterUnit(graph, program, graph.outputTypes().toArray(Type[]::new));
  }

  /// Fills the results of the whole graph; where there is null, with new arrays.
  Array[] run(Array[] parameters, @Nullable Array[] results) {
    for (int i = 0; i < results.length; i++) {
      if (results[i] == null) {
        results[i] = Array.allocate(types[i]);
      }
    }
    program.run(parameters, results);
    return results;
  }

  @Override
  public void run(Workspace workspace) {
    throw new AssertionError("a unit that is the whole of a graph needs no workspace");
  }

  @Override
  public int[] reads() {
    return IntStream.range(0, graph.parameters()).toArray();
  }

  @Override
  public int[] writes() {
    return graph.outputs().stream().mapToInt(Integer::intValue).filter(slot -> slot >= graph.parameters()).distinct().toArray();
  }

  @Override
  public boolean fills() {
    return true;
  }

  @Override
  public List<Graph.Step> steps() {
    return graph.steps();
  }

  @Override
  public String name() {
    return "all steps, as " + program.describe();
  }
}
