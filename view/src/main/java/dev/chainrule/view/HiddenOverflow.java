package dev.chainrule.view;

import dev.chainrule.Tensor;
import dev.chainrule.graph.Array;
import dev.chainrule.graph.Gate;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Gradients of 0 that are not the true ones. In products of derivatives a 0 wins against an infinity, which is right for
/// a branch that was not taken, and for what levels off, like 1 / ∞. Where a step overflowed, and a later one grows without
/// bound as well, but so slowly that its derivative at ∞ is 0, that hides how the result really changes.
final class HiddenOverflow {
  private final Explanation explanation;
  private final Map<String, List<Explanation.Step>> readers = new HashMap<>();

  private HiddenOverflow(Explanation explanation) {
    this.explanation = explanation;
    explanation.steps().forEach(step -> step.inputs().forEach(operand ->
        readers.computeIfAbsent(operand.name(), fresh -> new ArrayList<>()).add(step)));
  }

  static List<String> notes(Explanation explanation) {
    return new HiddenOverflow(explanation).find();
  }

  private List<String> find() {
    List<String> notes = new ArrayList<>();
    for (Explanation.Step step : explanation.steps()) {
      if (overflows(step) && step.upstream() != null && contains(step.upstream(), 0)) {
        reasonForZero(step).ifPresent(reader -> notes.add(note(step, reader)));
      }
    }
    return notes;
  }

  /// Whether finite operands gave an infinity.
  private static boolean overflows(Explanation.Step step) {
    return hasInfinity(step.value()) && step.inputs().stream().noneMatch(operand -> hasInfinity(operand.value()));
  }

  /// The step further on that passes 0 back because it was given an infinity; a choice does so for a reason of its own.
  private Optional<Explanation.Step> reasonForZero(Explanation.Step from) {
    Deque<String> open = new ArrayDeque<>(List.of(from.name()));
    Set<String> seen = new HashSet<>(open);
    while (!open.isEmpty()) {
      String name = open.pop();
      for (Explanation.Step reader : readers.getOrDefault(name, List.of())) {
        for (Explanation.Operand operand : reader.inputs()) {
          boolean passes = operand.name().equals(name) && operand.downstream() != null && reader.gate() != Gate.MAX
              && !reader.operation().equals("where");
          if (passes && operand.local() != null && contains(operand.local(), 0) && hasInfinity(operand.value()) && hasInfinity(reader.value())) {
            return Optional.of(reader);
          }
          if (passes && seen.add(reader.name())) {
            open.add(reader.name());
          }
        }
      }
    }
    return Optional.empty();
  }

  private String note(Explanation.Step step, Explanation.Step reader) {
    return "%s = %s overflows to ∞, and at ∞ the derivative of %s = %s is 0, which wins in all products: a gradient of 0 here means no more than that; %s"
        .formatted(step.name(), step.formula(), reader.name(), reader.formula(), remedy(step, reader));
  }

  private String remedy(Explanation.Step step, Explanation.Step reader) {
    String x = step.inputs().getFirst().name();
    if (step.operation().equals("exp")) {
      switch (reader.operation()) {
        case "log" -> {
          return isSummed(step) ? "logSumExp(%s) is the stable form".formatted(x)
              : "softplus(%s) is the stable form of log(1 + exp(%s))".formatted(x, x);
        }
        case "log1p" -> {
          return "softplus(%s) is the stable form".formatted(x);
        }
        default -> { }
      }
    }
    return "write it so that no step overflows";
  }

  private boolean isSummed(Explanation.Step step) {
    return readers.getOrDefault(step.name(), List.of()).stream().anyMatch(reader -> reader.operation().equals("sum"));
  }

  private static boolean hasInfinity(Tensor tensor) {
    return contains(tensor, Double.POSITIVE_INFINITY) || contains(tensor, Double.NEGATIVE_INFINITY);
  }

  private static boolean contains(Tensor tensor, double number) {
    Array array = tensor.value().array();
    for (int i = 0; i < array.size(); i++) {
      if (array.getDouble(i) == number) {
        return true;
      }
    }
    return false;
  }
}
