package dev.chainrule.nn.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chainrule.Tensor;
import dev.chainrule.graph.Shape;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IdxTest {
  @TempDir
  private Path folder;

  private Tensor read(byte[] bytes) throws IOException {
    return Idx.read(Files.write(folder.resolve("x-idx3-ubyte"), bytes));
  }

  private static byte[] images() {
    ByteBuffer bytes = ByteBuffer.allocate(16 + 12).putInt(0x0803).putInt(2).putInt(2).putInt(3);
    for (int i = 0; i < 12; i++) {
      bytes.put((byte) (i * 20));
    }
    return bytes.array();
  }

  private static byte[] compressed(byte[] plain) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(plain);
    }
    return bytes.toByteArray();
  }

  @Test
  void readsBytes() throws IOException {
    Tensor images = read(images());
    assertThat(images.shape()).isEqualTo(Shape.of(2, 2, 3));
    assertThat(images.reshape(-1).toInts()).containsExactly(0, 20, 40, 60, 80, 100, 120, 140, 160, 180, 200, 220);
    assertThat(read(compressed(images())).reshape(-1).toInts()).isEqualTo(images.reshape(-1).toInts());
  }

  @Test
  void readsEveryType() throws IOException {
    assertThat(read(ByteBuffer.allocate(9).putInt(0x0901).putInt(1).put((byte) -1).array()).toInts()).containsExactly(-1);
    assertThat(read(ByteBuffer.allocate(10).putInt(0x0B01).putInt(1).putShort((short) -300).array()).toInts()).containsExactly(-300);
    assertThat(read(ByteBuffer.allocate(12).putInt(0x0C01).putInt(1).putInt(1 << 30).array()).toInts()).containsExactly(1 << 30);
    assertThat(read(ByteBuffer.allocate(12).putInt(0x0D01).putInt(1).putFloat(1.5f).array()).toFloats()).containsExactly(1.5f);
    assertThat(read(ByteBuffer.allocate(12).putInt(0x0E00).putDouble(Math.PI).array()).item()).isEqualTo(Math.PI);
  }

  @Test
  void whatIsWrongIsNamed() throws IOException {
    assertThatThrownBy(() -> read(new byte[] {0, 0, 8})).hasMessageContaining("ends within the magic number of IDX files: it was cut off");
    assertThatThrownBy(() -> read(new byte[] {0, 0, 7, 1})).hasMessageContaining("begins with [0, 0, 7, 1]; IDX files begin with two zeros");
    assertThatThrownBy(() -> read(Arrays.copyOf(images(), 27))).hasMessageContaining("ends within the elements");
    assertThatThrownBy(() -> read(Arrays.copyOf(images(), 29))).hasMessageContaining("more bytes than its elements take");
    assertThatThrownBy(() -> read(Arrays.copyOf(images(), 10))).hasMessageContaining("ends within the extents");
    assertThatThrownBy(() -> read(ByteBuffer.allocate(12).putInt(0x0802).putInt(-1).putInt(2).array())).hasMessageContaining("extents [4294967295, 2]");
    byte[] damaged = compressed(images());
    damaged[damaged.length - 6] ^= 1;
    assertThatThrownBy(() -> read(damaged)).isInstanceOf(FormatException.class).hasMessageContaining("is damaged");
    byte[] whole = compressed(images());
    assertThatThrownBy(() -> read(Arrays.copyOf(whole, 20))).isInstanceOf(FormatException.class);
  }

  /// 8 GB of zeros are promised in some bytes; memory is taken only for what comes.
  @Test
  void whatIsPromisedIsNotBelieved() {
    assertThatThrownBy(() -> read(ByteBuffer.allocate(8).putInt(0x0C01).putInt(Integer.MAX_VALUE).array())).hasMessageContaining("ends within the elements");
  }

  @Test
  void damagedFilesAreReadOrRefused() throws IOException {
    Mutations.requireReadOrRefused(images(), "\0\b\t\13\f\r\16\1", bytes -> Idx.read("damaged", new ByteArrayInputStream(bytes)));
    Mutations.requireReadOrRefused(compressed(images()), "\0\37\213\b", bytes -> Idx.read("damaged", new ByteArrayInputStream(bytes)));
  }
}
