package dev.chainrule.exec.lowering;

import dev.chainrule.graph.Graph;
import dev.chainrule.graph.Literal;
import dev.chainrule.graph.Primitive;
import dev.chainrule.graph.SourceLine;
import dev.chainrule.graph.Type;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A graph that is written anew, step by step: a rule may put another slot in the place of a step's result. Equal
/// steps become one, and what is not needed in the end is left out.
final class Rewriting {
  /// What to do with a step.
  interface Rule {
    /// The slot that holds what the step would give, if there is a better one; null to keep the step.
    ///
    /// @param inputs where the step's inputs are now
    @Nullable Integer replace(Rewriting graph, Primitive primitive, List<Integer> inputs);

    /// The same for steps with several results: the slots of them all.
    default @Nullable List<Integer> replaceAll(Rewriting graph, Primitive primitive, List<Integer> inputs) {
      Integer better = replace(graph, primitive, inputs);
      return better == null ? null : List.of(better);
    }
  }

  /// A step by what it computes.
  record Origin(Primitive primitive, List<Integer> inputs) {}

  private final Graph.Builder builder;
  private final Map<Origin, Integer> known = new HashMap<>();
  private final List<@Nullable Origin> origins = new ArrayList<>();
  /// How often a slot is read by the steps that were there before, or is a result.
  private final Map<Integer, Integer> readers = new HashMap<>();
  private @Nullable SourceLine line;

  /// A graph with these parameters and no steps.
  Rewriting(List<Type> parameters) {
    this.builder = new Graph.Builder(parameters);
    parameters.forEach(type -> origins.add(null));
  }

  /// Adds all steps of a graph that reads these slots as its parameters; gives for each of its slots where it is now.
  ///
  /// @param known slots whose place is known already; -1 for the others
  int[] inline(Graph graph, int[] known) {
    int[] moved = known.clone();
    for (Graph.Step step : graph.steps()) {
      if (moved[step.first()] < 0) {
        int first = add(step.primitive(), step.inputs(moved));
        for (int i = 0; i < step.count(); i++) {
          moved[step.first() + i] = first + i;
        }
      }
    }
    return moved;
  }

  Graph build(List<Integer> outputs) {
    return withoutDeadCode(builder.build(outputs));
  }

  /// How many slots there are.
  int slots() {
    return builder.slots();
  }

  static RunGraph run(RunGraph before, Rule rule) {
    Graph graph = before.graph();
    Rewriting after = new Rewriting(graph.parameterTypes());
    int[] reads = reads(graph);
    int[] moved = new int[graph.slots()];
    for (int i = 0; i < graph.parameters(); i++) {
      moved[i] = i;
    }
    for (Graph.Step step : graph.steps()) {
      List<Integer> inputs = step.inputs(moved);
      after.line = step.line();
      List<Integer> better = rule.replaceAll(after, step.primitive(), inputs);
      int first = better != null ? -1 : after.add(step.primitive(), inputs);
      for (int i = 0; i < step.count(); i++) {
        int slot = better != null ? better.get(i) : first + i;
        moved[step.first() + i] = slot;
        after.readers.merge(slot, reads[step.first() + i], Integer::sum);
      }
    }
    return new RunGraph(withoutDeadCode(after.builder.build(graph.outputs().stream().map(slot -> moved[slot]).toList())));
  }

  private static int[] reads(Graph graph) {
    int[] reads = new int[graph.slots()];
    graph.steps().forEach(step -> step.inputs().forEach(slot -> reads[slot]++));
    graph.outputs().forEach(slot -> reads[slot]++);
    return reads;
  }

  /// Whether only one step reads a slot, so that it need not be computed if that step is replaced.
  boolean isReadOnce(int slot) {
    return readers.getOrDefault(slot, 0) == 1;
  }

  /// The slot of a primitive's first result, be it new or known.
  int add(Primitive primitive, List<Integer> inputs) {
    Origin origin = new Origin(primitive, inputs);
    Integer slot = known.get(origin);
    if (slot == null) {
      slot = builder.add(primitive, inputs, line);
      known.put(origin, slot);
      origins.add(origin);
      while (origins.size() < builder.slots()) {
        origins.add(null);
      }
    }
    return slot;
  }

  int add(Primitive primitive, Integer... inputs) {
    return add(primitive, List.of(inputs));
  }

  Type type(int slot) {
    return builder.type(slot);
  }

  /// What computes a slot; null for parameters, and for results after a step's first.
  @Nullable Origin origin(int slot) {
    return origins.get(slot);
  }

  /// Whether all elements of a slot are known to be this number.
  boolean is(int slot, double number) {
    Origin origin = origins.get(slot);
    return origin != null && origin.primitive instanceof Literal literal
        && Double.doubleToRawLongBits(literal.value()) == Double.doubleToRawLongBits(number);
  }

  /// Leaves out what no result depends on.
  static Graph withoutDeadCode(Graph graph) {
    boolean[] needed = new boolean[graph.slots()];
    graph.outputs().forEach(slot -> needed[slot] = true);
    for (Graph.Step step : graph.steps().reversed()) {
      if (isNeeded(step, needed)) {
        step.inputs().forEach(slot -> needed[slot] = true);
      }
    }
    Graph.Builder builder = new Graph.Builder(graph.parameterTypes());
    int[] moved = new int[graph.slots()];
    for (int i = 0; i < graph.parameters(); i++) {
      moved[i] = i;
    }
    for (Graph.Step step : graph.steps()) {
      if (isNeeded(step, needed)) {
        int first = builder.add(step.primitive(), step.inputs(moved), step.line());
        for (int i = 0; i < step.count(); i++) {
          moved[step.first() + i] = first + i;
        }
      }
    }
    return builder.build(graph.outputs().stream().map(slot -> moved[slot]).toList());
  }

  private static boolean isNeeded(Graph.Step step, boolean[] needed) {
    for (int i = 0; i < step.count(); i++) {
      if (needed[step.first() + i]) {
        return true;
      }
    }
    return false;
  }
}
