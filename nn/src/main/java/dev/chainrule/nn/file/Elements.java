package dev.chainrule.nn.file;

import dev.chainrule.Tensor;
import dev.chainrule.graph.Shape;
import java.io.IOException;
import java.lang.reflect.Array;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;

/// Elements on their way between files and tensors, a buffer at a time.
final class Elements {
  private static final int BUFFER = 1 << 20;
  /// An array for more bytes than this is taken only when the first of them were seen, and doubled as more come.
  private static final int TRUSTED = 1 << 24;

  private Elements() {}

  static void write(FileChannel to, ElementType type, Tensor tensor) throws IOException {
    Object elements = ElementType.elements(tensor);
    int size = tensor.size();
    int most = BUFFER / type.bytes();
    ByteBuffer bytes = buffer(Math.min(size, most) * type.bytes());
    for (int start = 0; start < size; start += most) {
      type.write(elements, start, Math.min(most, size - start), bytes.clear());
      writeAll(to, bytes.flip());
    }
  }

  static void writeAll(FileChannel to, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      to.write(bytes);
    }
  }

  /// A tensor of the elements that follow.
  ///
  /// @param file for messages
  /// @param name of the tensor, for messages
  /// @throws FormatException if there are fewer, or truth values other than 0 and 1
  static Tensor read(Object file, ReadableByteChannel from, String name, ElementType type, ByteOrder order, Shape shape) throws IOException {
    int size = shape.size();
    Object elements = type.array(Math.min(size, TRUSTED / type.bytes()));
    int most = BUFFER / type.bytes();
    ByteBuffer bytes = buffer(Math.min(size, most) * type.bytes()).order(order);
    for (int start = 0; start < size; start += most) {
      int count = Math.min(most, size - start);
      readAll(file, from, bytes.clear().limit(count * type.bytes()), name);
      elements = withRoomFor(elements, start + count, size, type);
      int wrong = type.read(bytes, elements, start);
      if (wrong != 0) {
        throw new FormatException(file, "%s has the byte %d among its truth values, which are 0 and 1".formatted(name, wrong));
      }
    }
    return Tensor.of(shape, elements);
  }

  private static Object withRoomFor(Object elements, int needed, int size, ElementType type) {
    int length = Array.getLength(elements);
    if (needed <= length) {
      return elements;
    }
    Object larger = type.array((int) Math.min(size, Math.max(needed, 2L * length)));
    System.arraycopy(elements, 0, larger, 0, length);
    return larger;
  }

  /// Fills the buffer, and makes it ready to be read.
  static ByteBuffer readAll(Object file, ReadableByteChannel from, ByteBuffer bytes, String what) throws IOException {
    while (bytes.hasRemaining()) {
      if (from.read(bytes) < 0) {
        throw new FormatException(file, "ends within %s: it was cut off".formatted(what));
      }
    }
    return bytes.flip();
  }

  /// Checks that nothing follows.
  static void requireEnd(Object file, ReadableByteChannel from) throws IOException {
    if (from.read(buffer(1)) >= 0) {
      throw new FormatException(file, "has more bytes than its elements take");
    }
  }

  static ByteBuffer buffer(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
