package dev.chainrule;

import dev.chainrule.graph.Array;
import dev.chainrule.graph.Graph;
import dev.chainrule.graph.JavaPrinter;
import dev.chainrule.graph.StructureException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.ServiceLoader;

/// A compiled function as a Java class in a file, which needs nothing of this library.
///
/// @param compiled  the simplified graph with what the function took from outside, which becomes constants of the class
/// @param arguments the function's arguments
/// @param result    a tree like its result
record AheadOfTime(Graph.Captured compiled, List<Object> arguments, Object result) {
  /// For example `layers[0].w`: of several arguments the second and later ones in front of it their number.
  private List<String> parameters() {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < arguments.size(); i++) {
      for (String place : Tree.named(arguments.get(i)).keySet()) {
        names.add(i == 0 ? place : place.equals("x") ? "y" : "data_" + place);
      }
    }
    return names;
  }

  private String source(String operation, String className) {
    List<String> names = parameters();
    Map<Integer, Array> constants = new HashMap<>();
    for (int i = 0; i < compiled.captures().size(); i++) {
      constants.put(names.size() + i, compiled.captures().get(i).array());
    }
    constants.keySet().stream().sorted().forEach(i -> names.add("c" + i));
    Map<String, Tensor> results = new LinkedHashMap<>(Tree.named(result));
    List<String> resultNames = results.size() == 1 && result instanceof Tensor ? List.of("value") : List.copyOf(results.keySet());
    return printer(operation).source(compiled.graph(), className, names, constants, resultNames);
  }

  /// Writes the source; the class is called like the file.
  void writeSource(Path file) {
    try {
      Files.writeString(file, source("writeSource", className("writeSource", file, ".java")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Writes the class file, and those of the classes inside it.
  void writeClass(Path file) {
    String className = className("writeClass", file, ".class");
    Path folder = Objects.requireNonNullElse(file.toAbsolutePath().getParent(), file);
    printer("writeClass").compile(className, source("writeClass", className), folder);
  }

  private static String className(String operation, Path file, String ending) {
    String name = file.getFileName().toString();
    if (!name.endsWith(ending)) {
      throw new StructureException("[%s] the file is called %s, but must be called like the class, as in Loss%s".formatted(operation, name, ending));
    }
    return name.substring(0, name.length() - ending.length());
  }

  private static JavaPrinter printer(String operation) {
    return ServiceLoader.load(JavaPrinter.class, AheadOfTime.class.getClassLoader()).findFirst().orElseThrow(() -> new StructureException(
        "[%s] it is chainrule-view that prints Java, and it is not on the class or module path; add it".formatted(operation)));
  }
}
