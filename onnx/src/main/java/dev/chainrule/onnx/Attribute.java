package dev.chainrule.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import java.util.Collection;
import java.util.List;

/// Attributes of nodes.
final class Attribute {
  private Attribute() {}

  static AttributeProto of(String name, long number) {
    return named(name, AttributeProto.AttributeType.INT).setI(number).build();
  }

  static AttributeProto of(String name, boolean truth) {
    return of(name, truth ? 1 : 0);
  }

  static AttributeProto of(String name, String text) {
    return named(name, AttributeProto.AttributeType.STRING).setS(ByteString.copyFromUtf8(text)).build();
  }

  static AttributeProto of(String name, Collection<Integer> numbers) {
    List<Long> wide = numbers.stream().map(Integer::longValue).toList();
    return named(name, AttributeProto.AttributeType.INTS).addAllInts(wide).build();
  }

  static AttributeProto of(String name, TensorProto tensor) {
    return named(name, AttributeProto.AttributeType.TENSOR).setT(tensor).build();
  }

  static AttributeProto of(String name, GraphProto graph) {
    return named(name, AttributeProto.AttributeType.GRAPH).setG(graph).build();
  }

  private static AttributeProto.Builder named(String name, AttributeProto.AttributeType type) {
    return AttributeProto.newBuilder().setName(name).setType(type);
  }
}
