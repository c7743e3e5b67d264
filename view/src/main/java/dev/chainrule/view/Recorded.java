package dev.chainrule.view;

import dev.chainrule.Tensor;
import dev.chainrule.graph.DType;
import dev.chainrule.graph.DifferentiationException;
import dev.chainrule.graph.Literal;
import dev.chainrule.graph.Node;
import dev.chainrule.graph.Recorder;
import dev.chainrule.graph.ShapeException;
import dev.chainrule.graph.StructureException;
import dev.chainrule.graph.Trace;
import dev.chainrule.graph.Value;
import dev.chainrule.op.Gates;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A function of named inputs, run once: what it recorded, and a name for every value in it.
final class Recorded {
  /// The inputs as they were given; one object for each, though the same tensor be given twice.
  final Map<String, Value> given = new LinkedHashMap<>();
  /// The inputs as the recording knows them.
  final Map<String, Value> inputs = new LinkedHashMap<>();
  /// Those that are differentiated.
  final List<String> wrt;
  final Trace trace;
  final Value result;
  /// The gradient that comes from above: 1, or as given.
  final Value upstream;
  /// Everything computed from inputs that reaches the result or has a name, in the order of its computation.
  final List<Node> nodes;

  /// Those that reach the result.
  final List<Node> useful;

  private final Scope scope;
  private final Set<Node> started = new HashSet<>();
  private final Map<Object, String> names = new HashMap<>();
  /// What was recorded before the inputs belongs to somebody else.
  private final long oldest;
  private int steps;
  private int constants;

  private Recorded(Map<String, Tensor> tensors, Collection<String> wrt, @Nullable Tensor upstream, NamedFunction function) {
    this.wrt = differentiated(tensors, wrt);
    try (Trace opened = Trace.derivative("explain")) {
      trace = opened;
      tensors.forEach((name, tensor) -> {
        Value value = Value.constant(tensor.value().array());
        given.put(name, value);
        Value fresh = Recorder.fresh(value.dtype() == DType.BOOL ? Gates.STOP_GRADIENT : Gates.IDENTITY, value, trace);
        inputs.put(name, fresh);
        started.add(fresh.node());
      });
      oldest = started.stream().mapToLong(Node::id).min().orElse(Long.MAX_VALUE);
      scope = new Scope(inputs);
      Tensor y = requireFloating(function.apply(scope));
      result = y.value();
      this.upstream = upstream(y, upstream);
    }
    useful = reachable(List.of(result));
    List<Value> ends = new ArrayList<>(scope.values().values());
    ends.add(result);
    nodes = reachable(ends);
    nodes.forEach(node -> {
      for (Value output : node.outputs()) {
        nameOf(output);
      }
    });
  }

  static Recorded of(Map<String, Tensor> inputs, Collection<String> wrt, @Nullable Tensor upstream, NamedFunction function) {
    return new Recorded(inputs, wrt, upstream, function);
  }

  /// The names in the order of the inputs.
  private static List<String> differentiated(Map<String, Tensor> inputs, Collection<String> wrt) {
    for (String name : wrt) {
      Tensor input = inputs.get(name);
      if (input == null) {
        throw new StructureException("[explain] there is no input '%s' to differentiate; there are %s"
            .formatted(name, String.join(", ", inputs.keySet())));
      }
      if (!input.dtype().isFloating()) {
        throw new DifferentiationException("[explain] the input '%s' is %s, which has no derivative; convert with .to(F32) or .to(F64), or write 2.0 instead of 2"
            .formatted(name, input.value().type()));
      }
    }
    return inputs.keySet().stream().filter(wrt::contains).toList();
  }

  private static Tensor requireFloating(Tensor result) {
    if (!result.dtype().isFloating()) {
      throw new DifferentiationException("[explain] the function gives %s, which has no derivative; convert with .to(F64)"
          .formatted(result.value().type()));
    }
    return result;
  }

  private static Value upstream(Tensor result, @Nullable Tensor upstream) {
    if (upstream == null) {
      if (result.rank() != 0) {
        throw new DifferentiationException("[explain] the function gives %s, but a gradient needs a scalar; reduce it with sum() or mean(), or give the gradient that comes from above"
            .formatted(result.value().type()));
      }
      return Literal.ones(result.value().type());
    }
    if (!upstream.value().type().equals(result.value().type())) {
      throw new ShapeException("[explain] the gradient from above is %s, but the function gives %s; they must have one type"
          .formatted(upstream.value().type(), result.value().type()));
    }
    return Value.constant(upstream.value().array());
  }

  /// Whether the gradient from above was given.
  boolean hasUpstream() {
    return result.shape().rank() > 0 || upstream.array().getDouble(0) != 1;
  }

  /// The operations behind some values, up to the inputs, in the order in which they were done.
  private List<Node> reachable(Collection<Value> ends) {
    Set<Node> seen = new HashSet<>();
    Deque<Value> open = new ArrayDeque<>(ends);
    while (!open.isEmpty()) {
      Value value = open.pop();
      if (!isConstant(value) && !started.contains(value.node()) && seen.add(value.node())) {
        open.addAll(List.of(value.node().inputs()));
      }
    }
    return seen.stream().sorted(Comparator.comparingLong(Node::id)).toList();
  }

  /// The values that are differentiated.
  List<Value> sources() {
    return wrt.stream().map(inputs::get).toList();
  }

  /// Whether a value is neither an input nor computed from one.
  boolean isConstant(Value value) {
    return value.node() == null || value.node().id() < oldest;
  }

  /// The name of a value: its user's, or for steps `s0`, `s1`, …, for constants their number or `c0`, `c1`, ….
  String nameOf(Value value) {
    String given = scope.nameOf(value);
    if (given != null) {
      return given;
    }
    if (!isConstant(value)) {
      return names.computeIfAbsent(value, fresh -> free("s", steps, next -> steps = next));
    }
    if (value.array().size() > 0 && value.array().isUniform()) {
      return Shown.number(value.array(), 0);
    }
    return names.computeIfAbsent(value.array(), fresh -> free("c", constants, next -> constants = next));
  }

  private interface Counter {
    void set(int next);
  }

  private String free(String letter, int next, Counter counter) {
    while (scope.isTaken(letter + next)) {
      next++;
    }
    counter.set(next + 1);
    return letter + next;
  }
}
