package dev.chainrule.transform;

import dev.chainrule.graph.Control;
import dev.chainrule.graph.Graph;
import dev.chainrule.graph.Type;
import dev.chainrule.graph.Value;
import java.util.List;
import java.util.function.UnaryOperator;

/// A function that was run once, on types, and is applied by its graph as often as it is wanted.
record TracedFunction(Graph.Captured captured) {
  /// @param purpose the user's word for it, which errors repeat
  static TracedFunction of(String purpose, List<Type> types, UnaryOperator<Value[]> function) {
    return new TracedFunction(Tracing.trace(purpose, types, arguments -> List.of(function.apply(arguments))));
  }

  /// The same with a graph after all passes.
  TracedFunction simplified() {
    return new TracedFunction(captured.as(CompiledGraphs.simplified(captured.graph())));
  }

  /// Applied operation by operation.
  Value[] inlined(Value... x) {
    return captured.graph().replay(captured.inputs(x));
  }

  /// Applied as one operation, whose inner values the backward pass computes again.
  Value[] checkpointed(Value... x) {
    return new Control.Checkpoint("checkpoint", captured.graph()).allOn(captured.inputs(x));
  }
}
