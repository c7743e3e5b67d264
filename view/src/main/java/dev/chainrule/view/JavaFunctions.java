package dev.chainrule.view;

import dev.chainrule.graph.Graph;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The functions that loops and choices call: each graph once, as a private method that gives its results in an array.
final class JavaFunctions {
  private final Map<Graph, String> names = new HashMap<>();
  private final StringBuilder text = new StringBuilder();
  private final String operation;

  /// @param operation what the user called, for errors
  JavaFunctions(String operation) {
    this.operation = operation;
  }

  String operation() {
    return operation;
  }

  /// The methods written so far.
  String text() {
    return text.toString();
  }

  /// The method for a graph, which is written if it is new.
  String name(Graph graph) {
    String known = names.get(graph);
    if (known != null) {
      return known;
    }
    String name = "function" + names.size();
    names.put(graph, name);
    write(name, NamedGraph.simplified(graph));
    return name;
  }

  private void write(String name, Graph graph) {
    List<String> parameters = new ArrayList<>();
    Map<String, String> types = new LinkedHashMap<>();
    for (int slot = 0; slot < graph.parameters(); slot++) {
      parameters.add("p" + slot);
      types.put("p" + slot, JavaType.of(graph.type(slot)));
    }
    JavaNames free = new JavaNames();
    NamedGraph named = NamedGraph.unnamed(graph, parameters).renamed(free);
    JavaBody body = new JavaBody(named, new JavaNames(free), true, this);
    JavaMethods methods = new JavaMethods(types, free);
    methods.write("private static Object[]", name, body.statements(), named.results().stream().map(body::result).toList(),
        values -> List.of("return new Object[] {%s};".formatted(String.join(", ", values))));
    text.append(methods.text());
  }
}
