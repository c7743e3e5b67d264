package dev.chainrule;

import dev.chainrule.graph.Literal;
import dev.chainrule.graph.Node;
import dev.chainrule.graph.Path;
import dev.chainrule.graph.SourceLine;
import dev.chainrule.graph.Trace;
import dev.chainrule.graph.Value;
import dev.chainrule.transform.Recording;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Where a NaN or an infinity came from: the first operation that made one of operands that were finite, and from which
/// it went on to the result or to the gradient.
///
/// {@snippet :
/// NonFinite found = findNonFinite(x -> x.sqrt().sum(), Tensor.of(0.0)).orElseThrow();
/// System.out.println(found.operation() + ", " + found.pass() + " pass"); // sqrt, backward pass
/// }
///
/// @param pass       `forward` or `backward`
/// @param operation  the operation; in the backward pass, the one whose gradient it is
/// @param line       the user's line, where it is known
/// @param iterations in which iterations of loops it was, the innermost first: `iteration 3 of scan`, counted from 0
/// @param operands   what the operation read; in the backward pass, followed by the upstream gradient
/// @param result     what it made
/// @param path       the operations from there to the result (forward) or to the argument (backward)
public record NonFinite(String pass, String operation, @Nullable SourceLine line, List<String> iterations, List<Tensor> operands,
    Tensor result, List<String> path) {
  private static final int STEPS_SHOWN = 12;

  public NonFinite {
    iterations = List.copyOf(iterations);
    operands = List.copyOf(operands);
    path = List.copyOf(path);
  }

  /// A node's part in a backward pass.
  private record Visit(Node node, List<Value> upstream, @Nullable Value[] downstream) {}

  /// Runs a function and its backward pass, and looks for the NaN or infinity that the result or the gradient came from;
  /// empty if both are finite.
  static <P> Optional<NonFinite> find(Function<P, Tensor> function, P x) {
    Value[] values = Leaves.argument("findNonFinite", x);
    Recording recording = Recording.inspected("findNonFinite",
        arguments -> new Value[] {function.apply(Leaves.rebuild(x, arguments)).value()}, values);
    for (int i = 0; i < values.length; i++) {
      if (!isFinite(values[i])) {
        return Optional.of(new NonFinite("forward", "the argument, leaf " + i, null, List.of(), List.of(), Tensor.of(values[i]), List.of()));
      }
    }
    return isFinite(recording.output(0)) ? backward(recording) : forward(recording);
  }

  /// Goes back from the result along what is not finite; the first node met last is where it began.
  private static Optional<NonFinite> forward(Recording recording) {
    Set<Value> reaching = new HashSet<>(Set.of(recording.output(0)));
    Node origin = null;
    Value made = null;
    for (Path.Stop stop : recording.path().stops().reversed()) {
      for (Value y : stop.node().outputs()) {
        if (reaching.contains(y) && !isFinite(y)) {
          origin = stop.node();
          made = y;
          reaching.addAll(List.of(origin.inputs()));
        }
      }
    }
    if (origin == null) {
      return Optional.of(new NonFinite("forward", "what the function read from outside", null, List.of(), List.of(),
          detached(recording.output(0)), List.of()));
    }
    return Optional.of(at("forward", origin, tensors(origin.inputs()), made, towardsResult(recording, origin)));
  }

  /// Goes back from the gradient along what is not finite, against the order of the backward pass.
  private static Optional<NonFinite> backward(Recording recording) {
    List<Visit> visits = new ArrayList<>();
    Value[] gradient = recording.pull((node, upstream, downstream) ->
        visits.add(new Visit(node, Arrays.stream(upstream).filter(dy -> dy != null).toList(), downstream)), Literal.ones(recording.output(0).type()));
    Set<Value> reaching = new HashSet<>();
    for (int i = 0; i < gradient.length; i++) {
      if (!isFinite(gradient[i])) {
        reaching.add(recording.inputs()[i]);
      }
    }
    NonFinite found = null;
    for (Visit visit : visits.reversed()) {
      for (int i = 0; i < visit.downstream.length; i++) {
        Value dx = visit.downstream[i];
        if (dx != null && !isFinite(dx) && reaching.contains(visit.node.input(i))) {
          reaching.addAll(List.of(visit.node.outputs()));
          List<Tensor> operands = new ArrayList<>(tensors(visit.node.inputs()));
          visit.upstream.forEach(dy -> operands.add(detached(dy)));
          found = at("backward", visit.node, operands, dx, towardsArgument(recording, visit.node));
        }
      }
    }
    return Optional.ofNullable(found);
  }

  private static NonFinite at(String pass, Node node, List<Tensor> operands, Value made, List<String> path) {
    return new NonFinite(pass, node.primitive().name(), node.line(), Trace.iterationsOf(node), operands, detached(made), path);
  }

  /// The operations that depend on this one, in order.
  private static List<String> towardsResult(Recording recording, Node origin) {
    Set<Node> reached = new HashSet<>(Set.of(origin));
    List<String> names = new ArrayList<>();
    for (Path.Stop stop : recording.path().stops()) {
      if (stop.node() != origin && Arrays.stream(stop.node().inputs()).anyMatch(x -> reached.contains(x.node()))) {
        reached.add(stop.node());
        names.add(named(stop.node()));
      }
    }
    return names;
  }

  /// The operations that this one depends on, last first.
  private static List<String> towardsArgument(Recording recording, Node origin) {
    Set<Node> needed = new HashSet<>(Arrays.stream(origin.inputs()).map(Value::node).toList());
    List<String> names = new ArrayList<>();
    for (Path.Stop stop : recording.path().stops().reversed()) {
      if (needed.contains(stop.node())) {
        Arrays.stream(stop.node().inputs()).map(Value::node).forEach(needed::add);
        names.add(named(stop.node()));
      }
    }
    return names;
  }

  private static String named(Node node) {
    return node.primitive().name() + (node.line() == null ? "" : " (" + node.line() + ")");
  }

  private static List<Tensor> tensors(Value[] values) {
    return Arrays.stream(values).map(NonFinite::detached).toList();
  }

  private static Tensor detached(Value value) {
    return Tensor.of(value.hasElements() ? Value.constant(value.array()) : value);
  }

  private static boolean isFinite(Value value) {
    if (!value.dtype().isFloating() || !value.hasElements()) {
      return true;
    }
    int size = value.array().isUniform() ? Math.min(1, value.shape().size()) : value.shape().size();
    for (int i = 0; i < size; i++) {
      if (!Double.isFinite(value.array().getDouble(i))) {
        return false;
      }
    }
    return true;
  }

  /// Whether the operation was given a NaN or an infinity from outside, by a tensor that the function captured.
  public boolean cameFromOutside() {
    return operands.stream().anyMatch(operand -> !isFinite(operand.value()));
  }

  /// A report of a few lines: what, where, from what, and how it went on.
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("[%s] %s, in the %s pass%s%s\n".formatted(operation,
        cameFromOutside() ? "was given a NaN or infinity from outside" : "made the first NaN or infinity", pass, line == null ? "" : " at " + line,
        iterations.isEmpty() ? "" : ", " + String.join(" in ", iterations)));
    operands.forEach(operand -> text.append("  operand ").append(indented(operand)).append('\n'));
    text.append("  result  ").append(indented(result)).append('\n');
    if (!path.isEmpty()) {
      text.append(path.stream().limit(STEPS_SHOWN).collect(Collectors.joining(", ", "  and from there: ", path.size() > STEPS_SHOWN ? ", …\n" : "\n")));
    }
    return text.toString();
  }

  private static String indented(Tensor tensor) {
    return tensor.toString().replace("\n", "\n  ");
  }
}
