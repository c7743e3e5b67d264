package dev.chainrule.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What can be done with trained models of pictures, tables and texts.
class KeptModelCommandsTest {
  @TempDir
  private static Path folder;

  private static CommandRun run(String... arguments) {
    return CommandRun.of(arguments);
  }

  private static String refused(String... arguments) {
    CommandRun run = run(arguments);
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err().lines()).hasSize(1);
    return run.err().strip();
  }

  private static String path(String name) {
    return folder.resolve(name).toString();
  }

  @BeforeAll
  static void trains() throws IOException {
    assertThat(run("train", "digits", "--model", "cnn", "--epochs", "2", "--json", "--out", path("digits")).code()).isZero();
    Files.writeString(folder.resolve("kinds.csv"), table(true));
    Files.writeString(folder.resolve("sizes.csv"), table(false));
    assertThat(run("train", "csv:" + path("kinds.csv"), "--epochs", "20", "--json", "--out", path("kinds")).code()).isZero();
    assertThat(run("train", "csv:" + path("sizes.csv"), "--target", "size", "--epochs", "40", "--json", "--out", path("sizes")).code()).isZero();
    Files.writeString(folder.resolve("text.txt"), "the cat sat on the mat. ".repeat(200));
    for (String model : List.of("gpt", "lstm")) {
      CommandRun text = run("train", "text", "--data", path("text.txt"), "--model", model, "--context", "16", "--epochs", "12", "--batch", "16",
          "--validation", "0.1", "--json", "--out", path(model));
      assertThat(text.err()).isEmpty();
      assertThat(text.code()).isZero();
    }
  }

  /// What is wide and high is large.
  private static String table(boolean kinds) {
    Random random = new Random(1);
    StringBuilder csv = new StringBuilder(kinds ? "width,colour,height,kind\n" : "size,width,colour,height\n");
    for (int i = 0; i < 200; i++) {
      double width = random.nextDouble() * 10;
      double height = random.nextDouble() * 100;
      String colour = random.nextBoolean() ? "red" : "blue";
      double size = width + height / 10 + (colour.equals("red") ? 3 : 0);
      csv.append(kinds ? "%.3f,%s,%.3f,%s%n".formatted(width, colour, height, size > 11 ? "large" : "small")
          : "%.3f,%.3f,%s,%.3f%n".formatted(size, width, colour, height));
    }
    return csv.toString();
  }

  private static List<JsonObject> objects(CommandRun run) {
    assertThat(run.err()).isEmpty();
    return run.out().lines().map(line -> JsonParser.parseString(line).getAsJsonObject()).toList();
  }

  @Test
  void picturesAreToldFromFiles() throws IOException {
    BufferedImage one = new BufferedImage(80, 80, BufferedImage.TYPE_BYTE_GRAY);
    for (int y = 10; y < 70; y++) {
      for (int x = 30; x < 50; x++) {
        one.setRGB(x, y, 0xFFFFFF);
      }
    }
    ImageIO.write(one, "png", folder.resolve("one.png").toFile());
    JsonObject told = objects(run("predict", path("digits"), path("one.png"), "--json")).getFirst();
    assertThat(told.get("class").getAsString()).isEqualTo("1");
    assertThat(told.getAsJsonObject("probabilities").asMap().values().stream().mapToDouble(p -> p.getAsDouble()).sum())
        .isBetween(0.999999, 1.000001);
    assertThat(run("predict", path("digits"), path("one.png")).out()).matches(path("one.png") + ": 1 \\d+\\.\\d %, \\d .*, \\d .*\\R");
    assertThat(run("predict", path("digits"), "--invert", path("one.png")).out()).isNotEqualTo(run("predict", path("digits"), path("one.png")).out());
    assertThat(refused("predict", path("digits"), path("kinds.csv"))).endsWith(path("kinds.csv") + ": is no picture that can be read");
    assertThat(refused("predict", path("digits"))).startsWith("chainrule: Missing required parameter: 'FILE'");
  }

  @Test
  void whatDecidedIsDrawn() throws IOException {
    CommandRun drawn = run("saliency", path("digits"), "--examples", "2");
    assertThat(drawn.err()).isEmpty();
    assertThat(drawn.out().lines()).hasSize(2).allSatisfy(line -> assertThat(line).matches("test example \\d \\(\\d\\): \\d \\d+\\.\\d %, see .*-saliency\\.png"));
    BufferedImage picture = ImageIO.read(folder.resolve("digits/saliency/test-1-saliency.png").toFile());
    assertThat(picture.getWidth()).isEqualTo(224);
    boolean red = false;
    for (int i = 0; i < 224 * 224; i++) {
      int rgb = picture.getRGB(i % 224, i / 224);
      red |= (rgb >> 16 & 0xFF) > (rgb & 0xFF) + 100;
    }
    assertThat(red).isTrue();
    assertThat(refused("saliency", path("gpt"))).isEqualTo("chainrule: this model is none of pictures, so there is nothing to draw on");
  }

  @Test
  void rowsOfTablesAreToldByClassOrNumber() throws IOException {
    assertThat(objects(run("evaluate", path("kinds"), "--json")).getFirst().get("testAccuracy").getAsDouble()).isGreaterThan(0.9);
    JsonObject sizes = objects(run("evaluate", path("sizes"), "--json")).getFirst();
    assertThat(sizes.has("testAccuracy")).isFalse();
    assertThat(sizes.get("testLoss").getAsDouble()).isLessThan(0.05);
    Path rows = Files.writeString(folder.resolve("rows.csv"), "colour,height,width\nred,90,9\nblue,5,1\n");
    assertThat(objects(run("predict", path("kinds"), rows.toString(), "--json"))).extracting(row -> row.get("class").getAsString()).containsExactly("large", "small");
    List<JsonObject> numbers = objects(run("predict", path("sizes"), rows.toString(), "--json"));
    assertThat(numbers.get(0).get("size").getAsDouble()).isBetween(19.0, 23.0);
    assertThat(numbers.get(1).get("size").getAsDouble()).isBetween(0.0, 3.0);
    Files.writeString(rows, "colour,height,width\ngreen,90,9\n");
    assertThat(refused("predict", path("kinds"), rows.toString())).isEqualTo(
        "chainrule: %s: line 2, column `colour`: 'green' is not among the texts of the training data".formatted(rows));
    Files.writeString(rows, "colour,height,width\nred,9,tall\n");
    assertThat(refused("predict", path("kinds"), rows.toString())).contains("line 2, column `width`: 'tall' is no finite number");
    Files.writeString(rows, "colour,height\nred,9\n");
    assertThat(refused("predict", path("kinds"), rows.toString())).contains("has no column `width`, which the model wants");
    assertThat(refused("train", "csv:" + path("kinds.csv"), "--target", "weight"))
        .isEqualTo("chainrule: --target weight is no column of %s; it has width, colour, height, kind".formatted(path("kinds.csv")));
  }

  @Test
  void textIsLearnedByHeartAndGoneOnWith() {
    for (String model : List.of("gpt", "lstm")) {
      CommandRun text = run("generate", path(model), "--prompt", "the cat", "--length", "17", "--temperature", "0");
      assertThat(text.err()).isEmpty();
      assertThat(text.out()).isEqualTo("the cat sat on the mat. " + System.lineSeparator());
    }
    String some = run("generate", path("gpt"), "--length", "40", "--temperature", "2", "--seed", "3").out();
    assertThat(run("generate", path("gpt"), "--length", "40", "--temperature", "2", "--seed", "3").out()).isEqualTo(some);
    assertThat(run("generate", path("gpt"), "--length", "40", "--temperature", "2", "--seed", "4").out()).isNotEqualTo(some);
    assertThat(run("generate", path("gpt"), "--prompt", "the cat", "--length", "5", "--temperature", "9", "--top-k", "1").out()).startsWith("the cat sat ");
    assertThat(refused("generate", path("gpt"), "--prompt", "the dog")).isEqualTo(
        "chainrule: --prompt: character 5, 'd' (U+0064), is not among the 11 that are known");
    assertThat(refused("generate", path("gpt"), "--temperature", "-1")).isEqualTo("chainrule: --temperature is -1.0, but must be a finite number from 0 on");
    assertThat(refused("generate", path("digits"))).isEqualTo("chainrule: this model is none of text; chainrule predict says what it sees");
    List<JsonObject> told = objects(run("predict", path("gpt"), path("text.txt"), "--json"));
    assertThat(told.get(0).get("loss").getAsDouble()).isLessThan(0.3);
    assertThat(told.get(1).get("class").getAsString()).isEqualTo("t");
  }

  @Test
  void picturesInFoldersAreToldByTheirFolder() throws IOException {
    Random random = new Random(2);
    for (int i = 0; i < 60; i++) {
      BufferedImage image = new BufferedImage(12, 9, BufferedImage.TYPE_INT_RGB);
      for (int place = 0; place < 12 * 9; place++) {
        int shade = random.nextInt(128);
        image.setRGB(place % 12, place / 12, i % 2 == 0 ? shade + 100 << 16 | shade : shade << 16 | shade + 100);
      }
      Path file = folder.resolve("pictures").resolve(i % 2 == 0 ? "red" : "blue").resolve(i + ".png");
      Files.createDirectories(file.getParent());
      ImageIO.write(image, "png", file.toFile());
    }
    String data = "images:" + path("pictures");
    CommandRun trained = run("train", data, "--model", "cnn", "--side", "8", "--batch", "8", "--epochs", "6", "--json", "--out", path("colours"));
    assertThat(trained.err()).isEmpty();
    assertThat(objects(run("evaluate", path("colours"), "--json")).getFirst().get("testAccuracy").getAsDouble()).isEqualTo(1);
    assertThat(run("predict", path("colours"), folder.resolve("pictures/red/0.png").toString()).out()).contains("0.png: red ");
    assertThat(refused("train", "images:" + path("nothing"))).isEqualTo("chainrule: the data cannot be read: " + path("nothing") + " does not exist");
  }

  @Test
  void reportsNeedNothingElse() throws IOException {
    for (String run : List.of("digits", "kinds", "sizes", "gpt")) {
      String page = Files.readString(folder.resolve(run).resolve("report.html"));
      assertThat(page).contains("<title>").contains("uPlot").doesNotContain("{{").doesNotContainPattern("(src|href)=\"(?!data:)");
      assertThat(page.contains("Confusion")).isEqualTo(run.equals("digits") || run.equals("kinds"));
      assertThat(page.contains("What matters")).isEqualTo(run.equals("digits"));
      assertThat(page.contains("What it writes")).isEqualTo(run.equals("gpt"));
      try (var files = Files.list(folder.resolve(run))) {
        assertThat(files.map(file -> file.getFileName().toString()).collect(Collectors.joining(" "))).contains("events.out.tfevents.");
      }
    }
  }
}
