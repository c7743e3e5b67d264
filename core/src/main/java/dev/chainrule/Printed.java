package dev.chainrule;

import dev.chainrule.graph.Array;
import dev.chainrule.graph.Value;
import dev.chainrule.op.Observe;
import java.util.List;

/// Prints what is computed, with a label, to what standard output is at that time.
record Printed(String label) implements Observe.Observer {
  @Override
  public void see(Array x, List<Integer> example) {
    System.out.println(label + (example.isEmpty() ? "" : example) + ": " + Tensor.of(Value.constant(x)));
  }
}
