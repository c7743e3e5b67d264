package dev.chainrule;

import dev.chainrule.graph.Literal;
import dev.chainrule.graph.Node;
import dev.chainrule.graph.Path;
import dev.chainrule.graph.SourceLine;
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

/// Where a NaN or an infinity came from: the first operation that made one of operands that were finite.
///
/// {@snippet :
/// NonFinite found = findNonFinite(x -> x.sqrt().sum(), Tensor.of(0.0)).orElseThrow();
/// System.out.println(found.operation() + ", " + found.pass() + " pass"); // sqrt, backward pass
/// }
///
/// @param pass      `forward` or `backward`
/// @param operation the operation; in the backward pass, the one whose gradient it is
/// @param line      the user's line, where it is known
/// @param operands  what the operation read; in the backward pass, followed by the upstream gradient
/// @param result    what it made
/// @param path      the operations from there to the result (forward) or to the argument (backward)
public record NonFinite(String pass, String operation, @Nullable SourceLine line, List<Tensor> operands, Tensor result, List<String> path) {
  public NonFinite {
    operands = List.copyOf(operands);
    path = List.copyOf(path);
  }

  /// Runs a function and its backward pass, and looks for the first NaN or infinity; empty if all is finite.
  static <P> Optional<NonFinite> find(Function<P, Tensor> function, P x) {
    Value[] values = Leaves.argument("findNonFinite", x);
    Recording recording = Recording.inspected("findNonFinite",
        arguments -> new Value[] {function.apply(Leaves.rebuild(x, arguments)).value()}, values);
    for (int i = 0; i < values.length; i++) {
      if (!isFinite(values[i])) {
        return Optional.of(new NonFinite("forward", "the argument, leaf " + i, null, List.of(), Tensor.of(values[i]), List.of()));
      }
    }
    Optional<NonFinite> forward = forward(recording);
    return forward.isPresent() ? forward : backward(recording);
  }

  private static Optional<NonFinite> forward(Recording recording) {
    for (Path.Stop stop : recording.path().stops()) {
      Node node = stop.node();
      for (Value y : node.outputs()) {
        if (!isFinite(y)) {
          return Optional.of(new NonFinite("forward", node.primitive().name(), node.line(), tensors(node.inputs()), detached(y),
              towardsResult(recording, node)));
        }
      }
    }
    return Optional.empty();
  }

  private static Optional<NonFinite> backward(Recording recording) {
    List<NonFinite> found = new ArrayList<>();
    List<Node> visited = new ArrayList<>();
    recording.pull((node, upstream, downstream) -> {
      visited.add(node);
      for (Value dx : downstream) {
        if (found.isEmpty() && dx != null && !isFinite(dx)) {
          List<Tensor> operands = new ArrayList<>(tensors(node.inputs()));
          Arrays.stream(upstream).filter(dy -> dy != null).forEach(dy -> operands.add(detached(dy)));
          found.add(new NonFinite("backward", node.primitive().name(), node.line(), operands, detached(dx), towardsArgument(recording, node)));
        }
      }
    }, Literal.ones(recording.output(0).type()));
    return found.stream().findFirst();
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

  /// A report of a few lines: what, where, from what, and how it went on.
  @Override
  public String toString() {
    String from = operands.stream().map(operand -> "  operand " + operand.toString().replace("\n", "\n  ") + "\n").collect(Collectors.joining());
    return "[%s] made the first NaN or infinity, in the %s pass%s\n%s  result  %s\n%s".formatted(
        operation, pass, line == null ? "" : " at " + line, from, result.toString().replace("\n", "\n  "),
        path.isEmpty() ? "" : "  and from there: " + String.join(", ", path.subList(0, Math.min(12, path.size()))) + (path.size() > 12 ? ", …" : "") + "\n");
  }
}
