package dev.chainrule.view;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/// The source of the algorithms on plain arrays that the engine runs and printed classes call: taken along as nested
/// classes, so that these need nothing else, and there is one source for both. The build puts it beside this class.
final class JavaAlgorithms {
  private static final List<String> NAMES = List.of("CholeskyFactor", "CofactorMatrix", "CompletePivoting", "Doubles", "ElementaryFunctions",
      "HyperDualMatrix", "JacobiEigen", "JacobiInverse", "JacobiSvd", "LuFactors", "Reflections", "ScaledProduct", "Threefry",
      "TriangularSystem");

  private final Map<String, String> sources = new LinkedHashMap<>();
  private final Set<String> imports = new TreeSet<>();

  /// All that some code calls.
  JavaAlgorithms(String code) {
    List<String> open = new ArrayList<>(List.of(code));
    while (!open.isEmpty()) {
      String text = open.removeLast();
      for (String name : NAMES) {
        if (!sources.containsKey(name) && Pattern.compile("\\b" + name + "\\b").matcher(text).find()) {
          sources.put(name, read(name));
          open.add(sources.get(name));
        }
      }
    }
    sources.replaceAll((name, source) -> nested(source));
  }

  private static String read(String name) {
    try (InputStream stream = JavaAlgorithms.class.getResourceAsStream("algorithms/" + name + ".java")) {
      if (stream == null) {
        throw new AssertionError("the build has left out the source of " + name);
      }
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String nested(String source) {
    StringBuilder text = new StringBuilder();
    for (String line : source.lines().toList()) {
      if (line.startsWith("import ")) {
        imports.add(line);
      } else if (!line.startsWith("package ") && !(text.isEmpty() && line.isBlank())) {
        text.append(line.isBlank() ? "" : "  " + line.replaceFirst("^(public )?final class ", "private static final class ").replaceFirst("^record ", "private record ")).append('\n');
      }
    }
    return text.toString();
  }

  /// What has to be imported for them.
  String imports() {
    return imports.isEmpty() ? "" : String.join("\n", imports) + "\n\n";
  }

  /// The nested classes.
  String text() {
    return String.join("\n", sources.values());
  }
}
