package dev.chainrule.graph;

import java.util.Arrays;
import java.util.List;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/// The one door through which every operation goes: it checks types, computes the result where the inputs
/// have values, and records a node where a trace is open for it.
///
/// It never merges equal nodes nor folds constants. Two inputs with the same value must stay two: with
/// merging, ∂/∂a ∂/∂b of a·b came out as 2 where a = b.
public final class Recorder {
  private static final Evaluator EVALUATOR = ServiceLoader.load(Evaluator.class, Recorder.class.getClassLoader())
      .findFirst()
      .orElseThrow(() -> new AssertionError("no evaluator on the class path"));

  private Recorder() {}

  /// What computes.
  public static Evaluator evaluator() {
    return EVALUATOR;
  }

  /// The single result of a primitive.
  public static Value apply(Primitive primitive, Value... x) {
    return applyAll(primitive, x)[0];
  }

  /// All results of a primitive.
  ///
  /// @throws ChainruleException if the types do not fit, or an input belongs to a trace that is over
  public static Value[] applyAll(Primitive primitive, Value... x) {
    Type[] types = new Type[x.length];
    Trace region = Trace.currentRegion();
    Trace oldest = region;
    Trace typeOnly = null;
    boolean computable = region == null;
    for (int i = 0; i < x.length; i++) {
      types[i] = x[i].type();
      Node node = x[i].node();
      if (!x[i].hasElements()) {
        requireUsable(primitive, x[i]);
        computable = false;
        typeOnly = newer(typeOnly, node.typeOnly());
      }
      if (region == null && x[i].isLive() && (oldest == null || node.trace().id() < oldest.id())) {
        oldest = node.trace();
      }
    }
    List<Type> results = primitive.infer(Arrays.asList(types));
    Array[] arrays = computable ? EVALUATOR.evaluate(primitive, arrays(x), results) : null;
    if (oldest != null) {
      return new Node(primitive, x.clone(), results, arrays, oldest, typeOnly, oldest.caller(typeOnly)).outputs();
    }
    Value[] values = new Value[arrays.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = Value.constant(arrays[i]);
    }
    return values;
  }

  /// A new input of a derivative: the same value with an identity of its own, so that nested derivatives of
  /// the same tensor cannot be confused.
  public static Value fresh(Primitive identity, Value x, Trace derivative) {
    Trace region = Trace.currentRegion();
    Trace trace = region != null ? region : x.isLive() ? x.node().trace() : derivative;
    Trace typeOnly = x.node() == null || x.hasElements() ? null : x.node().typeOnly();
    Array[] arrays = x.hasElements() && region == null ? new Array[] {x.array()} : null;
    return new Node(identity, new Value[] {x}, List.of(x.type()), arrays, trace, typeOnly, Caller.NOBODY).output(0);
  }

  /// A pointwise kernel on values, past all recording: for derivative rules where no trace is open for them.
  public static Value compute(ScalarProgram program, Type type, Value... x) {
    return Value.constant(EVALUATOR.evaluate(program, arrays(x), type));
  }

  /// The results of a graph, past all recording: for compiled functions whose arguments nothing records.
  ///
  /// @param donated how many of the first parameters' memory the results may take
  public static Array[] run(Graph graph, int donated, Array... parameters) {
    return graph.program(EVALUATOR::compile).run(donated, parameters);
  }

  /// What a graph runs as.
  public static ProgramReport report(Graph graph) {
    return graph.program(EVALUATOR::compile).report();
  }

  /// Whether an operation on these values has a result at once, and is not recorded.
  public static boolean runsAtOnce(Value... x) {
    if (Trace.inRegion()) {
      return false;
    }
    for (Value value : x) {
      if (value.isLive() || !value.hasElements()) {
        return false;
      }
    }
    return true;
  }

  /// Whether an operation on these values would be recorded.
  public static boolean records(Value... x) {
    return Trace.inRegion() || Arrays.stream(x).anyMatch(Value::isLive);
  }

  private static Array[] arrays(Value[] x) {
    Array[] arrays = new Array[x.length];
    for (int i = 0; i < x.length; i++) {
      arrays[i] = x[i].array();
    }
    return arrays;
  }

  private static void requireUsable(Primitive primitive, Value value) {
    Node node = value.node();
    boolean ended = node.typeOnly() != null && !node.typeOnly().isOpen();
    boolean elsewhere = node.trace().kind() == Trace.Kind.REGION && !node.trace().enclosesCurrentThread();
    if (ended || elsewhere) {
      throw TraceException.leaked(primitive.name(), value);
    }
  }

  private static @Nullable Trace newer(@Nullable Trace a, @Nullable Trace b) {
    return a == null || b != null && b.id() > a.id() ? b : a;
  }
}
