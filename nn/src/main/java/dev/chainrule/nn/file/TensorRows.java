package dev.chainrule.nn.file;

import dev.chainrule.Tensor;
import dev.chainrule.graph.DType;
import dev.chainrule.graph.Shape;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import org.jspecify.annotations.Nullable;

/// A tensor in a file, slice by slice along its first axis: for files that are larger than memory. [Idx#rows], [Npy#rows]
/// begin one.
///
/// {@snippet :
/// Path file = Files.createTempDirectory("chainrule").resolve("x.npy");
/// Npy.write(file, Tensor.of(new double[][] {{1, 2}, {3, 4}, {5, 6}}));
/// try (TensorRows rows = Npy.rows(file)) {
///   rows.skip(1);
///   System.out.println(rows.next() + " of " + rows.count()); // F64[2] [3.0, 4.0] of 3
/// }
/// }
public final class TensorRows implements Closeable {
  private static final int DISCARDED_AT_ONCE = 1 << 16;

  private final Object file;
  private final ReadableByteChannel from;
  private final ElementType type;
  private final ByteOrder order;
  private final int count;
  private final Shape row;
  private long next;

  TensorRows(Object file, ReadableByteChannel from, ElementType type, ByteOrder order, int... extents) throws FormatException {
    if (extents.length == 0) {
      throw new FormatException(file, "has a single number, which cannot be read in slices");
    }
    this.file = file;
    this.from = from;
    this.type = type;
    this.order = order;
    this.count = extents[0];
    this.row = Shape.of(extents).range(1, extents.length);
  }

  /// How many slices there are.
  public int count() {
    return count;
  }

  /// The shape of each.
  public Shape shape() {
    return row;
  }

  /// Their element type.
  public DType dtype() {
    return type.dtype();
  }

  /// The next slice, or null after the last.
  ///
  /// @throws FormatException if the file ends within it; the message names its number, from 1
  public @Nullable Tensor next() throws IOException {
    if (next >= count) {
      return null;
    }
    Tensor read = Elements.read(file, from, "record " + (next + 1), type, order, row);
    next++;
    if (next == count) {
      Elements.requireEnd(file, from);
    }
    return read;
  }

  /// Leaves out the next slices, or what is left of them; where the file is not compressed, without reading them.
  public void skip(long slices) throws IOException {
    long skipped = Math.min(slices, count - next);
    long bytes = skipped * row.size() * type.bytes();
    if (from instanceof FileChannel channel) {
      channel.position(channel.position() + bytes);
    } else {
      ByteBuffer discarded = Elements.buffer(DISCARDED_AT_ONCE);
      for (long left = bytes; left > 0; left -= discarded.limit()) {
        Elements.readAll(file, from, discarded.clear().limit((int) Math.min(left, DISCARDED_AT_ONCE)), "record " + (next + 1));
      }
    }
    next += skipped;
  }

  @Override
  public void close() throws IOException {
    from.close();
  }
}
