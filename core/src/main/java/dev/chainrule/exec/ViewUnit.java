package dev.chainrule.exec;

import dev.chainrule.graph.Graph;
import java.util.List;

/// A step that only looks at an array in another way.
record ViewUnit(Graph.Step step, Views.View view, int from, int to) implements Unit {
  @Override
  public void run(Workspace workspace) {
    workspace.set(to, view.of(workspace.get(from)));
  }

  @Override
  public int[] reads() {
    return new int[] {from};
  }

  @Override
  public int[] writes() {
    return new int[] {to};
  }

  @Override
  public boolean fills() {
    return false;
  }

  @Override
  public List<Graph.Step> steps() {
    return List.of(step);
  }

  @Override
  public String name() {
    return step.primitive().name() + " as a view";
  }
}
