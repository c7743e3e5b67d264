package dev.chainrule;

import dev.chainrule.graph.Literal;
import dev.chainrule.graph.SourceLine;
import dev.chainrule.graph.Value;
import dev.chainrule.transform.Recording;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Where a NaN or an infinity in the result or the gradient came from: the first operation that made a NaN or an infinity of
/// finite operands, or a NaN of an infinity that came from outside. Only what the result is not finite because of counts: a
/// mask of −∞ that a softmax turns into zeros is not reported, whether it is an argument, a capture or computed.
///
/// Where what came from outside is to blame, [#source] names it, and the operation is the one that made a NaN of its
/// infinity, or else the first that read it.
///
/// {@snippet :
/// NonFinite found = findNonFinite(x -> x.sqrt().sum(), Tensor.of(0.0)).orElseThrow();
/// System.out.println(found.operation() + ", " + found.pass() + " pass"); // sqrt, backward pass
/// System.out.println(found.path()); // [the gradient of x]
/// }
///
/// @param pass       `forward` or `backward`
/// @param operation  the operation, as the user called it: of a composed one a part made it; in the backward pass, the one
///                   whose gradient it is
/// @param line       the user's line, where it is known
/// @param iterations in which iterations of loops it was, the innermost first: `iteration 3 of scan`, counted from 0
/// @param operands   what the operation read; in the backward pass, followed by the upstream gradient
/// @param result     what it made
/// @param source     what came in with a NaN or infinity and is to blame: `the argument layers[0].weight`; null where the
///                   operation made it of finite operands
/// @param path       one way from there: the operations through which it went on, and last `the result` or `the gradient of w`
public record NonFinite(String pass, String operation, @Nullable SourceLine line, List<String> iterations, List<Tensor> operands,
    Tensor result, @Nullable String source, List<String> path) {
  private static final int STEPS_SHOWN = 12;

  public NonFinite {
    iterations = List.copyOf(iterations);
    operands = List.copyOf(operands);
    path = List.copyOf(path);
  }

  /// Runs a function and its backward pass, and looks for what the NaN or infinity in the result or the gradient came from;
  /// empty if both are finite.
  ///
  /// @param user what the user calls the function, whose captures are named
  /// @param data what else the function is given: a tree, which may be without tensors
  static <P, D> Optional<NonFinite> find(Object user, BiFunction<P, D, Tensor> function, P x, D data) {
    Value[] argument = Leaves.argument("findNonFinite", x);
    Value[] all = Stream.of(argument, Leaves.values(data)).flatMap(Arrays::stream).toArray(Value[]::new);
    Recording recording = Recording.inspected("findNonFinite", values -> new Value[] {Gradients.requireScalar("findNonFinite", function.apply(
        Leaves.rebuild(x, Arrays.copyOf(values, argument.length)),
        Leaves.rebuild(data, Arrays.copyOfRange(values, argument.length, all.length))))}, argument.length, all);
    List<String> names = new ArrayList<>(Tree.named(x).keySet());
    Tree.named(data).keySet().forEach(name -> names.add(name.equals("x") ? "the data" : "the data " + name));
    Map<Value, String> arguments = new HashMap<>();
    for (int i = 0; i < all.length; i++) {
      arguments.put(recording.inputs()[i], i < argument.length ? "the argument " + names.get(i) : names.get(i));
    }
    Function<Value, String> captures = value -> CaptureNames.find(user, tensor -> tensor.value() == value);
    Value y = recording.output(0);
    if (!NonFiniteSearch.nonFinite(y).isEmpty()) {
      return Optional.of(new NonFiniteSearch(Map.of(), arguments, captures).from(y, "the result"));
    }
    Map<Value, NonFiniteStep> steps = new HashMap<>();
    Value[] gradient = backward(recording, steps);
    for (int i = 0; i < argument.length; i++) {
      if (!NonFiniteSearch.nonFinite(gradient[i]).isEmpty()) {
        return Optional.of(new NonFiniteSearch(steps, arguments, captures).from(gradient[i], "the gradient of " + names.get(i)));
      }
    }
    return Optional.empty();
  }

  /// The gradient, and the steps of the backward pass by what they compute.
  private static Value[] backward(Recording recording, Map<Value, NonFiniteStep> steps) {
    Map<Value, List<Value>> parts = new HashMap<>();
    int[] number = {0};
    Value[] gradient = recording.pull((node, upstream, downstream) -> {
      for (int i = 0; i < upstream.length; i++) {
        List<Value> added = parts.getOrDefault(node.output(i), List.of());
        if (upstream[i] != null && added.size() > 1) {
          steps.putIfAbsent(upstream[i], NonFiniteStep.fork(number[0]++, node, added, upstream[i]));
        }
      }
      for (int i = 0; i < downstream.length; i++) {
        if (downstream[i] != null) {
          parts.computeIfAbsent(node.input(i), unused -> new ArrayList<>()).add(downstream[i]);
          if (!Arrays.asList(upstream).contains(downstream[i])) {
            steps.putIfAbsent(downstream[i], NonFiniteStep.backward(number[0]++, node, upstream, downstream[i]));
          }
        }
      }
    }, Literal.ones(recording.output(0).type()));
    for (int i = 0; i < gradient.length; i++) {
      Value x = recording.inputs()[i];
      if (parts.getOrDefault(x, List.of()).size() > 1) {
        steps.putIfAbsent(gradient[i], NonFiniteStep.fork(number[0]++, x.node(), parts.get(x), gradient[i]));
      }
    }
    return gradient;
  }

  /// Whether a NaN or infinity that the function was given, or took from elsewhere, is to blame.
  public boolean cameFromOutside() {
    return source != null;
  }

  private String verdict() {
    if (source == null) {
      return "made the first NaN or infinity";
    }
    boolean made = NonFiniteSearch.hasNan(result.value()) && operands.stream().noneMatch(operand -> NonFiniteSearch.hasNan(operand.value()));
    return operands.isEmpty() ? "came in with a NaN or infinity" : made ? "made a NaN of an infinity in " + source : "was given a NaN or infinity by " + source;
  }

  /// A report of a few lines: what, where, from what, and how it went on.
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("[%s] %s, in the %s pass%s%s\n".formatted(operation, verdict(), pass, line == null ? "" : " at " + line,
        iterations.isEmpty() ? "" : ", " + String.join(" in ", iterations)));
    operands.forEach(operand -> text.append("  operand ").append(indented(operand)).append('\n'));
    text.append("  result  ").append(indented(result)).append('\n');
    return text.append("  and from there: ").append(shortened()).append('\n').toString();
  }

  /// The path, without the middle of a long one.
  private String shortened() {
    List<String> shown = new ArrayList<>(path);
    if (shown.size() > STEPS_SHOWN) {
      shown.subList(STEPS_SHOWN - 1, shown.size() - 1).clear();
      shown.add(STEPS_SHOWN - 1, "…");
    }
    return shown.stream().collect(Collectors.joining(", "));
  }

  /// Of large ones the part around the first NaN or infinity.
  private static String indented(Tensor tensor) {
    return TensorText.excerpt(tensor.value()).replace("\n", "\n  ");
  }
}
