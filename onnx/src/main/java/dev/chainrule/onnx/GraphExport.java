package dev.chainrule.onnx;

import dev.chainrule.graph.Control;
import dev.chainrule.graph.DType;
import dev.chainrule.graph.Graph;
import dev.chainrule.graph.Literal;
import dev.chainrule.graph.Pointwise;
import dev.chainrule.graph.Primitive;
import dev.chainrule.graph.Structural;
import dev.chainrule.op.Broadcast;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Writes a graph's steps as nodes, in their order.
///
/// What is repeated is written as it is where elementwise operations read it, for these repeat it themselves; whole it
/// is written where something else asks for it.
final class GraphExport {
  private final Traces traces;
  private final NodeWriter nodes;
  private final @Nullable String[] names;
  /// Values that become their slot's by broadcasting; null for all others.
  private final @Nullable String[] narrow;

  private GraphExport(Traces traces, NodeWriter nodes, List<String> parameters) {
    this.traces = traces;
    this.nodes = nodes;
    names = new String[traces.graph().slots()];
    narrow = new String[names.length];
    for (int i = 0; i < parameters.size(); i++) {
      names[i] = parameters.get(i);
    }
  }

  /// Writes the steps, and gives the names of the results.
  static List<String> write(Traces traces, NodeWriter nodes, List<String> parameters) {
    GraphExport export = new GraphExport(traces, nodes, parameters);
    List<Graph.Step> steps = traces.graph().steps();
    for (int i = 0; i < steps.size(); i++) {
      export.write(i, steps.get(i));
    }
    return traces.graph().outputs().stream().map(export::whole).toList();
  }

  static OnnxException noCounterpart(String operation) {
    return new OnnxException("[export] `%s` has no counterpart in ONNX".formatted(operation));
  }

  private void write(int index, Graph.Step step) {
    try {
      switch (step.primitive()) {
        case Literal literal -> narrow[step.first()] = nodes.number(literal.type().dtype(), literal.value());
        case Broadcast broadcast -> narrow[step.first()] = aligned(broadcast, step.inputs().getFirst(), step.first());
        case Pointwise row -> names[step.first()] = pointwise(row, step);
        case Structural structural -> keep(step, StructuralExport.write(nodes, structural, values(step)));
        case Control control -> keep(step, control(index, control, step.inputs().stream().map(this::whole).toList()));
      }
    } catch (OnnxException refused) {
      throw step.line() == null || refused.getMessage().contains(" at ") ? refused
          : new OnnxException(refused.getMessage() + " (at " + step.line() + ")", refused);
    }
  }

  private void keep(Graph.Step step, List<String> results) {
    for (int i = 0; i < results.size(); i++) {
      names[step.first() + i] = results.get(i);
    }
  }

  /// What a step reads and gives.
  private StructuralExport.Values values(Graph.Step step) {
    List<StructuralExport.Value> x = step.inputs().stream().map(slot -> new StructuralExport.Value(whole(slot), traces.dtype(slot), traces.shape(slot))).toList();
    List<StructuralExport.Value> y = IntStream.range(step.first(), step.first() + step.count())
        .mapToObj(slot -> new StructuralExport.Value(isRead(slot) ? "read" : "", traces.dtype(slot), traces.shape(slot))).toList();
    return new StructuralExport.Values(x, y);
  }

  private boolean isRead(int slot) {
    return traces.graph().outputs().contains(slot) || traces.graph().steps().stream().anyMatch(step -> step.inputs().contains(slot));
  }

  private String whole(int slot) {
    if (names[slot] == null) {
      String value = narrow[slot];
      names[slot] = traces.rank(slot) == 0 ? value : nodes.add("Expand", List.of(value, nodes.shape(traces.shape(slot))));
    }
    return names[slot];
  }

  /// The input with as many axes as the result has.
  private String aligned(Broadcast broadcast, int input, int result) {
    List<Extent> from = traces.shape(input);
    List<Integer> fresh = IntStream.range(0, traces.rank(result)).boxed().filter(axis -> !broadcast.axes().contains(axis)).toList();
    String value = narrow[input] != null && from.isEmpty() ? narrow[input] : whole(input);
    boolean leading = fresh.equals(IntStream.range(0, fresh.size()).boxed().toList());
    return leading ? value : nodes.add("Unsqueeze", List.of(value, nodes.integers(fresh.stream().map(Integer::longValue).toList())));
  }

  private String pointwise(Pointwise row, Graph.Step step) {
    List<Integer> inputs = step.inputs();
    DType dtype = traces.dtype(inputs.get(row.signature() == Pointwise.Signature.SELECTION ? 1 : 0));
    boolean oneIsWhole = traces.rank(step.first()) == 0 || inputs.stream().anyMatch(slot -> narrow[slot] == null);
    List<String> x = new ArrayList<>();
    for (int slot : inputs) {
      boolean asItIs = narrow[slot] != null && (oneIsWhole || !x.isEmpty());
      x.add(asItIs ? narrow[slot] : whole(slot));
    }
    return PointwiseExport.write(nodes, row, dtype, x);
  }

  private List<String> control(int index, Control control, List<String> x) {
    return switch (control) {
      case Control.Call call -> write(inside(index, p -> ((Control.Call) p).graph()), nodes, x);
      case Control.Checkpoint call -> write(inside(index, p -> ((Control.Checkpoint) p).graph()), nodes, x);
      case Control.WithDerivative call -> write(inside(index, p -> ((Control.WithDerivative) p).graph()), nodes, x);
      case Control.Switch choice -> ControlExport.choose(nodes, branches(index, choice), x);
      case Control.While loop -> ControlExport.repeat(nodes, loop, inside(index, p -> ((Control.While) p).condition()),
          inside(index, p -> ((Control.While) p).body()), x);
      case Control.Scan scan -> ControlExport.scan(nodes, scan, inside(index, p -> ((Control.Scan) p).body()), x);
    };
  }

  private List<Traces> branches(int index, Control.Switch choice) {
    return IntStream.range(0, choice.branches().size())
        .mapToObj(i -> inside(index, p -> ((Control.Switch) p).branches().get(i))).toList();
  }

  private Traces inside(int index, Function<Primitive, Graph> part) {
    return traces.inside(index, part);
  }
}
