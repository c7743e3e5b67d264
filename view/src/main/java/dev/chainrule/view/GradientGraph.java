package dev.chainrule.view;

import dev.chainrule.graph.Array;
import dev.chainrule.graph.Graph;
import dev.chainrule.graph.Literal;
import dev.chainrule.graph.Node;
import dev.chainrule.graph.Type;
import dev.chainrule.graph.Value;
import dev.chainrule.transform.Recording;
import dev.chainrule.transform.Tracing;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// From an explanation to one graph that has its values and derivatives in it, with their names: trace, derive, simplify.
/// In forward mode the parameters are followed by the tangents of the differentiated inputs; in reverse mode by the
/// upstream gradient, if one was given.
final class GradientGraph {
  private final Explanation explanation;
  private final Recorded recorded;
  private final Map<Object, Integer> slots = new HashMap<>();
  /// What the function took from outside, after the inputs.
  private final List<Value> constants = new ArrayList<>();
  /// The names of the forward graph's results.
  private final List<String> steps = new ArrayList<>();
  private final Map<String, String> gates = new HashMap<>();

  private final Mode mode;
  /// Whether all that an explanation shows is wanted, and not only what is told in flat code.
  private final boolean detailed;
  /// The names of the steps that have a tangent.
  private final List<String> moved = new ArrayList<>();

  private GradientGraph(Explanation explanation, Mode mode, boolean detailed) {
    this.explanation = explanation;
    this.mode = mode;
    this.detailed = detailed;
    this.recorded = explanation.recorded();
    explanation.steps().forEach(step -> gates.put(step.name(), step.gate().label()));
  }

  static NamedGraph of(Explanation explanation, Mode mode) {
    return new GradientGraph(explanation, mode, false).build();
  }

  /// In reverse mode, with the explanation's [quantities][Quantity#all] as the only results; in forward mode, with the
  /// tangents of all steps that have one, called like the steps.
  static NamedGraph detailed(Explanation explanation, Mode mode) {
    return new GradientGraph(explanation, mode, true).build();
  }

  private NamedGraph build() {
    Graph forward = forward();
    List<Type> types = new ArrayList<>(forward.parameterTypes());
    further().values().forEach(value -> types.add(value.type()));
    Graph both = Tracing.trace("explain", types, x -> derive(forward, x)).graph();
    return named(NamedGraph.simplified(both));
  }

  /// The parameters after the inputs and constants, by their names.
  private Map<String, Value> further() {
    Map<String, Value> further = new LinkedHashMap<>();
    switch (mode) {
      case FORWARD -> recorded.wrt.forEach(name -> further.put("d" + name, recorded.inputs.get(name)));
      case REVERSE -> {
        if (recorded.hasUpstream()) {
          further.put("grad_" + explanation.result(), recorded.upstream);
        }
      }
    }
    return further;
  }

  /// The operations as they were recorded; results are the function's, and then all steps'.
  private Graph forward() {
    List<Value> parameters = new ArrayList<>(recorded.inputs.values());
    List<Value> read = new ArrayList<>();
    recorded.nodes.forEach(node -> read.addAll(List.of(node.inputs())));
    read.add(recorded.result);
    parameters.forEach(input -> slots.put(input, slots.size()));
    for (Value value : read) {
      if (recorded.isConstant(value) && literal(value) == null && slots.putIfAbsent(value.array(), slots.size()) == null) {
        constants.add(value);
      }
    }
    parameters.addAll(constants);
    Graph.Builder builder = new Graph.Builder(parameters.stream().map(Value::type).toList());
    List<Integer> outputs = new ArrayList<>();
    for (Node node : recorded.nodes) {
      List<Integer> x = new ArrayList<>();
      for (Value input : node.inputs()) {
        x.add(slot(builder, input));
      }
      int first = builder.add(node.primitive(), x, node.line());
      for (int i = 0; i < node.outputCount(); i++) {
        slots.put(node.output(i), first + i);
        outputs.add(first + i);
        steps.add(recorded.nameOf(node.output(i)));
      }
    }
    outputs.addFirst(slot(builder, recorded.result));
    steps.addFirst(explanation.result());
    return builder.build(outputs);
  }

  private int slot(Graph.Builder builder, Value value) {
    if (!recorded.isConstant(value)) {
      return slots.get(value);
    }
    Literal literal = literal(value);
    return literal == null ? slots.get(value.array()) : slots.computeIfAbsent(value, fresh -> builder.add(literal, List.of(), null));
  }

  private static @Nullable Literal literal(Value value) {
    Array array = value.array();
    return array.size() > 0 && array.isUniform() ? new Literal(value.type(), array.getDouble(0)) : null;
  }

  private List<Value> derive(Graph forward, Value[] all) {
    Value[] x = Arrays.copyOf(all, forward.parameters());
    Value[] more = Arrays.copyOfRange(all, x.length, all.length);
    List<String> inputs = List.copyOf(recorded.inputs.keySet());
    Value[] sources = recorded.wrt.stream().map(name -> x[inputs.indexOf(name)]).toArray(Value[]::new);
    if (sources.length == 0) {
      List<Value> results = new ArrayList<>(List.of(forward.replay(x)));
      if (detailed) {
        return results.subList(1, results.size());
      }
      results.addFirst(results.getFirst());
      return results;
    }
    Recording recording = Recording.of("explain", fresh -> {
      Value[] arguments = x.clone();
      for (int i = 0; i < fresh.length; i++) {
        arguments[inputs.indexOf(recorded.wrt.get(i))] = fresh[i];
      }
      return forward.replay(arguments);
    }, sources);
    return switch (mode) {
      case FORWARD -> push(recording, more);
      case REVERSE -> pull(recording, more);
    };
  }

  /// Results: the function's, its tangent, all steps, and the tangents of those that have one.
  private List<Value> push(Recording recording, Value[] dx) {
    Value[] y = recording.results();
    Map<Value, Value> tangents = new HashMap<>();
    Value[] dy = recording.push((node, given, found) -> {
      for (int i = 0; i < found.length; i++) {
        tangents.put(node.output(i), found[i]);
      }
    }, dx);
    List<Value> results = new ArrayList<>(List.of(y[0], dy[0]));
    results.addAll(List.of(y));
    for (int i = 1; i < y.length; i++) {
      Value tangent = tangents.get(y[i]);
      if (tangent != null) {
        moved.add(steps.get(i));
        results.add(tangent);
      }
    }
    return results;
  }

  /// Results: the function's, the gradients of the inputs, all steps, and the gradients in the order of the backward pass.
  private List<Value> pull(Recording recording, Value[] given) {
    Value[] y = recording.results();
    Map<Value, Value> cotangents = new HashMap<>();
    Map<Value, Value[]> passed = new HashMap<>();
    Map<Value, Node> nodes = new HashMap<>();
    Value[] dy = new Value[y.length];
    dy[0] = given.length > 0 ? given[0] : Literal.ones(y[0].type());
    Value[] dx = recording.pull((node, upstream, downstream) -> {
      for (int i = 0; i < upstream.length; i++) {
        cotangents.put(node.output(i), upstream[i]);
      }
      passed.put(node.output(0), downstream.clone());
      nodes.put(node.output(0), node);
    }, dy);
    Map<String, Value> gradients = new HashMap<>();
    for (int i = 0; i < y.length; i++) {
      gradients.put(steps.get(i), cotangents.get(y[i]));
    }
    for (int i = 0; i < dx.length; i++) {
      gradients.put(recorded.wrt.get(i), dx[i]);
    }
    if (detailed) {
      return detail(y, gradients, passed, nodes);
    }
    List<Value> results = new ArrayList<>(List.of(y[0]));
    results.addAll(List.of(dx));
    results.addAll(List.of(y));
    explanation.backward().forEach(gradient -> results.add(gradients.get(gradient.name())));
    return results;
  }

  /// The explanation's quantities. What one step passed back is found by its first result.
  private List<Value> detail(Value[] y, Map<String, Value> gradients, Map<Value, Value[]> passed, Map<Value, Node> nodes) {
    Map<String, Value> values = new HashMap<>();
    for (int i = 1; i < y.length; i++) {
      values.put(steps.get(i), y[i]);
    }
    return Quantity.all(explanation).stream().map(quantity -> {
      Value value = values.get(quantity.of());
      return switch (quantity.kind()) {
        case VALUE -> value;
        case GRADIENT -> orZero(gradients.get(quantity.of()), quantity);
        case LOCAL -> orZero(nodes.containsKey(value) ? BackwardPass.local(nodes.get(value), nodes.get(value).inputs(), quantity.operand()) : null, quantity);
        case DOWNSTREAM -> orZero(passed.containsKey(value) ? passed.get(value)[quantity.operand()] : null, quantity);
      };
    }).toList();
  }

  private static Value orZero(@Nullable Value value, Quantity quantity) {
    return value == null ? Literal.zeros(quantity.value().value().type()) : value;
  }

  private NamedGraph named(Graph graph) {
    List<Integer> outputs = graph.outputs();
    List<NamedGraph.Result> results = new ArrayList<>();
    if (detailed) {
      switch (mode) {
        case FORWARD -> {
          List<Integer> tangents = outputs.subList(outputs.size() - moved.size(), outputs.size());
          moved.forEach(name -> results.add(new NamedGraph.Result(name, tangents.get(results.size()), "")));
        }
        case REVERSE -> outputs.forEach(slot -> results.add(new NamedGraph.Result("q" + results.size(), slot, "")));
      }
      return new NamedGraph(graph, parameters(), elements(), List.of(), results);
    }
    results.add(new NamedGraph.Result("value", outputs.getFirst(), explanation.result()));
    List<NamedGraph.Definition> definitions = switch (mode) {
      case FORWARD -> forward(outputs, results);
      case REVERSE -> reverse(outputs, results);
    };
    return new NamedGraph(graph, parameters(), elements(), definitions, results);
  }

  private List<String> parameters() {
    List<String> parameters = new ArrayList<>(recorded.inputs.keySet());
    constants.forEach(constant -> parameters.add(recorded.nameOf(constant)));
    parameters.addAll(further().keySet());
    return parameters;
  }

  /// The constants by the numbers of their parameters.
  private Map<Integer, Array> elements() {
    Map<Integer, Array> elements = new LinkedHashMap<>();
    constants.forEach(constant -> elements.put(recorded.inputs.size() + elements.size(), constant.array()));
    return elements;
  }

  /// Each step, and behind it its tangent.
  private List<NamedGraph.Definition> forward(List<Integer> outputs, List<NamedGraph.Result> results) {
    results.add(new NamedGraph.Result("tangent", outputs.get(1), "d" + explanation.result()));
    List<NamedGraph.Definition> definitions = new ArrayList<>();
    int tangents = 1 + steps.size() + 1;
    for (int i = 1; i < steps.size(); i++) {
      String name = steps.get(i);
      definitions.add(new NamedGraph.Definition(name, outputs.get(i + 2), "", List.of()));
      int tangent = moved.indexOf(name);
      if (tangent >= 0) {
        definitions.add(new NamedGraph.Definition("d" + name, outputs.get(tangents + tangent), "", List.of()));
      }
    }
    return definitions;
  }

  /// All steps, then the gradients as they are found.
  private List<NamedGraph.Definition> reverse(List<Integer> outputs, List<NamedGraph.Result> results) {
    int next = 1;
    for (String name : recorded.wrt) {
      results.add(new NamedGraph.Result("grad_" + name, outputs.get(next++), "grad_" + name));
    }
    List<NamedGraph.Definition> definitions = new ArrayList<>();
    next++;
    for (String name : steps.subList(1, steps.size())) {
      definitions.add(new NamedGraph.Definition(name, outputs.get(next++), gates.getOrDefault(name, ""), List.of()));
    }
    for (Explanation.Gradient gradient : explanation.backward()) {
      int slot = outputs.get(next++);
      if (!gradient.contributions().isEmpty() || !recorded.hasUpstream()) {
        definitions.add(new NamedGraph.Definition("grad_" + gradient.name(), slot, pattern(gradient), upstream(gradient)));
      }
    }
    return definitions;
  }

  /// The gradients that it is computed from; its own where it is the first.
  private static List<String> upstream(Explanation.Gradient gradient) {
    return gradient.contributions().isEmpty() ? List.of("grad_" + gradient.name())
        : gradient.contributions().stream().map(part -> "grad_" + part.step()).distinct().toList();
  }

  /// Which gates passed the gradient back: one, or at a fork several.
  private String pattern(Explanation.Gradient gradient) {
    List<String> from = gradient.contributions().stream().map(part -> gates.getOrDefault(part.step(), "")).distinct().toList();
    return gradient.isFork() ? "copy of " + String.join(", ", from) : String.join(", ", from);
  }
}
