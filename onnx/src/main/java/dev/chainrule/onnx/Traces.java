package dev.chainrule.onnx;

import dev.chainrule.graph.Control;
import dev.chainrule.graph.DType;
import dev.chainrule.graph.Graph;
import dev.chainrule.graph.Literal;
import dev.chainrule.graph.Primitive;
import dev.chainrule.op.AddAlong;
import dev.chainrule.op.Broadcast;
import dev.chainrule.op.Iota;
import dev.chainrule.op.Reshape;
import dev.chainrule.op.Slice;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;

/// One function, traced for several numbers of examples. The graphs have the same steps; extents that differ between them
/// depend on that number, and by how much tells how.
///
/// @param examples how many examples each graph is for
/// @param graphs   the graphs, one for each
record Traces(List<Integer> examples, List<Graph> graphs) {
  /// @throws OnnxException if the graphs differ in more than extents
  Traces {
    Graph first = graphs.getFirst();
    for (Graph graph : graphs) {
      if (graph.steps().size() != first.steps().size() || !graph.outputs().equals(first.outputs())) {
        throw new OnnxException("[export] the function does other operations for %s examples each; export a fixed number of examples, with forFixedBatch()"
            .formatted(examples));
      }
      for (int i = 0; i < first.steps().size(); i++) {
        requireAlike(first.steps().get(i), graph.steps().get(i));
      }
    }
  }

  private static void requireAlike(Graph.Step a, Graph.Step b) {
    if (!a.inputs().equals(b.inputs()) || !alike(a.primitive(), b.primitive())) {
      throw new OnnxException("[export] `%s`%s depends on how many examples there are, in more than a shape; export a fixed number of examples, with forFixedBatch()"
          .formatted(a.primitive().name(), a.line() == null ? "" : " at " + a.line()));
    }
  }

  /// Whether two primitives are the same but for extents of the result. What is inside of others is compared when it is
  /// written.
  private static boolean alike(Primitive a, Primitive b) {
    return a.equals(b) || switch (a) {
      case Reshape ours -> b instanceof Reshape;
      case Broadcast ours -> b instanceof Broadcast theirs && ours.axes().equals(theirs.axes());
      case AddAlong ours -> b instanceof AddAlong theirs && ours.axis() == theirs.axis();
      case Iota ours -> b instanceof Iota theirs && ours.axis() == theirs.axis();
      case Slice ours -> b instanceof Slice theirs && ours.starts().equals(theirs.starts()) && ours.steps().equals(theirs.steps());
      case Literal ours -> b instanceof Literal theirs && Double.compare(ours.value(), theirs.value()) == 0;
      case Control.Scan ours -> b instanceof Control.Scan theirs && ours.length() == theirs.length();
      case Control ours -> b.getClass() == ours.getClass();
      default -> false;
    };
  }

  /// The graph to walk along.
  Graph graph() {
    return graphs.getFirst();
  }

  DType dtype(int slot) {
    return graph().type(slot).dtype();
  }

  int rank(int slot) {
    return graph().type(slot).shape().rank();
  }

  List<Extent> shape(int slot) {
    return IntStream.range(0, rank(slot)).mapToObj(axis ->
        Extent.of(examples, graphs.stream().map(graph -> graph.type(slot).shape().extent(axis)).toList())).toList();
  }

  /// The graphs inside a step.
  Traces inside(int step, Function<Primitive, Graph> part) {
    return new Traces(examples, graphs.stream().map(graph -> part.apply(graph.steps().get(step).primitive())).toList());
  }
}
