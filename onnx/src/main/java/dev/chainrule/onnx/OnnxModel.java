package dev.chainrule.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.chainrule.Tensor;
import dev.chainrule.nn.file.FormatException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A model from a file in the ONNX format, as a function of its parameters and inputs. It is made of the operations of
/// tensors, so it is differentiated, batched and compiled like any other function: a model from elsewhere can be explained,
/// or trained further.
///
/// Its parameters are the floating tensors that the file calls initializers, without the running statistics of batch
/// normalization, which are fixed as everything else is. The model computes as it is evaluated: dropout does nothing.
///
/// {@snippet :
/// Mlp trained = Mlp.of(Activation.RELU, RandomKey.of(1), 64, 32, 10);
/// Path file = Files.createTempDirectory("chainrule").resolve("model.onnx");
/// OnnxExport.of(Mlp::apply, trained, Tensor.zeros(F32, 1, 64)).write(file);
///
/// OnnxModel model = OnnxModel.read(file);
/// Batch digits = Digits.load();
/// var result = valueAndGrad((Map<String, Tensor> p, Batch batch) ->
///     Losses.crossEntropy(model.apply(p, batch.images()), batch.labels())).apply(model.parameters(), digits);
/// System.out.println(result.grad().keySet().equals(model.parameters().keySet())); // true
/// }
public final class OnnxModel {
  /// Versions of the operators that were read and tested.
  private static final long OLDEST = 7;

  private final GraphProto graph;
  private final long version;
  private final TensorFiles files;
  private final Map<String, Tensor> parameters;
  private final Map<String, Tensor> constants;
  private final List<String> inputs;
  private final Map<String, String> notes;

  private OnnxModel(ModelProto model, long version, TensorFiles files) {
    this.graph = model.getGraph();
    notes = model.getMetadataPropsList().stream().collect(Collectors.toUnmodifiableMap(
        StringStringEntryProto::getKey, StringStringEntryProto::getValue, (first, second) -> second));
    this.version = version;
    this.files = files;
    Map<String, Tensor> trained = new LinkedHashMap<>();
    Map<String, Tensor> fixed = new LinkedHashMap<>();
    Set<String> statistics = statistics(graph);
    for (TensorProto tensor : graph.getInitializerList()) {
      Tensor value = files.read(tensor);
      (value.dtype().isFloating() && !statistics.contains(tensor.getName()) ? trained : fixed).put(tensor.getName(), value);
    }
    parameters = Collections.unmodifiableMap(trained);
    constants = Collections.unmodifiableMap(fixed);
    inputs = graph.getInputList().stream().map(ValueInfoProto::getName)
        .filter(name -> !trained.containsKey(name) && !fixed.containsKey(name)).toList();
  }

  /// Reads a model, and the files beside it that hold its larger tensors. Nothing is run, and no size is believed before
  /// there are as many bytes.
  ///
  /// @throws FormatException if the file is damaged, or the model has operators that are not known; all of these are named
  /// @throws IOException     if it cannot be read
  public static OnnxModel read(Path file) throws IOException {
    return read(file, Files.readAllBytes(file), file.toAbsolutePath().getParent());
  }

  static OnnxModel read(Object name, byte[] bytes, @Nullable Path folder) throws IOException {
    try {
      ModelProto model = ModelProto.parseFrom(bytes);
      if (!model.hasGraph()) {
        throw new FormatException(name, "holds no graph; it is no ONNX model");
      }
      long version = model.getOpsetImportList().stream().filter(set -> set.getDomain().isEmpty() || set.getDomain().equals("ai.onnx"))
          .mapToLong(OperatorSetIdProto::getVersion).findFirst().orElse(0);
      if (version < OLDEST) {
        throw new FormatException(name, "is for version %d of the operators; %d is the oldest that can be read. Export it anew".formatted(version, OLDEST));
      }
      Set<String> unknown = new TreeSet<>();
      requireSound(name, model.getGraph(), new HashSet<>(), unknown);
      if (!unknown.isEmpty()) {
        throw new FormatException(name, "has operators that are not supported: " + String.join(", ", unknown));
      }
      return new OnnxModel(model, version, new TensorFiles(folder));
    } catch (InvalidProtocolBufferException e) {
      throw new FormatException(name, "is no ONNX model, or damaged: " + e.getMessage());
    } catch (OnnxException e) {
      throw new FormatException(name, e.getMessage());
    }
  }

  /// Checks that every node reads what comes before it, so that a model can only be wrong about shapes.
  private static void requireSound(Object name, GraphProto graph, Set<String> outer, Set<String> unknown) throws FormatException {
    Set<String> known = new HashSet<>(outer);
    graph.getInputList().forEach(input -> known.add(input.getName()));
    graph.getInitializerList().forEach(tensor -> known.add(tensor.getName()));
    for (NodeProto node : graph.getNodeList()) {
      if (!Operator.ALL.containsKey(node.getOpType()) || !node.getDomain().isEmpty() && !node.getDomain().equals("ai.onnx")) {
        unknown.add(node.getDomain().isEmpty() ? node.getOpType() : node.getDomain() + "." + node.getOpType());
      }
      for (String input : node.getInputList()) {
        if (!input.isEmpty() && !known.contains(input)) {
          throw new FormatException(name, "node `%s` (%s) reads `%s`, which nothing before it gives".formatted(node.getName(), node.getOpType(), input));
        }
      }
      for (AttributeProto attribute : node.getAttributeList()) {
        if (attribute.hasG()) {
          requireSound(name, attribute.getG(), known, unknown);
        }
      }
      known.addAll(node.getOutputList());
    }
    for (ValueInfoProto output : graph.getOutputList()) {
      if (!known.contains(output.getName())) {
        throw new FormatException(name, "nothing gives the result `%s`".formatted(output.getName()));
      }
    }
  }

  /// The means and variances that batch normalization has seen in training.
  private static Set<String> statistics(GraphProto graph) {
    Set<String> names = new HashSet<>();
    graph.getNodeList().stream().filter(node -> node.getOpType().equals("BatchNormalization") && node.getInputCount() > 4)
        .forEach(node -> names.addAll(node.getInputList().subList(3, 5)));
    return names;
  }

  /// What was trained, by its names.
  public Map<String, Tensor> parameters() {
    return parameters;
  }

  /// The texts beside the model, by their names.
  public Map<String, String> notes() {
    return notes;
  }

  /// The names of the inputs, in their order.
  public List<String> inputs() {
    return inputs;
  }

  /// The names of the results, in their order.
  public List<String> outputs() {
    return graph.getOutputList().stream().map(ValueInfoProto::getName).toList();
  }

  /// The result of a model that has one, for inputs in their order.
  ///
  /// @param parameters as [#parameters] has them, with these or other values
  /// @throws OnnxException if there are other inputs or results, or the inputs do not fit: it names the node
  public Tensor apply(Map<String, Tensor> parameters, Tensor... x) {
    if (graph.getOutputCount() != 1 || x.length != inputs.size()) {
      throw new OnnxException("[apply] the model has inputs %s and results %s; %d inputs were given. Give and take them by their names, as maps"
          .formatted(inputs, outputs(), x.length));
    }
    Map<String, Tensor> named = new LinkedHashMap<>();
    for (int i = 0; i < x.length; i++) {
      named.put(inputs.get(i), x[i]);
    }
    return apply(parameters, named).values().iterator().next();
  }

  /// All results by their names, for inputs by theirs.
  ///
  /// @throws OnnxException if an input or parameter is missing, or does not fit: it names the node
  public Map<String, Tensor> apply(Map<String, Tensor> parameters, Map<String, Tensor> x) {
    GraphImport run = new GraphImport(graph, version, files);
    constants.forEach(run::set);
    this.parameters.keySet().forEach(name -> run.set(name, given("parameter", name, parameters)));
    inputs.forEach(name -> run.set(name, given("input", name, x)));
    List<Tensor> y = run.run();
    Map<String, Tensor> named = new LinkedHashMap<>();
    for (int i = 0; i < y.size(); i++) {
      named.put(outputs().get(i), y.get(i));
    }
    return named;
  }

  private static Tensor given(String kind, String name, Map<String, Tensor> all) {
    Tensor tensor = all.get(name);
    if (tensor == null) {
      throw new OnnxException("[apply] the %s `%s` is missing; %s were given".formatted(kind, name, all.keySet()));
    }
    return tensor;
  }
}
