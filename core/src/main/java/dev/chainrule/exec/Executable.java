package dev.chainrule.exec;

import dev.chainrule.exec.lowering.Lowering;
import dev.chainrule.graph.Array;
import dev.chainrule.graph.Graph;
import dev.chainrule.graph.Program;
import dev.chainrule.graph.ProgramReport;
import dev.chainrule.op.MatMul;
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
  private final Memory memory;
  /// The same where results may lie in parameters' memory; known once it was asked for.
  private volatile @Nullable Memory donatedMemory;
  private final int[] outputs;
  /// For each slot the number of the result that it is; -1 for none.
  private final int[] resultNumbers;
  private final @Nullable RegisterUnit whole;

  /// Where arrays lie, and memory that waits for the next run.
  ///
  /// @param donated how many of the first parameters' memory results may take
  private record Memory(int donated, BufferPlan plan, Workspace.Pool pool) {
    Workspace lease() {
      Workspace waiting = pool.take();
      return waiting != null ? waiting : plan.workspace();
    }
  }

  Executable(Graph graph) {
    this.graph = Lowering.run(graph, (pass, before, after) ->
        passes.add(new ProgramReport.Pass(pass, before.steps().size(), after.steps().size()))).graph();
    this.schedule = Schedule.of(this.graph);
    this.whole = schedule.whole();
    this.memory = memory(0);
    this.outputs = this.graph.outputs().stream().mapToInt(Integer::intValue).toArray();
    this.resultNumbers = new int[this.graph.slots()];
    Arrays.fill(resultNumbers, -1);
    for (int i = 0; i < outputs.length; i++) {
      resultNumbers[outputs[i]] = i;
    }
  }

  private Memory memory(int donated) {
    return new Memory(donated, new BufferPlan(graph, schedule.units(), schedule.constants(), donated), new Workspace.Pool());
  }

  @Override
  public Array[] run(int donated, Array... parameters) {
    if (donated == 0 || whole != null) {
      return compute(memory, parameters, new Array[outputs.length]);
    }
    Memory known = donatedMemory;
    if (known == null || known.donated != donated) {
      known = memory(donated);
      donatedMemory = known;
    }
    return compute(known, parameters, new Array[outputs.length]);
  }

  /// Fills the results, which are contiguous and share no memory with the parameters.
  void fill(Array[] parameters, Array[] results) {
    copy(compute(memory, parameters, results), results);
  }

  /// Copies results to where they are wanted, if they are not there.
  private static void copy(Array[] found, Array[] wanted) {
    for (int i = 0; i < wanted.length; i++) {
      if (found[i] != wanted[i]) {
        Layouts.copy(found[i], wanted[i]);
      }
    }
  }

  /// The results, computed into given arrays where that can be: a result that is only looked at, or comes twice, or is a
  /// parameter, lies elsewhere.
  private Array[] compute(Memory memory, Array[] parameters, @Nullable Array[] given) {
    return whole != null ? whole.run(parameters, given) : computeByUnits(memory, parameters, given);
  }

  private Array[] computeByUnits(Memory memory, Array[] parameters, @Nullable Array[] given) {
    Workspace workspace = memory.lease();
    try {
      return computeIn(memory, workspace, parameters, given);
    } finally {
      memory.pool.give(workspace);
    }
  }

  private Array[] computeIn(Memory memory, Workspace workspace, Array[] parameters, @Nullable Array[] given) {
    BufferPlan plan = memory.plan;
    try {
      for (int i = 0; i < parameters.length; i++) {
        workspace.set(i, parameters[i]);
      }
      for (int i = 0; i < schedule.units().size(); i++) {
        for (int slot : plan.fresh(i)) {
          Array place = resultNumbers[slot] < 0 ? null : given[resultNumbers[slot]];
          workspace.set(slot, place != null ? place : fresh(plan, slot, parameters));
        }
        schedule.units().get(i).run(workspace);
        for (int slot : plan.forgotten(i)) {
          workspace.set(slot, null);
        }
      }
      return results(workspace);
    } finally {
      for (int slot : plan.passing()) {
        workspace.set(slot, null);
      }
    }
  }

  /// Runs that follow each other, as those of a loop's body do: in one workspace, and with constants.
  final class Repetition implements AutoCloseable {
    private final Workspace workspace = memory.lease();

    /// @param constants the first parameters of all runs: right sides of products among them are packed once
    Repetition(Array... constants) {
      for (Unit unit : schedule.units()) {
        Graph.Step step = unit.steps().getFirst();
        if (step.primitive() instanceof MatMul matmul && step.inputs().get(1) < constants.length) {
          workspace.pack(step.first(), new PackedRight(matmul, constants[step.inputs().get(1)]));
        }
      }
    }

    /// Fills the results, which are contiguous and share no memory with the parameters.
    void fill(Array[] parameters, Array[] results) {
      Array[] found = whole != null ? whole.run(parameters, results) : computeIn(memory, workspace, parameters, results);
      copy(found, results);
    }

    @Override
    public void close() {
      workspace.unpack();
      memory.pool.give(workspace);
    }
  }

  /// What the run gave. A constant is held by all runs, so its one element is copied.
  private Array[] results(Workspace workspace) {
    Array[] results = workspace.gather(outputs);
    for (int i = 0; i < results.length; i++) {
      if (schedule.constants()[outputs[i]] != null && results[i].isContiguous()) {
        Array copy = Array.allocate(results[i].type());
        Layouts.copy(results[i], copy);
        results[i] = copy;
      }
    }
    return results;
  }

  /// Memory for a result: that of a parameter where it was donated, all of it is elements, and no other looks at it.
  private Array fresh(BufferPlan plan, int slot, Array[] parameters) {
    int donor = plan.donor(slot);
    if (donor < 0 || !isWhole(parameters[donor])) {
      return Array.allocate(graph.type(slot));
    }
    Object elements = parameters[donor].elements();
    for (int i = 0; i < parameters.length; i++) {
      if (i != donor && parameters[i].elements() == elements) {
        return Array.allocate(graph.type(slot));
      }
    }
    return Array.over(graph.type(slot), elements);
  }

  private static boolean isWhole(Array array) {
    return array.isContiguous() && java.lang.reflect.Array.getLength(array.elements()) == array.size();
  }

  @Override
  public ProgramReport report() {
    BufferPlan plan = memory.plan;
    List<ProgramReport.Kernel> kernels = schedule.units().stream().map(unit -> new ProgramReport.Kernel(unit.name(), unit.code(),
        unit.steps().stream().mapToLong(step -> Costs.flops(graph, step)).sum(), Costs.bytes(graph, unit))).toList();
    return new ProgramReport(passes, kernels,
        new ProgramReport.Buffers(plan.buffers().size(), plan.bytes(), plan.bytesWithoutReuse()));
  }
}
