package dev.chainrule.nn.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chainrule.Tensor;
import dev.chainrule.graph.DType;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NpyTest {
  @TempDir
  private Path folder;

  private static byte[] resource(String name) throws IOException {
    try (InputStream in = NpyTest.class.getResourceAsStream(name)) {
      return in.readAllBytes();
    }
  }

  private Path file(byte[] bytes) throws IOException {
    return Files.write(folder.resolve("file"), bytes);
  }

  /// A file of version 1 with this header, and no elements.
  private static byte[] withHeader(String header) {
    byte[] text = header.getBytes(StandardCharsets.UTF_8);
    byte[] bytes = Arrays.copyOf(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, (byte) text.length, (byte) (text.length >> 8)}, 10 + text.length);
    System.arraycopy(text, 0, bytes, 10, text.length);
    return bytes;
  }

  private static String shown(Tensor x) {
    return x.dtype() + " " + x.shape() + " " + Arrays.toString(x.reshape(-1).to(DType.F64).toDoubles());
  }

  @Test
  void readsWhatNumpyWrote() throws IOException {
    Map<String, String> read = new LinkedHashMap<>();
    Npy.readAll(file(resource("reference.npz"))).forEach((name, x) -> read.put(name, shown(x)));
    String counted = Arrays.toString(IntStream.range(0, 24).asDoubleStream().toArray());
    assertThat(read).containsExactlyInAnyOrderEntriesOf(Map.of(
        "matrix", "F32 [2, 3] [0.0, 0.25, 0.5, 0.75, 1.0, 1.25]",
        "columns_first", "F64 [2, 3, 4] " + counted,
        "big_endian", "I32 [3] [1.0, -2.0, 2.147483647E9]",
        "half", "F32 [2] [1.5, -2.0]",
        "unsigned", "I64 [2] [0.0, 4.294967295E9]",
        "bytes", "I32 [1, 2] [0.0, 255.0]",
        "short", "I32 [2] [-32768.0, 32767.0]",
        "mask", "Bool [2] [1.0, 0.0]",
        "scalar", "I64 [] [7.0]",
        "nothing", "F64 [0, 3] []"));
    assertThat(shown(Npy.read(file(resource("columns_first.npy"))))).isEqualTo("F64 [2, 3, 4] " + counted);
  }

  @Test
  void whatIsWrittenIsRead() throws IOException {
    Path file = folder.resolve("x.npy");
    for (Tensor x : new Tensor[] {Tensor.of(1.5f, -0f), Tensor.of(new double[][] {{1, 2, 3}, {4, 5, 6}}), Tensor.of(7),
        Tensor.of(Long.MIN_VALUE), Tensor.of(true, false), Tensor.zeros(DType.F32, 2, 0, 3)}) {
      Npy.write(file, x);
      Tensor y = Npy.read(file);
      assertThat(y.dtype()).isEqualTo(x.dtype());
      assertThat(y.shape()).isEqualTo(x.shape());
      assertThat(ElementType.elements(y)).isEqualTo(ElementType.elements(x));
      assertThat((Files.size(file) - (long) x.size() * ElementType.of(x.dtype()).bytes()) % 64).isZero();
    }
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
      {'descr': '<c16', 'fortran_order': False, 'shape': (2,), }        | descr is '<c16'; known are b1, f2, f4, f8, i1
      {'descr': '<O', 'fortran_order': False, 'shape': (2,), }          | descr is '<O'
      {'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (2,)}  | is no dictionary of descr, fortran_order and shape
      {'descr': '<f4', 'shape': (2,), }                                 | is no dictionary of descr, fortran_order and shape
      {'descr': '<f4', 'descr': '<f4', 'fortran_order': False, 'shape': (2,)} | the header has descr twice
      {'descr': '<f4', 'fortran_order': False, 'shape': (-2,), }        | is no dictionary
      {'descr': '<f4', 'fortran_order': False, 'shape': '2', }          | shape is '2', but must be a tuple
      {'descr': '<f4', 'fortran_order': False, 'shape': (2,,3), }       | shape is (2,,3), but must be a tuple
      {'descr': '<f4', 'fortran_order': False, 'shape': (65536, 65536), } | shape is (65536, 65536), but must be a tuple of at most 64 extents
      {'descr': '<f4', 'fortran_order': False, 'shape': (99999999999999999999,), } | but must be a tuple
      {'descr': '<f4', 'fortran_order': False, 'shape': (2147483647,), } | ends within the elements: it was cut off
      {'descr': __import__('os'), 'fortran_order': False, 'shape': (2,)} | is no dictionary
      [                                                                 | the header [ is no dictionary""")
  void whatIsWrongIsNamed(String header, String message) throws IOException {
    Path file = file(withHeader(header));
    assertThatThrownBy(() -> Npy.read(file)).isInstanceOf(FormatException.class).hasMessageStartingWith(file + ": ").hasMessageContaining(message);
  }

  @Test
  void otherFilesAreRefused() throws IOException {
    assertThatThrownBy(() -> Npy.read(file("hello, world".getBytes(StandardCharsets.US_ASCII)))).hasMessageContaining("does not begin as .npy files");
    assertThatThrownBy(() -> Npy.read(file(new byte[3]))).hasMessageContaining("ends within the magic number");
    assertThatThrownBy(() -> Npy.readAll(file(resource("columns_first.npy")))).hasMessageContaining("no zip archive");
    assertThatThrownBy(() -> Npy.read(file(resource("complex.npy")))).hasMessageContaining("descr is '<c16'");
    byte[] whole = resource("columns_first.npy");
    assertThatThrownBy(() -> Npy.read(file(Arrays.copyOf(whole, whole.length + 1)))).hasMessageContaining("more bytes than its elements take");
  }

  /// A pattern that goes back and forth would not come to an end.
  @Test
  void longHeadersTakeNoLonger() throws IOException {
    String spaces = "{'descr': '<f4', 'shape': (" + "1, ".repeat(20_000) + "x";
    Path file = file(withHeader(spaces));
    assertThatThrownBy(() -> Npy.read(file)).hasMessageContaining("is no dictionary").message().hasSizeLessThan(300);
  }

  @Test
  void damagedFilesAreReadOrRefused() throws IOException {
    Mutations.requireReadOrRefused(resource("columns_first.npy"), "{}'(),:<>|=fiub0189TF ",
        bytes -> Npy.read("damaged", Channels.newChannel(new ByteArrayInputStream(bytes))));
  }

  @Test
  void damagedArchivesAreReadOrRefused() throws IOException {
    byte[] whole = resource("reference.npz");
    Mutations.requireReadOrRefused(whole, "PK\3\4\0", bytes -> Npy.readAll("damaged", new ByteArrayInputStream(bytes)));
  }
}
