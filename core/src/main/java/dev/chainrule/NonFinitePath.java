package dev.chainrule;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The way of a NaN or infinity, told shortly: the steps of one operation and line in a row are named once, with their count,
/// and so is each step of a loop's body, with the iteration that it went on to.
final class NonFinitePath {
  private final List<String> names = new ArrayList<>();
  private final Set<String> inLoop = new HashSet<>();
  private @Nullable String lastName;
  private int repeats;
  private @Nullable String lastIteration;

  void add(NonFiniteStep step) {
    List<String> iterations = step.iterations();
    String name = step.named();
    if (iterations.isEmpty()) {
      leaveLoop();
    } else if (!inLoop.add(name)) {
      lastIteration = String.join(" in ", iterations);
      return;
    }
    if (!name.equals(lastName)) {
      endRow();
      names.add(name);
      lastName = name;
      repeats = 1;
    } else if (step.isWhole()) {
      repeats++;
    }
  }

  private void endRow() {
    if (repeats > 1) {
      names.add(names.removeLast() + " " + repeats + " times");
    }
    lastName = null;
    repeats = 0;
  }

  private void leaveLoop() {
    if (lastIteration != null) {
      endRow();
      names.add("and so on to " + lastIteration);
    }
    lastIteration = null;
    inLoop.clear();
  }

  /// The names, and last what was reached.
  List<String> to(String goal) {
    leaveLoop();
    endRow();
    names.add(goal);
    return names;
  }
}
