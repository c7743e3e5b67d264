package dev.chainrule.exec.lowering;

import dev.chainrule.graph.Control;
import dev.chainrule.graph.Graph;
import dev.chainrule.graph.PassObserver;
import dev.chainrule.graph.Primitive;
import dev.chainrule.op.MatMul;
import dev.chainrule.op.Pad;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/// The passes from a simplified graph to one that is run.
public final class Lowering {
  /// A pass that has a name.
  ///
  /// @param concerns the primitives without one of which it has nothing to do
  record Pass(String name, Predicate<Primitive> concerns, UnaryOperator<RunGraph> run) {}

  /// The passes, in the order in which [#run] takes them.
  static final List<Pass> PASSES = List.of(
      new Pass("merged loops", Control.Scan.class::isInstance, LoopMerging::run),
      new Pass("loop residuals", Control.Scan.class::isInstance, LoopResiduals::run),
      new Pass("loop invariants", Control.Scan.class::isInstance, graph -> Rewriting.run(graph, new LoopInvariants())),
      new Pass("sums after loops", Control.Scan.class::isInstance, graph -> Rewriting.run(graph, new LoopSums())),
      new Pass("masks", Masks::concerns, graph -> Rewriting.run(graph, new Masks())),
      new Pass("placements", Pad.class::isInstance, graph -> Rewriting.run(graph, new Placements())),
      new Pass("matrix layouts", MatMul.class::isInstance, graph -> Rewriting.run(graph, new MatrixLayouts())));

  private Lowering() {}

  /// All passes once.
  public static RunGraph run(Graph graph, PassObserver observer) {
    RunGraph result = new RunGraph(graph);
    for (Pass pass : PASSES) {
      RunGraph before = result;
      if (before.graph().steps().stream().map(Graph.Step::primitive).anyMatch(pass.concerns)) {
        result = pass.run.apply(before);
      }
      observer.ran(pass.name, before.graph(), result.graph());
    }
    return result;
  }
}
