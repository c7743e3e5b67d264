package dev.chainrule.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// That measuring works and says what it measured; never how much that is.
class BenchCommandTest {
  @Test
  void jsonHasAnObjectForEachCase() {
    CommandRun run = CommandRun.of("bench", "mlp-tiny", "gemm-f64-8", "--seconds", "0.02", "--json");
    assertThat(run.err()).isEmpty();
    assertThat(run.code()).isZero();
    List<JsonObject> lines = run.out().lines().map(line -> JsonParser.parseString(line).getAsJsonObject()).toList();
    assertThat(lines).extracting(line -> line.get("name").getAsString()).containsExactly("mlp-tiny", "gemm-f64-8");
    for (JsonObject line : lines) {
      assertThat(List.copyOf(line.keySet())).containsExactly("name", "threads", "medianMs", "p10Ms", "firstMs", "warmMs", "warmSteps",
          "memoryBytes", "allocatedBytes", "resultBytes");
      assertThat(line.get("p10Ms").getAsDouble()).isPositive().isLessThanOrEqualTo(line.get("medianMs").getAsDouble());
      assertThat(line.get("warmSteps").getAsLong()).isPositive();
    }
    // 512 bytes of elements; the perceptron's parameters are 6 · 5 + 5 + 5 · 3 + 3, and as many velocities.
    assertThat(lines.get(1).get("resultBytes").getAsLong()).isEqualTo(512);
    assertThat(lines.get(0).get("resultBytes").getAsLong()).isEqualTo(2 * 53 * 4);
  }

  @Test
  void theTableHasALineForEachCase() {
    CommandRun run = CommandRun.of("bench", "gemm-f32-8", "--seconds", "0.01", "--threads", "1");
    assertThat(run.code()).isZero();
    assertThat(run.out().lines().toList()).hasSize(2).element(1).asString().startsWith("gemm-f32-8 ");
  }

  /// The gradient written by hand and the library's own are the same.
  @Test
  void peersInJavaDoTheSameWork() {
    CommandRun run = CommandRun.of("bench", "scalar-1e3", "mlp-tiny", "--peers", "java", "--seconds", "0.02", "--json");
    assertThat(run.err()).isEmpty();
    assertThat(run.code()).isZero();
    List<JsonObject> lines = run.out().lines().map(line -> JsonParser.parseString(line).getAsJsonObject()).toList();
    assertThat(lines).hasSize(2).allSatisfy(line -> {
      assertThat(line.get("peer").getAsString()).isEqualTo("plain-java");
      assertThat(line.get("resultDifference").getAsDouble()).isLessThan(1e-5);
      assertThat(line.get("ratio").getAsDouble()).isPositive();
    });
  }

  /// A JVM is no Python, and says so at once.
  @Test
  void peersThatCannotBeStartedAreLeftOut() {
    String noPython = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    CommandRun run = CommandRun.of("bench", "gemm-f32-8", "--peers", noPython, "--seconds", "0.01", "--json");
    assertThat(run.code()).isZero();
    assertThat(run.err().lines()).hasSize(3).element(0).asString()
        .startsWith("chainrule: pytorch-eager is left out: pytorch-eager ended early: ");
    assertThat(run.out().lines()).hasSize(1);
  }

  @Test
  void startIsMeasuredInProcessesOfTheirOwn() {
    CommandRun run = CommandRun.of("bench", "start-gradient", "--json");
    assertThat(run.code()).isZero();
    JsonObject line = JsonParser.parseString(run.out()).getAsJsonObject();
    assertThat(line.get("medianMs").getAsDouble()).isGreaterThan(line.get("firstMs").getAsDouble());
  }

  @Test
  void listNamesGroupsAndCases() {
    assertThat(CommandRun.of("bench", "--list").out().lines()).contains("training", "gemm", "mlp", "cnn", "lstm", "gpt", "gemm-f32-512");
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
      trainings                      | there is no case 'trainings' to measure; did you mean training?
      unheardOf                      | there is no case 'unheardOf' to measure; --list shows all
      mlp-tiny --seconds 0           | --seconds is 0.0, but must be more than 0 and at most 3600
      mlp-tiny --threads 0           | --threads is 0, but must be at least 1
      mlp-tiny --peers /no/python    | --peers: /no/python is no program; name a Python interpreter, or 'java' for peers in Java alone
      mlp-tiny --java-peers /no/jars | --java-peers: /no/jars is no folder; mvn -P peers -pl peers -am package makes peers/target/lib
      """)
  void badInputEndsWithTwo(String arguments, String message) {
    CommandRun run = CommandRun.of(("bench " + arguments).split(" "));
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).isEqualTo("chainrule: " + message + "\n");
  }
}
