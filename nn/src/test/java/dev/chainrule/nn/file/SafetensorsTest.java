package dev.chainrule.nn.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chainrule.RandomKey;
import dev.chainrule.Tensor;
import dev.chainrule.Tree;
import dev.chainrule.graph.DType;
import dev.chainrule.graph.Shape;
import dev.chainrule.nn.Activation;
import dev.chainrule.nn.Mlp;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SafetensorsTest {
  @TempDir
  private Path folder;

  private Path file(byte[] bytes) throws IOException {
    return Files.write(folder.resolve("x.safetensors"), bytes);
  }

  /// A file of this header, followed by so many bytes from 0 on.
  private Path file(String header, int dataBytes) throws IOException {
    byte[] json = header.getBytes(StandardCharsets.UTF_8);
    ByteBuffer bytes = ByteBuffer.allocate(8 + json.length + dataBytes).order(ByteOrder.LITTLE_ENDIAN).putLong(json.length).put(json);
    return file(bytes.array());
  }

  private static byte[] reference() throws IOException {
    try (InputStream in = SafetensorsTest.class.getResourceAsStream("reference.safetensors")) {
      return in.readAllBytes();
    }
  }

  @Test
  void readsWhatPythonWrote() throws IOException {
    Safetensors.Contents read = Safetensors.read(file(reference()));
    assertThat(read.metadata()).isEqualTo(Map.of("format", "pt", "note", "zwölf"));
    Map<String, String> shown = new LinkedHashMap<>();
    read.tensors().forEach((name, x) -> shown.put(name, x.dtype() + " " + x.shape() + " " + Arrays.toString(elements(x))));
    assertThat(shown).isEqualTo(Map.ofEntries(
        Map.entry("layers.0.weight", "F32 [2, 3] [0.0, 0.25, 0.5, 0.75, 1.0, 1.25]"),
        Map.entry("layers.0.bias", "F64 [3] [-0.5, Infinity, NaN]"),
        Map.entry("half", "F32 [4] [1.5, -2.0, 5.9604645E-8, 65504.0]"),
        Map.entry("brain", "F32 [3] [1.5, -2.0, 3.0040553E38]"),
        Map.entry("steps", "I64 [] [7.0]"),
        Map.entry("labels", "I32 [2, 2] [1.0, -2.0, 3.0, 2.147483647E9]"),
        Map.entry("small", "I32 [2] [-128.0, 127.0]"),
        Map.entry("pixels", "I32 [2] [0.0, 255.0]"),
        Map.entry("short", "I32 [2] [-32768.0, 32767.0]"),
        Map.entry("mask", "Bool [3] [1.0, 0.0, 1.0]"),
        Map.entry("nothing", "F32 [0, 3] []"),
        Map.entry("Größe \"é\"", "F32 [1] [1.0]")));
  }

  private static Object[] elements(Tensor x) {
    return x.dtype() == DType.F32
        ? Arrays.stream(x.reshape(-1).to(DType.F64).toDoubles()).mapToObj(number -> (float) number).toArray()
        : Arrays.stream(x.reshape(-1).to(DType.F64).toDoubles()).boxed().toArray();
  }

  @Test
  void whatIsWrittenIsReadBitForBit() throws IOException {
    Random random = new Random(3);
    float[] floats = new float[3 << 18]; // three buffers full
    for (int i = 0; i < floats.length; i++) {
      floats[i] = Float.intBitsToFloat(random.nextInt() & 0x7F7FFFFF);
    }
    Map<String, Tensor> tensors = Map.of(
        "floats", Tensor.of(Shape.of(3, 1 << 18), floats),
        "doubles", Tensor.of(-0.0, Double.MIN_VALUE, Math.PI, Double.NEGATIVE_INFINITY),
        "longs", Tensor.of(Long.MIN_VALUE, Long.MAX_VALUE),
        "ints", Tensor.of(Integer.MIN_VALUE),
        "truth", Tensor.of(true, false, true),
        "nothing", Tensor.zeros(DType.F32, 2, 0),
        "ünï \" \\ \u0000 \uD83D\uDE00", Tensor.of(1f));
    Path file = folder.resolve("all.safetensors");
    Safetensors.write(file, tensors, Map.of("b", "2", "a", "1"));
    Safetensors.Contents read = Safetensors.read(file);
    assertThat(read.metadata()).isEqualTo(Map.of("a", "1", "b", "2"));
    assertThat(read.tensors().keySet()).isEqualTo(tensors.keySet());
    tensors.forEach((name, x) -> {
      Tensor y = read.tensors().get(name);
      assertThat(y.dtype()).isEqualTo(x.dtype());
      assertThat(y.shape()).isEqualTo(x.shape());
      assertThat(ElementType.elements(y)).isEqualTo(ElementType.elements(x));
    });
  }

  @Test
  void equalContentsMakeEqualFiles() throws IOException {
    Path first = folder.resolve("first");
    Path second = folder.resolve("second");
    Map<String, Tensor> order = new LinkedHashMap<>(Map.of("b", Tensor.of(1f)));
    order.put("a", Tensor.of(2.0));
    order.put("c", Tensor.of(3f));
    Safetensors.write(first, order);
    Safetensors.write(second, new LinkedHashMap<>(order).reversed());
    assertThat(first).hasSameBinaryContentAs(second);
  }

  @Test
  void theBytesAreThoseOfTheFormat() throws IOException {
    Path file = folder.resolve("one");
    Safetensors.write(file, Map.of("x", Tensor.of(1f, -2f)), Map.of("k", "v"));
    String header = "{\"__metadata__\":{\"k\":\"v\"},\"x\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}";
    byte[] json = (header + " ".repeat(-header.length() & 7)).getBytes(StandardCharsets.UTF_8);
    ByteBuffer expected = ByteBuffer.allocate(8 + json.length + 8).order(ByteOrder.LITTLE_ENDIAN)
        .putLong(json.length).put(json).putFloat(1f).putFloat(-2f);
    assertThat(Files.readAllBytes(file)).isEqualTo(expected.array());
  }

  @Test
  void aModelComesBackByTheNamesOfItsParts() throws IOException {
    Mlp model = Mlp.of(Activation.RELU, RandomKey.of(1), 4, 3, 2);
    Path file = folder.resolve("model");
    Safetensors.write(file, Tree.named(model));
    Mlp read = Tree.rebuild(model, Tree.named(model).keySet().stream().map(Safetensors.read(file).tensors()::get).toList());
    Tensor x = RandomKey.of(2).normal(DType.F32, 5, 4);
    assertThat(read.apply(x).toFloats()).isEqualTo(model.apply(x).toFloats());
  }

  @Test
  void aTensorCannotHaveTheNameOfTheTexts() {
    assertThatThrownBy(() -> Safetensors.write(folder.resolve("x"), Map.of("__metadata__", Tensor.of(1f))))
        .hasMessageContaining("cannot be called __metadata__");
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
      {"x":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}                | 4 | data_offsets of 'x' end at 8, but the file has only 4 bytes of data: it was cut off
      {"x":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}                | 9 | 1 bytes follow the last tensor, which no tensor has
      {"x":{"dtype":"F32","shape":[2],"data_offsets":[0,12]}}               | 12 | 'x' has shape [2] of F32, which is 8 bytes, but data_offsets [0, 12] are 12 apart
      {"x":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}}                | 8 | but data_offsets [8, 0] are -8 apart
      {"x":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}}               | 12 | data_offsets of 'x' begin at 4, but the data before end at 0: no tensor has the bytes between
      {"x":{"dtype":"F32","shape":[1],"data_offsets":[2,6]}}                | 6 | 'x' is misaligned: data_offsets begin at 2, which is no multiple of the 4 bytes of F32
      {"x":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"y":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}} | 8 | data_offsets of 'y' begin at 0, within the data of 'x', which end at 4
      {"x":{"dtype":"C64","shape":[1],"data_offsets":[0,8]}}                | 8 | 'x' has dtype C64; known are F64, I64, F32
      {"x":{"dtype":32,"shape":[1],"data_offsets":[0,4]}}                   | 4 | 'x' dtype is number, but must be string
      {"x":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}               | 4 | 'x' shape has -1, but takes whole numbers from 0 on
      {"x":{"dtype":"F32","shape":[1.0],"data_offsets":[0,4]}}              | 4 | 'x' shape has 1.0, but takes whole numbers from 0 on
      {"x":{"dtype":"F32","shape":[1e0],"data_offsets":[0,4]}}              | 4 | 'x' shape has 1e0
      {"x":{"dtype":"F32","shape":["1"],"data_offsets":[0,4]}}              | 4 | 'x' shape[0] is string, but must be number
      {"x":{"dtype":"F32","shape":[99999999999999999999],"data_offsets":[0,4]}} | 4 | 'x' shape has 99999999999999999999
      {"x":{"dtype":"F32","shape":[65536,65536],"data_offsets":[0,17179869184]}} | 4 | more elements than an array holds, which is 2147483647
      {"x":{"dtype":"F32","shape":[999999999999,999999999999,999999999999],"data_offsets":[0,4]}} | 4 | more elements than an array holds
      {"x":{"dtype":"U8","shape":[2147483647],"data_offsets":[0,2147483647]}} | 4 | it was cut off
      {"x":{"dtype":"F32","shape":[0,9999999999],"data_offsets":[0,0]}}     | 0 | more elements than an array holds
      {"x":{"dtype":"F32","shape":[1],"data_offsets":[0]}}                  | 4 | needs a dtype, a shape and data_offsets of two numbers
      {"x":{"dtype":"F32","shape":[1],"data_offsets":[0,4,8]}}              | 4 | 'x' data_offsets has more than 2 numbers
      {"x":{"dtype":"F32","shape":[1]}}                                     | 4 | needs a dtype, a shape and data_offsets of two numbers, and has dtype, shape
      {"x":{"dtype":"F32","dtype":"F32","shape":[1],"data_offsets":[0,4]}}  | 4 | 'x' has dtype twice
      {"x":{"dtype":"F32","shape":[1],"data_offsets":[0,4],"extra":1}}      | 4 | 'x' has a field 'extra'; there are dtype, shape and data_offsets
      {"x":{"dtype":"BOOL","shape":[3],"data_offsets":[0,3]}}               | 3 | 'x' has the byte 2 among its truth values, which are 0 and 1
      {"x":{"dtype":"F32","shape":[0],"data_offsets":[0,0]},"x":{"dtype":"F32","shape":[0],"data_offsets":[0,0]}} | 0 | the header has 'x' twice
      {"__metadata__":{"a":"1","a":"2"}}                                    | 0 | __metadata__ has 'a' twice
      {"__metadata__":{"a":1}}                                              | 0 | __metadata__.a is number, but must be string
      {"x":[[[[[[[[[[[[1]]]]]]]]]]]]}                                       | 0 | 'x' is an array, but must be an object
      {"x":{"dtype":"F32","shape":[[[[[[[[[[1]]]]]]]]]],"data_offsets":[0,0]}} | 0 | 'x' shape[0] is an array, but must be number
      []                                                                    | 0 | the header is an array, but must be an object
      {} {}                                                                 | 0 | the header is not valid JSON
      {'x':{}}                                                              | 0 | the header is not valid JSON
      {"x":                                                                 | 0 | the header is not valid JSON at $.x: End of input""" )
  void whatIsWrongIsNamed(String header, int dataBytes, String message) throws IOException {
    byte[] bytes = Files.readAllBytes(file(header, dataBytes));
    for (int i = 0; i < dataBytes; i++) {
      bytes[bytes.length - dataBytes + i] = (byte) i;
    }
    Path file = file(bytes);
    assertThatThrownBy(() -> Safetensors.read(file)).isInstanceOf(IOException.class)
        .hasMessageStartingWith(file + ": ").hasMessageContaining(message.replace('\'', message.contains("JSON") ? '\'' : '`').strip());
  }

  @Test
  void aFileThatIsNoneIsRefused() throws IOException {
    assertThatThrownBy(() -> Safetensors.read(file(new byte[3]))).hasMessageContaining("3 bytes are too few");
    assertThatThrownBy(() -> Safetensors.read(file("PK\3\4 a zip archive".getBytes(StandardCharsets.US_ASCII))))
        .hasMessageContaining("no safetensors file");
    byte[] huge = new byte[16];
    Arrays.fill(huge, (byte) 0xFF);
    assertThatThrownBy(() -> Safetensors.read(file(huge))).hasMessageContaining("18446744073709551615 bytes, but at most 100000000 are allowed");
    ByteBuffer much = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN).putLong(99_999_999);
    assertThatThrownBy(() -> Safetensors.read(file(much.array()))).hasMessageContaining("99999999 bytes, but 8 follow");
    assertThatThrownBy(() -> Safetensors.read(file(new byte[] {2, 0, 0, 0, 0, 0, 0, 0, (byte) 0xC3, 0x28}))).hasMessageContaining("not UTF-8");
  }

  @Test
  void aDeepHeaderIsRefusedWithoutDescending() throws IOException {
    Path file = file("{\"__metadata__\":" + "{\"a\":".repeat(1_000_000), 0);
    assertThatThrownBy(() -> Safetensors.read(file)).isInstanceOf(FormatException.class).hasMessageContaining("__metadata__.a is an object");
  }

  @Test
  void damagedFilesAreReadOrRefused() throws IOException {
    Mutations.requireReadOrRefused(reference(), "{}[]\",:0179-eE.\\u ",
        bytes -> Safetensors.read("damaged", bytes.length, Channels.newChannel(new ByteArrayInputStream(bytes))));
  }
}
