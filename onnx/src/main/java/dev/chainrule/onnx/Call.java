package dev.chainrule.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import com.google.protobuf.ByteString;
import dev.chainrule.Tensor;
import dev.chainrule.graph.DType;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// A node with its inputs: what an operator asks.
final class Call {
  private final NodeProto node;
  private final List<@Nullable Tensor> x;
  private final long version;
  private final GraphImport graph;
  private final Map<String, AttributeProto> attributes = new HashMap<>();

  /// @param version of the operators that the model was written for
  /// @param graph   where the node is
  Call(NodeProto node, List<@Nullable Tensor> x, long version, GraphImport graph) {
    this.node = node;
    this.x = x;
    this.version = version;
    this.graph = graph;
    node.getAttributeList().forEach(attribute -> attributes.put(attribute.getName(), attribute));
  }

  String operator() {
    return node.getOpType();
  }

  long version() {
    return version;
  }

  int inputs() {
    return x.size();
  }

  /// How many results are wanted.
  int results() {
    return node.getOutputCount();
  }

  boolean wants(int result) {
    return result < node.getOutputCount() && !node.getOutput(result).isEmpty();
  }

  boolean has(int input) {
    return input < x.size() && x.get(input) != null;
  }

  @Nullable Tensor optional(int input) {
    return has(input) ? x.get(input) : null;
  }

  Tensor x(int input) {
    Tensor tensor = optional(input);
    if (tensor == null) {
      throw new OnnxException("input %d is missing".formatted(input));
    }
    return tensor;
  }

  Tensor x() {
    return x(0);
  }

  List<Tensor> all() {
    return all(0);
  }

  List<Tensor> all(int from) {
    return IntStream.range(from, x.size()).mapToObj(this::x).toList();
  }

  DType dtype() {
    return x().dtype();
  }

  boolean hasAttribute(String name) {
    return attributes.containsKey(name);
  }

  long integer(String name, long otherwise) {
    AttributeProto attribute = attributes.get(name);
    return attribute == null ? otherwise : attribute.getI();
  }

  boolean flag(String name, boolean otherwise) {
    return integer(name, otherwise ? 1 : 0) != 0;
  }

  double number(String name, double otherwise) {
    AttributeProto attribute = attributes.get(name);
    return attribute == null ? otherwise : attribute.getF();
  }

  String text(String name, String otherwise) {
    AttributeProto attribute = attributes.get(name);
    return attribute == null ? otherwise : attribute.getS().toStringUtf8();
  }

  List<String> texts(String name) {
    AttributeProto attribute = attributes.get(name);
    return attribute == null ? List.of() : attribute.getStringsList().stream().map(ByteString::toStringUtf8).toList();
  }

  int[] integers(String name, int... otherwise) {
    AttributeProto attribute = attributes.get(name);
    return attribute == null ? otherwise : attribute.getIntsList().stream().mapToInt(Call::narrow).toArray();
  }

  Tensor tensor(String name) {
    return graph.files().read(required(name).getT());
  }

  AttributeProto required(String name) {
    AttributeProto attribute = attributes.get(name);
    if (attribute == null) {
      throw new OnnxException("attribute `%s` is missing".formatted(name));
    }
    return attribute;
  }

  /// The graph of an attribute, run where the node is.
  ///
  /// @param inputs what its parameters are
  List<Tensor> run(String name, List<Tensor> inputs) {
    return graph.inside(graphOf(name)).run(inputs);
  }

  GraphProto graphOf(String name) {
    return required(name).getG();
  }

  /// The axes of a reduction and the like: an input in newer versions, an attribute in older ones.
  int @Nullable [] axes(int input) {
    return has(input) ? known(input) : hasAttribute("axes") ? integers("axes") : null;
  }

  /// Integers that have to be known when the model is run or traced: shapes, axes, counts.
  int[] known(int input) {
    Tensor tensor = x(input);
    if (!tensor.value().hasElements()) {
      throw new OnnxException("input %d is a shape, or a count, that depends on values which are not known inside `jit` or `vmap`; run the model outside".formatted(input));
    }
    return IntStream.range(0, tensor.size()).mapToLong(i -> tensor.value().array().getLong(i)).mapToInt(Call::narrow).toArray();
  }

  /// Ends of ranges are written as the largest and smallest long: those of int do as well.
  private static int narrow(long number) {
    return (int) Math.clamp(number, Integer.MIN_VALUE, Integer.MAX_VALUE);
  }

  /// An axis of `rank`, counted from 0.
  static int axis(long axis, int rank) {
    if (axis < -rank || axis >= Math.max(1, rank)) {
      throw new OnnxException("axis %d is none of the %d".formatted(axis, rank));
    }
    return (int) (axis < 0 ? axis + rank : axis);
  }

  static int[] axes(int[] axes, int rank) {
    return Arrays.stream(axes).map(axis -> axis(axis, rank)).toArray();
  }

  OnnxException unsupported(String what) {
    return new OnnxException("%s is not supported".formatted(what));
  }
}
