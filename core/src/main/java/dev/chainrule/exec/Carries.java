package dev.chainrule.exec;

import dev.chainrule.graph.Array;
import dev.chainrule.graph.Type;
import java.util.List;

/// What a loop carries, twice: an iteration reads one and writes the other.
final class Carries {
  private Array[] now;
  private Array[] next;

  Carries(List<Type> types) {
    now = types.stream().map(Array::allocate).toArray(Array[]::new);
    next = types.stream().map(Array::allocate).toArray(Array[]::new);
  }

  /// Copies arrays here, from which the loop starts.
  void start(Array[] x, int at) {
    for (int i = 0; i < now.length; i++) {
      Layouts.copy(x[at + i], now[i]);
    }
  }

  Array[] now() {
    return now;
  }

  Array[] next() {
    return next;
  }

  void advance() {
    Array[] before = now;
    now = next;
    next = before;
  }

  /// Copies what is carried now to the first of the results.
  void finish(Array[] y) {
    for (int i = 0; i < now.length; i++) {
      Layouts.copy(now[i], y[i]);
    }
  }
}
