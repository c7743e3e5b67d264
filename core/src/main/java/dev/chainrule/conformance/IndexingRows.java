package dev.chainrule.conformance;

import dev.chainrule.Tensor;
import dev.chainrule.graph.DType;
import dev.chainrule.graph.Shape;

/// Operations that choose elements by their place or their order.
final class IndexingRows {
  private IndexingRows() {}

  static void addTo(VectorOperations operations) {
    operations.alongOrFlat("argSort", Tensor::argSort);
    operations.alongOrFlat("argSortDescending", Tensor::argSortDescending);
    operations.add("oneHot", (attributes, x) -> attributes.has("dtype")
        ? x.getFirst().oneHot(attributes.integer("depth"), DType.valueOf(attributes.text("dtype")))
        : x.getFirst().oneHot(attributes.integer("depth")));
    addScatter(operations, "scatterAdd", Tensor::scatterAdd);
    addScatter(operations, "scatterSet", Tensor::scatterSet);
    addScatter(operations, "scatterMax", Tensor::scatterMax);
    addScatter(operations, "scatterMin", Tensor::scatterMin);
    addScatter(operations, "scatterMul", Tensor::scatterMul);
    addScatter(operations, "putAlongAxis", Tensor::putAlongAxis);
    addScatter(operations, "addAlongAxis", Tensor::addAlongAxis);
    operations.add("dynamicSlice", (attributes, x) ->
        x.get(0).dynamicSlice(x.get(1), attributes.integer("length"), attributes.integer("axis", 0)));
    operations.add("dynamicUpdate", (attributes, x) -> x.get(0).dynamicUpdate(x.get(1), x.get(2), attributes.integer("axis", 0)));
    operations.add("slidingWindows", (attributes, x) ->
        x.getFirst().slidingWindows(attributes.integer("extent"), attributes.integer("stride", 1), attributes.integer("axis", -1)));
    addSegments(operations, "segmentSum", Tensor::segmentSum);
    addSegments(operations, "segmentMean", Tensor::segmentMean);
    addSegments(operations, "segmentMax", Tensor::segmentMax);
    addSegments(operations, "segmentMin", Tensor::segmentMin);
    addSegments(operations, "segmentProd", Tensor::segmentProd);
    operations.along("sort", Tensor::sort);
    operations.along("sortDescending", Tensor::sortDescending);
    operations.add("take", (attributes, x) -> attributes.has("axis")
        ? x.get(0).take(x.get(1), attributes.integer("axis"))
        : x.get(0).flatten().take(x.get(1), 0));
    operations.add("takeAlongAxis", (attributes, x) -> attributes.has("axis")
        ? takeAlongAxis(x.get(0), x.get(1), attributes.integer("axis"))
        : x.get(0).flatten().takeAlongAxis(x.get(1), 0));
  }

  /// NumPy broadcasts the elements and the indices against each other, but for the axis itself.
  private static Tensor takeAlongAxis(Tensor x, Tensor indices, int axis) {
    if (x.rank() != indices.rank() || axis < -x.rank() || axis >= x.rank()) {
      return x.takeAlongAxis(indices, axis);
    }
    int along = Math.floorMod(axis, x.rank());
    Shape others = Shape.broadcast("takeAlongAxis", x.shape().with(along, 1), indices.shape().with(along, 1));
    return x.broadcastTo(others.with(along, x.shape().extent(along)))
        .takeAlongAxis(indices.broadcastTo(others.with(along, indices.shape().extent(along))), axis);
  }

  private interface Scatter {
    Tensor apply(Tensor x, Tensor indices, Tensor updates, int axis);
  }

  private static void addScatter(VectorOperations operations, String name, Scatter scatter) {
    operations.add(name, (attributes, x) -> scatter.apply(x.get(0), x.get(1), x.get(2), attributes.integer("axis", 0)));
  }

  private interface Segments {
    Tensor apply(Tensor x, Tensor ids, int count);
  }

  private static void addSegments(VectorOperations operations, String name, Segments segments) {
    operations.add(name, (attributes, x) -> segments.apply(x.get(0), x.get(1), attributes.integer("count")));
  }
}
