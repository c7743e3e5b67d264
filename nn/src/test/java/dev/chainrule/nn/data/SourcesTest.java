package dev.chainrule.nn.data;

import static dev.chainrule.Chainrule.F32;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.chainrule.RandomKey;
import dev.chainrule.Tensor;
import dev.chainrule.graph.Shape;
import dev.chainrule.nn.Batch;
import dev.chainrule.nn.file.FormatException;
import dev.chainrule.nn.file.Npy;
import java.awt.image.BufferedImage;
import java.io.BufferedOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;

class SourcesTest {
  private static final int HEADER = 128;

  @TempDir
  private Path folder;

  private Path text(String name, String contents) throws IOException {
    return Files.writeString(folder.resolve(name), contents);
  }

  @Test
  void tablesGiveTheirRowsFromAnyOn() throws IOException {
    Path file = text("t.csv", "\uFEFFa,\"b, c\"\r\n1,\"two\nlines\"\r\n\r\n\"say \"\"x\"\"\",\r\n5,6");
    CsvSource table = CsvSource.of(file);
    assertThat(table.columns()).containsExactly("a", "b, c");
    List<CsvSource.Row> rows = Pipeline.of(table).open().toList();
    assertThat(rows).extracting(CsvSource.Row::fields)
        .containsExactly(List.of("1", "two\nlines"), List.of("say \"x\"", ""), List.of("5", "6"));
    assertThat(rows).extracting(CsvSource.Row::line).containsExactly(2L, 5L, 6L);
    assertThat(Pipeline.of(table).open(new Position(0, 2)).toList()).isEqualTo(rows.subList(2, 3));
    assertThat(Pipeline.of(table).open(new Position(0, 9)).toList()).isEmpty();
  }

  @ParameterizedTest
  @org.junit.jupiter.params.provider.CsvSource(delimiter = '|', quoteCharacter = '`', value = {
      "``                 | is empty; the first line has the names of the columns",
      "a,,c               | line 1 has a column without a name",
      "a,b,a              | line 1 has the column `a` twice",
      "a,b;1,2;3          | line 3 has 1 fields, but there are 2 columns",
      "a,b;1,2,3          | line 2 has 3 fields, but there are 2 columns",
  })
  void badTablesAreNamedWithTheirLine(String lines, String message) throws IOException {
    Path file = text("t.csv", lines.replace(';', '\n'));
    assertThatThrownBy(() -> Pipeline.of(CsvSource.of(file)).open().toList())
        .hasMessage(file + ": " + message.replace('\'', '`'));
  }

  @Test
  void tablesThatAreNoTextAreRefused() throws IOException {
    Path file = Files.write(folder.resolve("t.csv"), new byte[] {'a', '\n', '1', '\n', (byte) 0xFF, (byte) 0xFE, '\n'});
    assertThatThrownBy(() -> Pipeline.of(CsvSource.of(file)).open().toList())
        .isInstanceOf(FormatException.class).hasMessage(file + ": is no text in UTF-8");
  }

  @Test
  void picturesComeInTheOrderOfTheirNamesAndInAnySize() throws IOException {
    for (String name : List.of("b/2.png", "b/1.png", "a/x.png", "a/y.txt")) {
      Path file = folder.resolve(name);
      Files.createDirectories(file.getParent());
      BufferedImage image = new BufferedImage(6, 4, BufferedImage.TYPE_INT_RGB);
      image.setRGB(0, 0, 0xFF8000);
      ImageIO.write(image, "png", file.toFile());
    }
    ImageFolder pictures = ImageFolder.of(folder);
    assertThat(pictures.classes()).containsExactly("a", "b");
    assertThat(pictures.files()).extracting(one -> folder.relativize(one.path()).toString() + one.label()).containsExactly("a/x.png0", "b/1.png1", "b/2.png1");
    Path first = pictures.files().getFirst().path();
    Tensor colours = ImageFolder.read(first, 3, 4, 6);
    assertThat(colours.shape()).isEqualTo(Shape.of(3, 4, 6));
    assertThat(new double[] {colours.get(0, 0, 0).item(), colours.get(1, 0, 0).item(), colours.get(2, 0, 0).item(), colours.get(0, 3, 5).item()})
        .containsExactly(1, 128 / 255f, 0, 0);
    assertThat(ImageFolder.read(first, 1, 4, 6).get(0, 0, 0).item()).isCloseTo(0.299 + 0.587 * 128 / 255, within(1e-6));
    assertThat(ImageFolder.read(first, 3, 2, 2).shape()).isEqualTo(Shape.of(3, 2, 2));
    assertThatThrownBy(() -> ImageFolder.read(first, 2, 4, 6)).hasMessage("[ImageFolder] 2 channels; there are 1 (brightness) and 3 (red, green, blue)");
  }

  @Test
  void whatIsNoPictureIsNamed() throws IOException {
    Path none = text("none.png", "no picture");
    assertThatThrownBy(() -> ImageFolder.read(none, 1, 4, 4)).isInstanceOf(UncheckedIOException.class).hasMessageContaining(none + ": is no picture that can be read");
    Path file = folder.resolve("cut.png");
    ImageIO.write(new BufferedImage(60, 40, BufferedImage.TYPE_INT_RGB), "png", file.toFile());
    Files.write(file, Arrays.copyOf(Files.readAllBytes(file), 60));
    assertThatThrownBy(() -> ImageFolder.read(file, 1, 4, 4)).isInstanceOf(UncheckedIOException.class).hasMessageContaining(file.toString());
    assertThatThrownBy(() -> ImageFolder.of(folder)).isInstanceOf(FormatException.class)
        .hasMessageContaining("has no folders with pictures (bmp, gif, jpeg, jpg, png, wbmp) in them; each class has a folder");
  }

  @Test
  void charactersAreWholeCodePoints() throws IOException {
    Path file = text("t.txt", "añb😀a");
    Characters characters = Characters.of(Characters.read(file));
    assertThat(characters.all()).isEqualTo("abñ😀");
    assertThat(characters.encode("😀ba")).containsExactly(3, 1, 0);
    assertThat(characters.decode(3, 1, 0)).isEqualTo("😀ba");
    assertThatThrownBy(() -> characters.encode("ab€")).hasMessage("character 3, '€' (U+20AC), is not among the 4 that are known");
    Path bytes = Files.write(folder.resolve("bytes"), new byte[] {(byte) 0xC3});
    assertThatThrownBy(() -> Characters.read(bytes)).isInstanceOf(FormatException.class).hasMessage(bytes + ": is no text in UTF-8");
  }

  private void idx(String name, int size, int... extents) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(4 + 4 * extents.length + size).put(new byte[] {0, 0, 8, (byte) extents.length});
    for (int extent : extents) {
      bytes.putInt(extent);
    }
    Files.write(folder.resolve(name), bytes.array());
  }

  @Test
  void fashionMnistIsReadFromItsFourFiles() throws IOException {
    assertThatThrownBy(() -> FashionMnist.load(folder)).isInstanceOf(FileNotFoundException.class).hasMessage(
        ("there is no train-images-idx3-ubyte.gz in %s; on Debian and its kin `apt-get install dataset-fashion-mnist` brings the four files,"
            + " elsewhere put train-images-idx3-ubyte.gz, train-labels-idx1-ubyte.gz, t10k-images-idx3-ubyte.gz and t10k-labels-idx1-ubyte.gz"
            + " into a folder and name it (--data FOLDER)").formatted(folder));
    idx("train-images-idx3-ubyte", 3 * 4, 3, 2, 2);
    idx("train-labels-idx1-ubyte", 3, 3);
    idx("t10k-images-idx3-ubyte", 4, 1, 2, 2);
    idx("t10k-labels-idx1-ubyte", 1, 1);
    Batch.Split split = FashionMnist.load(folder);
    assertThat(split.train().images().shape()).isEqualTo(Shape.of(3, 2, 2));
    assertThat(split.test().size()).isEqualTo(1);
    idx("t10k-labels-idx1-ubyte", 2, 2);
    assertThatThrownBy(() -> FashionMnist.load(folder)).isInstanceOf(FormatException.class)
        .hasMessageContaining("t10k-labels-idx1-ubyte: has labels of shape [2], but ").hasMessageContaining("has 1 images");
    Files.write(folder.resolve("t10k-labels-idx1-ubyte"), new byte[] {0, 0, 8, 1, 0, 0, 0, 1, 10});
    assertThatThrownBy(() -> FashionMnist.load(folder)).hasMessageContaining("has the label 10; there are 10 classes, from 0");
  }

  /// In a JVM that has less memory than the file is large.
  @Test
  void aFileThatIsLargerThanMemoryStreamsThrough() throws Exception {
    int records = 1200;
    int width = 1 << 17;
    Path file = folder.resolve("large.npy");
    Path small = folder.resolve("small.npy");
    Npy.write(small, Tensor.zeros(F32, 1, width));
    // The header of a file with one record, changed to announce more of them.
    String one = new String(Files.readAllBytes(small), 0, HEADER, StandardCharsets.ISO_8859_1);
    String many = one.replace("(1,", "(%d,".formatted(records)).stripTrailing();
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 20)) {
      out.write((many + " ".repeat(HEADER - 1 - many.length()) + "\n").getBytes(StandardCharsets.ISO_8859_1));
      byte[] row = new byte[width * 4];
      for (int i = 0; i < records; i++) {
        out.write(row);
      }
    }
    List<String> command = List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "--add-modules=jdk.incubator.vector",
        "-XX:+UseSerialGC", "-Xmx96m", "-cp", System.getProperty("java.class.path"), Streaming.class.getName(), file.toString());
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    List<String> said = new ArrayList<>(process.inputReader().lines().toList());
    assertThat(process.waitFor()).as(said.toString()).isZero();
    assertThat(said.getLast()).isEqualTo("1200 records, of %d MiB".formatted(Files.size(file) >> 20));
  }

  /// What runs there.
  static final class Streaming {
    private Streaming() {}

    public static void main(String[] arguments) throws IOException {
      Path file = Path.of(arguments[0]);
      long[] count = {0};
      try (Records<Integer> sizes = Pipeline.of(TensorSource.npy(file)).shuffle(20, RandomKey.of(1)).batch(4).map(List::size).prefetch(2).open()) {
        sizes.forEachRemaining(size -> count[0] += size);
      }
      System.out.println(count[0] + " records, of " + (Files.size(file) >> 20) + " MiB");
    }
  }
}
