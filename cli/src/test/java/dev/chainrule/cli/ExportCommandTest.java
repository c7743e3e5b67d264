package dev.chainrule.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import dev.chainrule.Tensor;
import dev.chainrule.graph.DType;
import dev.chainrule.nn.Digits;
import dev.chainrule.onnx.OnnxModel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is exported does what was trained, on inputs as they are.
class ExportCommandTest {
  @TempDir
  private Path folder;

  private static CommandRun run(String... arguments) {
    CommandRun run = CommandRun.of(arguments);
    assertThat(run.err()).isEmpty();
    assertThat(run.code()).isZero();
    return run;
  }

  @Test
  void aModelOfImagesTakesPixels() throws Exception {
    String kept = folder.resolve("kept").toString();
    String file = folder.resolve("digits.onnx").toString();
    run("train", "digits", "--model", "cnn", "--epochs", "1", "--json", "--out", kept);
    assertThat(run("export", kept, "--out", file).out())
        .isEqualTo(file + ": takes x F32[batch, 1, 8, 8], gives logits and probabilities of 10 classes" + System.lineSeparator());
    OnnxModel model = OnnxModel.read(Path.of(file));
    assertThat(model.notes()).containsEntry("classes", "0\n1\n2\n3\n4\n5\n6\n7\n8\n9");
    Tensor pixels = Digits.load().images().div(16).reshape(-1, 1, 8, 8);
    Tensor found = model.apply(model.parameters(), Map.of("x", pixels)).get("probabilities").argMax(1);
    double accuracy = found.eq(Digits.load().labels().to(DType.I32)).to(DType.F64).mean().item();
    double tested = JsonParser.parseString(run("evaluate", kept, "--json").out()).getAsJsonObject().get("testAccuracy").getAsDouble();
    assertThat(accuracy).isBetween(tested - 0.05, tested + 0.05);
  }

  @Test
  void aModelOfATableTakesItsNumbers() throws Exception {
    Path csv = folder.resolve("table.csv");
    StringBuilder rows = new StringBuilder("size,width,colour\n");
    for (int i = 0; i < 60; i++) {
      rows.append("%d.5,%d,%s\n".formatted(3 * i, i, i % 2 == 0 ? "red" : "blue"));
    }
    Files.writeString(csv, rows);
    String kept = folder.resolve("kept").toString();
    Path file = folder.resolve("table.onnx");
    run("train", "csv:" + csv, "--target", "size", "--epochs", "2", "--json", "--out", kept);
    assertThat(run("export", kept, "--out", file.toString()).out()).contains("takes x F32[batch, 3], gives y");
    OnnxModel model = OnnxModel.read(file);
    assertThat(model.notes()).containsEntry("columns", "width\ncolour=blue\ncolour=red");
    Files.writeString(csv, "size,width,colour\n0,7,red\n");
    double told = JsonParser.parseString(run("predict", kept, csv.toString(), "--json").out()).getAsJsonObject().get("size").getAsDouble();
    assertThat(model.apply(model.parameters(), Tensor.of(new float[][] {{7, 0, 1}})).item()).isCloseTo(told, org.assertj.core.data.Offset.offset(1e-3));
  }

  @Test
  void aFolderThatIsMissingIsSaid() {
    String file = folder.resolve("missing/model.onnx").toString();
    String kept = folder.resolve("kept").toString();
    run("train", "digits", "--epochs", "1", "--json", "--out", kept);
    CommandRun refused = CommandRun.of("export", kept, "--out", file);
    assertThat(refused.code()).isEqualTo(2);
    assertThat(refused.err().lines()).hasSize(1);
    assertThat(refused.err()).contains(file, "cannot be written");
  }
}
