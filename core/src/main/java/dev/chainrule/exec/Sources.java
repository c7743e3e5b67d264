package dev.chainrule.exec;

import dev.chainrule.graph.DType;
import dev.chainrule.graph.Graph;
import dev.chainrule.graph.Literal;
import dev.chainrule.graph.Shape;
import dev.chainrule.op.Broadcast;
import dev.chainrule.op.Reshape;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Where the elements that kernels read come from. Kernels count elements, not axes, so they see through views that keep the
/// order of elements.
final class Sources {
  private final Graph graph;
  private final Map<Integer, Graph.Step> makers = new HashMap<>();

  Sources(Graph graph) {
    this.graph = graph;
    graph.steps().forEach(step -> {
      for (int i = 0; i < step.count(); i++) {
        makers.put(step.first() + i, step);
      }
    });
  }

  Graph graph() {
    return graph;
  }

  /// The slot whose elements another has too, in the same order.
  int of(int slot) {
    Graph.Step maker = makers.get(slot);
    return maker != null && maker.primitive() instanceof Reshape ? of(maker.inputs().getFirst()) : slot;
  }

  /// The same, or the slot whose elements another repeats along rows.
  ///
  /// @param size the elements of all rows
  int of(int slot, int size, int row) {
    Graph.Step maker = makers.get(slot);
    if (maker == null) {
      return slot;
    }
    return switch (maker.primitive()) {
      case Reshape reshape -> of(maker.inputs().getFirst(), size, row);
      case Broadcast broadcast -> {
        Shape from = graph.type(maker.inputs().getFirst()).shape();
        boolean repeats = graph.type(slot).shape().size() == size && RowFusion.repeatsAlongRows(broadcast, from, row);
        yield repeats ? of(maker.inputs().getFirst(), size, row) : slot;
      }
      default -> slot;
    };
  }

  /// The literal in a slot, if a program with this number type can have its number as a constant.
  @Nullable Literal constant(int slot, DType number) {
    Graph.Step maker = makers.get(slot);
    return maker != null && maker.primitive() instanceof Literal literal && literal.type().dtype() == number ? literal : null;
  }
}
