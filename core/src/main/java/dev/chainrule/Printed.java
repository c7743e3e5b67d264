package dev.chainrule;

import dev.chainrule.graph.Array;
import dev.chainrule.graph.SourceLine;
import dev.chainrule.graph.Trace;
import dev.chainrule.graph.Value;
import dev.chainrule.op.Observe;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Prints what is computed, with a label, to what standard output is at that time.
///
/// @param line   where the user asked for it
/// @param number which of its region it is. So two that print the same value with the same label stay two in a compiled
///               function, while the one that a derivative computes again is the same
record Printed(String label, @Nullable SourceLine line, int number) implements Observe.Observer {
  static Printed here(String label) {
    return new Printed(label, SourceLine.ofCaller(), Trace.nextObservation());
  }

  @Override
  public void see(Array x, List<Integer> example) {
    System.out.println(label + (example.isEmpty() ? "" : example) + ": " + Tensor.of(Value.constant(x)));
  }
}
