package dev.chainrule.exec.lowering;

import dev.chainrule.graph.Graph;
import dev.chainrule.graph.PassObserver;
import java.util.List;
import java.util.function.UnaryOperator;

/// The passes from a simplified graph to one that is run.
public final class Lowering {
  /// A pass that has a name.
  record Pass(String name, UnaryOperator<RunGraph> run) {}

  /// The passes, in the order in which [#run] takes them.
  static final List<Pass> PASSES = List.of(
      new Pass("merged loops", LoopMerging::run),
      new Pass("loop residuals", LoopResiduals::run),
      new Pass("loop invariants", graph -> Rewriting.run(graph, new LoopInvariants())),
      new Pass("sums after loops", graph -> Rewriting.run(graph, new LoopSums())),
      new Pass("masks", graph -> Rewriting.run(graph, new Masks())),
      new Pass("placements", graph -> Rewriting.run(graph, new Placements())),
      new Pass("matrix layouts", graph -> Rewriting.run(graph, new MatrixLayouts())));

  private Lowering() {}

  /// All passes once.
  public static RunGraph run(Graph graph, PassObserver observer) {
    RunGraph result = new RunGraph(graph);
    for (Pass pass : PASSES) {
      RunGraph before = result;
      result = pass.run.apply(before);
      observer.ran(pass.name, before.graph(), result.graph());
    }
    return result;
  }
}
