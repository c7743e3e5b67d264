package dev.chainrule.exec;

import dev.chainrule.graph.Array;
import dev.chainrule.graph.Control;
import dev.chainrule.graph.Type;
import java.util.Arrays;

/// Runs the primitives that hold graphs.
final class ControlFlow {
  private ControlFlow() {}

  static Array[] run(Control control, Array[] x) {
    return switch (control) {
      case Control.Call call -> Execution.run(call.graph(), x);
      case Control.WithDerivative own -> Execution.run(own.graph(), x);
      case Control.Checkpoint checkpoint -> Execution.run(checkpoint.graph(), x);
      case Control.Switch choice -> Execution.run(
          choice.branches().get((int) Math.clamp(x[0].getLong(0), 0, choice.branches().size() - 1)), Arrays.copyOfRange(x, 1, x.length));
      case Control.While loop -> whileLoop(loop, x);
      case Control.Scan scan -> scan(scan, x);
    };
  }

  private static Array[] whileLoop(Control.While loop, Array[] x) {
    int constants = loop.conditionConstants() + loop.bodyConstants();
    int carry = x.length - constants;
    Array[] condition = Arrays.copyOf(x, loop.conditionConstants() + carry);
    Array[] body = Arrays.copyOfRange(x, loop.conditionConstants(), x.length);
    Array[] state = Arrays.copyOfRange(x, constants, x.length);
    while (true) {
      System.arraycopy(state, 0, condition, loop.conditionConstants(), carry);
      if (Execution.run(loop.condition(), condition)[0].getDouble(0) == 0) {
        return state;
      }
      System.arraycopy(state, 0, body, loop.bodyConstants(), carry);
      state = Execution.run(loop.body(), body);
    }
  }

  private static Array[] scan(Control.Scan scan, Array[] x) {
    int fixed = scan.constants() + scan.carry();
    Array[] sequences = Arrays.stream(x, fixed, x.length).map(Array::contiguous).toArray(Array[]::new);
    Array[] results = new Array[scan.body().outputs().size()];
    System.arraycopy(x, scan.constants(), results, 0, scan.carry());
    for (int i = scan.carry(); i < results.length; i++) {
      Type slice = scan.body().outputTypes().get(i);
      results[i] = Array.allocate(slice.withShape(slice.shape().prepend(scan.length())));
    }
    Array[] arguments = Arrays.copyOf(x, x.length);
    for (int iteration = 0; iteration < scan.length(); iteration++) {
      int at = scan.backward() ? scan.length() - 1 - iteration : iteration;
      System.arraycopy(results, 0, arguments, scan.constants(), scan.carry());
      for (int i = 0; i < sequences.length; i++) {
        arguments[fixed + i] = slice(sequences[i], at);
      }
      Array[] y = Execution.run(scan.body(), arguments);
      System.arraycopy(y, 0, results, 0, scan.carry());
      for (int i = scan.carry(); i < y.length; i++) {
        int size = y[i].size();
        System.arraycopy(y[i].contiguous().elements(), 0, results[i].elements(), at * size, size);
      }
    }
    return results;
  }

  private static Array slice(Array sequence, int at) {
    Array slice = Array.allocate(sequence.type().withShape(sequence.shape().remove(0)));
    System.arraycopy(sequence.elements(), at * slice.size(), slice.elements(), 0, slice.size());
    return slice;
  }
}
