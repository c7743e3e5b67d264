package dev.chainrule.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import dev.chainrule.graph.Array;
import dev.chainrule.graph.DType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Writes the nodes of a graph, one after the other, and gives each result a name. A graph inside another sees what that
/// one has named so far.
final class NodeWriter {
  private final GraphProto.Builder graph = GraphProto.newBuilder();
  private final @Nullable NodeWriter outer;
  private final Set<String> taken;
  private final Map<Object, String> constants = new HashMap<>();
  private @Nullable String examples;
  /// The input whose first axis counts the examples.
  private String counted = "";

  NodeWriter() {
    outer = null;
    taken = new HashSet<>(Set.of("examples"));
  }

  private NodeWriter(NodeWriter outer) {
    this.outer = outer;
    taken = outer.taken;
  }

  /// A graph inside this one.
  NodeWriter inside() {
    return new NodeWriter(this);
  }

  /// A name that nothing has yet, like this one.
  String free(String like) {
    String name = like;
    for (int i = 1; !taken.add(name); i++) {
      name = like + "_" + i;
    }
    return name;
  }

  String input(String like, DType dtype, List<Extent> shape) {
    String name = free(like);
    graph.addInput(described(name, dtype, shape));
    if (counted.isEmpty() && !shape.isEmpty() && !shape.getFirst().isFixed()) {
      counted = name;
    }
    return name;
  }

  /// Makes a value a result of the graph, under its name there.
  void output(String value, String like, DType dtype, List<Extent> shape) {
    String name = free(like);
    graph.addNode(NodeProto.newBuilder().setOpType("Identity").addInput(value).addOutput(name).setName(name));
    graph.addOutput(described(name, dtype, shape));
  }

  /// A tensor that is trained.
  String parameter(String like, Array elements) {
    String name = free(like);
    graph.addInitializer(TensorProtos.of(name, elements));
    return name;
  }

  String add(String operator, List<String> inputs, AttributeProto... attributes) {
    return addAll(operator, 1, inputs, attributes).getFirst();
  }

  String add(String operator, String input, AttributeProto... attributes) {
    return add(operator, List.of(input), attributes);
  }

  List<String> addAll(String operator, int results, List<String> inputs, AttributeProto... attributes) {
    List<String> outputs = IntStream.range(0, results).mapToObj(i -> free(operator.toLowerCase(Locale.ROOT))).toList();
    graph.addNode(NodeProto.newBuilder().setOpType(operator).setName(outputs.getFirst())
        .addAllInput(inputs).addAllOutput(outputs).addAllAttribute(List.of(attributes)));
    return outputs;
  }

  /// A tensor that is no parameter.
  String constant(Array elements) {
    return add("Constant", List.of(), Attribute.of("value", TensorProtos.of("", elements)));
  }

  /// A number without axes, written once.
  String number(DType dtype, double number) {
    return once(List.of(dtype, number), () -> Array.scalar(dtype, number));
  }

  /// A vector of integers, as shapes and axes are given.
  String integers(List<Long> numbers) {
    return once(numbers, () -> TensorProtos.vector(numbers));
  }

  /// A shape.
  String shape(List<Extent> shape) {
    if (shape.stream().allMatch(Extent::isFixed)) {
      return integers(shape.stream().map(Extent::offset).toList());
    }
    List<String> parts = new ArrayList<>();
    for (Extent extent : shape) {
      parts.add(extent.isFixed() ? integers(List.of(extent.offset())) : extent(extent));
    }
    return parts.size() == 1 ? parts.getFirst() : add("Concat", parts, Attribute.of("axis", 0));
  }

  private String extent(Extent extent) {
    String known = known(extent);
    if (known != null) {
      return known;
    }
    String result = examples();
    if (extent.factor() != 1) {
      result = add("Mul", List.of(result, integers(List.of(extent.factor()))));
    }
    if (extent.offset() != 0) {
      result = add("Add", List.of(result, integers(List.of(extent.offset()))));
    }
    constants.put(extent, result);
    return result;
  }

  /// How many examples there are: read from the first input, before everything else.
  private String examples() {
    if (outer != null) {
      return outer.examples();
    }
    if (examples == null) {
      examples = "examples";
      graph.addNode(0, NodeProto.newBuilder().setOpType("Shape").setName(examples).addInput(counted).addOutput(examples)
          .addAttribute(Attribute.of("start", 0)).addAttribute(Attribute.of("end", 1)));
    }
    return examples;
  }

  private String once(Object key, Supplier<Array> elements) {
    String known = known(key);
    if (known != null) {
      return known;
    }
    String name = constant(elements.get());
    constants.put(key, name);
    return name;
  }

  private @Nullable String known(Object key) {
    String known = constants.get(key);
    return known == null && outer != null ? outer.known(key) : known;
  }

  GraphProto finish(String name) {
    return graph.setName(name).build();
  }

  private static ValueInfoProto described(String name, DType dtype, List<Extent> shape) {
    TypeProto.Tensor.Builder tensor = TypeProto.Tensor.newBuilder().setElemType(TensorProtos.code(dtype).getNumber());
    tensor.setShape(TensorShapeProto.newBuilder().addAllDim(shape.stream().map(NodeWriter::dimension).toList()));
    return ValueInfoProto.newBuilder().setName(name).setType(TypeProto.newBuilder().setTensorType(tensor)).build();
  }

  private static TensorShapeProto.Dimension dimension(Extent extent) {
    TensorShapeProto.Dimension.Builder dimension = TensorShapeProto.Dimension.newBuilder();
    if (extent.isFixed()) {
      return dimension.setDimValue(extent.offset()).build();
    }
    return extent.equals(new Extent(1, 0)) ? dimension.setDimParam("batch").build() : dimension.build();
  }
}
