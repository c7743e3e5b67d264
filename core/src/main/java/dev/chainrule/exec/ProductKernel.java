package dev.chainrule.exec;

import dev.chainrule.graph.Array;

/// The kernel of a primitive that sums products, and can say while it works which sums are complete.
interface ProductKernel extends StructuralKernel {
  /// Fills the result, and calls the epilogue for all of its elements, once each.
  void run(Array[] x, Array[] y, Epilogue epilogue);

  @Override
  default void run(Array[] x, Array[] y) {
    run(x, y, Epilogue.NONE);
  }
}
