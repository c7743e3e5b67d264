package dev.chainrule;

import dev.chainrule.graph.Value;

/// What all interfaces of operations need of a tensor.
interface Valued {
  /// The graph value of this tensor.
  Value value();
}
