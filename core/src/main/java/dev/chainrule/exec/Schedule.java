package dev.chainrule.exec;

import dev.chainrule.graph.Array;
import dev.chainrule.graph.Control;
import dev.chainrule.graph.Graph;
import dev.chainrule.graph.Literal;
import java.util.ArrayList;
import java.util.Arrays;
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
    Map<Integer, Literal> literals = new HashMap<>();
    for (Graph.Step step : graph.steps()) {
      if (step.primitive() instanceof Literal literal) {
        literals.put(step.first(), literal);
        constants[step.first()] = literal.evaluate(new Array[0], List.of(literal.type()))[0];
      }
    }
    List<Cluster> clusters = Clustering.of(graph);
    List<RowFusion.Part> parts = RowFusion.of(graph, clusters);
    Set<Integer> needed = new HashSet<>(graph.outputs());
    parts.reversed().forEach(part -> addReads(graph, part, literals, needed));
    Map<Integer, Views.View> views = views(graph);
    Set<Integer> strided = strided(graph, views);
    List<Unit> units = new ArrayList<>();
    for (RowFusion.Part part : parts) {
      Cluster cluster = part.members().getFirst();
      Graph.Step step = cluster.steps().getFirst();
      Views.View view = views.get(step.first());
      if (cluster.isView() && !needed.contains(step.first())) {
        continue;
      }
      if (part.row() > 0) {
        units.add(new RowUnit(graph, part, literals, needed, strided));
      } else if (cluster.isFused()) {
        units.add(KernelUnit.of(graph, cluster, literals, needed, strided));
      } else if (view != null) {
        units.add(new ViewUnit(step, view, step.inputs().getFirst(), step.first()));
      } else if (step.primitive() instanceof Control control) {
        units.add(ControlUnit.of(graph, step, control));
      } else {
        units.add(StepUnit.of(graph, step));
      }
    }
    return new Schedule(List.copyOf(units), constants);
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

  /// Adds the slots that are read by a part and made by another, unless the part is a view that nothing reads.
  private static void addReads(Graph graph, RowFusion.Part part, Map<Integer, Literal> literals, Set<Integer> needed) {
    Cluster first = part.members().getFirst();
    if (first.isView() && !needed.contains(first.steps().getFirst().first())) {
      return;
    }
    if (part.row() > 0) {
      Arrays.stream(new RowAssembly(graph, part, literals, Set.of()).reads()).forEach(needed::add);
      return;
    }
    Set<Integer> inside = new HashSet<>();
    first.steps().forEach(step -> {
      step.inputs().stream().filter(slot -> !inside.contains(slot)).forEach(needed::add);
      inside.add(step.first());
    });
  }
}
