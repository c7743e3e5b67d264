package dev.chainrule.exec;

import dev.chainrule.graph.Control;
import dev.chainrule.graph.Graph;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// A step that holds graphs.
///
/// @param small the program over registers that runs it, where it is a loop over few numbers; else null
record ControlUnit(Graph.Step step, Control control, @Nullable RegisterProgram small, ControlFlow.Kernel kernel, int[] reads, int[] writes) implements Unit {
  static ControlUnit of(Graph graph, Graph.Step step, Control control) {
    RegisterProgram small = RegisterProgram.of(control, step.inputs().stream().map(graph::type).toList());
    return new ControlUnit(step, control, small, small != null ? small::run : ControlFlow.of(control), step.inputs().stream().mapToInt(Integer::intValue).toArray(),
        IntStream.range(step.first(), step.first() + step.count()).toArray());
  }

  @Override
  public void run(Workspace workspace) {
    kernel.run(workspace.gather(reads), workspace.gather(writes));
  }

  @Override
  public boolean fills() {
    return true;
  }

  @Override
  public List<Graph.Step> steps() {
    return List.of(step);
  }

  @Override
  public String name() {
    if (small != null) {
      return control.name() + ", as " + small.describe();
    }
    return control instanceof Control.Scan scan ? "scan of %d slices".formatted(scan.length()) : control.name();
  }

  @Override
  public String code() {
    return small == null && control instanceof Control.Scan scan ? Execution.ready(scan.body()).report().toString() : "";
  }
}
