package dev.chainrule.graph;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// Prints graphs as Java that runs without this library. The rooms below know that there may be one; the view provides
/// it.
public interface JavaPrinter {
  /// A class with a static method `run` that takes the graph's parameters and gives its results. Where it calls
  /// [SpecialFunctions], its comment says so.
  ///
  /// @param operation  what the user called, for errors
  /// @param functions  where the special functions are to be found, for that comment
  /// @param parameters the parameters' names
  /// @param constants  those parameters that are no arguments but known, by their number
  /// @param results    the results' names
  String source(String operation, String functions, Graph graph, String className, List<String> parameters,
      Map<Integer, Array> constants, List<String> results);

  /// Compiles such a class, and writes it and the classes inside it to a folder.
  ///
  /// @param classPath what else it needs
  void compile(String className, String source, List<Path> classPath, Path folder);
}
