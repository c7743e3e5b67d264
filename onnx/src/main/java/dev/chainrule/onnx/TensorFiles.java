package dev.chainrule.onnx;

import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import dev.chainrule.Tensor;
import dev.chainrule.graph.DType;
import dev.chainrule.graph.Shape;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.function.IntToLongFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Reads tensors from a model, and from the files beside it that hold its larger ones. Sizes are believed once there are as
/// many bytes.
final class TensorFiles {
  /// Where files beside the model are; null where the model is no file.
  private final @Nullable Path folder;

  TensorFiles(@Nullable Path folder) {
    this.folder = folder;
  }

  /// Our type for one of the format's: the next wider one where there is none.
  static DType dtype(int code) {
    return switch (TensorProto.DataType.forNumber(code)) {
      case FLOAT, FLOAT16, BFLOAT16 -> DType.F32;
      case DOUBLE -> DType.F64;
      case INT8, UINT8, INT16, UINT16, INT32 -> DType.I32;
      case UINT32, INT64 -> DType.I64;
      case BOOL -> DType.BOOL;
      case null, default -> throw new OnnxException("elements of type %s are not supported"
          .formatted(TensorProto.DataType.forNumber(code) == null ? code : TensorProto.DataType.forNumber(code)));
    };
  }

  /// @throws OnnxException if it has fewer or more elements than its shape says, or is of a type that tensors do not have
  Tensor read(TensorProto tensor) {
    DType dtype = dtype(tensor.getDataType());
    TensorProto.DataType type = TensorProto.DataType.forNumber(tensor.getDataType());
    long size = 1;
    for (long extent : tensor.getDimsList()) {
      if (extent < 0 || extent > Integer.MAX_VALUE || (size *= extent) > Integer.MAX_VALUE) {
        throw new OnnxException("tensor `%s` has the shape %s, which is more than an array holds".formatted(tensor.getName(), tensor.getDimsList()));
      }
    }
    Shape shape = Shape.of(tensor.getDimsList().stream().mapToInt(Long::intValue).toArray());
    if (tensor.getDataLocation() == TensorProto.DataLocation.EXTERNAL || tensor.hasRawData()) {
      ByteBuffer bytes = tensor.hasRawData() ? tensor.getRawData().asReadOnlyByteBuffer() : external(tensor, size * width(type));
      require(tensor, bytes.remaining(), size * width(type), "bytes");
      return Tensor.of(shape, unpacked(bytes.order(ByteOrder.LITTLE_ENDIAN), type, dtype, shape.size()));
    }
    return Tensor.of(shape, listed(tensor, type, dtype, shape.size()));
  }

  private static void require(TensorProto tensor, long found, long wanted, String what) {
    if (found != wanted) {
      throw new OnnxException("tensor `%s` has %d %s, but its shape %s has %d".formatted(tensor.getName(), found, what, tensor.getDimsList(), wanted));
    }
  }

  private static int width(TensorProto.DataType type) {
    return switch (type) {
      case DOUBLE, INT64 -> 8;
      case FLOAT, INT32, UINT32 -> 4;
      case FLOAT16, BFLOAT16, INT16, UINT16 -> 2;
      default -> 1;
    };
  }

  /// A part of a file in the model's folder, and in no other.
  private ByteBuffer external(TensorProto tensor, long size) {
    var entries = tensor.getExternalDataList().stream()
        .collect(Collectors.toMap(StringStringEntryProto::getKey, StringStringEntryProto::getValue, (first, second) -> second));
    String location = entries.getOrDefault("location", "");
    if (folder == null || location.isEmpty()) {
      throw new OnnxException("tensor `%s` is in another file; read the model from its own file".formatted(tensor.getName()));
    }
    try {
      Path file = folder.resolve(location).toRealPath();
      if (!file.startsWith(folder.toRealPath())) {
        throw new OnnxException("tensor `%s` is said to be in %s, which is not in the model's folder".formatted(tensor.getName(), location));
      }
      long offset = Long.parseLong(entries.getOrDefault("offset", "0"));
      if (offset < 0 || offset > Files.size(file) - size) {
        throw new OnnxException("tensor `%s` is said to begin at byte %d of %s, which then has too few bytes".formatted(tensor.getName(), offset, location));
      }
      ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(size));
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
        while (bytes.hasRemaining() && channel.read(bytes, offset + bytes.position()) >= 0) { }
      }
      return bytes.flip();
    } catch (IOException | NumberFormatException | ArithmeticException | java.nio.file.InvalidPathException e) {
      throw new OnnxException("tensor `%s` cannot be read from %s: %s".formatted(tensor.getName(), location, e.getMessage()), e);
    }
  }

  private static Object unpacked(ByteBuffer bytes, TensorProto.DataType type, DType dtype, int size) {
    int start = bytes.position();
    switch (dtype) {
      case F32 -> {
        float[] elements = new float[size];
        for (int i = 0; i < size; i++) {
          elements[i] = switch (type) {
            case FLOAT16 -> Float.float16ToFloat(bytes.getShort(start + 2 * i));
            case BFLOAT16 -> Float.intBitsToFloat(bytes.getShort(start + 2 * i) << 16);
            default -> bytes.getFloat(start + 4 * i);
          };
        }
        return elements;
      }
      case F64 -> {
        double[] elements = new double[size];
        bytes.asDoubleBuffer().get(elements);
        return elements;
      }
      default -> {
        return integers(dtype, size, i -> switch (type) {
          case INT8 -> bytes.get(start + i);
          case UINT8, BOOL -> bytes.get(start + i) & 0xFF;
          case INT16 -> bytes.getShort(start + 2 * i);
          case UINT16 -> bytes.getShort(start + 2 * i) & 0xFFFF;
          case INT32 -> bytes.getInt(start + 4 * i);
          case UINT32 -> bytes.getInt(start + 4 * i) & 0xFFFFFFFFL;
          default -> bytes.getLong(start + 8 * i);
        });
      }
    }
  }

  /// Elements one by one, where the model has no bytes of them.
  private static Object listed(TensorProto tensor, TensorProto.DataType type, DType dtype, int size) {
    int found = switch (type) {
      case FLOAT -> tensor.getFloatDataCount();
      case DOUBLE -> tensor.getDoubleDataCount();
      case INT64 -> tensor.getInt64DataCount();
      case UINT32 -> tensor.getUint64DataCount();
      default -> tensor.getInt32DataCount();
    };
    require(tensor, found, size, "elements");
    return switch (dtype) {
      case F32 -> {
        float[] elements = new float[size];
        for (int i = 0; i < size; i++) {
          elements[i] = switch (type) {
            case FLOAT16 -> Float.float16ToFloat((short) tensor.getInt32Data(i));
            case BFLOAT16 -> Float.intBitsToFloat(tensor.getInt32Data(i) << 16);
            default -> tensor.getFloatData(i);
          };
        }
        yield elements;
      }
      case F64 -> tensor.getDoubleDataList().stream().mapToDouble(Double::doubleValue).toArray();
      default -> integers(dtype, size, i -> switch (type) {
        case INT64 -> tensor.getInt64Data(i);
        case UINT32 -> tensor.getUint64Data(i);
        default -> tensor.getInt32Data(i);
      });
    };
  }

  private static Object integers(DType dtype, int size, IntToLongFunction element) {
    return switch (dtype) {
      case I32 -> {
        int[] elements = new int[size];
        Arrays.setAll(elements, i -> (int) element.applyAsLong(i));
        yield elements;
      }
      case I64 -> {
        long[] elements = new long[size];
        Arrays.setAll(elements, element::applyAsLong);
        yield elements;
      }
      default -> {
        boolean[] elements = new boolean[size];
        for (int i = 0; i < size; i++) {
          elements[i] = element.applyAsLong(i) != 0;
        }
        yield elements;
      }
    };
  }
}
