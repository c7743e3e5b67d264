package dev.chainrule.nn.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chainrule.Tensor;
import dev.chainrule.graph.DType;
import dev.chainrule.graph.Shape;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TensorRowsTest {
  private static final Tensor NUMBERS = Tensor.of(Shape.of(4, 2, 3), IntStream.range(0, 24).toArray());

  @TempDir
  private Path folder;

  /// The same numbers in every kind of file.
  private Path idx(boolean compressed) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(16 + 24).put(new byte[] {0, 0, 8, 3}).putInt(4).putInt(2).putInt(3);
    for (int number : NUMBERS.toInts()) {
      bytes.put((byte) number);
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    if (compressed) {
      try (GZIPOutputStream zip = new GZIPOutputStream(out)) {
        zip.write(bytes.array());
      }
    } else {
      out.write(bytes.array());
    }
    return Files.write(folder.resolve("numbers" + compressed), out.toByteArray());
  }

  private Path npy() throws IOException {
    Path file = folder.resolve("numbers.npy");
    Npy.write(file, NUMBERS);
    return file;
  }

  private Path npz() throws IOException {
    Path file = folder.resolve("numbers.npz");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
      for (String name : new String[] {"other", "numbers"}) {
        zip.putNextEntry(new ZipEntry(name + ".npy"));
        zip.write(Files.readAllBytes(npy()));
      }
    }
    return file;
  }

  private static void assertGivesAllFromAnyOn(TensorRowsSource source) throws IOException {
    for (int first = 0; first <= 5; first++) {
      try (TensorRows rows = source.open()) {
        assertThat(rows.count()).isEqualTo(4);
        assertThat(rows.shape()).isEqualTo(Shape.of(2, 3));
        assertThat(rows.dtype()).isEqualTo(DType.I32);
        rows.skip(first);
        for (int i = first; i < 4; i++) {
          assertThat(rows.next().toInts()).isEqualTo(NUMBERS.get(i).toInts());
        }
        assertThat(rows.next()).isNull();
      }
    }
  }

  private interface TensorRowsSource {
    TensorRows open() throws IOException;
  }

  @Test
  void filesOfAllKindsGiveTheirSlices() throws IOException {
    Path plain = idx(false);
    Path compressed = idx(true);
    Path npy = npy();
    Path npz = npz();
    assertGivesAllFromAnyOn(() -> Idx.rows(plain));
    assertGivesAllFromAnyOn(() -> Idx.rows(compressed));
    assertGivesAllFromAnyOn(() -> Npy.rows(npy));
    assertGivesAllFromAnyOn(() -> Npy.rows(npz, "numbers"));
  }

  @Test
  void whatIsCutOffOrTooLongIsNamedByItsRecord() throws IOException {
    Path file = idx(false);
    byte[] bytes = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(bytes, 16 + 15));
    try (TensorRows rows = Idx.rows(file)) {
      rows.skip(2);
      assertThatThrownBy(rows::next).isInstanceOf(FormatException.class).hasMessage(file + ": ends within record 3: it was cut off");
    }
    Files.write(file, Arrays.copyOf(bytes, bytes.length + 1));
    try (TensorRows rows = Idx.rows(file)) {
      rows.skip(3);
      assertThatThrownBy(rows::next).hasMessage(file + ": has more bytes than its elements take");
    }
    Files.write(file, new byte[] {1, 2, 3, 4});
    assertThatThrownBy(() -> Idx.rows(file)).hasMessageContaining("IDX files begin with two zeros");
    Path npz = npz();
    assertThatThrownBy(() -> Npy.rows(npz, "none")).hasMessage(npz + ": has no tensor `none`, or is no zip archive");
    Path columns = Path.of("src/test/resources/dev/chainrule/nn/file/columns_first.npy");
    assertThatThrownBy(() -> Npy.rows(columns)).hasMessageContaining("has fortran_order, in which a slice is spread over the whole file");
  }
}
