package dev.chainrule.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Runs the examples of `docs/command.md`: indented lines that begin with `$ ./chainrule`, and what is printed then.
class CommandDocumentationTest {
  private static final String PROMPT = "$ ./chainrule ";
  /// An argument in quotes, or up to a space.
  private static final Pattern ARGUMENT = Pattern.compile("\"([^\"]*)\"|(\\S+)");

  record Example(String command, String printed) {}

  static Stream<Example> examples() throws IOException {
    List<Example> examples = new ArrayList<>();
    List<String> lines = Files.readAllLines(Path.of("../docs/command.md"));
    for (int i = 0; i < lines.size(); i++) {
      int indent = lines.get(i).indexOf(PROMPT);
      if (indent < 0) {
        continue;
      }
      String command = lines.get(i).substring(indent + PROMPT.length());
      StringBuilder printed = new StringBuilder();
      while (i + 1 < lines.size() && (lines.get(i + 1).isBlank() || lines.get(i + 1).startsWith(" ".repeat(indent)))) {
        i++;
        printed.append(lines.get(i).isBlank() ? "" : lines.get(i).substring(indent)).append('\n');
      }
      examples.add(new Example(command, printed.toString().strip()));
    }
    return examples.stream();
  }

  @ParameterizedTest
  @MethodSource("examples")
  void printsWhatTheDocumentationShows(Example example) {
    List<String> arguments = new ArrayList<>();
    Matcher matcher = ARGUMENT.matcher(example.command);
    while (matcher.find()) {
      arguments.add(matcher.group(1) == null ? matcher.group(2) : matcher.group(1));
    }

    CommandRun run = CommandRun.of(arguments.toArray(String[]::new));

    assertThat((run.out() + run.err()).strip()).isEqualTo(example.printed);
  }
}
