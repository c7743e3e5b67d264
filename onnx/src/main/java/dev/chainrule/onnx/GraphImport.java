package dev.chainrule.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import dev.chainrule.Tensor;
import dev.chainrule.graph.ChainruleException;
import dev.chainrule.graph.Trace;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A graph of a model with the values that are known: runs its nodes one after the other, as operations of tensors.
final class GraphImport {
  private final GraphProto graph;
  private final long version;
  private final TensorFiles files;
  private final @Nullable GraphImport outer;
  private final Map<String, Tensor> values = new HashMap<>();

  GraphImport(GraphProto graph, long version, TensorFiles files) {
    this(graph, version, files, null);
  }

  private GraphImport(GraphProto graph, long version, TensorFiles files, @Nullable GraphImport outer) {
    this.graph = graph;
    this.version = version;
    this.files = files;
    this.outer = outer;
  }

  /// A graph inside a node of this one, which sees this one's values.
  GraphImport inside(GraphProto inner) {
    GraphImport inside = new GraphImport(inner, version, files, this);
    for (TensorProto tensor : inner.getInitializerList()) {
      inside.values.put(tensor.getName(), files.read(tensor));
    }
    return inside;
  }

  TensorFiles files() {
    return files;
  }

  /// Gives a value its name.
  void set(String name, Tensor value) {
    values.put(name, value);
  }

  /// The results for these inputs, in their order.
  List<Tensor> run(List<Tensor> inputs) {
    for (int i = 0; i < Math.min(inputs.size(), graph.getInputCount()); i++) {
      set(graph.getInput(i).getName(), inputs.get(i));
    }
    return run();
  }

  /// The results, once all inputs are set.
  List<Tensor> run() {
    for (int i = 0; i < graph.getNodeCount(); i++) {
      run(graph.getNode(i));
    }
    return graph.getOutputList().stream().map(output -> Objects.requireNonNull(value(output.getName()))).toList();
  }

  private void run(NodeProto node) {
    List<@Nullable Tensor> x = new ArrayList<>();
    node.getInputList().forEach(name -> x.add(name.isEmpty() ? null : value(name)));
    Call call = new Call(node, x, version, this);
    Operator operator = Operator.ALL.get(node.getOpType());
    try {
      // Arithmetic with shapes is no part of what is traced: reshape and others have to know its results.
      List<Tensor> y = isFixed(x) ? Trace.outside(() -> operator.apply(call)) : operator.apply(call);
      for (int i = 0; i < node.getOutputCount(); i++) {
        if (call.wants(i)) {
          set(node.getOutput(i), y.get(i));
        }
      }
    } catch (ChainruleException | OnnxException failed) {
      throw new OnnxException("[%s] %s, in node `%s`".formatted(node.getOpType(), failed.getMessage(), node.getName()), failed);
    } catch (IndexOutOfBoundsException | NoSuchElementException | IllegalArgumentException | ArithmeticException | NullPointerException malformed) {
      throw new OnnxException("[%s] node `%s` is malformed: %s".formatted(node.getOpType(), node.getName(), malformed), malformed);
    }
  }

  private static boolean isFixed(List<@Nullable Tensor> x) {
    return x.stream().allMatch(tensor -> tensor == null || !tensor.dtype().isFloating() && tensor.value().node() == null);
  }

  private @Nullable Tensor value(String name) {
    Tensor own = values.get(name);
    return own == null && outer != null ? outer.value(name) : own;
  }
}
