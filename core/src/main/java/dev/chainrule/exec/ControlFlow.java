package dev.chainrule.exec;

import dev.chainrule.graph.Array;
import dev.chainrule.graph.Control;
import java.util.Arrays;
import java.util.List;

/// Runs the primitives that hold graphs.
final class ControlFlow {
  private ControlFlow() {}

  /// A primitive that holds graphs, which are made ready to run.
  interface Kernel {
    /// Fills the results, which are contiguous and share no memory with the inputs.
    void run(Array[] x, Array[] y);
  }

  static Kernel of(Control control) {
    return switch (control) {
      case Control.Call call -> Execution.ready(call.graph())::fill;
      case Control.WithDerivative own -> Execution.ready(own.graph())::fill;
      case Control.Checkpoint checkpoint -> Execution.ready(checkpoint.graph())::fill;
      case Control.Switch choice -> {
        List<Executable> branches = choice.branches().stream().map(Execution::ready).toList();
        yield (x, y) -> branches.get((int) Math.clamp(x[0].getLong(0), 0, branches.size() - 1)).fill(Arrays.copyOfRange(x, 1, x.length), y);
      }
      case Control.While loop -> new WhileLoop(loop);
      case Control.Scan scan -> new ScanLoop(scan);
    };
  }
}
