package dev.chainrule.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.Writer;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ConformanceCommandTest {
  /// The square of 3: every field that a case has.
  private static final String SQUARE = """
      {"op": "square", "attrs": {}, "inputs": [{"shape": [], "data": [3.0]}], "output": {"shape": [], "data": [9.0]},
       "cotangent": {"shape": [], "data": [1.0]}, "vjp": [{"shape": [], "data": [6.0]}],
       "tangents": [{"shape": [], "data": [0.5]}], "jvp": {"shape": [], "data": [3.0]}, "hvp": [{"shape": [], "data": [1.0]}]}""";

  /// log(1 + x) close to its pole: rounding the input to single precision moves the derivatives by hundredths.
  private static final String NEAR_MINUS_ONE = """
      {"op": "log1p", "attrs": {}, "inputs": [{"shape": [], "data": [-0.999999]}], "output": {"shape": [], "data": [-13.815510557935518]},
       "cotangent": {"shape": [], "data": [1.0]}, "vjp": [{"shape": [], "data": [999999.9999712444]}],
       "tangents": [{"shape": [], "data": [1.0]}], "jvp": {"shape": [], "data": [999999.9999712444]}, "hvp": [{"shape": [], "data": [-999999999942.4888]}]}""";

  @TempDir
  private Path folder;

  @ParameterizedTest
  @CsvSource({"vectors, f64, 4", "vectors, f32, 4", "wide-vectors, f64, 58", "wide-vectors, f32, 58"})
  void losses(String name, String dtype, int count) throws URISyntaxException {
    Path vectors = Path.of(ConformanceCommandTest.class.getResource("/" + name).toURI());
    CommandRun run = CommandRun.of("conformance", vectors.toString(), "--dtype", dtype);
    assertThat(run.code()).as(run.out()).isZero();
    assertThat(run.out()).contains("\n%d passed, 0 failed, in %s".formatted(count, dtype.toUpperCase(Locale.ROOT)));
  }

  @Test
  void jsonHasAnObjectForEachOperationAndOneForAll() throws IOException {
    write("square.json", "[" + SQUARE + ", " + SQUARE.replace("[9.0]", "[9.1]") + "]");
    write("abs.json", "[" + SQUARE.replace("square", "unheardOf") + "]");
    CommandRun run = CommandRun.of("conformance", folder.toString(), "--json", "--dtype", "f32");
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err()).isEmpty();
    List<JsonObject> lines = run.out().lines().map(line -> JsonParser.parseString(line).getAsJsonObject()).toList();
    assertThat(lines).hasSize(3);
    JsonObject square = lines.get(0);
    assertThat(List.copyOf(square.keySet())).containsExactly("operation", "dtype", "passed", "failed", "conditioned", "beyond", "worst", "failures");
    assertThat(square.get("operation").getAsString()).isEqualTo("square");
    assertThat(square.get("dtype").getAsString()).isEqualTo("f32");
    assertThat(square.get("passed").getAsInt()).isEqualTo(1);
    assertThat(square.get("failed").getAsInt()).isEqualTo(1);
    assertThat(square.get("worst").getAsDouble()).isBetween(0.0109, 0.0111);
    assertThat(lines.get(1).get("operation").getAsString()).isEqualTo("unheardOf");
    assertThat(lines.get(1).get("worst").isJsonNull()).isTrue();
    assertThat(lines.get(2)).hasToString("{\"passed\":1,\"failed\":2,\"conditioned\":0,\"beyond\":0}");
  }

  @Test
  void theTableShowsEachFailureOnceWithHowOftenItCame() throws IOException {
    write("cases.json", "[" + SQUARE.replace("square", "unheardOf") + ", " + SQUARE.replace("square", "unheardOf") + "]");
    write("square.json", "[" + SQUARE + "]");
    CommandRun run = CommandRun.of("conformance", folder.toString());
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.out()).isEqualTo("""
        operation  passed  failed  worst error
        square          1          0
        unheardOf       0       2  –
            cases.json case 0 and 1 more: there is no operation 'unheardOf'
        1 passed, 2 failed, in F64
        """);
  }

  static Stream<Arguments> mistakes() {
    return Stream.of(
        arguments("\"output\": {\"shape\": [], \"data\": [9.0]},", "", "'output' is missing"),
        arguments("[9.0]", "[9.5]", "value is 9.0 at position 0, but should be 9.5 (error 5.3e-02, at most 1e-09)"),
        arguments("[6.0]", "[7.0]", "vjp[0] is 6.0 at position 0, but should be 7.0 (error 1.4e-01, at most 1e-09)"),
        arguments("\"jvp\": {\"shape\": [], \"data\": [3.0]}", "\"jvp\": {\"shape\": [], \"data\": [2.0]}",
            "jvp is 3.0 at position 0, but should be 2.0 (error 5.0e-01, at most 1e-09)"),
        arguments("\"hvp\": [{\"shape\": [], \"data\": [1.0]}]", "\"hvp\": [{\"shape\": [], \"data\": [2.0]}]",
            "hvp[0] is 1.0 at position 0, but should be 2.0 (error 5.0e-01, at most 1e-08)"),
        arguments("\"hvp\": [{\"shape\": [], \"data\": [1.0]}]", "\"hvp\": []", "'hvp' has 0 elements for 1 inputs"),
        arguments("\"output\": {\"shape\": []", "\"output\": {\"shape\": [2]",
            "output has shape [2] and 1 numbers, but must have 2"),
        arguments("\"output\": {\"shape\": [], \"data\": [9.0]", "\"output\": {\"shape\": [1], \"data\": [9.0]",
            "value is F64[], but should be F64[1]"),
        arguments("[9.0]", "[\"nine\"]", "output.data has nine, which is no number"),
        arguments("[9.0]", "[\"nan\"]", "value is 9.0 at position 0, but should be NaN (error Infinity, at most 1e-09)"),
        arguments("\"op\": \"square\",", "", "'op' is missing"),
        arguments("\"op\": \"square\", \"attrs\": {}", "\"op\": \"softmax\", \"attrs\": {\"axis\": 3, \"beta\": 2}",
            "[softmax] axis 3 of a tensor of shape []: a scalar has no axes; attributes that nothing here knows: beta"));
  }

  @ParameterizedTest(name = "{2}")
  @MethodSource("mistakes")
  void aCaseThatIsWrongFailsWithAMessage(String text, String instead, String message) throws IOException {
    assertThat(SQUARE).contains(text);
    write("square.json", "[" + SQUARE.replace(text, instead) + "]");
    CommandRun run = CommandRun.of("conformance", folder.toString());
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.out()).contains("square.json case 0: " + message + "\n").endsWith("0 passed, 1 failed, in F64\n");
  }

  @Test
  void whatPassesAtRoundedInputsHasAColumn() throws IOException {
    write("log1p.json", "[" + SQUARE + ", " + NEAR_MINUS_ONE + "]");
    CommandRun run = CommandRun.of("conformance", folder.toString(), "--dtype", "f32");
    assertThat(run.out()).isEqualTo("""
        operation  passed  conditioned  failed  worst error
        log1p           1            1          0
        square          1                       0
        2 passed, 0 failed, in F32; 1 passed conditioned: against what F64 gives at the rounded inputs, or within 1e-7
        """);
    assertThat(run.code()).isZero();
    CommandRun asJson = CommandRun.of("conformance", folder.toString(), "--dtype", "f32", "--json");
    assertThat(asJson.out()).contains("\"passed\":1,\"failed\":0,\"conditioned\":1,\"beyond\":0,\"worst\":").endsWith("{\"passed\":2,\"failed\":0,\"conditioned\":1,\"beyond\":0}\n");
    CommandRun inDoubles = CommandRun.of("conformance", folder.toString(), "--json");
    assertThat(inDoubles.out()).doesNotContain("conditioned").endsWith("{\"passed\":2,\"failed\":0}\n");
  }

  @Test
  void derivativesBeyondSinglePrecisionAreCounted() throws IOException {
    write("softmax.json", """
        [{"op": "softmax", "attrs": {"axis": 0}, "inputs": [{"shape": [2], "data": [0.0, 0.0]}], "output": {"shape": [2], "data": [0.5, 0.5]},
          "cotangent": {"shape": [2], "data": [1e40, 0.0]}, "vjp": [{"shape": [2], "data": [2.5e39, -2.5e39]}],
          "tangents": [{"shape": [2], "data": [1.0, 0.0]}], "jvp": {"shape": [2], "data": [0.25, -0.25]}, "hvp": null}]""");
    CommandRun run = CommandRun.of("conformance", folder.toString(), "--dtype", "f32");
    assertThat(run.out()).endsWith("1 passed, 0 failed, in F32; 1 have derivatives beyond F32 that are NaN, not compared\n");
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
      []              | there are no cases
      {}              | a file of vectors must be a list of cases
      [1]             | case 0 is 1.0, but must be {op, attrs, inputs, …}
      [{"op": "abs"]  | this is no JSON: Unterminated object
      [{"op": "abs"}  | this is no JSON: End of input
      [] []           | there is more after the list of cases
      ''              | the file is empty
      ' '             | the file is empty
      abs             | a file of vectors must be a list of cases
      """)
  void aFileThatIsWrongFailsWithAMessage(String text, String message) throws IOException {
    write("abs.json", text);
    write("square.json", "[" + SQUARE + "]");
    CommandRun run = CommandRun.of("conformance", folder.toString());
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err()).isEmpty();
    assertThat(run.out()).contains("    abs.json: " + message).contains("\n1 passed, ");
  }

  @Test
  void aLinkToNothingIsSaidToBeOne() throws IOException {
    Files.createSymbolicLink(folder.resolve("abs.json"), folder.resolve("gone"));
    CommandRun run = CommandRun.of("conformance", folder.toString());
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.out()).contains("    abs.json: cannot be read: it is a link to a file that is not there\n");
  }

  @Test
  void aCaseWithoutInputsIsRefused() throws IOException {
    write("abs.json", "[{\"op\": \"abs\", \"inputs\": [], \"output\": {\"shape\": [], \"data\": [1.0]}}]");
    CommandRun run = CommandRun.of("conformance", folder.toString());
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.out()).contains("abs.json case 0: 'inputs' has no tensors, but an operation takes one or more\n");
  }

  @Test
  void aFileOfOtherBytesIsNoText() throws IOException {
    Files.write(folder.resolve("abs.json"), new byte[] {'[', (byte) 0xff, (byte) 0xfe, ']'});
    CommandRun run = CommandRun.of("conformance", folder.toString());
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.out()).contains("    abs.json: this is no text in UTF-8\n");
  }

  @Test
  void casesBeforeAMistakeCount() throws IOException {
    write("square.json", "[" + SQUARE + ", " + SQUARE + ", 7, " + SQUARE + "]");
    CommandRun run = CommandRun.of("conformance", folder.toString());
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.out()).contains("    square.json: case 2 is 7.0, but must be {op, attrs, inputs, …}\n").endsWith("2 passed, 1 failed, in F64\n");
  }

  @Test
  void casesAreReadOneByOne() throws IOException {
    try (Writer out = Files.newBufferedWriter(folder.resolve("square.json"))) {
      out.write("[" + SQUARE);
      for (int i = 1; i < 20_000; i++) {
        out.write(",\n" + SQUARE);
      }
      out.write("]");
    }
    CommandRun run = CommandRun.of("conformance", folder.toString());
    assertThat(run.code()).isZero();
    assertThat(run.out()).endsWith("20000 passed, 0 failed, in F64\n");
  }

  @Test
  void casesCountByTheirOwnOperationAndOtherFilesAreLeftAlone() throws IOException {
    write("abs.json", "[" + SQUARE + "]");
    write("README.md", "Vectors of our own.");
    Files.createDirectory(folder.resolve("more.json"));
    Files.createDirectory(folder.resolve("older"));
    Files.writeString(folder.resolve("older").resolve("abs.json"), "[]");
    CommandRun run = CommandRun.of("conformance", folder.toString());
    assertThat(run.out()).isEqualTo("""
        operation  passed  failed  worst error
        square          1          0
        1 passed, 0 failed, in F64
        """);
    assertThat(run.code()).isZero();
  }

  @Test
  void badInputEndsWithTwo() throws IOException {
    assertRefused("there are no files *.json in %s; name a folder of reference vectors".formatted(folder), folder.toString());
    Path inner = Files.createDirectory(folder.resolve("inner"));
    assertRefused("there are no files *.json in %s; name a folder of reference vectors".formatted(folder), folder.toString());
    Files.writeString(inner.resolve("square.json"), "[" + SQUARE + "]");
    assertRefused("there are no files *.json in %s; there are some in the folder %s, which is to be named itself".formatted(folder, inner),
        folder.toString());
    write("square.json", "[" + SQUARE + "]");
    Path file = folder.resolve("square.json");
    assertRefused("%s is no folder; name the one that it is in".formatted(file), file.toString());
    assertRefused("nowhere is no folder: there is nothing of that name", "nowhere");
    assertRefused("--dtype is 'f16', but must be f64 or f32", folder.toString(), "--dtype", "f16");
    assertRefused("Missing required parameter: 'DIR'; chainrule conformance --help shows what there is");
  }

  private static void assertRefused(String message, String... arguments) {
    String[] all = new String[arguments.length + 1];
    all[0] = "conformance";
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    CommandRun run = CommandRun.of(all);
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).isEqualTo("chainrule: " + message + "\n");
  }

  private void write(String name, String text) throws IOException {
    Files.writeString(folder.resolve(name), text);
  }
}
