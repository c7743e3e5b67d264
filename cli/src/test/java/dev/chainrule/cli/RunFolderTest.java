package dev.chainrule.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a training leaves in its folder, and that this is enough to go on and to use the model.
class RunFolderTest {
  private static final String CHECKPOINT = "checkpoint.safetensors";
  private static final String MODEL = "model.safetensors";

  @TempDir
  private Path folder;

  private static CommandRun run(String command, Object... arguments) {
    return CommandRun.of(command.formatted(arguments).split(" "));
  }

  private String refused(String command, Object... arguments) {
    CommandRun run = run(command, arguments);
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).startsWith("chainrule: ").endsWith(System.lineSeparator());
    return run.err().substring("chainrule: ".length()).strip();
  }

  @Test
  void moreEpochsLaterEndWithTheSameBitsAsAllAtOnce() throws IOException {
    Path whole = folder.resolve("whole");
    Path parts = folder.resolve("parts");
    assertThat(run("train digits --epochs 3 --optimizer adam --json --out %s", whole).code()).isZero();
    assertThat(run("train digits --epochs 1 --optimizer adam --json --out %s", parts).code()).isZero();
    CommandRun rest = run("train --resume %s --epochs 3 --json", parts);
    assertThat(rest.out().lines()).hasSize(3).first().asString().startsWith("{\"epoch\":2,");
    assertThat(rest.err()).isEmpty();
    for (String file : List.of(CHECKPOINT, MODEL)) {
      assertThat(parts.resolve(file)).hasSameBinaryContentAs(whole.resolve(file));
    }
    try (var files = Files.list(parts)) {
      assertThat(files.map(file -> file.getFileName().toString()).filter(name -> name.endsWith(".tmp"))).isEmpty();
    }
  }

  @Test
  void aRunThatIsDoneHasNothingMoreToDo() {
    run("train digits --epochs 1 --json --out %s", folder);
    CommandRun again = run("train --resume %s --json", folder);
    assertThat(again.code()).isZero();
    assertThat(again.out()).startsWith("{\"done\":true,\"testAccuracy\":0.9");
  }

  @Test
  void theModelThatWasKeptIsTheOneThatWasTested() {
    CommandRun trained = run("train digits --epochs 2 --json --out %s", folder);
    CommandRun evaluated = run("evaluate %s --json", folder);
    assertThat(evaluated.err()).isEmpty();
    String accuracy = trained.out().lines().toList().getLast().replaceAll(".*(\"testAccuracy\":[0-9.]+).*", "$1");
    assertThat(evaluated.out()).contains(accuracy).contains("\"examples\":360");
    assertThat(run("evaluate %s", folder).out()).matches("test accuracy 9\\d\\.\\d\\d %, test loss 0\\.\\d{4} on 360 examples\\R");
  }

  @Test
  void withValidationTheBestEpochIsKept() {
    CommandRun trained = run("train digits --epochs 8 --lr 0.3 --validation 0.1 --patience 2 --json --out %s", folder);
    assertThat(trained.code()).isZero();
    String accuracy = trained.out().lines().toList().getLast().replaceAll(".*(\"testAccuracy\":[0-9.]+).*", "$1");
    assertThat(run("evaluate %s --json", folder).out()).contains(accuracy);
  }

  @Test
  void aFolderWithARunIsNotOverwritten() throws IOException {
    run("train digits --epochs 1 --json --out %s", folder);
    byte[] model = Files.readAllBytes(folder.resolve(MODEL));
    assertThat(refused("train digits --epochs 1 --seed 2 --json --out %s", folder))
        .isEqualTo("%s has a run already: --resume %s goes on with it, another --out keeps both".formatted(folder, folder));
    assertThat(folder.resolve(MODEL)).hasBinaryContent(model);
  }

  @Test
  void damagedFilesAreNamedAndLeftAlone() throws IOException {
    run("train digits --epochs 1 --json --out %s", folder);
    byte[] checkpoint = Files.readAllBytes(folder.resolve(CHECKPOINT));
    Files.write(folder.resolve(CHECKPOINT), Arrays.copyOf(checkpoint, checkpoint.length / 2));
    assertThat(refused("train --resume %s --epochs 2 --json", folder)).startsWith(folder.resolve(CHECKPOINT) + ": ");
    Files.write(folder.resolve(MODEL), new byte[3]);
    assertThat(refused("evaluate %s", folder)).startsWith(folder.resolve(MODEL) + ": 3 bytes are too few");
    Path settings = folder.resolve("run.json");
    String json = Files.readString(settings);
    Files.writeString(settings, json.replace("\"rate\": 0.05", "\"rate\": -1"));
    assertThat(refused("evaluate %s", folder)).isEqualTo(settings + " is damaged: --lr is -1.0, but must be a positive finite number");
    for (String damaged : List.of("", "{", "[]", "{}", json.replace("\"seed\"", "\"soil\": [").replace("IMAGES", "IMAGE"))) {
      Files.writeString(settings, damaged);
      assertThat(refused("evaluate %s", folder)).startsWith(settings + " is damaged");
    }
  }

  @Test
  void whereNothingCanBeWrittenIsSaid() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "");
    assertThat(refused("train digits --epochs 1 --out %s", file)).startsWith("the folder %s cannot be written: ".formatted(file));
    assertThat(refused("train digits --epochs 1 --out %s", file.resolve("below"))).startsWith("the folder %s".formatted(file));
  }

  @Test
  void aScheduleThatGoesAlongAllEpochsKeepsTheirNumber() {
    run("train digits --epochs 1 --schedule cosine --json --out %s", folder);
    assertThat(refused("train --resume %s --epochs 2", folder)).isEqualTo(
        "--epochs cannot change from 1 to 2 in a run whose schedule is cosine: it goes along all epochs; begin a new run, or one with --schedule constant");
  }

  @Test
  void divergenceKeepsWhatWasGood() {
    CommandRun run = run("train digits --epochs 2 --lr 1e30 --json --out %s", folder);
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err()).contains("training diverged").contains("made the first NaN or infinity");
    assertThat(folder.resolve(CHECKPOINT)).exists();
    assertThat(refused("evaluate %s", folder)).isEqualTo(
        "%s has no model yet: its first epoch is not complete; go on with chainrule train --resume %s".formatted(folder, folder));
  }
}
