package dev.chainrule.exec;

import dev.chainrule.exec.lowering.Lowering;
import dev.chainrule.graph.Array;
import dev.chainrule.graph.Graph;
import dev.chainrule.graph.PassObserver;
import dev.chainrule.graph.Program;
import org.jspecify.annotations.Nullable;

/// A graph made ready to run: lowered, chains of pointwise steps and their sums fused into kernels, everything else
/// step by step, in buffers that are planned once. Each run leases a workspace of its own, so that any number of
/// threads run one executable; a run allocates its results, and little else.
final class Executable implements Program {
  private final Graph graph;
  private final Schedule schedule;
  private final BufferPlan plan;
  private final int[] outputs;
  private final Workspace.Pool pool = new Workspace.Pool();

  Executable(Graph graph) {
    this.graph = Lowering.run(graph, PassObserver.NONE).graph();
    this.schedule = Schedule.of(this.graph);
    this.plan = new BufferPlan(this.graph, schedule.units(), schedule.constants());
    this.outputs = this.graph.outputs().stream().mapToInt(Integer::intValue).toArray();
  }

  @Override
  public Array[] run(Array... parameters) {
    @Nullable Workspace leased = pool.take();
    Workspace workspace = leased != null ? leased : plan.workspace();
    try {
      for (int i = 0; i < parameters.length; i++) {
        workspace.set(i, parameters[i]);
      }
      for (int i = 0; i < schedule.units().size(); i++) {
        for (int slot : plan.fresh(i)) {
          workspace.set(slot, Array.allocate(graph.type(slot)));
        }
        schedule.units().get(i).run(workspace);
        for (int slot : plan.forgotten(i)) {
          workspace.set(slot, null);
        }
      }
      return workspace.gather(outputs);
    } finally {
      for (int slot : plan.passing()) {
        workspace.set(slot, null);
      }
      pool.give(workspace);
    }
  }

  @Override
  public String describe() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < schedule.units().size(); i++) {
      text.append(i + 1).append(". ").append(schedule.units().get(i).describe()).append('\n');
    }
    return text.append("%d buffers of %,d bytes together, %,d without reuse\n".formatted(
        plan.buffers().size(), plan.bytes(), plan.bytesWithoutReuse())).toString();
  }
}
