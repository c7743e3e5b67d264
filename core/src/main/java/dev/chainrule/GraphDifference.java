package dev.chainrule;

import dev.chainrule.graph.Graph;
import dev.chainrule.graph.Literal;
import dev.chainrule.graph.Type;

/// Says in one sentence where two graphs first differ.
final class GraphDifference {
  private GraphDifference() {}

  static String describe(Graph before, Graph now) {
    int common = Math.min(before.steps().size(), now.steps().size());
    for (int i = 0; i < common; i++) {
      Graph.Step old = before.steps().get(i);
      Graph.Step fresh = now.steps().get(i);
      if (!old.equals(fresh)) {
        String place = fresh.line() == null ? "" : " at " + fresh.line();
        return old.primitive() instanceof Literal(Type type, double then) && fresh.primitive() instanceof Literal(Type same, double value)
            ? "the number %s is now %s%s".formatted(then, value, place)
            : "step %d was %s and is now %s%s".formatted(i, old.primitive().name(), fresh.primitive().name(), place);
      }
    }
    return "it had %d steps and now has %d".formatted(before.steps().size(), now.steps().size());
  }
}
