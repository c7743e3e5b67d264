package dev.chainrule.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import dev.chainrule.RandomKey;
import dev.chainrule.Tensor;
import dev.chainrule.graph.DType;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Each operator that is read, on its own, against ONNX Runtime.
class OperatorsTest {
  /// One node with its inputs.
  record Case(int version, String operator, int results, List<AttributeProto> attributes, List<@Nullable Tensor> x) {
    Case version(int other) {
      return new Case(other, operator, results, attributes, x);
    }

    Case results(int other) {
      return new Case(version, operator, other, attributes, x);
    }

    Case with(String name, long number) {
      return with(Attribute.of(name, number));
    }

    Case with(String name, String text) {
      return with(Attribute.of(name, text));
    }

    Case with(String name, double number) {
      return with(AttributeProto.newBuilder().setName(name).setType(AttributeProto.AttributeType.FLOAT).setF((float) number).build());
    }

    Case list(String name, int... numbers) {
      return with(Attribute.of(name, Arrays.stream(numbers).boxed().toList()));
    }

    Case texts(String name, String... texts) {
      return with(AttributeProto.newBuilder().setName(name).setType(AttributeProto.AttributeType.STRINGS)
          .addAllStrings(Arrays.stream(texts).map(ByteString::copyFromUtf8).toList()).build());
    }

    Case with(AttributeProto attribute) {
      return new Case(version, operator, results, Stream.concat(attributes.stream(), Stream.of(attribute)).toList(), x);
    }

    byte[] model() {
      NodeProto.Builder node = NodeProto.newBuilder().setOpType(operator).setName("node").addAllAttribute(attributes);
      GraphProto.Builder graph = GraphProto.newBuilder().setName("graph");
      for (int i = 0; i < x.size(); i++) {
        node.addInput(x.get(i) == null ? "" : "x" + i);
        if (x.get(i) != null) {
          graph.addInitializer(TensorProtos.of("x" + i, x.get(i).value().array()));
        }
      }
      for (int i = 0; i < results; i++) {
        node.addOutput("y" + i);
        graph.addOutput(ValueInfoProto.newBuilder().setName("y" + i));
      }
      return ModelProto.newBuilder().setIrVersion(8).addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(version))
          .setGraph(graph.addNode(node)).build().toByteArray();
    }

    @Override
    public String toString() {
      return "%s %s %s".formatted(operator, attributes.stream().map(AttributeProto::getName).collect(Collectors.joining(" ")),
          x.stream().map(t -> t == null ? "-" : t.value().type().toString()).toList());
    }
  }

  private static Case of(String operator, @Nullable Tensor... x) {
    return new Case(18, operator, 1, List.of(), Arrays.asList(x));
  }

  private static Tensor f(int... extents) {
    return RandomKey.of(extents.length).normal(DType.F32, extents);
  }

  private static Tensor positive(int... extents) {
    return f(extents).square().plus(0.1);
  }

  private static Tensor i(long... numbers) {
    return Tensor.of(numbers);
  }

  private static Tensor bool(int... extents) {
    return f(extents).gt(0);
  }

  private static Stream<Case> unary() {
    return Stream.of("Abs", "Neg", "Sign", "Floor", "Ceil", "Round", "Exp", "Erf", "Sin", "Cos", "Tan", "Atan", "Sinh", "Cosh", "Tanh", "Asinh",
        "IsNaN", "Identity", "Relu", "Sigmoid", "Softplus", "Softsign", "HardSwish", "Mish", "LeakyRelu", "Elu", "Celu", "Selu", "ThresholdedRelu",
        "HardSigmoid", "Reciprocal", "Dropout").map(name -> of(name, f(3, 4)));
  }

  private static Stream<Case> binary() {
    return Stream.of("Add", "Sub", "Mul", "Div", "Less", "LessOrEqual", "Greater", "GreaterOrEqual", "Equal", "PRelu", "Max", "Min", "Sum", "Mean")
        .map(name -> of(name, f(3, 4), f(4)));
  }

  private static Stream<Case> reductions() {
    return Stream.of("Sum", "Mean", "Prod", "Max", "Min", "LogSumExp", "L1", "L2", "SumSquare", "LogSum").flatMap(name -> Stream.of(
        of("Reduce" + name, positive(2, 3, 4), i(-1, 0)), of("Reduce" + name, positive(2, 3), i(1)).with("keepdims", 0), of("Reduce" + name, positive(2, 3)),
        of("Reduce" + name, positive(2, 3, 4)).version(name.equals("Sum") ? 12 : 17).list("axes", 0, 2)));
  }

  private static Stream<Case> others() {
    return Stream.of(
        of("Sqrt", positive(3)), of("Log", positive(3)), of("Asin", f(3).tanh()), of("Acos", f(3).tanh()), of("Acosh", positive(3).plus(1)), of("Atanh", f(3).tanh()),
        of("Not", bool(4)), of("And", bool(4), bool(1)), of("Or", bool(4), bool(2, 4)), of("Xor", bool(4), bool(2, 4)), of("BitwiseNot", i(5, -3)),
        of("BitwiseAnd", i(12, 5), i(10)), of("BitwiseOr", i(12, 5), i(10)), of("BitwiseXor", i(12, 5), i(10)),
        of("Pow", positive(3), f(2, 3)), of("Pow", f(3), Tensor.of(2f)), of("Pow", positive(3), Tensor.of(0.5f)), of("Pow", f(3), i(3)), of("Pow", i(3, -2), i(2)),
        of("Mod", i(7, -7, 5), i(3, 3, -3)), of("Mod", f(4), f(4)).with("fmod", 1), of("Div", i(7, -7), i(2)), of("Where", bool(2, 3), f(3), f(2, 1)),
        of("Clip", f(4), Tensor.of(-0.5f), Tensor.of(0.5f)), of("Clip", f(4), null, Tensor.of(0.5f)), of("Clip", f(4)).version(10).with("min", -0.2).with("max", 0.3),
        of("Gelu", f(5)).version(20), of("Gelu", f(5)).version(20).with("approximate", "tanh"), of("Selu", f(4)).with("alpha", 1.5).with("gamma", 0.5),
        of("HardSigmoid", f(4)).with("alpha", 0.3).with("beta", 0.4), of("ThresholdedRelu", f(4)).with("alpha", 0.2),
        of("Cast", f(4).times(3)).with("to", 6), of("Cast", f(4)).with("to", 9), of("Cast", i(1, 2)).with("to", 11), of("CastLike", f(4), i(1)),
        of("Dropout", f(4)).results(2),

        of("Constant").with("value_float", 1.5), of("Constant").with("value_int", 3L), of("Constant").list("value_ints", 3, 4), of("Constant").with(Attribute.of("value", TensorProtos.of("", f(2, 2).value().array()))),
        of("Shape", f(2, 3, 4)), of("Shape", f(2, 3, 4)).with("start", -2).with("end", 5), of("Size", f(2, 3)), of("Range", Tensor.of(1f), Tensor.of(4f), Tensor.of(0.5f)), of("Range", Tensor.of(9L), Tensor.of(1L), Tensor.of(-3L)),
        of("ConstantOfShape", i(2, 3)), of("ConstantOfShape", i(2)).with(Attribute.of("value", TensorProtos.of("", i(7).value().array()))), of("EyeLike", f(3, 4)).with("k", 1),
        of("Reshape", f(2, 3, 4), i(0, -1)), of("Reshape", f(2, 0), i(0, 5)).with("allowzero", 1), of("Flatten", f(2, 3, 4)), of("Flatten", f(2, 3, 4)).with("axis", -1), of("Flatten", f(2, 3)).with("axis", 0),
        of("Squeeze", f(1, 3, 1)), of("Squeeze", f(1, 3, 1), i(-1)), of("Squeeze", f(1, 3, 1)).version(11).list("axes", 0), of("Unsqueeze", f(3, 2), i(0, -1)), of("Unsqueeze", f(3)).version(11).list("axes", 1),
        of("Transpose", f(2, 3, 4)), of("Transpose", f(2, 3, 4)).list("perm", 2, 0, 1), of("Expand", f(3, 1), i(2, 1, 4)), of("Tile", f(2, 3), i(2, 1)), of("Concat", f(2, 3), f(2, 1)).with("axis", -1),
        of("Split", f(2, 5), i(2, 3)).with("axis", 1).results(2), of("Split", f(7)).with("num_outputs", 3).results(3), of("Split", f(6)).version(13).results(2), of("Split", f(6)).version(11).list("split", 2, 4).results(2),
        of("Pad", f(2, 3), i(0, 1, 2, 0), Tensor.of(3f)), of("Pad", f(2, 3), i(1, -1, 0, 2)), of("Pad", f(2, 3), i(1, 2), null, i(-1)), of("Pad", f(2, 5), i(0, 2, 0, 1)).with("mode", "reflect"), of("Pad", f(2, 3), i(1, 0, 0, 2)).with("mode", "edge"),
        of("Pad", f(2, 3)).version(10).list("pads", 1, 0, 0, 1).with("value", 2.0), of("Trilu", f(3, 4)), of("Trilu", f(2, 3, 4), Tensor.of(-1L)).with("upper", 0),
        of("DepthToSpace", f(1, 8, 2, 3)).with("blocksize", 2), of("DepthToSpace", f(1, 8, 2, 3)).with("blocksize", 2).with("mode", "CRD"), of("SpaceToDepth", f(1, 2, 4, 6)).with("blocksize", 2),

        of("Slice", f(4, 5), i(1, -3), i(9, Long.MAX_VALUE)), of("Slice", f(5), i(-1), i(Long.MIN_VALUE), i(0), i(-2)), of("Slice", f(4, 5), i(1), i(-1), i(-1)), of("Slice", f(6)).version(9).list("starts", 1).list("ends", 4), of("Slice", f(5), i(4), i(0), i(0), i(-1)),
        of("Gather", f(3, 4), i(2, -1)), of("Gather", f(3, 4), Tensor.of(1L)).with("axis", 1), of("GatherElements", f(3, 2), Tensor.of(new int[] {0, 1, 1, 0, 0, 1}).reshape(3, 2)).with("axis", 1),
        of("GatherND", f(3, 4), i(0, 1, 2, 3).reshape(2, 2)), of("GatherND", f(3, 4), i(2, 0).reshape(2, 1)), of("ScatterElements", f(3, 2), i(2, 0).reshape(1, 2), f(1, 2)), of("ScatterElements", f(3, 2), i(2, 2).reshape(2, 1), f(2, 1)).with("reduction", "add"),
        of("ScatterElements", f(3, 2), i(2, 2).reshape(2, 1), f(2, 1)).with("reduction", "max"), of("ScatterElements", f(3, 2), i(2, 2).reshape(2, 1), f(2, 1)).with("reduction", "min"),
        of("ScatterND", f(4, 2), i(1, 3).reshape(2, 1), f(2, 2)), of("ScatterND", f(4), i(1, 1).reshape(2, 1), f(2)).with("reduction", "add"), of("ScatterND", f(4), i(1, 2).reshape(2, 1), f(2)).with("reduction", "max"), of("ScatterND", f(4), i(1, 2).reshape(2, 1), f(2)).with("reduction", "mul"),
        of("OneHot", i(1, -1, 2), Tensor.of(3L), Tensor.of(0.5f, 2f)), of("OneHot", i(1, 0), Tensor.of(3L), Tensor.of(0f, 1f)).with("axis", 0), of("TopK", f(3, 5), i(2)).results(2), of("TopK", f(5, 3), i(2)).with("axis", 0).with("largest", 0).results(2),
        of("ArgMax", f(3, 4)), of("ArgMin", f(3, 4)).with("axis", -1).with("keepdims", 0), of("CumSum", f(2, 4), Tensor.of(1L)), of("CumSum", f(2, 4), Tensor.of(-1L)).with("reverse", 1).with("exclusive", 1),
        of("Softmax", f(2, 3)), of("Softmax", f(2, 3, 4)).version(11).with("axis", 1), of("LogSoftmax", f(2, 3)).with("axis", 0), of("LogSoftmax", f(2, 3)).version(9),

        of("Conv", f(1, 2, 5, 6), f(4, 1, 3, 2), f(4)).with("group", 2).list("strides", 2, 1).list("pads", 1, 0, 2, 1).list("dilations", 1, 2), of("Conv", f(1, 2, 5), f(3, 2, 2)).with("auto_pad", "SAME_UPPER").list("strides", 2), of("Conv", f(1, 2, 5), f(3, 2, 2)).with("auto_pad", "SAME_LOWER"), of("Conv", f(1, 1, 3, 3, 3), f(2, 1, 2, 2, 2)),
        of("ConvTranspose", f(1, 2, 3, 4), f(2, 3, 3, 2), f(3)).list("strides", 2, 1).list("pads", 1, 0, 0, 1).list("output_padding", 1, 0), of("ConvTranspose", f(1, 4, 5), f(4, 2, 3)).with("group", 2).list("dilations", 2), of("ConvTranspose", f(1, 1, 2, 2, 2), f(1, 1, 2, 2, 2)),
        of("MaxPool", f(1, 2, 5, 6)).list("kernel_shape", 3, 2).list("strides", 2, 2).list("pads", 1, 0, 1, 1), of("MaxPool", f(1, 2, 6)).list("kernel_shape", 3).list("strides", 2).with("ceil_mode", 1), of("MaxPool", f(1, 1, 4, 4, 4)).list("kernel_shape", 2, 2, 2),
        of("AveragePool", f(1, 2, 5, 6)).list("kernel_shape", 3, 2).list("strides", 2, 2).list("pads", 1, 0, 1, 1), of("AveragePool", f(1, 2, 6)).list("kernel_shape", 3).list("pads", 1, 1).with("count_include_pad", 1), of("AveragePool", f(1, 1, 4, 4, 4)).list("kernel_shape", 2, 2, 2),
        of("GlobalAveragePool", f(2, 3, 4, 5)), of("GlobalMaxPool", f(2, 3, 4)),
        of("MatMul", f(2, 3, 4), f(4, 5)), of("MatMul", f(4), f(4)), of("Gemm", f(2, 3), f(3, 4), f(4)), of("Gemm", f(3, 2), f(4, 3), f(2, 1)).with("transA", 1).with("transB", 1).with("alpha", 0.5).with("beta", 2.0),
        of("Einsum", f(2, 3), f(3, 4)).with("equation", "ij,jk->ki"), of("Det", f(2, 3, 3)),
        of("BatchNormalization", f(2, 3, 4), f(3), f(3), f(3), positive(3)), of("InstanceNormalization", f(2, 3, 4, 4), f(3), f(3)).with("epsilon", 0.01), of("LayerNormalization", f(2, 3, 4), f(4), f(4)), of("LayerNormalization", f(2, 3, 4), f(3, 4)).with("axis", 1).with("epsilon", 0.1),
        of("GroupNormalization", f(2, 4, 3), f(4), f(4)).version(21).with("num_groups", 2), of("RMSNormalization", f(2, 4), f(4)).version(23), of("LpNormalization", f(2, 3)), of("LpNormalization", positive(2, 3)).with("p", 1).with("axis", 0),
        of("LSTM", f(5, 2, 3), f(1, 16, 3), f(1, 16, 4)).with("hidden_size", 4).results(3), of("LSTM", f(5, 2, 3), f(2, 16, 3), f(2, 16, 4), f(2, 32), null, f(2, 2, 4), f(2, 2, 4)).with("hidden_size", 4).with("direction", "bidirectional").results(3),
        of("GRU", f(5, 2, 3), f(1, 12, 3), f(1, 12, 4), f(1, 24), null, f(1, 2, 4)).with("hidden_size", 4).results(2), of("GRU", f(5, 2, 3), f(1, 12, 3), f(1, 12, 4), f(1, 24)).with("hidden_size", 4).with("linear_before_reset", 1).with("direction", "reverse").results(2),
        of("RNN", f(5, 2, 3), f(1, 4, 3), f(1, 4, 4), f(1, 8)).with("hidden_size", 4).texts("activations", "Tanh").results(2));
  }

  static Stream<Case> cases() {
    return Stream.of(unary(), binary(), reductions(), others()).flatMap(cases -> cases);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void agrees(Case given) throws Exception {
    OnnxModel model = OnnxModel.read("model", given.model(), null);
    Map<String, Tensor> y = model.apply(model.parameters(), Map.of());
    Agreement.requireClose("read", y, Runtime.run(given.model(), Map.of()));
  }

  /// If, Loop and Scan are read again in [ExportTest].
  @Test
  void everyOperatorHasACase() {
    TreeSet<String> without = new TreeSet<>(Operator.ALL.keySet());
    without.removeAll(List.of("If", "Loop", "Scan"));
    cases().map(Case::operator).forEach(without::remove);
    assertThat(without).isEmpty();
  }
}
