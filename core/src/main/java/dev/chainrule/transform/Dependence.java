package dev.chainrule.transform;

import static dev.chainrule.transform.ControlDerivatives.concat;

import dev.chainrule.graph.Control;
import dev.chainrule.graph.Graph;
import java.util.Arrays;
import java.util.List;

/// Which results of a graph depend on which of its parameters, looking into calls, choices and loops: what these give may depend
/// on some of their inputs only.
final class Dependence {
  private Dependence() {}

  /// For each result whether it depends on one of the marked parameters.
  static boolean[] of(Graph graph, boolean[] marked) {
    boolean[] depends = Arrays.copyOf(marked, graph.slots());
    for (Graph.Step step : graph.steps()) {
      boolean[] x = selected(depends, step.inputs());
      boolean[] y = any(x) ? of(step, x) : new boolean[step.count()];
      System.arraycopy(y, 0, depends, step.first(), step.count());
    }
    return selected(depends, graph.outputs());
  }

  private static boolean[] of(Graph.Step step, boolean[] x) {
    if (!(step.primitive() instanceof Control control)) {
      return all(step.count());
    }
    return switch (control) {
      case Control.Call call -> of(call.graph(), x);
      case Control.Checkpoint checkpoint -> of(checkpoint.graph(), x);
      case Control.WithDerivative own -> of(own.graph(), x);
      case Control.Switch choice -> of(choice, x);
      case Control.While loop -> of(loop, x);
      case Control.Scan loop -> of(loop, x);
    };
  }

  private static boolean[] of(Control.Switch choice, boolean[] x) {
    boolean[] inner = Arrays.copyOfRange(x, 1, x.length);
    boolean[] y = x[0] ? all(choice.branches().getFirst().outputs().size()) : of(choice.branches().getFirst(), inner);
    choice.branches().forEach(branch -> merge(y, of(branch, inner)));
    return y;
  }

  /// If the number of iterations depends on what is marked, so does all that the loop gives.
  private static boolean[] of(Control.While loop, boolean[] x) {
    int first = loop.conditionConstants() + loop.bodyConstants();
    boolean[] carry = Arrays.copyOfRange(x, first, x.length);
    boolean[] constants = Arrays.copyOfRange(x, loop.conditionConstants(), first);
    while (merge(carry, of(loop.body(), concat(constants, carry)))) { }
    boolean[] condition = concat(Arrays.copyOf(x, loop.conditionConstants()), carry);
    return of(loop.condition(), condition)[0] ? all(carry.length) : carry;
  }

  private static boolean[] of(Control.Scan loop, boolean[] x) {
    boolean[] inputs = x.clone();
    boolean[] carry = Arrays.copyOfRange(x, loop.constants(), loop.constants() + loop.carry());
    boolean[] y = of(loop.body(), inputs);
    while (merge(carry, y)) {
      System.arraycopy(carry, 0, inputs, loop.constants(), carry.length);
      y = of(loop.body(), inputs);
    }
    System.arraycopy(carry, 0, y, 0, carry.length);
    return y;
  }

  /// Marks what is marked in the other too, and says whether that was news. The other may be longer.
  private static boolean merge(boolean[] flags, boolean[] other) {
    boolean news = false;
    for (int i = 0; i < flags.length; i++) {
      news |= other[i] && !flags[i];
      flags[i] |= other[i];
    }
    return news;
  }

  private static boolean[] selected(boolean[] flags, List<Integer> slots) {
    boolean[] result = new boolean[slots.size()];
    for (int i = 0; i < result.length; i++) {
      result[i] = flags[slots.get(i)];
    }
    return result;
  }

  private static boolean[] all(int count) {
    boolean[] result = new boolean[count];
    Arrays.fill(result, true);
    return result;
  }

  private static boolean any(boolean[] flags) {
    for (boolean flag : flags) {
      if (flag) {
        return true;
      }
    }
    return false;
  }
}
