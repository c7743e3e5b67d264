package dev.chainrule.view;

import dev.chainrule.graph.Array;
import dev.chainrule.graph.Graph;
import dev.chainrule.graph.JavaPrinter;
import dev.chainrule.graph.StructureException;
import java.io.File;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/// What compiled functions are written to files with: see [dev.chainrule.Compiled#writeSource].
public final class JavaPrinting implements JavaPrinter {
  @Override
  public String source(String operation, String functions, Graph graph, String className, List<String> parameters,
      Map<Integer, Array> constants, List<String> results) {
    return JavaSource.of(new JavaSource.Written(operation, functions), graph, className, parameters, constants, results);
  }

  @Override
  public void compile(String className, String source, List<Path> classPath, Path folder) {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    if (compiler == null) {
      throw new StructureException("[writeClass] this Java has no compiler; run on a JDK, or write the source and compile that elsewhere");
    }
    var diagnostics = new DiagnosticCollector<JavaFileObject>();
    JavaFileObject unit = new SimpleJavaFileObject(URI.create("string:///" + className + ".java"), JavaFileObject.Kind.SOURCE) {
      @Override
      public CharSequence getCharContent(boolean ignoreEncodingErrors) {
        return source;
      }
    };
    List<String> options = List.of("-proc:none", "-cp",
        classPath.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator)), "-d", folder.toString());
    if (!compiler.getTask(null, null, diagnostics, options, null, List.of(unit)).call()) {
      throw new StructureException("[writeClass] the class could not be written to %s: %s".formatted(folder, diagnostics.getDiagnostics()));
    }
  }
}
