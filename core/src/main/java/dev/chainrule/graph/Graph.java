package dev.chainrule.graph;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// A finished function as a typed straight-line program: the computational graph in an order in which it
/// can be computed. Every pass maps one to another; execution, pictures and source are made from it.
///
/// Values are numbered *slots*, each written once: first the parameters, then the results of the steps.
/// Graphs with the same types and steps are equal.
public final class Graph {
  /// One operation: reads the input slots, writes `primitive`'s results to `first`, `first + 1`, ….
  ///
  /// @param line where in the user's program it was recorded, if known; no part of equality
  public record Step(Primitive primitive, List<Integer> inputs, int first, int count, @Nullable SourceLine line) {
    /// The inputs in another graph.
    ///
    /// @param places for each slot where it is there
    public List<Integer> inputs(int[] places) {
      Integer[] moved = new Integer[inputs.size()];
      for (int i = 0; i < moved.length; i++) {
        moved[i] = places[inputs.get(i)];
      }
      return List.of(moved);
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Step that && primitive.equals(that.primitive) && inputs.equals(that.inputs);
    }

    @Override
    public int hashCode() {
      return 31 * primitive.hashCode() + inputs.hashCode();
    }
  }

  /// More batch sizes and choices of inputs than one function is derived for at a time.
  private static final int DERIVED = 32;

  private final List<Type> types;
  private final int parameters;
  private final List<Step> steps;
  private final List<Integer> outputs;
  private volatile int @Nullable [][] lastReads;
  private final BoundedCache<Object, Graph> derived = new BoundedCache<>(DERIVED);
  private volatile @Nullable Program program;
  /// 0 until it is asked for: graphs hold graphs, and are keys.
  private int hash;

  private Graph(List<Type> types, int parameters, List<Step> steps, List<Integer> outputs) {
    this.types = List.copyOf(types);
    this.parameters = parameters;
    this.steps = List.copyOf(steps);
    this.outputs = List.copyOf(outputs);
  }

  /// How many parameters there are: slots 0 to `parameters() - 1`.
  public int parameters() {
    return parameters;
  }

  /// How many slots there are.
  public int slots() {
    return types.size();
  }

  public Type type(int slot) {
    return types.get(slot);
  }

  /// The types of a step's results.
  public List<Type> types(Step step) {
    return types.subList(step.first(), step.first() + step.count());
  }

  /// The slots that nothing reads after step number `index`: their arrays may be released then.
  public int[] lastReads(int index) {
    int[][] known = lastReads;
    if (known == null) {
      known = findLastReads();
      lastReads = known;
    }
    return known[index];
  }

  private int[][] findLastReads() {
    Set<Integer> later = new HashSet<>(outputs);
    int[][] result = new int[steps.size()][];
    for (int index = steps.size() - 1; index >= 0; index--) {
      Step step = steps.get(index);
      result[index] = IntStream.concat(step.inputs().stream().mapToInt(Integer::intValue),
              IntStream.range(step.first(), step.first() + step.count()))
          .distinct().filter(later::add).toArray();
    }
    return result;
  }

  public List<Type> parameterTypes() {
    return types.subList(0, parameters);
  }

  public List<Step> steps() {
    return steps;
  }

  /// The slots that are the results.
  public List<Integer> outputs() {
    return outputs;
  }

  public List<Type> outputTypes() {
    return outputs.stream().map(types::get).toList();
  }

  /// A graph made from this one, made on the first call for a key and kept with it: its derivatives, those used last.
  public Graph derived(Object key, Supplier<Graph> maker) {
    return derived.get(key, unused -> maker.get());
  }

  /// This graph made ready to run, by `compiler` on the first call.
  public Program program(Function<Graph, Program> compiler) {
    Program known = program;
    if (known == null) {
      known = compiler.apply(this);
      program = known;
    }
    return known;
  }

  /// Does every step again on other values, through the [Recorder]: eagerly, or into the open trace.
  public Value[] replay(Value... arguments) {
    Value[] slots = new Value[types.size()];
    System.arraycopy(arguments, 0, slots, 0, parameters);
    for (Step step : steps) {
      Value[] x = new Value[step.inputs().size()];
      for (int i = 0; i < x.length; i++) {
        x[i] = slots[step.inputs().get(i)];
      }
      Trace.onBehalfOf(step.line(), () -> {
        Value[] y = Recorder.applyAll(step.primitive(), x);
        System.arraycopy(y, 0, slots, step.first(), y.length);
      });
    }
    return outputs.stream().map(slot -> slots[slot]).toArray(Value[]::new);
  }

  /// A graph and the values that its function took from outside: the parameters after the inputs.
  public record Captured(Graph graph, List<Value> captures) {
    /// What the parameters stand for: these arguments, then the captures.
    public Value[] inputs(Value... arguments) {
      Value[] inputs = Arrays.copyOf(arguments, arguments.length + captures.size());
      for (int i = arguments.length; i < inputs.length; i++) {
        inputs[i] = captures.get(i - arguments.length);
      }
      return inputs;
    }

    /// Another form of the graph with the same parameters.
    public Captured as(Graph form) {
      return new Captured(form, captures);
    }
  }

  /// The graph of what a region recorded from its inputs to the given outputs; what the outputs do not
  /// depend on is left out.
  public static Captured capture(Trace region, List<Value> inputs, List<Value> outputs) {
    return new Capture(region, inputs).run(outputs);
  }

  @Override
  public boolean equals(Object other) {
    return other == this || other instanceof Graph that
        && hashCode() == that.hashCode()
        && parameters == that.parameters
        && outputs.equals(that.outputs)
        && types.equals(that.types)
        && steps.equals(that.steps);
  }

  @Override
  public int hashCode() {
    if (hash == 0) {
      hash = 31 * steps.hashCode() + outputs.hashCode();
    }
    return hash;
  }

  /// The text form: one line for each step, with types.
  @Override
  public String toString() {
    return GraphText.of(this);
  }

  /// Assembles a graph, step by step.
  public static final class Builder {
    private final List<Type> types;
    private final int parameters;
    private final List<Step> steps = new ArrayList<>();

    public Builder(List<Type> parameterTypes) {
      this.types = new ArrayList<>(parameterTypes);
      this.parameters = parameterTypes.size();
    }

    /// Adds a step and gives the slot of its first result.
    public int add(Primitive primitive, List<Integer> inputs, @Nullable SourceLine line) {
      List<Type> results = primitive.infer(inputs.stream().map(types::get).toList());
      int first = types.size();
      types.addAll(results);
      steps.add(new Step(primitive, List.copyOf(inputs), first, results.size(), line));
      return first;
    }

    public Type type(int slot) {
      return types.get(slot);
    }

    /// How many slots there are so far.
    public int slots() {
      return types.size();
    }

    public Graph build(List<Integer> outputs) {
      return new Graph(types, parameters, steps, outputs);
    }
  }

  /// Walks back from the outputs, and turns the nodes found into steps in the order of their recording.
  private static final class Capture {
    private final Trace region;
    private final List<Value> inputs;
    private final Map<Object, Value> captures = new LinkedHashMap<>();
    private final Map<Value, Integer> slots = new HashMap<>();

    Capture(Trace region, List<Value> inputs) {
      this.region = region;
      this.inputs = inputs;
    }

    Captured run(List<Value> outputs) {
      List<Node> nodes = Nodes.reachable(outputs, region.id(), node -> belongs(node) && !(node.primitive() instanceof Input));
      nodes.forEach(node -> { for (Value x : node.inputs()) note(x); });
      outputs.forEach(this::note);
      List<Value> parameters = new ArrayList<>(inputs);
      parameters.addAll(captures.values());
      parameters.forEach(parameter -> slots.put(parameter, slots.size()));
      Builder builder = new Builder(parameters.stream().map(Value::type).toList());
      for (Node node : nodes) {
        List<Integer> x = slotsOf(builder, List.of(node.inputs()));
        int first = builder.add(node.primitive(), x, node.line());
        for (int i = 0; i < node.outputCount(); i++) {
          slots.put(node.output(i), first + i);
        }
      }
      return new Captured(builder.build(slotsOf(builder, outputs)), List.copyOf(captures.values()));
    }

    private boolean belongs(Node node) {
      return node.trace() == region;
    }

    private void note(Value value) {
      if (value.node() != null && belongs(value.node()) || literal(value) != null) {
        return;
      }
      captures.putIfAbsent(captureKey(value), value);
    }

    /// Plain tensors are the same capture if they are the same elements.
    private static Object captureKey(Value value) {
      return value.node() == null ? value.array() : value;
    }

    private List<Integer> slotsOf(Builder builder, List<Value> values) {
      return values.stream().map(value -> slotOf(builder, value)).toList();
    }

    private int slotOf(Builder builder, Value value) {
      Integer slot = slots.get(value);
      if (slot == null) {
        Literal literal = literal(value);
        slot = literal != null
            ? builder.add(literal, List.of(), null)
            : slots.get(captures.get(captureKey(value)));
        slots.put(value, slot);
      }
      return slot;
    }

    private static @Nullable Literal literal(Value value) {
      if (value.node() != null || !value.array().isUniform() || value.shape().size() == 0) {
        return null;
      }
      double number = value.array().getDouble(0);
      boolean exact = value.dtype().holds(number) && (value.dtype() != DType.I64 || (long) number == value.array().getLong(0));
      return exact ? new Literal(value.type(), number) : null;
    }
  }
}
