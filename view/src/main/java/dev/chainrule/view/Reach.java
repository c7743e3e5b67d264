package dev.chainrule.view;

import dev.chainrule.graph.Control;
import dev.chainrule.graph.Differentiable;
import dev.chainrule.graph.Node;
import dev.chainrule.graph.Partial;
import dev.chainrule.graph.Value;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// How far a small change of some inputs is felt on the way to the result, and where it ends.
final class Reach {
  /// For each value that feels the change, over how many paths it does; the largest long where there are more.
  private final Map<Value, Long> paths = new HashMap<>();
  private final List<Node> touched = new ArrayList<>();
  private final List<Node> cuts = new ArrayList<>();
  private final Value end;

  private Reach(Collection<Value> sources, Recorded recorded) {
    end = recorded.result;
    sources.forEach(source -> paths.put(source, 1L));
    recorded.useful.forEach(this::visit);
  }

  static Reach of(Collection<Value> sources, Recorded recorded) {
    return new Reach(sources, recorded);
  }

  private void visit(Node node) {
    long sum = 0;
    boolean met = false;
    for (int i = 0; i < node.inputCount(); i++) {
      long count = paths.getOrDefault(node.input(i), 0L);
      met |= count > 0;
      sum = passes(node, i) ? saturatingSum(sum, count) : sum;
    }
    if (sum > 0) {
      touched.add(node);
      for (Value output : node.outputs()) {
        if (output.dtype().isFloating()) {
          paths.put(output, sum);
        }
      }
    } else if (met) {
      cuts.add(node);
    }
  }

  /// Whether the operation's result changes with small changes of input `i`.
  private static boolean passes(Node node, int i) {
    boolean floating = false;
    for (Value output : node.outputs()) {
      floating |= output.dtype().isFloating();
    }
    return floating && node.input(i).dtype().isFloating() && switch (node.primitive()) {
      case Differentiable stated -> !(stated.partial(i) instanceof Partial.Cut);
      case Control control -> true;
    };
  }

  private static long saturatingSum(long a, long b) {
    return a > Long.MAX_VALUE - b ? Long.MAX_VALUE : a + b;
  }

  /// Whether a value feels the change.
  boolean includes(Value value) {
    return paths.containsKey(value);
  }

  /// The number of paths to the result; 0 where no change arrives.
  long paths() {
    return paths.getOrDefault(end, 0L);
  }

  /// The operations whose result changes.
  List<Node> touched() {
    return touched;
  }

  /// The operations that the change enters and does not leave.
  List<Node> cuts() {
    return cuts;
  }
}
