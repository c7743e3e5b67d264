package dev.chainrule.exec.lowering;

import dev.chainrule.graph.Control;
import dev.chainrule.graph.Graph;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/// Loops over the same inputs that carry the same become one, which gives the results of them all: a loop, and the same
/// loop run again for its derivative.
final class LoopMerging {
  private LoopMerging() {}

  static RunGraph run(RunGraph before) {
    Graph graph = before.graph();
    Rewriting after = new Rewriting(graph.parameterTypes());
    int[] moved = new int[graph.slots()];
    for (int i = 0; i < graph.parameters(); i++) {
      moved[i] = i;
    }
    boolean[] done = new boolean[graph.slots()];
    List<Graph.Step> loops = graph.steps().stream().filter(step -> step.primitive() instanceof Control.Scan).toList();
    for (Graph.Step step : graph.steps()) {
      Loop loop = Loop.of(step.primitive(), step.inputs());
      if (done[step.first()]) {
        continue;
      }
      if (loop == null) {
        int first = after.add(step.primitive(), step.inputs(moved));
        for (int i = 0; i < step.count(); i++) {
          moved[step.first() + i] = first + i;
        }
        continue;
      }
      Merged merged = new Merged(loop);
      for (Graph.Step other : loops) {
        Loop second = Loop.of(other.primitive(), other.inputs());
        if (other.first() >= step.first() && !done[other.first()] && second != null && merged.add(other.first(), second)) {
          done[other.first()] = true;
        }
      }
      int first = after.add(merged.scan(), step.inputs(moved));
      merged.results.forEach((slot, result) -> moved[slot] = first + result);
    }
    return new RunGraph(after.build(graph.outputs().stream().map(slot -> moved[slot]).toList()));
  }

  /// Several loops as one.
  private static final class Merged {
    private final Loop first;
    private final Rewriting body;
    private final List<Integer> outputs = new ArrayList<>();
    /// For each result of a loop that is part of this, its number among the results.
    private final Map<Integer, Integer> results = new HashMap<>();

    Merged(Loop first) {
      this.first = first;
      this.body = new Rewriting(first.body().parameterTypes());
    }

    /// Takes in a loop whose first result is at a slot, unless it carries something else.
    boolean add(int slot, Loop loop) {
      Control.Scan scan = loop.scan();
      boolean same = loop.inputs().equals(first.inputs()) && scan.constants() == first.scan().constants()
          && scan.carry() == first.scan().carry() && scan.length() == first.scan().length() && scan.backward() == first.scan().backward();
      if (!same) {
        return false;
      }
      int[] known = loop.places(IntStream.range(0, loop.inputs().size()).boxed().toList());
      int[] moved = body.inline(loop.body(), known);
      List<Integer> theirs = loop.body().outputs().stream().map(output -> moved[output]).toList();
      if (outputs.isEmpty()) {
        outputs.addAll(theirs.subList(0, scan.carry()));
      } else if (!outputs.subList(0, scan.carry()).equals(theirs.subList(0, scan.carry()))) {
        return false;
      }
      for (int i = 0; i < theirs.size(); i++) {
        int result = i < scan.carry() ? i : stacked(theirs.get(i));
        results.put(slot + i, result);
      }
      return true;
    }

    private int stacked(int output) {
      int carry = first.scan().carry();
      int known = outputs.subList(carry, outputs.size()).indexOf(output);
      if (known >= 0) {
        return carry + known;
      }
      outputs.add(output);
      return outputs.size() - 1;
    }

    Control.Scan scan() {
      Control.Scan scan = first.scan();
      return new Control.Scan(body.build(outputs), scan.constants(), scan.carry(), scan.length(), scan.backward());
    }
  }
}
