package dev.chainrule.nn.file;

import dev.chainrule.Tensor;
import dev.chainrule.graph.Shape;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/// Tensors in the IDX format, in which MNIST and its kin come: two zeros, a type, the number of axes, their extents and the
/// elements, big-endian; often compressed with gzip, which is seen from the first bytes. See
/// <https://yann.lecun.org/exdb/mnist/index.html>.
///
/// {@snippet :
/// byte[] labels = {0, 0, 8, 1, 0, 0, 0, 3, 7, 2, 1};
/// Path file = Files.write(Files.createTempDirectory("chainrule").resolve("labels-idx1-ubyte"), labels);
/// System.out.println(Idx.read(file)); // I32[3] [7, 2, 1]
/// }
public final class Idx {
  private static final int GZIP = 0x1f8b;
  private static final Map<Integer, ElementType> TYPES = Map.of(
      0x08, ElementType.U8, 0x09, ElementType.I8, 0x0B, ElementType.I16, 0x0C, ElementType.I32, 0x0D, ElementType.F32, 0x0E, ElementType.F64);

  private Idx() {}

  /// Reads a file, compressed or not. Bytes and numbers of 16 bits become I32.
  ///
  /// @throws FormatException if it is not of the format, or damaged; the message names what is wrong
  /// @throws IOException     if it cannot be read
  public static Tensor read(Path file) throws IOException {
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
      return read(file, in);
    }
  }

  /// @param in can go back to its beginning
  static Tensor read(Object file, InputStream in) throws IOException {
    in.mark(2);
    boolean compressed = (in.read() << 8 | in.read()) == GZIP;
    in.reset();
    try {
      return readPlain(file, Channels.newChannel(compressed ? new GZIPInputStream(in) : in));
    } catch (ZipException | EOFException e) {
      throw new FormatException(file, "is damaged: " + e.getMessage());
    }
  }

  /// Begins to read slice by slice along the first axis.
  ///
  /// @throws FormatException if it is not of the format, or damaged
  /// @throws IOException     if it cannot be read
  public static TensorRows rows(Path file) throws IOException {
    ReadableByteChannel channel = FileChannel.open(file, StandardOpenOption.READ);
    try {
      ByteBuffer first = ByteBuffer.allocate(Short.BYTES);
      boolean compressed = channel.read(first) == Short.BYTES && Short.toUnsignedInt(first.getShort(0)) == GZIP;
      ((FileChannel) channel).position(0);
      channel = compressed ? Channels.newChannel(new GZIPInputStream(Channels.newInputStream(channel))) : channel;
      Header header = Header.read(file, channel);
      return new TensorRows(file, channel, header.type, ByteOrder.BIG_ENDIAN, header.extents);
    } catch (ZipException | EOFException e) {
      channel.close();
      throw new FormatException(file, "is damaged: " + e.getMessage());
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private static Tensor readPlain(Object file, ReadableByteChannel from) throws IOException {
    Header header = Header.read(file, from);
    Tensor read = Elements.read(file, from, "the elements", header.type, ByteOrder.BIG_ENDIAN, Shape.of(header.extents));
    Elements.requireEnd(file, from);
    return read;
  }

  /// What stands before the elements.
  private record Header(ElementType type, int... extents) {
    static Header read(Object file, ReadableByteChannel from) throws IOException {
      ByteBuffer magic = Elements.readAll(file, from, Elements.buffer(4), "the magic number of IDX files");
      int zeros = magic.getShort();
      ElementType type = TYPES.get((int) magic.get());
      int rank = magic.get();
      if (zeros != 0 || type == null || rank < 0 || rank > Shapes.MOST_AXES) {
        throw new FormatException(file, "begins with %s; IDX files begin with two zeros, a type (8, 9, 11 to 14) and a number of axes"
            .formatted(Arrays.toString(magic.array())));
      }
      ByteBuffer sizes = Elements.readAll(file, from, Elements.buffer(rank * Integer.BYTES).order(ByteOrder.BIG_ENDIAN), "the extents");
      int[] extents = new int[rank];
      sizes.asIntBuffer().get(extents);
      if (!Shapes.fit(Arrays.stream(extents).mapToLong(Integer::toUnsignedLong).toArray())) {
        throw new FormatException(file, "has extents %s: more elements than an array holds".formatted(
            Arrays.toString(Arrays.stream(extents).mapToObj(Integer::toUnsignedString).toArray())));
      }
      return new Header(type, extents);
    }
  }
}
