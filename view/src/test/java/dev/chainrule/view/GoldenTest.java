package dev.chainrule.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every format of every example, as it is kept in `src/test/resources/golden`: a change to what is printed shows as a
/// difference there. To write the files again:
///
///     mvn -pl view -am test -Dtest=GoldenTest -Dsurefire.failIfNoSpecifiedTests=false -Dgolden.write=true
class GoldenTest {
  private static final Path FOLDER = Path.of("src", "test", "resources", "golden");
  private static final Map<String, Function<Explanation, String>> FORMATS = new LinkedHashMap<>();

  static {
    FORMATS.put("txt", ExplanationText::of);
    FORMATS.put("forward.txt", explanation -> ExplanationText.of(explanation, Mode.FORWARD));
    FORMATS.put("json", ExplanationJson::of);
    FORMATS.put("dot", ExplanationDot::of);
    FORMATS.put("java", explanation -> JavaSource.of(explanation, "Example"));
  }

  static Stream<List<String>> files() {
    return Examples.ALL.keySet().stream().flatMap(example -> FORMATS.keySet().stream().map(format -> List.of(example, format)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("files")
  void printsWhatIsKept(List<String> file) throws IOException {
    String text = FORMATS.get(file.get(1)).apply(Examples.ALL.get(file.get(0)).get()).stripTrailing() + "\n";
    Path path = FOLDER.resolve(file.get(0) + "." + file.get(1));
    if (Boolean.getBoolean("golden.write")) {
      Files.createDirectories(FOLDER);
      Files.writeString(path, text);
    }
    assertThat(path).exists();
    assertThat(text).as("%s; run with -Dgolden.write=true if the change is meant", path).isEqualTo(Files.readString(path));
  }

  @Test
  void everyKeptFileBelongsToAnExample() throws IOException {
    try (Stream<Path> kept = Files.list(FOLDER)) {
      assertThat(kept.map(path -> path.getFileName().toString()))
          .containsExactlyInAnyOrderElementsOf(files().map(file -> file.get(0) + "." + file.get(1)).toList());
    }
  }
}
