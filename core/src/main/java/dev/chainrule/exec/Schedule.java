package dev.chainrule.exec;

import dev.chainrule.graph.Array;
import dev.chainrule.graph.Control;
import dev.chainrule.graph.Graph;
import dev.chainrule.graph.Literal;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A lowered graph as units, in the order in which they run.
///
/// @param constants the arrays of literals, by slot; null elsewhere
record Schedule(List<Unit> units, @Nullable Array[] constants) {
  /// The one unit that is the whole graph, if it is over few numbers; else null.
  @Nullable RegisterUnit whole() {
    return units.size() == 1 && units.getFirst() instanceof RegisterUnit whole ? whole : null;
  }

  static Schedule of(Graph graph) {
    @Nullable Array[] constants = new Array[graph.slots()];
    RegisterUnit whole = RegisterUnit.of(graph);
    if (whole != null) {
      return new Schedule(List.of(whole), constants);
    }
    for (Graph.Step step : graph.steps()) {
      if (step.primitive() instanceof Literal literal) {
        constants[step.first()] = literal.evaluate(new Array[0], List.of(literal.type()))[0];
      }
    }
    return new Schedule(ProductFusion.of(graph, units(graph)), constants);
  }

  /// One for each part that is needed, from the last to the first: so it is known what later ones read.
  private static List<Unit> units(Graph graph) {
    Sources sources = new Sources(graph);
    Map<Integer, Views.View> views = views(graph);
    Set<Integer> strided = strided(graph, views);
    Set<Integer> needed = new HashSet<>(graph.outputs());
    Deque<Unit> units = new ArrayDeque<>();
    for (RowFusion.Part part : RowFusion.of(graph, Clustering.of(graph)).reversed()) {
      Graph.Step step = part.members().getFirst().steps().getFirst();
      Views.View view = views.get(step.first());
      if (part.members().getFirst().isView() && !needed.contains(step.first())) {
        continue;
      }
      Unit unit = part.isFused() ? new KernelUnit(sources, part, needed, strided)
          : view != null ? new ViewUnit(step, view, step.inputs().getFirst(), step.first())
          : step.primitive() instanceof Control control ? ControlUnit.of(graph, step, control)
          : StepUnit.of(graph, step);
      Arrays.stream(unit.reads()).forEach(needed::add);
      units.addFirst(unit);
    }
    return List.copyOf(units);
  }

  /// The steps that only look at what is there, by their slots.
  private static Map<Integer, Views.View> views(Graph graph) {
    Map<Integer, List<Graph.Step>> readers = new HashMap<>();
    graph.steps().forEach(step -> step.inputs().forEach(slot -> readers.computeIfAbsent(slot, none -> new ArrayList<>()).add(step)));
    Map<Integer, Views.View> views = new HashMap<>();
    Set<Integer> strided = new HashSet<>();
    for (Graph.Step step : graph.steps()) {
      Views.View view = Views.of(step, strided, readers.getOrDefault(step.first(), List.of()));
      if (view != null) {
        views.put(step.first(), view);
        if (Views.isStrided(step)) {
          strided.add(step.first());
        }
      }
    }
    return views;
  }

  private static Set<Integer> strided(Graph graph, Map<Integer, Views.View> views) {
    Set<Integer> strided = new HashSet<>();
    graph.steps().stream().filter(step -> views.containsKey(step.first()) && Views.isStrided(step)).forEach(step -> strided.add(step.first()));
    return strided;
  }
}
