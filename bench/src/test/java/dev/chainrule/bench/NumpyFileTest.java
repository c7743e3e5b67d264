package dev.chainrule.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chainrule.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NumpyFileTest {
  @TempDir
  private Path folder;

  /// As numpy.lib.format describes version 1.0.
  @Test
  void hasTheFormOfNumpysOwn() throws IOException {
    NumpyFile.writeAll(Map.of("layers[0].w", Tensor.of(new float[][] {{1, 2, 3}, {4, 5, 6}}), "y", Tensor.of(7)), folder);
    ByteBuffer matrix = ByteBuffer.wrap(Files.readAllBytes(folder.resolve("layers[0].w.npy"))).order(ByteOrder.LITTLE_ENDIAN);
    byte[] magic = new byte[8];
    matrix.get(magic);
    assertThat(magic).containsExactly(0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0);
    byte[] header = new byte[matrix.getShort()];
    matrix.get(header);
    assertThat(matrix.position() % 64).isZero();
    assertThat(new String(header, StandardCharsets.US_ASCII)).startsWith("{'descr': '<f4', 'fortran_order': False, 'shape': (2,3,)}").endsWith("\n");
    assertThat(matrix.remaining()).isEqualTo(24);
    assertThat(matrix.asFloatBuffer().get(5)).isEqualTo(6);
    assertThat(Files.readString(folder.resolve("y.npy"), StandardCharsets.ISO_8859_1)).contains("'<i4'").contains("'shape': ()}");
  }
}
