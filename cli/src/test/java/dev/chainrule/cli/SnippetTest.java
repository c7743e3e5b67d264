package dev.chainrule.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chainrule.Tensor;
import dev.chainrule.nn.Mlp;
import dev.chainrule.onnx.OnnxModel;
import dev.chainrule.page.ExplanationSvg;
import dev.chainrule.view.Explanation;
import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/// The documentation's examples compile, run, and print what they say; and there is documentation.
class SnippetTest {
  private static final Pattern PUBLIC_TYPE = Pattern.compile("public .*\\b(class|record|interface|enum) .*");
  private static final List<String> MODULES = List.of("core", "nn", "view", "onnx", "page");

  @TempDir
  static Path classes;

  /// A generated class, in memory.
  private static final class Source extends SimpleJavaFileObject {
    private final Snippet snippet;
    private final String className;

    Source(Snippet snippet, int number) {
      super(URI.create("string:///snippets/Snippet" + number + ".java"), Kind.SOURCE);
      this.snippet = snippet;
      this.className = "Snippet" + number;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return snippet.toSource(className);
    }
  }

  @TestFactory
  Stream<DynamicTest> everySnippetRunsAndPrintsWhatItSays() throws IOException {
    List<Source> sources = new ArrayList<>();
    for (Snippet snippet : snippets()) {
      sources.add(new Source(snippet, sources.size()));
    }
    assertThat(sources).isNotEmpty();
    Map<Source, String> errors = compileAll(sources);
    URLClassLoader loader = new URLClassLoader(new URL[] {classes.toUri().toURL()}, SnippetTest.class.getClassLoader());
    return sources.stream().map(source -> DynamicTest.dynamicTest(source.snippet.origin(), () -> {
      assertThat(errors.get(source)).as("compiler errors in %s", source.snippet.origin()).isNull();
      Map<?, ?> printed = (Map<?, ?>) loader.loadClass("snippets." + source.className).getMethod("run").invoke(null);
      assertThat(printed).as(source.snippet.origin()).isEqualTo(source.snippet.expected());
    }));
  }

  @Test
  void everyPublicTypeIsDocumented() throws IOException {
    List<Path> undocumented = new ArrayList<>();
    for (Path file : mainSources()) {
      List<String> lines = Files.readAllLines(file).stream().filter(line -> !line.startsWith("@")).toList();
      for (int i = 1; i < lines.size(); i++) {
        if (PUBLIC_TYPE.matcher(lines.get(i)).matches() && !lines.get(i - 1).startsWith("///")) {
          undocumented.add(file);
        }
      }
    }
    assertThat(undocumented).isEmpty();
  }

  private static List<Snippet> snippets() throws IOException {
    List<Snippet> snippets = new ArrayList<>(Snippet.ofMarkdown(Path.of("../README.md")));
    snippets.addAll(Snippet.ofMarkdown(Path.of("../docs/lecture.md")));
    mainSources().forEach(file -> snippets.addAll(Snippet.ofSource(file)));
    return snippets;
  }

  private static List<Path> mainSources() throws IOException {
    List<Path> sources = new ArrayList<>();
    for (String module : MODULES) {
      try (Stream<Path> files = Files.walk(Path.of("..", module, "src", "main", "java"))) {
        files.filter(file -> file.toString().endsWith(".java")).sorted().forEach(sources::add);
      }
    }
    return sources;
  }

  /// Compiles all, without those that have errors; gives the errors.
  private static Map<Source, String> compileAll(List<Source> sources) {
    Map<Source, String> errors = compile(sources);
    List<Source> good = sources.stream().filter(source -> !errors.containsKey(source)).toList();
    if (!errors.isEmpty()) {
      assertThat(compile(good)).isEmpty();
    }
    return errors;
  }

  private static Map<Source, String> compile(List<Source> sources) {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    DiagnosticCollector<JavaFileObject> diagnostics = new DiagnosticCollector<>();
    List<String> options = List.of("-d", classes.toString(), "-classpath", classPath(), "-proc:none", "-Xmaxerrs", "1000");
    compiler.getTask(new StringWriter(), null, diagnostics, options, null, sources).call();
    Map<Source, String> errors = new LinkedHashMap<>();
    for (Diagnostic<? extends JavaFileObject> diagnostic : diagnostics.getDiagnostics()) {
      if (diagnostic.getKind() == Diagnostic.Kind.ERROR) {
        errors.merge((Source) diagnostic.getSource(), diagnostic.toString(), (a, b) -> a + "\n" + b);
      }
    }
    return errors;
  }

  /// Where the modules' classes are: in folders during the build, or in archives.
  private static String classPath() {
    return Stream.of(Tensor.class, Mlp.class, Explanation.class, OnnxModel.class, ExplanationSvg.class)
        .map(type -> Path.of(URI.create(type.getProtectionDomain().getCodeSource().getLocation().toString())).toString())
        .collect(Collectors.joining(File.pathSeparator));
  }
}
