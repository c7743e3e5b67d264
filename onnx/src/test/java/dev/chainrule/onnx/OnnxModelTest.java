package dev.chainrule.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import dev.chainrule.Tensor;
import dev.chainrule.graph.DType;
import dev.chainrule.nn.file.FormatException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Files that are damaged, hostile or beyond what is supported, and tensors in files beside the model.
class OnnxModelTest {
  private static ModelProto.Builder model(GraphProto.Builder graph) {
    return ModelProto.newBuilder().addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(18)).setGraph(graph);
  }

  private static GraphProto.Builder graph(String operator, String... inputs) {
    return GraphProto.newBuilder().addInput(ValueInfoProto.newBuilder().setName("x")).addOutput(ValueInfoProto.newBuilder().setName("y"))
        .addNode(NodeProto.newBuilder().setOpType(operator).setName("first").addAllInput(List.of(inputs)).addOutput("y"));
  }

  private static void requireRefused(ModelProto.Builder model, String message) {
    assertThatThrownBy(() -> OnnxModel.read("model.onnx", model.build().toByteArray(), null))
        .isInstanceOf(FormatException.class).hasMessage("model.onnx: " + message);
  }

  @Test
  void saysWhatIsWrongWithAModel() {
    requireRefused(ModelProto.newBuilder(), "holds no graph; it is no ONNX model");
    requireRefused(model(graph("Relu", "x")).setOpsetImport(0, OperatorSetIdProto.newBuilder().setVersion(3)),
        "is for version 3 of the operators; 7 is the oldest that can be read. Export it anew");
    requireRefused(model(graph("NonMaxSuppression", "x").addNode(NodeProto.newBuilder().setOpType("Fancy").setDomain("com.acme"))),
        "has operators that are not supported: NonMaxSuppression, com.acme.Fancy");
    requireRefused(model(graph("Relu", "z")), "node `first` (Relu) reads `z`, which nothing before it gives");
    requireRefused(model(graph("Relu", "x").addOutput(ValueInfoProto.newBuilder().setName("w"))), "nothing gives the result `w`");
    assertThatThrownBy(() -> OnnxModel.read("model.onnx", new byte[] {1, 2, 3}, null))
        .isInstanceOf(FormatException.class).hasMessageStartingWith("model.onnx: is no ONNX model, or damaged:");
  }

  @Test
  void saysWhatIsWrongWithATensor() {
    TensorProto.Builder tensor = TensorProto.newBuilder().setName("w").setDataType(1).addDims(2).addDims(3);
    requireRefused(model(graph("Relu", "x").addInitializer(tensor)), "tensor `w` has 0 elements, but its shape [2, 3] has 6");
    requireRefused(model(graph("Relu", "x").addInitializer(tensor.clone().setRawData(ByteString.copyFrom(new byte[20])))),
        "tensor `w` has 20 bytes, but its shape [2, 3] has 24");
    requireRefused(model(graph("Relu", "x").addInitializer(tensor.clone().addDims(1L << 40))),
        "tensor `w` has the shape [2, 3, 1099511627776], which is more than an array holds");
    requireRefused(model(graph("Relu", "x").addInitializer(tensor.clone().setDataType(8))), "elements of type STRING are not supported");
    requireRefused(model(graph("Relu", "x").addInitializer(tensor.clone().setDataLocation(TensorProto.DataLocation.EXTERNAL))),
        "tensor `w` is in another file; read the model from its own file");
  }

  @Test
  void saysWhichNodeDoesNotFit() throws Exception {
    OnnxModel model = OnnxModel.read("model", model(graph("MatMul", "x", "x")).build().toByteArray(), null);
    Tensor x = Tensor.zeros(DType.F32, 2, 3);
    assertThatThrownBy(() -> model.apply(Map.of(), x)).isInstanceOf(OnnxException.class)
        .hasMessageStartingWith("[MatMul] [matmul]").hasMessageEndingWith(", in node `first`");
    assertThatThrownBy(() -> model.apply(Map.of(), x, x)).hasMessage(
        "[apply] the model has inputs [x] and results [y]; 2 inputs were given. Give and take them by their names, as maps");
    assertThatThrownBy(() -> model.apply(Map.of(), Map.of("z", x))).hasMessage("[apply] the input `x` is missing; [z] were given");
  }

  @Test
  void readsTensorsFromFilesInTheModelsFolder(@TempDir Path folder) throws Exception {
    ByteBuffer bytes = ByteBuffer.allocate(12).order(ByteOrder.LITTLE_ENDIAN).putFloat(9).putFloat(1).putFloat(2);
    Files.write(folder.resolve("weights.bin"), bytes.array());
    Path file = folder.resolve("model.onnx");
    Files.write(file, external("weights.bin", 4));
    assertThat(OnnxModel.read(file).parameters().get("w").toFloats()).containsExactly(1, 2);

    Files.write(file, external("weights.bin", 8));
    assertThatThrownBy(() -> OnnxModel.read(file)).hasMessageContaining("tensor `w` is said to begin at byte 8 of weights.bin, which then has too few bytes");
    Path inner = Files.createDirectory(folder.resolve("inner")).resolve("model.onnx");
    Files.write(inner, external("../weights.bin", 0));
    assertThatThrownBy(() -> OnnxModel.read(inner)).hasMessageContaining("tensor `w` is said to be in ../weights.bin, which is not in the model's folder");
  }

  private static byte[] external(String location, int offset) {
    TensorProto.Builder tensor = TensorProto.newBuilder().setName("w").setDataType(1).addDims(2).setDataLocation(TensorProto.DataLocation.EXTERNAL)
        .addExternalData(StringStringEntryProto.newBuilder().setKey("location").setValue(location))
        .addExternalData(StringStringEntryProto.newBuilder().setKey("offset").setValue("" + offset));
    return model(graph("Add", "x", "w").addInitializer(tensor)).build().toByteArray();
  }

  /// Damaged models are read or refused; those that are read run, or say which node does not fit.
  @Test
  void damagedModelsAreRefusedOrRun() throws Exception {
    byte[] whole = OnnxExport.of((Map<String, Tensor> p, Tensor x) -> x.matmul(p.get("w")).plus(p.get("b")).softmax(1),
        Map.of("w", Tensor.ones(DType.F32, 3, 2), "b", Tensor.zeros(DType.F32, 2)), Tensor.zeros(DType.F32, 1, 3)).bytes();
    SplittableRandom random = new SplittableRandom(3);
    int refused = 0;
    int count = Integer.getInteger("mutations", 20_000);
    for (int i = 0; i < count; i++) {
      byte[] bytes = whole.clone();
      for (int times = random.nextInt(3); times >= 0; times--) {
        bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
      }
      if (random.nextInt(4) == 0) {
        bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length));
      }
      try {
        OnnxModel model = OnnxModel.read("damaged", bytes, null);
        model.apply(model.parameters(), Map.of("x", Tensor.ones(DType.F32, 2, 3)));
      } catch (FormatException | OnnxException e) {
        refused++;
        assertThat(e.getMessage()).isNotBlank();
      }
    }
    assertThat(refused).isBetween(count / 10, count - 1);
  }
}
