package dev.chainrule.exec;

import dev.chainrule.exec.lowering.Lowering;
import dev.chainrule.graph.Array;
import dev.chainrule.graph.Graph;
import dev.chainrule.graph.Program;
import dev.chainrule.graph.ProgramReport;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A graph made ready to run: lowered, chains of pointwise steps and their sums fused into kernels, everything else
/// step by step, in buffers that are planned once. Each run leases a workspace of its own, so that any number of
/// threads run one executable; a run allocates its results, and little else.
final class Executable implements Program {
  private final List<ProgramReport.Pass> passes = new ArrayList<>();
  private final Graph graph;
  private final Schedule schedule;
  private final BufferPlan plan;
  private final int[] outputs;
  /// For each slot the number of the result that it is; -1 for none.
  private final int[] resultNumbers;
  private final Workspace.Pool pool = new Workspace.Pool();
  private final @Nullable RegisterUnit whole;

  Executable(Graph graph) {
    this.graph = Lowering.run(graph, (pass, before, after) ->
        passes.add(new ProgramReport.Pass(pass, before.steps().size(), after.steps().size()))).graph();
    this.schedule = Schedule.of(this.graph);
    this.whole = schedule.whole();
    this.plan = new BufferPlan(this.graph, schedule.units(), schedule.constants());
    this.outputs = this.graph.outputs().stream().mapToInt(Integer::intValue).toArray();
    this.resultNumbers = new int[this.graph.slots()];
    Arrays.fill(resultNumbers, -1);
    for (int i = 0; i < outputs.length; i++) {
      resultNumbers[outputs[i]] = i;
    }
  }

  @Override
  public Array[] run(Array... parameters) {
    return compute(parameters, new Array[outputs.length]);
  }

  /// Fills the results, which are contiguous and share no memory with the parameters.
  void fill(Array[] parameters, Array[] results) {
    Array[] found = compute(parameters, results.clone());
    for (int i = 0; i < results.length; i++) {
      if (found[i] != results[i]) {
        Layouts.copy(found[i], results[i]);
      }
    }
  }

  /// The results, computed into given arrays where that can be: a result that is only looked at, or comes twice, or is a
  /// parameter, lies elsewhere.
  private Array[] compute(Array[] parameters, @Nullable Array[] given) {
    return whole != null ? whole.run(parameters, given) : computeByUnits(parameters, given);
  }

  private Array[] computeByUnits(Array[] parameters, @Nullable Array[] given) {
    @Nullable Workspace leased = pool.take();
    Workspace workspace = leased != null ? leased : plan.workspace();
    try {
      for (int i = 0; i < parameters.length; i++) {
        workspace.set(i, parameters[i]);
      }
      for (int i = 0; i < schedule.units().size(); i++) {
        for (int slot : plan.fresh(i)) {
          Array place = resultNumbers[slot] < 0 ? null : given[resultNumbers[slot]];
          workspace.set(slot, place != null ? place : Array.allocate(graph.type(slot)));
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
  public ProgramReport report() {
    List<ProgramReport.Kernel> kernels = schedule.units().stream().map(unit -> new ProgramReport.Kernel(unit.name(), unit.code(),
        unit.steps().stream().mapToLong(step -> Costs.flops(graph, step)).sum(), Costs.bytes(graph, unit))).toList();
    return new ProgramReport(passes, kernels,
        new ProgramReport.Buffers(plan.buffers().size(), plan.bytes(), plan.bytesWithoutReuse()));
  }
}
