package dev.chainrule;

import dev.chainrule.graph.Array;
import dev.chainrule.graph.BoundedCache;
import dev.chainrule.graph.Graph;
import dev.chainrule.graph.Recorder;
import dev.chainrule.graph.SourceLine;
import dev.chainrule.graph.StructureException;
import dev.chainrule.graph.Trace;
import dev.chainrule.graph.Type;
import dev.chainrule.graph.Value;
import dev.chainrule.transform.CompiledGraphs;
import dev.chainrule.transform.Residuals;
import dev.chainrule.transform.Tracing;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// One compiled function: its traces, by what the arguments are apart from their values.
///
/// A trace freezes what the function read from outside. To make that safe, the second call for a key traces
/// again and compares: a function whose graph or captured tensors have changed by then is refused, instead of silently
/// giving the old answer. What changes later is not noticed.
sealed class Jit<R> {
  /// Kinds of arguments that are remembered, at least: those used last.
  private static final int TRACES = 64;

  private record Key(Object structure, List<Type> types) {}

  /// @param compiled  the simplified graph
  /// @param arguments trees like the arguments
  /// @param first     how many leaves the first argument has
  /// @param result    a tree like the result, to be filled with the values of each call
  /// @param unchecked what the trace recorded, until a second trace has recorded the same
  private record Traced<R>(Graph.Captured compiled, List<Object> arguments, int first, R result, AtomicReference<Graph.@Nullable Captured> unchecked) {
    /// The result for arguments like those that were traced; null for others, or where something records.
    ///
    /// @param consumer who takes over the first argument's memory; null if it stays
    @Nullable R run(@Nullable Object consumer, Object... arguments) {
      Value[] x = Leaves.like(this.arguments, compiled.graph().parameters() - compiled.captures().size(), arguments);
      if (x == null || !Recorder.runsAtOnce(x)) {
        return null;
      }
      Array[] arrays = new Array[compiled.graph().parameters()];
      for (int i = 0; i < arrays.length; i++) {
        arrays[i] = (i < x.length ? x[i] : compiled.captures().get(i - x.length)).array();
      }
      int donated = consumer == null ? 0 : first;
      for (int i = 0; i < donated; i++) {
        arrays[i].consume(consumer);
      }
      Array[] y = Recorder.run(compiled.graph(), donated, arrays);
      Value[] values = new Value[y.length];
      for (int i = 0; i < y.length; i++) {
        values[i] = Value.constant(consumer == null ? y[i] : y[i].handedOn());
      }
      return Leaves.rebuild(result, values);
    }
  }

  private final Object function;
  private final Function<List<Object>, R> body;
  private final @Nullable SourceLine line;
  private final BoundedCache<Key, Traced<R>> traces;
  /// Whether the first argument is consumed.
  private final boolean donates;
  /// What was called last, once its trace is checked and if it captured constants alone: the next call is most often alike,
  /// and need not be looked up.
  private volatile @Nullable Traced<R> last;

  /// @param function the user's own function object, for messages
  /// @param body     the function of its arguments as a list
  private Jit(Object function, Function<List<Object>, R> body) {
    this.function = function;
    this.body = body;
    this.line = SourceLine.ofCaller();
    this.traces = new BoundedCache<>(TRACES);
    this.donates = false;
  }

  /// The same function, with the same traces.
  private Jit(Jit<R> same, boolean donates) {
    this.function = same.function;
    this.body = same.body;
    this.line = same.line;
    this.traces = same.traces;
    this.donates = donates;
  }

  R call(Object... arguments) {
    Traced<R> known = last;
    R result = known == null ? null : known.run(donates ? this : null, arguments);
    return result != null ? result : lookUp(arguments);
  }

  private R lookUp(Object... arguments) {
    List<Object> trees = Arrays.asList(arguments);
    Value[] x = Leaves.argument("jit", trees);
    if (Arrays.stream(x).anyMatch(Trace::isInspected)) {
      return body.apply(trees);
    }
    Key key = new Key(Tree.structure(trees), Leaves.types(trees));
    Traced<R> traced = traces.find(key);
    if (traced == null) {
      traced = trace(trees, key.types);
      if (traced.compiled.captures().stream().allMatch(capture -> capture.node() == null)) {
        traces.add(key, traced);
        RepeatedTraces.traced(line, traced.compiled.graph());
        RepeatedTraces.differInStructure(
            traces.entries().keySet().stream().filter(known -> known.types.equals(key.types)).count(), key.structure);
      }
    } else {
      check(traced, trees, key.types);
      last = traced;
    }
    Value[] inputs = traced.compiled.inputs(x);
    if (Arrays.stream(inputs).anyMatch(Trace::isInspected)) {
      return body.apply(trees);
    }
    Value[] y = Residuals.call("jit", traced.compiled.graph(), inputs);
    return Leaves.rebuild(traced.result, donates && Recorder.runsAtOnce(inputs) ? consumed(Arrays.copyOf(x, traced.first), y) : y);
  }

  /// Marks arguments as consumed; the results stay usable, even those that are arguments.
  private Value[] consumed(Value[] x, Value[] y) {
    Value[] results = Arrays.stream(y).map(value -> Value.constant(value.array().handedOn())).toArray(Value[]::new);
    for (Value value : x) {
      value.array().consume(this);
    }
    return results;
  }

  private void check(Traced<R> traced, List<Object> trees, List<Type> types) {
    Graph.Captured first = traced.unchecked.get();
    if (first != null) {
      List<R> results = new ArrayList<>();
      new TraceComparison(function, first, record(trees, types, results)).requireSame();
      TraceComparison.requireSameStructure(traced.result, results.getFirst());
      traced.unchecked.set(null);
    }
  }

  private Traced<R> trace(List<Object> trees, List<Type> types) {
    List<R> results = new ArrayList<>();
    Graph.Captured recorded = record(trees, types, results);
    return new Traced<>(recorded.as(CompiledGraphs.simplified(recorded.graph())), Leaves.shell(trees),
        Tree.leaves(trees.getFirst()).size(), Leaves.shell(results.getFirst()), new AtomicReference<>(recorded));
  }

  /// What the function does with arguments of these types; its result is added to `results`.
  private Graph.Captured record(List<Object> trees, List<Type> types, List<R> results) {
    Graph.Captured captured = Tracing.trace("jit", types, arguments -> {
      R result = body.apply(Leaves.rebuild(trees, arguments));
      results.add(result);
      return List.of(Leaves.results("jit", "the function", result));
    });
    return new Graph.Captured(captured.graph(), captured.captures().stream().map(Value::settled).toList());
  }

  /// The function as it was traced, for the one kind of arguments that it has been called with.
  private AheadOfTime aheadOfTime(String operation) {
    List<Traced<R>> known = List.copyOf(traces.entries().values());
    if (known.size() != 1) {
      throw new StructureException("[%s] the function has been called with %d kinds of arguments, but one kind is written; call a function of its own once, with arguments like those to come"
          .formatted(operation, known.size()));
    }
    return new AheadOfTime(known.getFirst().compiled, known.getFirst().arguments, known.getFirst().result);
  }

  public String explain() {
    Map<Key, Traced<R>> known = traces.entries();
    if (known.isEmpty()) {
      return "not traced yet: call it once\n";
    }
    StringBuilder text = new StringBuilder();
    known.forEach((key, traced) -> {
      text.append("for ").append(key.types).append('\n').append(traced.compiled.graph());
      traced.compiled.captures().forEach(capture -> text.append("captured: ").append(capture.type()).append(", constant since the trace\n"));
      text.append(Recorder.report(traced.compiled.graph()));
    });
    return text.toString();
  }

  /// For example `jit at Main.java:12`.
  @Override
  public String toString() {
    return line == null ? "jit" : "jit at " + line;
  }

  public void writeSource(Path file) {
    aheadOfTime("writeSource").writeSource(file);
  }

  public void writeClass(Path file) {
    aheadOfTime("writeClass").writeClass(file);
  }

  static final class OfTensor extends Jit<Tensor> implements Compiled.OfTensor {
    OfTensor(UnaryOperator<Tensor> f) {
      super(f, arguments -> f.apply((Tensor) arguments.getFirst()));
    }

    private OfTensor(Jit<Tensor> same, boolean donates) {
      super(same, donates);
    }

    @Override
    public Compiled.OfTensor donating() {
      return new Jit.OfTensor(this, true);
    }

    @Override
    public Tensor apply(Tensor x) {
      return call(x);
    }
  }

  static final class OfTensors extends Jit<Tensor> implements Compiled.OfTensors {
    OfTensors(BinaryOperator<Tensor> f) {
      super(f, arguments -> f.apply((Tensor) arguments.get(0), (Tensor) arguments.get(1)));
    }

    private OfTensors(Jit<Tensor> same, boolean donates) {
      super(same, donates);
    }

    @Override
    public Compiled.OfTensors donating() {
      return new Jit.OfTensors(this, true);
    }

    @Override
    public Tensor apply(Tensor x, Tensor y) {
      return call(x, y);
    }
  }

  @SuppressWarnings("unchecked")
  static final class Of<P, R> extends Jit<R> implements Compiled.Of<P, R> {
    Of(Function<P, R> f) {
      super(f, arguments -> f.apply((P) arguments.getFirst()));
    }

    private Of(Jit<R> same, boolean donates) {
      super(same, donates);
    }

    @Override
    public Compiled.Of<P, R> donating() {
      return new Jit.Of<>(this, true);
    }

    @Override
    public R apply(P x) {
      return call(x);
    }
  }

  @SuppressWarnings("unchecked")
  static final class OfTwo<P, D, R> extends Jit<R> implements Compiled.OfTwo<P, D, R> {
    OfTwo(BiFunction<P, D, R> f) {
      super(f, arguments -> f.apply((P) arguments.get(0), (D) arguments.get(1)));
    }

    private OfTwo(Jit<R> same, boolean donates) {
      super(same, donates);
    }

    @Override
    public Compiled.OfTwo<P, D, R> donating() {
      return new Jit.OfTwo<>(this, true);
    }

    @Override
    public R apply(P x, D data) {
      return call(x, data);
    }
  }
}
