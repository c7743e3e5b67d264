package dev.chainrule.view;

import dev.chainrule.graph.Array;
import dev.chainrule.graph.Control;
import dev.chainrule.graph.Graph;
import dev.chainrule.graph.Primitive;
import dev.chainrule.op.Gates;
import dev.chainrule.transform.Simplify;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A simplified graph with names for its slots: what is printed.
///
/// @param parameters  the names of the graph's parameters
/// @param constants   the elements of those parameters that are no arguments but constants, by their number
/// @param definitions the slots that have names, in the order in which they are to be printed; a slot may have several
/// @param results     the slots that are given back, by the names of these results
record NamedGraph(Graph graph, List<String> parameters, Map<Integer, Array> constants, List<Definition> definitions,
    List<Result> results) {
  /// A named slot.
  ///
  /// @param remark   what to print beside it
  /// @param upstream the names to read by what it is computed from, where a slot has several; empty in the forward pass
  record Definition(String name, int slot, String remark, List<String> upstream) {
    boolean isBackward() {
      return !upstream.isEmpty();
    }
  }

  /// A result, and the name by which to read it, if it has one.
  record Result(String name, int slot, String definition) {}

  /// Every step of a graph, named `s0`, `s1`, …; results `y0`, `y1`, ….
  static NamedGraph of(Graph graph, List<String> parameters) {
    Graph simplified = simplified(graph);
    List<Definition> definitions = new ArrayList<>();
    for (Graph.Step step : simplified.steps()) {
      for (int i = 0; i < step.count() && !step.inputs().isEmpty(); i++) {
        definitions.add(new Definition("s" + definitions.size(), step.first() + i, step.primitive().gate().label(), List.of()));
      }
    }
    return new NamedGraph(simplified, parameters, Map.of(), definitions, unnamed(simplified, parameters).results);
  }

  /// A simplified graph whose steps have no names.
  static NamedGraph unnamed(Graph simplified, List<String> parameters) {
    List<Result> results = new ArrayList<>();
    simplified.outputs().forEach(slot -> results.add(new Result("y" + results.size(), slot, "")));
    return new NamedGraph(simplified, parameters, Map.of(), List.of(), results);
  }

  /// The same with elements for some of the parameters.
  NamedGraph withConstants(Map<Integer, Array> constants) {
    return new NamedGraph(graph, parameters, constants, definitions, results);
  }

  /// The same with names that Java allows.
  NamedGraph renamed(JavaNames names) {
    Map<String, String> known = new HashMap<>();
    List<String> variables = parameters.stream().map(name -> rename(name, names, known)).toList();
    definitions.forEach(definition -> rename(definition.name(), names, known));
    JavaNames components = new JavaNames();
    return new NamedGraph(graph, variables, constants,
        definitions.stream().map(old -> new Definition(known.get(old.name), old.slot, old.remark,
            old.upstream.stream().map(name -> known.getOrDefault(name, "")).toList())).toList(),
        results.stream().map(old -> new Result(components.free(old.name), old.slot, known.getOrDefault(old.definition, ""))).toList());
  }

  private static String rename(String name, JavaNames names, Map<String, String> known) {
    String free = names.free(name);
    known.put(name, free);
    return free;
  }

  /// Which slots depend on a product of derivatives, in which a 0 wins.
  boolean[] derived() {
    boolean[] derived = new boolean[graph.slots()];
    for (Graph.Step step : graph.steps()) {
      boolean is = step.primitive() == Gates.ZERO_TIMES || step.inputs().stream().anyMatch(slot -> derived[slot]);
      for (int i = 0; i < step.count(); i++) {
        derived[step.first() + i] = is;
      }
    }
    return derived;
  }

  /// The graph after all passes, functions that are called opened.
  static Graph simplified(Graph graph) {
    Graph.Builder builder = new Graph.Builder(graph.parameterTypes());
    List<Integer> parameters = new ArrayList<>();
    for (int slot = 0; slot < graph.parameters(); slot++) {
      parameters.add(slot);
    }
    return Simplify.all(builder.build(open(builder, graph, parameters)));
  }

  private static List<Integer> open(Graph.Builder builder, Graph graph, List<Integer> arguments) {
    List<Integer> slots = new ArrayList<>(arguments);
    for (Graph.Step step : graph.steps()) {
      List<Integer> inputs = step.inputs().stream().map(slots::get).toList();
      Graph inner = inner(step.primitive());
      if (inner != null) {
        slots.addAll(open(builder, inner, inputs));
        continue;
      }
      int first = builder.add(step.primitive(), inputs, step.line());
      for (int i = 0; i < step.count(); i++) {
        slots.add(first + i);
      }
    }
    return graph.outputs().stream().map(slots::get).toList();
  }

  /// The function that is called, where it is only that.
  private static @Nullable Graph inner(Primitive primitive) {
    return switch (primitive) {
      case Control.Call call -> call.graph();
      case Control.Checkpoint checkpoint -> checkpoint.graph();
      case Control.WithDerivative own -> own.graph();
      case Primitive other -> null;
    };
  }
}
