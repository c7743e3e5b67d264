package dev.chainrule.transform;

import dev.chainrule.graph.Graph;
import java.util.Arrays;
import java.util.List;

/// Remembers where each slot of a graph went in another that is built from it.
final class SlotRewriter {
  private static final int NOWHERE = -1;

  private final Graph graph;
  private final int[] moved;

  /// @param arguments where the first parameters are
  SlotRewriter(Graph graph, List<Integer> arguments) {
    this.graph = graph;
    this.moved = new int[graph.slots()];
    Arrays.fill(moved, NOWHERE);
    for (int i = 0; i < arguments.size(); i++) {
      moved[i] = arguments.get(i);
    }
  }

  /// Adds a step that reads what its inputs have become.
  void add(Graph.Builder builder, Graph.Step step) {
    replace(step, builder.add(step.primitive(), inputs(step), step.line()));
  }

  List<Integer> inputs(Graph.Step step) {
    return step.inputs(moved);
  }

  /// A step's results are now from this slot on.
  void replace(Graph.Step step, int first) {
    for (int i = 0; i < step.count(); i++) {
      replace(step.first() + i, first + i);
    }
  }

  /// A step's results are now in these slots.
  void replace(Graph.Step step, List<Integer> slots) {
    for (int i = 0; i < step.count(); i++) {
      replace(step.first() + i, slots.get(i));
    }
  }

  /// A slot is now that one, unless it is known to be another already.
  void replace(int slot, int by) {
    moved[slot] = isKnown(slot) ? moved[slot] : by;
  }

  boolean isKnown(int slot) {
    return moved[slot] != NOWHERE;
  }

  int of(int slot) {
    return moved[slot];
  }

  List<Integer> outputs() {
    return graph.outputs().stream().map(this::of).toList();
  }
}
