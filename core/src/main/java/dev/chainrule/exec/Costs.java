package dev.chainrule.exec;

import dev.chainrule.graph.Control;
import dev.chainrule.graph.Graph;
import dev.chainrule.graph.Pointwise;
import dev.chainrule.graph.ProgramReport;
import dev.chainrule.graph.Shape;
import dev.chainrule.op.Convolve;
import dev.chainrule.op.Extremum;
import dev.chainrule.op.MatMul;
import dev.chainrule.op.Sum;
import java.util.Arrays;
import java.util.stream.IntStream;

/// What steps cost, counted, not measured.
final class Costs {
  private Costs() {}

  /// The arithmetic operations of a step, functions such as exp counting as one. Of a choice the first branch is counted,
  /// of a loop without a known end one iteration.
  static long flops(Graph graph, Graph.Step step) {
    long size = graph.type(step.first()).shape().size();
    return switch (step.primitive()) {
      case Pointwise pointwise -> size * pointwise.program().lines().size();
      case MatMul matmul -> 2 * size * graph.type(step.inputs().get(0)).shape().extent(matmul.transposeLeft() ? -2 : -1);
      case Convolve convolve -> {
        Shape kernel = graph.type(step.inputs().get(1)).shape();
        yield kernel.extent(0) == 0 ? 0 : 2 * size * (kernel.size() / kernel.extent(0));
      }
      case Sum sum -> graph.type(step.inputs().getFirst()).shape().size();
      case Extremum extremum -> graph.type(step.inputs().getFirst()).shape().size();
      case Control.Scan scan -> scan.length() * flops(scan.body());
      case Control.While loop -> flops(loop.body());
      case Control.Switch choice -> flops(choice.branches().getFirst());
      case Control.Call call -> flops(call.graph());
      case Control.Checkpoint checkpoint -> flops(checkpoint.graph());
      case Control.WithDerivative own -> flops(own.graph());
      default -> 0;
    };
  }

  private static long flops(Graph graph) {
    return Execution.ready(graph).report().flops();
  }

  /// The bytes that a unit reads and writes; those of a loop are its body's for each iteration.
  static long bytes(Graph graph, Unit unit) {
    if (unit instanceof ViewUnit) {
      return 0;
    }
    if (unit instanceof ControlUnit control && control.control() instanceof Control.Scan scan) {
      ProgramReport body = Execution.ready(scan.body()).report();
      return scan.length() * body.bytesMoved();
    }
    return IntStream.concat(Arrays.stream(unit.reads()), Arrays.stream(unit.writes())).distinct()
        .mapToLong(slot -> (long) graph.type(slot).shape().size() * graph.type(slot).dtype().bytes()).sum();
  }
}
