package dev.chainrule.exec.lowering;

import dev.chainrule.graph.Primitive;
import dev.chainrule.op.Gates;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A product with 1 where something holds and 0 elsewhere, in which zero wins, is a choice: what relu's derivative and its like
/// become. Only the sign of a zero may differ.
final class Masks implements Rewriting.Rule {
  /// Whether there may be something to do for a primitive.
  static boolean concerns(Primitive primitive) {
    return primitive == Gates.ZERO_TIMES || primitive == Gates.STOP_GRADIENT || primitive == Gates.IDENTITY;
  }

  @Override
  public @Nullable Integer replace(Rewriting graph, Primitive primitive, List<Integer> inputs) {
    if (primitive == Gates.STOP_GRADIENT || primitive == Gates.IDENTITY) {
      return inputs.getFirst();
    }
    if (primitive != Gates.ZERO_TIMES) {
      return null;
    }
    Integer chosen = chosen(graph, inputs.get(0), inputs.get(1));
    return chosen != null ? chosen : chosen(graph, inputs.get(1), inputs.get(0));
  }

  private static @Nullable Integer chosen(Rewriting graph, int mask, int x) {
    if (!(graph.origin(mask) instanceof Rewriting.Origin(Primitive primitive, List<Integer> choice)) || primitive != Gates.WHERE) {
      return null;
    }
    if (graph.is(choice.get(1), 1) && graph.is(choice.get(2), 0)) {
      return graph.add(Gates.WHERE, choice.get(0), x, choice.get(2));
    }
    if (graph.is(choice.get(1), 0) && graph.is(choice.get(2), 1)) {
      return graph.add(Gates.WHERE, choice.get(0), choice.get(1), x);
    }
    return null;
  }
}
