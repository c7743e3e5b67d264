package dev.chainrule;

import dev.chainrule.graph.Array;
import dev.chainrule.graph.Graph;
import dev.chainrule.graph.JavaPrinter;
import dev.chainrule.graph.StructureException;
import dev.chainrule.graph.Value;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;

/// A compiled function as a Java class in a file, which needs nothing of this library but the small [FunctionsJar] beside it
/// where it calls functions that Java lacks.
///
/// @param compiled  the simplified graph with what the function took from outside, which becomes constants of the class
/// @param arguments the function's arguments
/// @param result    a tree like its result
record AheadOfTime(Graph.Captured compiled, List<Object> arguments, Object result) {
  /// The tensors' places, as in `layers[0].w`; those of the second argument with `data_` in front, and `y` where it is a
  /// tensor itself. The printer makes Java names of them, all different.
  private List<String> parameters() {
    List<String> names = new ArrayList<>(Tree.named(arguments.getFirst()).keySet());
    for (Object data : arguments.subList(1, arguments.size())) {
      Tree.named(data).keySet().forEach(place -> names.add(data instanceof Tensor ? "y" : "data_" + place));
    }
    return names;
  }

  private String source(String operation, String className) {
    List<String> names = parameters();
    Map<Integer, Array> constants = new HashMap<>();
    for (Value capture : compiled.captures()) {
      constants.put(names.size(), capture.array());
      names.add("c" + constants.size());
    }
    Map<String, Tensor> results = Tree.named(result);
    List<String> resultNames = result instanceof Tensor ? List.of("value") : List.copyOf(results.keySet());
    return printer(operation).source(operation, FunctionsJar.NAME + " beside it", compiled.graph(), className, names, constants, resultNames);
  }

  /// Writes the source; the class is called like the file.
  void writeSource(Path file) {
    String source = source("writeSource", className("writeSource", file, ".java"));
    try {
      prepare(file, source);
      Files.writeString(file, source);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Writes the class file, and those of the classes inside it.
  void writeClass(Path file) {
    String className = className("writeClass", file, ".class");
    String source = source("writeClass", className);
    try {
      List<Path> classPath = prepare(file, source);
      printer("writeClass").compile(className, source, classPath, folder(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Makes the folder where there is none, and writes what the class needs beside it, to where this points.
  private static List<Path> prepare(Path file, String source) throws IOException {
    Path folder = Files.createDirectories(folder(file));
    return FunctionsJar.isNeededBy(source) ? List.of(FunctionsJar.write(folder)) : List.of();
  }

  private static Path folder(Path file) {
    return file.toAbsolutePath().resolveSibling("");
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
