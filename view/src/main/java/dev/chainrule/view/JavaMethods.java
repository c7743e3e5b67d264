package dev.chainrule.view;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/// Puts statements into methods. A Java method has at most 64 KB of bytecode, so a long one becomes several: what a
/// later one reads travels in an array of numbers and one of objects, whose places are used again when they are free.
final class JavaMethods {
  private static final int WHOLE = 12_000;
  private static final int PART = 6_000;

  private final StringBuilder text = new StringBuilder();
  /// The parameters' types by their names.
  private final Map<String, String> parameters;
  private final String numbers;
  private final String objects;

  JavaMethods(Map<String, String> parameters, JavaNames names) {
    this.parameters = parameters;
    numbers = names.local("numbers");
    objects = names.local("objects");
  }

  /// The methods written so far.
  String text() {
    return text.toString();
  }

  /// A remark on the next method.
  void remark(String remark) {
    text.append("  /** ").append(remark).append(" */\n");
  }

  /// Writes a method, and the parts that it needs.
  ///
  /// @param results what the last lines read
  /// @param last    the last lines, from the results as expressions
  void write(String head, String name, List<JavaBody.Statement> statements, List<String> results, Function<List<String>, List<String>> last) {
    int length = statements.stream().flatMap(statement -> statement.lines().stream()).mapToInt(String::length).sum();
    if (length <= WHOLE) {
      List<String> lines = new ArrayList<>();
      statements.forEach(statement -> lines.addAll(statement.lines()));
      lines.addAll(last.apply(results));
      method(head + " " + name, signature(parameters.keySet()), lines);
      return;
    }
    new Split(name, statements, results).write(head, last);
  }

  private String signature(Set<String> names) {
    List<String> declarations = new ArrayList<>();
    names.forEach(name -> declarations.add(parameters.get(name) + " " + name));
    return String.join(", ", declarations);
  }

  private void method(String head, String signature, List<String> lines) {
    text.append("  ").append(head).append('(').append(signature).append(") {\n");
    lines.forEach(line -> text.append(line.isEmpty() ? "" : "    " + line).append('\n'));
    text.append("  }\n\n");
  }

  /// One method as several.
  private final class Split {
    private final String name;
    private final List<List<JavaBody.Statement>> parts = new ArrayList<>();
    private final List<String> results;
    private final Map<String, String> types = new HashMap<>();
    private final Map<String, Integer> lastRead = new HashMap<>();
    private final Map<String, String> places = new HashMap<>();
    private final Deque<String> freeNumbers = new ArrayDeque<>();
    private final Deque<String> freeObjects = new ArrayDeque<>();
    private int numberCount;
    private int objectCount;

    Split(String name, List<JavaBody.Statement> statements, List<String> results) {
      this.name = name;
      this.results = results;
      int length = PART;
      for (JavaBody.Statement statement : statements) {
        if (length >= PART) {
          parts.add(new ArrayList<>());
          length = 0;
        }
        parts.getLast().add(statement);
        length += statement.lines().stream().mapToInt(String::length).sum();
        types.putAll(statement.declares());
        statement.reads().forEach(read -> lastRead.put(read, parts.size() - 1));
      }
      results.forEach(result -> lastRead.put(result, parts.size()));
    }

    void write(String head, Function<List<String>, List<String>> last) {
      List<String> calls = new ArrayList<>();
      for (int part = 0; part < parts.size(); part++) {
        calls.add(write(part));
      }
      calls.addFirst("Object[] %s = new Object[%d];".formatted(objects, objectCount));
      calls.addFirst("double[] %s = new double[%d];".formatted(numbers, numberCount));
      calls.addAll(last.apply(results.stream().map(result -> places.containsKey(result) ? load(result) : result).toList()));
      method(head + " " + name, signature(parameters.keySet()), calls);
    }

    /// Writes a part, and gives the call of it.
    private String write(int part) {
      List<String> lines = new ArrayList<>();
      Set<String> given = new LinkedHashSet<>();
      Map<String, String> declared = new LinkedHashMap<>();
      Set<String> loaded = new LinkedHashSet<>();
      for (JavaBody.Statement statement : parts.get(part)) {
        for (String read : statement.reads()) {
          if (parameters.containsKey(read)) {
            given.add(read);
          } else if (types.containsKey(read) && !declared.containsKey(read) && loaded.add(read)) {
            lines.add("%s %s = %s;".formatted(types.get(read), read, load(read)));
          }
        }
        lines.addAll(statement.lines());
        declared.putAll(statement.declares());
      }
      for (String variable : declared.keySet()) {
        if (lastRead.getOrDefault(variable, -1) > part) {
          places.put(variable, place(variable));
          lines.add("%s = %s;".formatted(places.get(variable), variable));
        }
      }
      for (String variable : loaded) {
        if (lastRead.get(variable) == part) {
          (types.get(variable).equals("double") ? freeNumbers : freeObjects).push(places.remove(variable));
        }
      }
      String separator = given.isEmpty() ? "" : ", ";
      method("private static void " + name + "Part" + part,
          "double[] " + numbers + ", Object[] " + objects + separator + signature(given), lines);
      return "%sPart%d(%s, %s%s%s);".formatted(name, part, numbers, objects, separator, String.join(", ", given));
    }

    private String place(String variable) {
      if (types.get(variable).equals("double")) {
        return freeNumbers.isEmpty() ? numbers + "[" + numberCount++ + "]" : freeNumbers.pop();
      }
      return freeObjects.isEmpty() ? objects + "[" + objectCount++ + "]" : freeObjects.pop();
    }

    private String load(String variable) {
      String type = types.get(variable);
      return type.equals("double") ? places.get(variable) : "(" + type + ") " + places.get(variable);
    }
  }
}
