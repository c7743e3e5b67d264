package dev.chainrule.exec;

import dev.chainrule.graph.Array;
import dev.chainrule.graph.BoundedCache;
import dev.chainrule.graph.DType;
import dev.chainrule.graph.Graph;
import dev.chainrule.graph.Literal;
import dev.chainrule.graph.Type;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/// Pointwise steps, reductions of rows, and pointwise steps that use what rows were reduced to, as one kernel.
final class RowUnit implements Unit {
  /// How many steps a description names.
  private static final int NAMED = 12;
  private static final BoundedCache<Key, TiledKernel> KERNELS = new BoundedCache<>(256);

  private record Key(RowProgram rows, KernelSignature signature) {}

  private final RowProgram rows;
  private final DType number;
  private final int row;
  private final int size;
  private final int[] reads;
  private final int[] writes;
  private final List<Type> types;
  private final List<Graph.Step> steps;
  private final Graph graph;
  private final Set<Integer> strided;
  private final boolean[] summed;

  /// @param literals which slots are literals, whose numbers become constants of the program
  /// @param needed   which slots something outside reads
  /// @param strided  which slots hold views with strides of their own
  RowUnit(Graph graph, RowFusion.Part part, Map<Integer, Literal> literals, Set<Integer> needed, Set<Integer> strided) {
    RowAssembly assembly = new RowAssembly(graph, part, literals, needed);
    this.rows = assembly.program();
    this.number = assembly.number();
    this.row = part.row();
    this.size = assembly.size();
    this.reads = assembly.reads();
    this.writes = assembly.writes();
    this.types = Arrays.stream(writes).mapToObj(graph::type).toList();
    this.steps = part.members().stream().flatMap(member -> Stream.concat(member.steps().stream(), member.sums().stream())).toList();
    this.graph = graph;
    this.strided = strided;
    this.summed = new boolean[writes.length];
  }

  @Override
  public void run(Workspace workspace) {
    Array[] x = workspace.gather(reads);
    Array[] y = workspace.gather(writes);
    KernelSignature signature = KernelSignature.of(number, x, y, summed);
    KERNELS.get(new Key(rows, signature), key -> new TiledKernel(key.rows, key.signature))
        .run(x, y, size, row, workspace.scratch());
  }

  /// The signature as far as the graph shows it.
  private KernelSignature signature() {
    List<KernelSignature.Argument> arguments = Arrays.stream(reads).mapToObj(slot -> {
      Type type = graph.type(slot);
      return new KernelSignature.Argument(type.dtype(), type.shape().size() == 1 ? KernelSignature.Access.UNIFORM
          : strided.contains(slot) ? KernelSignature.Access.BROADCAST : KernelSignature.Access.WHOLE);
    }).toList();
    return new KernelSignature(number, arguments, types.stream().map(type -> new KernelSignature.Result(type.dtype(), false)).toList());
  }

  @Override
  public boolean fills() {
    return true;
  }

  @Override
  public boolean mayReplace(int read, int write) {
    int argument = Arrays.stream(reads).boxed().toList().indexOf(read);
    int result = Arrays.stream(writes).boxed().toList().indexOf(write);
    KernelSignature signature = signature();
    return signature.arguments().get(argument).access() == KernelSignature.Access.WHOLE && graph.type(read).equals(graph.type(write))
        && TilePlanner.mayReplace(rows, signature, argument, result);
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
    return "%s%s over %d rows of %d, in one kernel".formatted(String.join(", ", all.subList(0, Math.min(all.size(), NAMED))),
        all.size() > NAMED ? ", … (%d steps)".formatted(all.size()) : "", size / row, row);
  }

  @Override
  public String code() {
    return KernelText.of(plan());
  }

  /// What its kernel does, as far as the graph shows it.
  TilePlan plan() {
    return TilePlanner.plan(rows, signature());
  }

  /// The same with loops over vectors.
  TilePlan fusedPlan() {
    return TilePlanner.fused(rows, signature());
  }

  /// Runs it by a plan.
  void run(CompiledPlan plan, Array[] x, Array[] y) {
    plan.run(x, y, size, row, new Scratch(TileFrame.TILE));
  }
}
