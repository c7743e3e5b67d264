package dev.chainrule.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

/// Starts the real command through its launcher, after packaging; the launcher brings its own build up to date first.
@DisabledOnOs(OS.WINDOWS)
class BuiltCommandIT {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

  /// So that no test sees the launcher's word about building.
  @BeforeAll
  static void isBuilt() throws Exception {
    assertThat(start("explain", "x", "x=1").waitFor()).isZero();
  }

  @Test
  void explains() throws Exception {
    Process process = start("explain", "(x + y) * z", "x=-2", "y=5", "z=-4", "--format", "json");

    assertThat(text(process.inputReader(StandardCharsets.UTF_8).lines())).startsWith("{\"value\":-12.0,\"gradients\":{\"x\":-4.0,\"y\":-4.0,\"z\":3.0}");
    assertThat(text(process.errorReader(StandardCharsets.UTF_8).lines())).isEmpty();
    assertThat(process.waitFor()).isZero();
  }

  @Test
  void passesTheExitCodesOn() throws Exception {
    assertThat(start("check", "relu(x)", "x=0").waitFor()).isEqualTo(1);

    assertThat(start("explain", "x").waitFor()).isEqualTo(2);
  }

  /// The JVM's announcement of the Vector module is not among them.
  @Test
  void saysWhatIsWrongInOneLine() throws Exception {
    Process process = start("train", "digits", "--epochs", "0");

    assertThat(text(process.errorReader(StandardCharsets.UTF_8).lines())).isEqualTo("chainrule: --epochs is 0, but must be at least 1");
    assertThat(process.waitFor()).isEqualTo(2);
  }

  /// The shell writes the letters, since this JVM may have no locale for them either.
  @Test
  void readsAllLettersWithoutALocale() throws Exception {
    ProcessBuilder builder = new ProcessBuilder("sh", "-c", "./chainrule explain \"$(printf '\\316\\261 + \\316\\262')\" \"$(printf '\\316\\261')=1\"");
    builder.directory(ROOT.toFile()).environment().keySet().removeAll(List.of("LANG", "LC_CTYPE", "LC_ALL"));

    assertThat(text(builder.start().errorReader(StandardCharsets.UTF_8).lines()))
        .isEqualTo("chainrule: column 5 of \"α + β\": unknown name β; give it a value, as in β=2");
  }

  private static Process start(String... arguments) throws IOException {
    Stream<String> command = Stream.concat(Stream.of(ROOT.resolve("chainrule").toString()), Stream.of(arguments));
    return new ProcessBuilder(command.toList()).start();
  }

  private static String text(Stream<String> lines) {
    return String.join("\n", lines.toList());
  }
}
