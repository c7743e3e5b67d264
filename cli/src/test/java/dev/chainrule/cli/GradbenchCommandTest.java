package dev.chainrule.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class GradbenchCommandTest {
  @Test
  void answersUntilTheInputEnds() {
    CommandRun run = withInput("""
        {"id": 0, "kind": "start", "eval": "hello"}
        {"id": 1, "kind": "define", "module": "hello"}
        nonsense
        {"id": 2, "kind": "evaluate", "module": "hello", "function": "double", "input": 1.5}
        """);
    assertThat(run.code()).isZero();
    assertThat(run.err()).isEmpty();
    assertThat(run.out().lines()).hasSize(4)
        .startsWith("{\"id\":0,\"tool\":\"chainrule\"}", "{\"id\":1,\"success\":true}")
        .last().asString().startsWith("{\"id\":2,\"success\":true,\"output\":3.0,");
  }

  @Test
  void noInputIsNoMistake() {
    assertThat(withInput("")).isEqualTo(new CommandRun(0, "", ""));
  }

  private static CommandRun withInput(String text) {
    InputStream before = System.in;
    System.setIn(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    try {
      return CommandRun.of("gradbench");
    } finally {
      System.setIn(before);
    }
  }
}
