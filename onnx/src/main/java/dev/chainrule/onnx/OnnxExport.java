package dev.chainrule.onnx;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import dev.chainrule.Tensor;
import dev.chainrule.Tree;
import dev.chainrule.graph.Graph;
import dev.chainrule.graph.StructureException;
import dev.chainrule.graph.Type;
import dev.chainrule.graph.Value;
import dev.chainrule.nn.file.AtomicFile;
import dev.chainrule.nn.optimize.Untrained;
import dev.chainrule.transform.Tracing;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;

/// A function of parameters and inputs, to be written as a file in the ONNX format (version 18 of its operators), which
/// other programs run.
///
/// The first axis of each input counts examples, and the file takes any number of them; [#forFixedBatch] is for functions
/// that cannot. Parameters bear the names of their places ([Tree#named]): `hidden.w`; inputs likewise, `x` where there is one.
/// What is [Untrained], and what the function takes from outside, is written as constants.
///
/// Random numbers, decompositions of matrices and special functions have no counterpart there, and are refused by name.
/// Other programs compute in orders of their own: results agree to rounding, in F32 to about six digits.
///
/// {@snippet :
/// Mlp trained = Mlp.of(Activation.RELU, RandomKey.of(1), 64, 32, 10);
/// Tensor images = Digits.load().images();
/// Path file = Files.createTempDirectory("chainrule").resolve("model.onnx");
/// OnnxExport.of(Mlp::apply, trained, images).write(file);
///
/// OnnxModel model = OnnxModel.read(file);
/// Tensor y = model.apply(model.parameters(), images);
/// System.out.println(y.allClose(trained.apply(images), 1e-5, 1e-5)); // Bool true
/// }
///
/// @param <P> the parameters: a tree of tensors
/// @param <X> the inputs: a tensor or a tree of them
public final class OnnxExport<P, X> {
  private static final int OPERATORS = 18;
  /// The version of the format that came with these operators.
  private static final int FORMAT = 8;
  /// Numbers of examples that are no extents of anything else, and not 1, which broadcasts.
  private static final List<Integer> EXAMPLES = List.of(11, 13, 17);

  private record Traced(Graph graph, List<Value> captures, List<String> outputs) {}

  private final BiFunction<P, X, ?> function;
  private final P parameters;
  private final X example;
  private final boolean fixed;
  private final Map<String, String> notes;

  private OnnxExport(BiFunction<P, X, ?> function, P parameters, X example, boolean fixed, Map<String, String> notes) {
    this.function = function;
    this.parameters = parameters;
    this.example = example;
    this.fixed = fixed;
    this.notes = notes;
  }

  /// A function to be exported.
  ///
  /// @param function   gives a tensor or a tree of them
  /// @param parameters what was trained
  /// @param example    inputs with the shapes and types of those to come; their values do not matter
  public static <P, X> OnnxExport<P, X> of(BiFunction<P, X, ?> function, P parameters, X example) {
    return new OnnxExport<>(function, parameters, example, false, Map.of());
  }

  /// The same for inputs of exactly the example's shapes.
  public OnnxExport<P, X> forFixedBatch() {
    return new OnnxExport<>(function, parameters, example, true, notes);
  }

  /// The same with a text beside it, which [OnnxModel#notes] gives back: the names of classes, say.
  public OnnxExport<P, X> noting(String name, String text) {
    Map<String, String> more = new LinkedHashMap<>(notes);
    more.put(name, text);
    return new OnnxExport<>(function, parameters, example, fixed, more);
  }

  /// Writes the file; one of the same name is replaced once the new one is complete.
  ///
  /// @throws OnnxException if the function does what the format cannot express
  /// @throws IOException   if it cannot be written
  public void write(Path file) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(bytes());
    AtomicFile.write(file, channel -> {
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    });
  }

  /// The bytes of the file.
  ///
  /// @throws OnnxException if the function does what the format cannot express
  public byte[] bytes() {
    Map<String, Tensor> trained = named(parameters);
    Map<String, Tensor> inputs = named(example);
    List<Traced> traced = fixed ? List.of(trace(example)) : EXAMPLES.stream().map(count -> trace(examples(count))).toList();
    List<Graph> graphs = traced.stream().map(Traced::graph).toList();
    Traces traces = new Traces(fixed ? List.of(1) : EXAMPLES, graphs);

    requireSameConstants(traced);

    NodeWriter nodes = new NodeWriter();
    List<String> names = new ArrayList<>();
    Iterator<Boolean> untrained = Tree.within(Untrained.class, parameters).iterator();
    trained.forEach((name, tensor) -> names.add(untrained.next() ? nodes.constant(tensor.value().array())
        : nodes.parameter(name, tensor.value().array())));
    inputs.forEach((name, tensor) -> names.add(nodes.input(name, traces.dtype(names.size()), traces.shape(names.size()))));
    traced.getFirst().captures().forEach(value -> names.add(nodes.constant(value.array())));
    List<String> results = GraphExport.write(traces, nodes, names);
    for (int i = 0; i < results.size(); i++) {
      int slot = traces.graph().outputs().get(i);
      nodes.output(results.get(i), traced.getFirst().outputs().get(i), traces.dtype(slot), traces.shape(slot));
    }
    return ModelProto.newBuilder().setIrVersion(FORMAT).setProducerName("chainrule")
        .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(OPERATORS))
        .addAllMetadataProps(notes.entrySet().stream()
            .map(note -> StringStringEntryProto.newBuilder().setKey(note.getKey()).setValue(note.getValue()).build()).toList())
        .setGraph(nodes.finish("model")).build().toByteArray();
  }

  private static void requireSameConstants(List<Traced> traced) {
    List<List<Type>> types = traced.stream().map(each -> each.captures().stream().map(Value::type).toList()).distinct().toList();
    if (types.size() > 1) {
      throw new OnnxException("[export] the function takes other tensors from outside for other numbers of examples: %s and %s; export a fixed number of examples, with forFixedBatch()"
          .formatted(types.get(0), types.get(1)));
    }
  }

  /// The tensors by their places. A key of a map is the name itself, where Java would write it in brackets.
  static Map<String, Tensor> named(Object tree) {
    Map<String, Tensor> named = new LinkedHashMap<>();
    Tree.named(tree).forEach((place, tensor) -> named.put(place.replaceFirst("^\\[([^\\]]*)]", "$1"), tensor));
    return named;
  }

  private X examples(int count) {
    return Tree.map(example, tensor -> {
      if (tensor.rank() == 0) {
        throw new OnnxException("[export] an input is a scalar, and has no axis that counts examples; export it with forFixedBatch()");
      }
      return Tensor.zeros(tensor.dtype(), tensor.shape().with(0, count).extents());
    });
  }

  private Traced trace(X inputs) {
    List<String> outputs = new ArrayList<>();
    List<Tensor> trained = Tree.leaves(parameters);
    List<Tensor> given = Tree.leaves(inputs);
    List<Type> types = new ArrayList<>();
    trained.forEach(tensor -> types.add(tensor.value().type()));
    given.forEach(tensor -> types.add(tensor.value().type()));
    Graph.Captured captured = Tracing.trace("export", types, values -> {
      List<Tensor> tensors = List.of(values).stream().map(Tensor::of).toList();
      Object y = function.apply(Tree.rebuild(parameters, tensors.subList(0, trained.size())),
          Tree.rebuild(inputs, tensors.subList(trained.size(), tensors.size())));
      if (y == null) {
        throw new StructureException("[export] the function gives null; it must give a result, a tensor or a tree of them");
      }
      Map<String, Tensor> named = named(y);
      outputs.addAll(y instanceof Tensor ? List.of("y") : named.keySet());
      return named.values().stream().map(Tensor::value).toList();
    });
    return new Traced(captured.graph(), captured.captures(), outputs);
  }
}
