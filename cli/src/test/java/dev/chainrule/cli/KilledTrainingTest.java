package dev.chainrule.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// Trainings in processes of their own, which come to a sudden end; `scripts/kill-and-resume` does the same for longer.
@DisabledOnOs(OS.WINDOWS)
class KilledTrainingTest {
  private static final int KILLS = 3;
  private static final List<String> TRAINING = List.of("digits", "--model", "cnn", "--epochs", "2", "--batch", "16", "--json", "--save-every", "0.05");

  @TempDir
  private Path folder;

  private static Process start(String jvmOption, Stream<String> arguments) throws IOException {
    return new ProcessBuilder(command(jvmOption, arguments)).redirectErrorStream(true).start();
  }

  private static List<String> command(String jvmOption, Stream<String> arguments) {
    List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "--add-modules=jdk.incubator.vector", "-XX:+UseSerialGC", "-XX:-UsePerfData", jvmOption, "-cp", System.getProperty("java.class.path"),
        Main.class.getName(), "train"));
    arguments.forEach(command::add);
    return command;
  }

  private Stream<String> begin(Path out) {
    return Stream.concat(TRAINING.stream(), Stream.of("--out", out.toString()));
  }

  private static Stream<String> resume(Path out) {
    return Stream.of("--resume", out.toString(), "--json", "--save-every", "0.05");
  }

  private static void assertSame(Path run, Path other) {
    for (String file : List.of("checkpoint.safetensors", "model.safetensors")) {
      assertThat(run.resolve(file)).hasSameBinaryContentAs(other.resolve(file));
    }
  }

  /// Until a step was kept, then for a random part of what follows.
  private static void waitForACheckpoint(Path run, Process process, Random random) throws Exception {
    Path checkpoint = run.resolve("checkpoint.safetensors");
    Object before = Files.exists(checkpoint) ? Files.getLastModifiedTime(checkpoint) : "none";
    int more = random.nextInt(4);
    while (process.isAlive() && more >= 0) {
      Object now = Files.exists(checkpoint) ? Files.getLastModifiedTime(checkpoint) : "none";
      if (!now.equals(before)) {
        before = now;
        more--;
      }
      Thread.onSpinWait();
    }
  }

  @Test
  void aTrainingThatIsKilledAndGoesOnEndsWithTheSameBitsOnAnyNumberOfThreads() throws Exception {
    Path whole = folder.resolve("whole");
    Path killed = folder.resolve("killed");
    assertThat(start("-Dchainrule.threads=1", begin(whole)).waitFor()).isZero();
    Random random = new Random();
    for (int kill = 0; kill < KILLS; kill++) {
      Process process = start("-Dchainrule.threads=2", kill == 0 ? begin(killed) : resume(killed));
      waitForACheckpoint(killed, process, random);
      process.destroyForcibly().waitFor();
    }
    Process last = start("-Dchainrule.threads=2", resume(killed));
    assertThat(last.waitFor()).as(() -> last.inputReader().lines().toList().toString()).isZero();
    assertSame(killed, whole);
    try (Stream<Path> files = Files.list(killed)) {
      assertThat(files.map(file -> file.getFileName().toString())).noneMatch(name -> name.endsWith(".tmp"));
    }
  }

  @Test
  void whoIsAskedToEndKeepsTheRunAndSaysHowItGoesOn() throws Exception {
    Path run = folder.resolve("run");
    Process process = start("-Dchainrule.threads=1",
        begin(run).filter(word -> !word.equals("--json")).map(word -> word.equals("2") ? "1000" : word));
    waitForACheckpoint(run, process, new Random(1));
    process.toHandle().destroy(); // the process itself would lose its streams
    assertThat(process.waitFor()).isEqualTo(130);
    assertThat(process.inputReader().lines().toList().getLast())
        .matches("stopped in epoch \\d+ after step \\d+; chainrule train --resume %s goes on from there".formatted(run));
  }

  /// Files that may be no larger than this are what a full disk comes to.
  @Test
  void whereThereIsNoRoomTheLastGoodFilesStayAndTrainingGoesOnLater() throws Exception {
    Path run = folder.resolve("run");
    assertThat(CommandRun.of("train", "digits", "--epochs", "1", "--json", "--out", run.toString()).code()).isZero();
    byte[] checkpoint = Files.readAllBytes(run.resolve("checkpoint.safetensors"));
    byte[] model = Files.readAllBytes(run.resolve("model.safetensors"));

    List<String> limited = new ArrayList<>(List.of("sh", "-c", "ulimit -f 40 && exec \"$@\"", "sh"));
    limited.addAll(command("-Dchainrule.threads=1", Stream.of("--resume", run.toString(), "--epochs", "2")));
    Process process = new ProcessBuilder(limited).redirectErrorStream(true).start();
    List<String> said = process.inputReader().lines().toList();
    assertThat(process.waitFor()).as(said.toString()).isEqualTo(2);
    assertThat(said.getLast()).isEqualTo("chainrule: %s cannot be written: File too large; what it was before is whole. Mend that, and go on with --resume %s"
        .formatted(run.resolve("model.safetensors"), run));
    assertThat(run.resolve("checkpoint.safetensors")).hasBinaryContent(checkpoint);
    assertThat(run.resolve("model.safetensors")).hasBinaryContent(model);

    Path whole = folder.resolve("whole");
    assertThat(CommandRun.of("train", "--resume", run.toString(), "--epochs", "2", "--json").code()).isZero();
    assertThat(CommandRun.of("train", "digits", "--epochs", "2", "--json", "--out", whole.toString()).code()).isZero();
    assertSame(run, whole);
  }
}
