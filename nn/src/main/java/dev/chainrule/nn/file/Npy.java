package dev.chainrule.nn.file;

import dev.chainrule.Tensor;
import dev.chainrule.graph.Shape;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;

/// Tensors in NumPy's formats: `.npy` has one, `.npz` is a zip archive of named ones. See
/// <https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html>.
///
/// {@snippet :
/// Path file = Files.createTempDirectory("chainrule").resolve("x.npy");
/// Npy.write(file, Tensor.of(new double[][] {{1, 2}, {3, 4}}));
/// System.out.println(Npy.read(file)); // F64[2, 2] [[1.0, 2.0], [3.0, 4.0]]
/// }
public final class Npy {
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  private static final int ALIGNMENT = 64;
  private static final int LONGEST_HEADER = 1 << 20;
  private static final String SUFFIX = ".npy";
  private static final Map<String, ElementType> TYPES = Map.ofEntries(
      Map.entry("f8", ElementType.F64), Map.entry("f4", ElementType.F32), Map.entry("f2", ElementType.F16),
      Map.entry("i8", ElementType.I64), Map.entry("i4", ElementType.I32), Map.entry("i2", ElementType.I16), Map.entry("i1", ElementType.I8),
      Map.entry("u4", ElementType.U32), Map.entry("u2", ElementType.U16), Map.entry("u1", ElementType.U8), Map.entry("b1", ElementType.BOOL));
  /// One entry of the header's dictionary. No part can be matched in two ways, so hostile texts take no longer than others.
  private static final Pattern ENTRY =
      Pattern.compile("\\G\\s*+'([a-z_]{1,20}+)'\\s*+:\\s*+('[^']*+'|True|False|\\([0-9 ,L]*+\\))\\s*+,?+");

  private Npy() {}

  /// Reads a `.npy` file. Numbers of 16 and 8 bits become F32 and I32, unsigned ones of 32 bits I64, which hold them all.
  ///
  /// @throws FormatException if it is not of the format, or damaged; the message names what is wrong
  /// @throws IOException     if it cannot be read
  public static Tensor read(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      return read(file, channel);
    }
  }

  /// Reads all tensors of a `.npz` file, by their names and in its order.
  ///
  /// @throws FormatException if it is not of the format, or damaged; the message names the tensor and what is wrong
  /// @throws IOException     if it cannot be read
  public static SequencedMap<String, Tensor> readAll(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return readAll(file, in);
    }
  }

  static SequencedMap<String, Tensor> readAll(Object file, InputStream in) throws IOException {
    SequencedMap<String, Tensor> tensors = new LinkedHashMap<>();
    try (ZipInputStream zip = new ZipInputStream(in)) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        String shown = SafetensorsHeader.shortened(entry.getName());
        if (!entry.getName().endsWith(SUFFIX)) {
          throw new FormatException(file, "the archive has `%s`, which is no .npy file".formatted(shown));
        }
        String name = entry.getName().substring(0, entry.getName().length() - SUFFIX.length());
        if (tensors.put(name, read(file + " `" + shown + "`", Channels.newChannel(zip))) != null) {
          throw new FormatException(file, "the archive has `%s` twice".formatted(shown));
        }
      }
    } catch (ZipException | EOFException | IllegalArgumentException e) {
      throw new FormatException(file, "is a damaged zip archive: " + e.getMessage());
    }
    if (tensors.isEmpty()) {
      throw new FormatException(file, "is no zip archive of .npy files, or an empty one");
    }
    return tensors;
  }

  /// Begins to read a `.npy` file slice by slice along the first axis.
  ///
  /// @throws FormatException if it is not of the format, or damaged, or its last axis is the one along which it goes on slowest
  /// @throws IOException     if it cannot be read
  public static TensorRows rows(Path file) throws IOException {
    FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
    try {
      return rows(file, channel);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  /// The same for a tensor in a `.npz` file.
  ///
  /// @throws FormatException if it is not of the format, or damaged, or has no tensor of this name
  /// @throws IOException     if it cannot be read
  public static TensorRows rows(Path file, String name) throws IOException {
    ZipInputStream zip = new ZipInputStream(Files.newInputStream(file));
    try {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        if (entry.getName().equals(name + SUFFIX)) {
          return rows(file + " `" + entry.getName() + "`", Channels.newChannel(zip));
        }
      }
      throw new FormatException(file, "has no tensor `%s`, or is no zip archive".formatted(name));
    } catch (ZipException | EOFException | IllegalArgumentException e) {
      zip.close();
      throw new FormatException(file, "is a damaged zip archive: " + e.getMessage());
    } catch (IOException | RuntimeException e) {
      zip.close();
      throw e;
    }
  }

  private static TensorRows rows(Object file, ReadableByteChannel from) throws IOException {
    Header header = header(file, from);
    if (header.columnsFirst && header.extents.length > 1) {
      throw new FormatException(file, "has fortran_order, in which a slice is spread over the whole file; read it whole, or write it with numpy.ascontiguousarray");
    }
    return new TensorRows(file, from, header.type, header.order, header.extents);
  }

  static Tensor read(Object file, ReadableByteChannel from) throws IOException {
    Header header = header(file, from);
    int[] extents = header.extents;
    int[] backward = IntStream.range(0, extents.length).map(i -> extents.length - 1 - i).toArray();
    int[] stored = header.columnsFirst ? IntStream.of(backward).map(i -> extents[i]).toArray() : extents;
    Tensor read = Elements.read(file, from, "the elements", header.type, header.order, Shape.of(stored));
    Elements.requireEnd(file, from);
    return header.columnsFirst ? read.transpose(backward) : read;
  }

  /// What stands before the elements.
  private record Header(ElementType type, ByteOrder order, boolean columnsFirst, int... extents) {}

  private static Header header(Object file, ReadableByteChannel from) throws IOException {
    ByteBuffer start = Elements.readAll(file, from, Elements.buffer(MAGIC.length + 2), "the magic number of .npy files");
    byte[] magic = new byte[MAGIC.length];
    start.get(magic);
    int version = start.get();
    if (!Arrays.equals(magic, MAGIC) || version < 1 || version > 3) {
      throw new FormatException(file, "does not begin as .npy files of versions 1 to 3 do");
    }
    ByteBuffer size = Elements.readAll(file, from, Elements.buffer(version == 1 ? Short.BYTES : Integer.BYTES), "the length of the header");
    long length = version == 1 ? Short.toUnsignedLong(size.getShort()) : Integer.toUnsignedLong(size.getInt());
    if (length > LONGEST_HEADER) {
      throw new FormatException(file, "the header is said to have %d bytes; at most %d are allowed".formatted(length, LONGEST_HEADER));
    }
    String text = StandardCharsets.UTF_8.decode(Elements.readAll(file, from, Elements.buffer((int) length), "the header")).toString();
    return header(file, entries(file, text.strip()));
  }

  /// The dictionary of a header, as Python would print it.
  private static Map<String, String> entries(Object file, String text) throws FormatException {
    Map<String, String> entries = new LinkedHashMap<>();
    if (text.startsWith("{") && text.endsWith("}")) {
      String inner = text.substring(1, text.length() - 1);
      Matcher entry = ENTRY.matcher(inner);
      int end = 0;
      while (entry.find()) {
        if (entries.put(entry.group(1), entry.group(2)) != null) {
          throw new FormatException(file, "the header has %s twice".formatted(entry.group(1)));
        }
        end = entry.end();
      }
      if (inner.substring(end).isBlank() && entries.keySet().equals(Set.of("descr", "fortran_order", "shape"))) {
        return entries;
      }
    }
    throw new FormatException(file,
        "the header %s is no dictionary of descr, fortran_order and shape".formatted(SafetensorsHeader.shortened(text)));
  }

  private static Header header(Object file, Map<String, String> entries) throws FormatException {
    String descr = Objects.requireNonNull(entries.get("descr"));
    ElementType type = descr.matches("'[<>|=][a-z][0-9]{1,2}'") ? TYPES.get(descr.substring(2, descr.length() - 1)) : null;
    if (type == null) {
      throw new FormatException(file, "descr is %s; known are %s, behind < or >".formatted(
          SafetensorsHeader.shortened(descr), TYPES.keySet().stream().sorted().collect(Collectors.joining(", "))));
    }
    ByteOrder order = descr.charAt(1) == '>' ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    return new Header(type, order, "True".equals(entries.get("fortran_order")), extents(file, Objects.requireNonNull(entries.get("shape"))));
  }

  private static int[] extents(Object file, String tuple) throws FormatException {
    String[] parts = tuple.startsWith("(") ? tuple.substring(1, tuple.length() - 1).replace("L", "").strip().split("\\s*,\\s*") : new String[] {tuple};
    long[] extents = new long[parts.length == 1 && parts[0].isEmpty() ? 0 : parts.length];
    for (int i = 0; i < extents.length; i++) {
      extents[i] = parts[i].matches("[0-9]{1,10}") ? Long.parseLong(parts[i]) : -1;
    }
    if (!Shapes.fit(extents) || extents.length > Shapes.MOST_AXES) {
      throw new FormatException(file, "shape is %s, but must be a tuple of at most %d extents that make no more elements than an array holds"
          .formatted(SafetensorsHeader.shortened(tuple), Shapes.MOST_AXES));
    }
    return Arrays.stream(extents).mapToInt(Math::toIntExact).toArray();
  }

  /// Writes a `.npy` file, whole or not at all.
  ///
  /// @throws IOException if it cannot be written; one of the same name stays as it was
  public static void write(Path file, Tensor tensor) throws IOException {
    ElementType type = ElementType.of(tensor.dtype());
    String code = TYPES.entrySet().stream().filter(one -> one.getValue() == type).findFirst().orElseThrow().getKey();
    String extents = IntStream.of(tensor.shape().extents()).mapToObj(extent -> extent + ",").collect(Collectors.joining());
    String header = "{'descr': '%s%s', 'fortran_order': False, 'shape': (%s), }".formatted(type.bytes() == 1 ? "|" : "<", code, extents);
    int unpadded = MAGIC.length + 2 + Short.BYTES + header.length() + 1;
    int start = Math.ceilDiv(unpadded, ALIGNMENT) * ALIGNMENT;
    ByteBuffer bytes = Elements.buffer(start).put(MAGIC).put((byte) 1).put((byte) 0).putShort((short) (start - MAGIC.length - 2 - Short.BYTES));
    bytes.put((header + " ".repeat(start - unpadded) + "\n").getBytes(StandardCharsets.US_ASCII));
    AtomicFile.write(file, channel -> {
      Elements.writeAll(channel, bytes.flip());
      Elements.write(channel, type, tensor);
    });
  }
}
