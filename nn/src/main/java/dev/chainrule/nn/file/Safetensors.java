package dev.chainrule.nn.file;

import dev.chainrule.Tensor;
import dev.chainrule.graph.Shape;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;

/// Named tensors in a file of the safetensors format, which Python's libraries read and write as well: a length, a header
/// in JSON, and the elements, little-endian and without gaps. See
/// <https://huggingface.co/docs/safetensors> for its description.
///
/// {@snippet :
/// Path file = Files.createTempDirectory("chainrule").resolve("model.safetensors");
/// Mlp model = Mlp.of(Activation.RELU, RandomKey.of(1), 64, 32, 10);
/// Safetensors.write(file, Tree.named(model), Map.of("task", "digits"));
/// Safetensors.Contents read = Safetensors.read(file);
/// System.out.println(read.metadata() + " " + read.tensors().size()); // {task=digits} 4
/// }
public final class Safetensors {
  /// What the format allows a header to be.
  private static final int LONGEST_HEADER = 100_000_000;
  private static final int ALIGNMENT = 8;

  private Safetensors() {}

  /// What is in a file.
  ///
  /// @param tensors  by their names, in the order of the file
  /// @param metadata texts that its writer put beside them
  public record Contents(SequencedMap<String, Tensor> tensors, Map<String, String> metadata) {}

  /// Writes tensors; nothing else of them is kept than their elements, types and shapes.
  ///
  /// @throws IOException if the file cannot be written; one of the same name stays as it was
  public static void write(Path file, Map<String, Tensor> tensors) throws IOException {
    write(file, tensors, Map.of());
  }

  /// Writes tensors with texts beside them. Equal contents make equal files. The file replaces one of the same name only
  /// when it is complete and on the disk ([AtomicFile]).
  ///
  /// @throws IllegalArgumentException if a tensor is called `__metadata__`, as the format calls its texts
  /// @throws IOException              if the file cannot be written; one of the same name stays as it was
  public static void write(Path file, Map<String, Tensor> tensors, Map<String, String> metadata) throws IOException {
    Map<String, ElementType> types = new LinkedHashMap<>();
    Map<String, Shape> shapes = new LinkedHashMap<>();
    tensors.forEach((name, tensor) -> {
      if (name.equals(SafetensorsHeader.METADATA)) {
        throw new IllegalArgumentException("[Safetensors] a tensor cannot be called %s: the format's texts have this name".formatted(name));
      }
      types.put(name, ElementType.of(tensor.dtype()));
      shapes.put(name, tensor.shape());
    });
    SafetensorsHeader header = SafetensorsHeader.of(types, shapes, new TreeMap<>(metadata));
    AtomicFile.write(file, channel -> {
      writeHeader(channel, header);
      for (SafetensorsHeader.Entry entry : header.entries()) {
        Elements.write(channel, entry.type(), tensors.get(entry.name()));
      }
    });
  }

  private static void writeHeader(FileChannel channel, SafetensorsHeader header) throws IOException {
    byte[] json = header.toJson().getBytes(StandardCharsets.UTF_8);
    int length = Math.ceilDiv(json.length, ALIGNMENT) * ALIGNMENT; // the data begin aligned; spaces may follow the header
    if (length > LONGEST_HEADER) {
      throw new IOException("the names of so many tensors take %d bytes; the format allows %d".formatted(length, LONGEST_HEADER));
    }
    ByteBuffer bytes = Elements.buffer(Long.BYTES + length).putLong(length).put(json);
    while (bytes.hasRemaining()) {
      bytes.put((byte) ' ');
    }
    Elements.writeAll(channel, bytes.flip());
  }

  /// Reads a whole file. Numbers of 16 and 8 bits become F32 and I32, which hold them all.
  ///
  /// Memory is taken only for what the file was seen to have: a header that promises more is refused.
  ///
  /// @throws FormatException if the file is not of the format, or damaged; the message names the field
  /// @throws IOException     if it cannot be read
  public static Contents read(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      return read(file, channel.size(), channel);
    }
  }

  /// @param size how many bytes the channel has
  static Contents read(Object file, long size, ReadableByteChannel channel) throws IOException {
    if (size < Long.BYTES) {
      throw new FormatException(file, "%d bytes are too few for a safetensors file, which begins with 8 for the length of its header".formatted(size));
    }
    long length = Elements.readAll(file, channel, Elements.buffer(Long.BYTES), "the length of the header").getLong();
    if (length < 0 || length > Math.min(size - Long.BYTES, LONGEST_HEADER)) {
      throw new FormatException(file, "the header is said to have %s bytes, but %s: this is no safetensors file, or it was cut off".formatted(
          Long.toUnsignedString(length),
          length < 0 || length > LONGEST_HEADER ? "at most %d are allowed".formatted(LONGEST_HEADER) : "%d follow".formatted(size - Long.BYTES)));
    }
    String json = text(file, Elements.readAll(file, channel, Elements.buffer((int) length), "the header"));
    SafetensorsHeader header = SafetensorsHeader.parse(file, json, size - Long.BYTES - length);
    SequencedMap<String, Tensor> tensors = new LinkedHashMap<>();
    for (SafetensorsHeader.Entry entry : header.entries()) {
      tensors.put(entry.name(), Elements.read(file, channel,
          "`" + SafetensorsHeader.shortened(entry.name()) + "`", entry.type(), ByteOrder.LITTLE_ENDIAN, entry.shape()));
    }
    return new Contents(Collections.unmodifiableSequencedMap(tensors), Map.copyOf(header.metadata()));
  }

  private static String text(Object file, ByteBuffer bytes) throws FormatException {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
    } catch (CharacterCodingException e) {
      throw new FormatException(file, "the header is not UTF-8 text: this is no safetensors file");
    }
  }
}
