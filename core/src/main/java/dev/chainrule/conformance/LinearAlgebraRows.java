package dev.chainrule.conformance;

import dev.chainrule.Tensor;

/// Operations on matrices.
final class LinearAlgebraRows {
  private LinearAlgebraRows() {}

  static void addTo(VectorOperations operations) {
    operations.binary("dot", Tensor::dot);
    operations.binary("matmul", Tensor::matmul);
  }
}
