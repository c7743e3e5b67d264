package dev.chainrule.onnx;

import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import dev.chainrule.graph.Array;
import dev.chainrule.graph.DType;
import dev.chainrule.graph.Shape;
import dev.chainrule.graph.Type;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;

/// Tensors as the format has them.
final class TensorProtos {
  private TensorProtos() {}

  static TensorProto.DataType code(DType dtype) {
    return switch (dtype) {
      case F32 -> TensorProto.DataType.FLOAT;
      case F64 -> TensorProto.DataType.DOUBLE;
      case I32 -> TensorProto.DataType.INT32;
      case I64 -> TensorProto.DataType.INT64;
      case BOOL -> TensorProto.DataType.BOOL;
    };
  }

  static Array vector(List<Long> numbers) {
    return Array.of(new Type(DType.I64, Shape.of(numbers.size())), numbers.stream().mapToLong(Long::longValue).toArray());
  }

  static TensorProto of(String name, Array elements) {
    return TensorProto.newBuilder().setName(name).setDataType(code(elements.dtype()).getNumber())
        .addAllDims(Arrays.stream(elements.shape().extents()).asLongStream().boxed().toList())
        .setRawData(ByteString.copyFrom(bytes(elements.contiguous()))).build();
  }

  private static byte[] bytes(Array elements) {
    long size = (long) elements.size() * elements.dtype().bytes();
    if (size > Integer.MAX_VALUE - 64) {
      throw new OnnxException("[export] a tensor %s has %d bytes; a file of this format holds 2 GB in all".formatted(elements.type(), size));
    }
    ByteBuffer bytes = ByteBuffer.allocate((int) size).order(ByteOrder.LITTLE_ENDIAN);
    switch (elements.dtype()) {
      case F32 -> bytes.asFloatBuffer().put(elements.floats(), 0, elements.size());
      case F64 -> bytes.asDoubleBuffer().put(elements.doubles(), 0, elements.size());
      case I32 -> bytes.asIntBuffer().put(elements.ints(), 0, elements.size());
      case I64 -> bytes.asLongBuffer().put(elements.longs(), 0, elements.size());
      case BOOL -> {
        for (int i = 0; i < elements.size(); i++) {
          bytes.put(i, (byte) (elements.booleans()[i] ? 1 : 0));
        }
      }
    }
    return bytes.array();
  }
}
