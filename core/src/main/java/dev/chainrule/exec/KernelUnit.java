package dev.chainrule.exec;

import dev.chainrule.graph.DType;
import dev.chainrule.graph.Graph;
import dev.chainrule.graph.Literal;
import dev.chainrule.graph.Pointwise;
import dev.chainrule.graph.ScalarProgram;
import dev.chainrule.graph.Shape;
import dev.chainrule.graph.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Pointwise steps and sums of their results as one kernel.
final class KernelUnit implements Unit {
  /// How many steps a description names.
  private static final int NAMED = 12;

  private final PointwiseKernel kernel;
  private final DType number;
  private final Shape shape;
  private final int[] reads;
  private final int[] writes;
  private final List<Type> types;
  private final List<Graph.Step> steps;
  private final String names;
  private final Graph graph;
  /// The slots that hold views with strides of their own.
  private final Set<Integer> strided;

  private KernelUnit(Assembly assembly, Cluster cluster, Set<Integer> strided) {
    this.strided = strided;
    this.kernel = PointwiseKernels.of(assembly.builder.build(assembly.results.toArray(Integer[]::new)), assembly.summed);
    this.number = cluster.number();
    this.shape = cluster.shape();
    this.reads = assembly.arguments.stream().mapToInt(Integer::intValue).toArray();
    this.writes = assembly.writes.stream().mapToInt(Integer::intValue).toArray();
    this.types = assembly.writes.stream().map(assembly.graph::type).toList();
    this.graph = assembly.graph;
    this.steps = Stream.concat(cluster.steps().stream(), cluster.sums().stream()).toList();
    List<String> all = steps.stream().map(step -> step.primitive().name()).toList();
    this.names = String.join(", ", all.subList(0, Math.min(all.size(), NAMED)))
        + (all.size() > NAMED ? ", … (%d steps)".formatted(all.size()) : "");
  }

  /// @param literals which slots are literals, whose numbers become constants of the program
  /// @param needed   which slots something outside reads
  /// @param strided  which slots hold views with strides of their own
  static KernelUnit of(Graph graph, Cluster cluster, Map<Integer, Literal> literals, Set<Integer> needed, Set<Integer> strided) {
    return new KernelUnit(new Assembly(graph, cluster, literals, needed), cluster, strided);
  }

  /// How an argument will be read, as far as the graph shows it.
  private KernelSignature.Argument argument(int slot) {
    Type type = graph.type(slot);
    return new KernelSignature.Argument(type.dtype(), type.shape().size() == 1 ? KernelSignature.Access.UNIFORM
        : strided.contains(slot) ? KernelSignature.Access.BROADCAST : KernelSignature.Access.WHOLE);
  }

  @Override
  public void run(Workspace workspace) {
    if (writes.length > 0) {
      kernel.run(workspace.gather(reads), workspace.gather(writes), shape.size(), number, workspace.scratch());
    }
  }

  @Override
  public boolean fills() {
    return true;
  }

  @Override
  public boolean mayReplace(int read, int write) {
    int argument = Arrays.stream(reads).boxed().toList().indexOf(read);
    int result = Arrays.stream(writes).boxed().toList().indexOf(write);
    return argument(read).access() == KernelSignature.Access.WHOLE && graph.type(read).equals(graph.type(write))
        && kernel.mayReplace(argument, result, kernel.signature(arguments(), types, number));
  }

  private List<KernelSignature.Argument> arguments() {
    return Arrays.stream(reads).mapToObj(this::argument).toList();
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
    return "%s over %s, in one kernel".formatted(names, shape);
  }

  @Override
  public String code() {
    return kernel.describe(arguments(), types, number);
  }

  /// Writes the steps' programs one after the other as one.
  private static final class Assembly {
    final Graph graph;
    final ScalarProgram.Builder builder;
    final List<Integer> arguments = new ArrayList<>();
    final List<Integer> results = new ArrayList<>();
    final List<Boolean> summed = new ArrayList<>();
    final List<Integer> writes = new ArrayList<>();
    private final DType number;
    private final Map<Integer, Literal> literals;
    private final Map<Integer, Integer> registers = new HashMap<>();

    Assembly(Graph graph, Cluster cluster, Map<Integer, Literal> literals, Set<Integer> needed) {
      this.graph = graph;
      this.number = cluster.number();
      this.literals = literals;
      Set<Integer> inside = new HashSet<>();
      cluster.steps().forEach(step -> inside.add(step.first()));
      for (Graph.Step step : cluster.steps()) {
        step.inputs().stream().filter(slot -> !inside.contains(slot) && constant(slot) == null && !arguments.contains(slot)).forEach(arguments::add);
      }
      builder = new ScalarProgram.Builder(arguments.size());
      for (int i = 0; i < arguments.size(); i++) {
        registers.put(arguments.get(i), i);
      }
      for (Graph.Step step : cluster.steps()) {
        append(step);
        if (needed.contains(step.first())) {
          result(step.first(), step.first(), false);
        }
      }
      cluster.sums().forEach(step -> result(step.inputs().getFirst(), step.first(), true));
    }

    /// The literal in a slot, if the program can have its number as a constant.
    private @Nullable Literal constant(int slot) {
      Literal literal = literals.get(slot);
      return literal != null && literal.type().dtype() == number ? literal : null;
    }

    private void result(int slot, int written, boolean isSummed) {
      results.add(registers.get(slot));
      writes.add(written);
      summed.add(isSummed);
    }

    private void append(Graph.Step step) {
      ScalarProgram program = ((Pointwise) step.primitive()).program();
      List<Integer> local = new ArrayList<>();
      step.inputs().forEach(slot -> local.add(register(slot)));
      for (ScalarProgram.Line line : program.lines()) {
        local.add(builder.add(switch (line) {
          case ScalarProgram.Line.Constant constant -> constant;
          case ScalarProgram.Line.Compute compute -> new ScalarProgram.Line.Compute(compute.instruction(),
              compute.operands().stream().map(local::get).toList());
        }));
      }
      registers.put(step.first(), local.get(program.results().getFirst()));
    }

    private int register(int slot) {
      Integer known = registers.get(slot);
      return known != null ? known : builder.add(new ScalarProgram.Line.Constant(Objects.requireNonNull(constant(slot)).value()));
    }
  }
}
