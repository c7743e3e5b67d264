package dev.chainrule.conformance;

import dev.chainrule.Tensor;

/// Operations that choose elements by their place or their order.
final class IndexingRows {
  private IndexingRows() {}

  static void addTo(VectorOperations operations) {
    operations.alongOrFlat("argSort", Tensor::argSort);
    operations.add("oneHot", (attributes, x) -> x.getFirst().oneHot(attributes.integer("depth")));
    operations.add("scatterAdd", (attributes, x) -> x.get(0).scatterAdd(x.get(1), x.get(2), attributes.integer("axis", 0)));
    operations.along("sort", Tensor::sort);
    operations.along("sortDescending", Tensor::sortDescending);
    operations.add("take", (attributes, x) -> attributes.has("axis")
        ? x.get(0).take(x.get(1), attributes.integer("axis"))
        : x.get(0).flatten().take(x.get(1), 0));
    operations.add("takeAlongAxis", (attributes, x) -> attributes.has("axis")
        ? x.get(0).takeAlongAxis(x.get(1), attributes.integer("axis"))
        : x.get(0).flatten().takeAlongAxis(x.get(1), 0));
  }
}
