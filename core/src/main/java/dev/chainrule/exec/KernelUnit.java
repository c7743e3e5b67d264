package dev.chainrule.exec;

import dev.chainrule.graph.Array;
import dev.chainrule.graph.DType;
import dev.chainrule.graph.Graph;
import dev.chainrule.graph.Shape;
import dev.chainrule.graph.Type;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/// Pointwise steps as one kernel: with sums of their results, or with reductions of rows and steps that use what rows were
/// reduced to.
final class KernelUnit implements Unit {
  /// How many steps a description names.
  private static final int NAMED = 12;

  private final Graph graph;
  private final PointwiseKernel kernel;
  private final DType number;
  private final int size;
  /// The length of a row; 1 where there are no rows.
  private final int row;
  private final int[] reads;
  private final int[] writes;
  private final List<Type> types;
  private final List<Graph.Step> steps;
  /// The slots that hold views with strides of their own.
  private final Set<Integer> strided;

  /// @param needed  which slots something outside reads
  /// @param strided which slots hold views with strides of their own
  KernelUnit(Sources sources, RowFusion.Part part, Set<Integer> needed, Set<Integer> strided) {
    KernelAssembly assembly = new KernelAssembly(sources, part, needed);
    this.graph = sources.graph();
    this.kernel = PointwiseKernels.of(assembly.program(), assembly.summed());
    this.number = assembly.number();
    this.size = assembly.size();
    this.row = Math.max(1, part.row());
    this.reads = assembly.reads();
    this.writes = assembly.writes();
    this.types = Arrays.stream(writes).mapToObj(graph::type).toList();
    this.steps = assembly.steps();
    this.strided = strided;
  }

  @Override
  public void run(Workspace workspace) {
    if (writes.length > 0) {
      kernel.run(workspace.gather(reads), workspace.gather(writes), size, row, number, workspace.scratch());
    }
  }

  /// The same for some of the elements at a time, as soon as a product has them.
  Epilogue epilogue(Workspace workspace) {
    Array[] x = workspace.gather(reads);
    Array[] y = workspace.gather(writes);
    TiledKernel compiled = kernel.compiled(x, y, number);
    return (from, to) -> compiled.run(x, y, size, row, from, to);
  }

  /// Whether it can run as soon as whole lines of an array are known: what it does with an element depends on nothing that
  /// comes later.
  ///
  /// @param slot the array, which it reads element by element
  boolean follows(int slot, int line) {
    Shape shape = graph.type(slot).shape();
    return number.isFloating() && shape.size() == size && !strided.contains(slot) && line % row == 0 && writes.length > 0
        && IntStream.range(0, writes.length).allMatch(i -> !kernel.isSummed(i) || line % (size / types.get(i).shape().size()) == 0);
  }

  /// The signature as far as the graph shows it.
  private KernelSignature signature() {
    return kernel.signature(Arrays.stream(reads).mapToObj(slot -> {
      Type type = graph.type(slot);
      return new KernelSignature.Argument(type.dtype(), type.shape().size() == 1 ? KernelSignature.Access.UNIFORM
          : strided.contains(slot) ? KernelSignature.Access.BROADCAST : KernelSignature.Access.WHOLE);
    }).toList(), types, number);
  }

  @Override
  public boolean fills() {
    return true;
  }

  @Override
  public boolean mayReplace(int read, int write) {
    int argument = Arrays.stream(reads).boxed().toList().indexOf(read);
    int result = Arrays.stream(writes).boxed().toList().indexOf(write);
    if (argument < 0 || result < 0) {
      return false;
    }
    KernelSignature signature = signature();
    return signature.arguments().get(argument).access() == KernelSignature.Access.WHOLE && kernel.mayReplace(argument, result, signature);
  }

  @Override
  public int[] reads() {
    return reads;
  }

  @Override
  public int[] writes() {
    return writes;
  }

  @Override
  public List<Graph.Step> steps() {
    return steps;
  }

  @Override
  public String name() {
    List<String> all = steps.stream().map(step -> step.primitive().name()).toList();
    return "%s%s over %s, in one kernel".formatted(String.join(", ", all.subList(0, Math.min(all.size(), NAMED))),
        all.size() > NAMED ? ", … (%d steps)".formatted(all.size()) : "",
        row > 1 ? "%d rows of %d".formatted(size / row, row) : graph.type(steps.getFirst().first()).shape());
  }

  @Override
  public String code() {
    return KernelText.of(plan());
  }

  /// What its kernel does, as far as the graph shows it.
  TilePlan plan() {
    return kernel.plan(signature());
  }

  /// The same with loops over vectors.
  TilePlan fusedPlan() {
    return kernel.fusedPlan(signature());
  }

  /// Whether it works on rows.
  boolean hasRows() {
    return row > 1;
  }

  /// Runs it by a plan.
  void run(CompiledPlan plan, Array[] x, Array[] y) {
    plan.run(x, y, size, row, new Scratch(TileFrame.TILE));
  }
}
