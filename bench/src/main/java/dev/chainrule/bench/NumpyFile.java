package dev.chainrule.bench;

import dev.chainrule.Tensor;
import dev.chainrule.graph.DTypeException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Tensors as files that NumPy reads, in version 1.0 of its format: a magic number, a description padded to a multiple of
/// 64 bytes, and the elements.
final class NumpyFile {
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0};
  private static final int ALIGNMENT = 64;

  private NumpyFile() {}

  /// One file for each, called by its name.
  static void writeAll(Map<String, Tensor> tensors, Path folder) throws IOException {
    for (Map.Entry<String, Tensor> entry : tensors.entrySet()) {
      Files.write(folder.resolve(entry.getKey() + ".npy"), bytes(entry.getValue()));
    }
  }

  private static byte[] bytes(Tensor tensor) {
    String extents = IntStream.of(tensor.shape().extents()).mapToObj(extent -> extent + ",").collect(Collectors.joining());
    String header = "{'descr': '%s', 'fortran_order': False, 'shape': (%s)}".formatted(type(tensor), extents);
    int unpadded = MAGIC.length + Short.BYTES + header.length() + 1;
    int start = Math.ceilDiv(unpadded, ALIGNMENT) * ALIGNMENT;
    ByteBuffer buffer = ByteBuffer.allocate(start + tensor.size() * width(tensor)).order(ByteOrder.LITTLE_ENDIAN);
    buffer.put(MAGIC).putShort((short) (start - MAGIC.length - Short.BYTES));
    buffer.put((header + " ".repeat(start - unpadded) + "\n").getBytes(StandardCharsets.US_ASCII));
    putElements(tensor, buffer);
    return buffer.array();
  }

  private static String type(Tensor tensor) {
    return switch (tensor.dtype()) {
      case F32 -> "<f4";
      case F64 -> "<f8";
      case I32 -> "<i4";
      case I64 -> "<i8";
      case BOOL -> throw new DTypeException("[NumpyFile] truth values are not written; convert them with .to(I32)");
    };
  }

  private static int width(Tensor tensor) {
    return switch (tensor.dtype()) {
      case F32, I32 -> Integer.BYTES;
      case F64, I64 -> Long.BYTES;
      case BOOL -> 1;
    };
  }

  private static void putElements(Tensor tensor, ByteBuffer buffer) {
    switch (tensor.dtype()) {
      case F32 -> buffer.asFloatBuffer().put(tensor.toFloats());
      case F64 -> buffer.asDoubleBuffer().put(tensor.toDoubles());
      case I32 -> buffer.asIntBuffer().put(tensor.toInts());
      case I64 -> buffer.asLongBuffer().put(tensor.toLongs());
      case BOOL -> throw new DTypeException("[NumpyFile] truth values are not written");
    }
  }
}
