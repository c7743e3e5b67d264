package dev.chainrule.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// An example in the documentation: statements, and records, classes and methods of its own. What a line prints can be
/// stated behind it, as in `System.out.println(x); // F64 2.0`.
///
/// @param origin where it is, for names of tests
/// @param room   the package whose documentation it is, which needs no import there
/// @param lines  its text
record Snippet(String origin, String room, List<String> lines) {
  private static final Pattern PRINT = Pattern.compile("(\\s*)System\\.out\\.println\\((.*)\\);\\s*// ?(.*)");
  private static final Pattern TYPE = Pattern.compile("((static|final|sealed|abstract) )*(record|class|interface|enum) .*");
  private static final Pattern METHOD = Pattern.compile("(static )?(<[^>]+> )?[\\w.<>\\[\\], ?]+ \\w+\\([^=;]*\\) *\\{ *");
  private static final Pattern STATEMENT = Pattern.compile("(if|for|while|switch|try|else|do|return|new|throw)\\b.*");
  private static final String NOT_RUN = "<!-- not run";

  /// The snippets in the documentation comments of a source file.
  static List<Snippet> ofSource(Path file) {
    List<Snippet> snippets = new ArrayList<>();
    List<String> lines = lines(file);
    String room = lines.stream().filter(line -> line.startsWith("package ")).findFirst().orElse("package dev.chainrule;");
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).strip().equals("/// {@snippet :")) {
        List<String> text = new ArrayList<>();
        for (int depth = 1, j = i + 1; depth > 0; j++) {
          String line = lines.get(j).strip().replaceFirst("^/// ?", "");
          depth += braces(line);
          if (depth > 0) {
            text.add(line);
          }
        }
        snippets.add(new Snippet(file.normalize() + ":" + (i + 1), room.substring("package ".length(), room.length() - 1), text));
      }
    }
    return snippets;
  }

  /// The Java blocks of a Markdown file, but for those that a comment before them marks as not run.
  static List<Snippet> ofMarkdown(Path file) {
    List<Snippet> snippets = new ArrayList<>();
    List<String> lines = lines(file);
    String before = "";
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).equals("```java")) {
        int end = i + lines.subList(i, lines.size()).indexOf("```");
        if (!before.startsWith(NOT_RUN)) {
          snippets.add(new Snippet(file.normalize() + ":" + (i + 1), "dev.chainrule", lines.subList(i + 1, end)));
        }
        i = end;
      }
      before = lines.get(i).isBlank() ? before : lines.get(i);
    }
    return snippets;
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// How many braces a line of code opens, less those that it closes.
  private static int braces(String line) {
    String code = line.replaceAll("\"(\\\\.|[^\"\\\\])*\"|'(\\\\.|[^'\\\\])+'", "").replaceAll("//.*", "");
    return (int) (code.chars().filter(c -> c == '{').count() - code.chars().filter(c -> c == '}').count());
  }

  /// What the lines print, by their number, as the documentation has it.
  Map<Integer, String> expected() {
    Map<Integer, String> expected = new TreeMap<>();
    for (int i = 0; i < lines.size(); i++) {
      Matcher print = PRINT.matcher(lines.get(i));
      if (print.matches()) {
        expected.put(i, print.group(3).strip().replaceAll("\\s+", " "));
      }
    }
    return expected;
  }

  /// A class that runs it: `run` gives what each line with an expectation printed, on one line as comments are.
  String toSource(String className) {
    StringBuilder imports = new StringBuilder();
    StringBuilder members = new StringBuilder();
    StringBuilder body = new StringBuilder();
    StringBuilder into = body;
    int depth = 0;
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      if (depth == 0) {
        boolean method = METHOD.matcher(line).matches() && !STATEMENT.matcher(line).matches();
        into = line.startsWith("import ") ? imports : method || TYPE.matcher(line).matches() ? members : body;
        line = method && !line.startsWith("static ") ? "static " + line : line;
      }
      depth += braces(line);
      into.append(PRINT.matcher(line).replaceFirst("$1printed(" + i + ", $2);")).append('\n');
    }
    return """
        package snippets;
        import %s.*;
        import dev.chainrule.*;
        import dev.chainrule.nn.*;
        import dev.chainrule.nn.data.*;
        import dev.chainrule.nn.file.*;
        import dev.chainrule.nn.optimize.*;
        import dev.chainrule.nn.train.*;
        import dev.chainrule.onnx.*;
        import java.nio.ByteBuffer;
        import java.nio.file.*;
        import java.util.*;
        import java.util.function.*;
        import static dev.chainrule.Chainrule.*;
        import static dev.chainrule.Functions.*;
        %s
        public class %s {
        private static final Map<Integer, String> PRINTED = new HashMap<>();
        private static void printed(int line, Object value) { PRINTED.put(line, String.valueOf(value).strip().replaceAll("\\\\s+", " ")); }
        %s
        public static Map<Integer, String> run() throws Exception {
        %s
        return PRINTED;
        }
        }
        """.formatted(room, imports, className, members, body);
  }
}
