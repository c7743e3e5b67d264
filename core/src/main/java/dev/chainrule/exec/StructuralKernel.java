package dev.chainrule.exec;

import dev.chainrule.graph.Array;

/// The fast kernel of a structural primitive.
interface StructuralKernel {
  /// Fills the results, which are contiguous and may hold anything: every element is written.
  ///
  /// @param x the inputs, which may be views
  void run(Array[] x, Array[] y);
}
