package dev.chainrule.graph;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Prints a graph: parameters, one line for each step, results.
///
///     graph(a: F64[3], b: F64[3])
///       c: F64[3] = times a b
///       d: F64[] = sum{axes=[0]} c
///       return d
final class GraphText {
  private GraphText() {}

  static String of(Graph graph) {
    StringBuilder text = new StringBuilder("graph(");
    text.append(IntStream.range(0, graph.parameters())
        .mapToObj(slot -> name(slot) + ": " + graph.type(slot))
        .collect(Collectors.joining(", "))).append(")\n");
    for (Graph.Step step : graph.steps()) {
      text.append("  ").append(IntStream.range(step.first(), step.first() + step.count())
          .mapToObj(slot -> name(slot) + ": " + graph.type(slot))
          .collect(Collectors.joining(", ")));
      text.append(" = ").append(operation(step.primitive()));
      step.inputs().forEach(slot -> text.append(' ').append(name(slot)));
      text.append('\n');
    }
    return text.append("  return ").append(names(graph.outputs())).append('\n').toString();
  }

  private static String names(List<Integer> slots) {
    return slots.stream().map(GraphText::name).collect(Collectors.joining(", "));
  }

  /// `a` to `z`, then `aa`, `ab`, ….
  private static String name(int slot) {
    String last = String.valueOf((char) ('a' + slot % 26));
    return slot < 26 ? last : name(slot / 26 - 1) + last;
  }

  private static String operation(Primitive primitive) {
    return switch (primitive) {
      case Pointwise pointwise -> pointwise.name();
      case Literal(Type type, double value) -> "literal{" + value + "}";
      case Structural structural -> structural.name() + parameters(structural);
      case Control.Call(String name, Graph graph) -> "call{" + name + ", " + graph.steps().size() + " steps}";
      case Control control -> control.name();
    };
  }

  /// What a record prints of its components, in braces; nothing where it has none.
  private static String parameters(Structural structural) {
    String text = structural.toString();
    int from = text.indexOf('[');
    return from < 0 || text.endsWith("[]") ? "" : "{" + text.substring(from + 1, text.length() - 1) + "}";
  }
}
