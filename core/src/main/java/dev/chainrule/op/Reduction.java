package dev.chainrule.op;

import dev.chainrule.graph.Array;
import dev.chainrule.graph.Shape;
import dev.chainrule.graph.StridedCopy;
import dev.chainrule.graph.Type;
import dev.chainrule.graph.Value;
import java.util.List;
import java.util.function.DoubleBinaryOperator;
import java.util.function.LongBinaryOperator;
import java.util.stream.IntStream;

/// What reductions share: bringing the reduced axes to the end, and repeating a result over them.
final class Reduction {
  private Reduction() {}

  /// The elements in an order in which the given axes vary fastest: what is reduced lies in one run.
  static Array lastAxes(Array x, List<Integer> axes) {
    int rank = x.shape().rank();
    int[] order = IntStream.concat(
        IntStream.of(Axes.others(rank, axes)), axes.stream().mapToInt(Integer::intValue)).toArray();
    if (IntStream.range(0, rank).allMatch(i -> order[i] == i)) {
      return x.contiguous();
    }
    int[] strides = x.strides();
    Shape shape = Shape.of(IntStream.of(order).map(x.shape()::extent).toArray());
    Array result = Array.allocate(new Type(x.dtype(), shape));
    StridedCopy.copy(x, 0, IntStream.of(order).map(axis -> strides[axis]).toArray(), result, 0, shape.strides(), shape);
    return result;
  }

  /// What becomes of one run of elements.
  interface Run {
    /// Puts what the elements from `start` to `end` (exclusive) give at a place of the result.
    void reduce(Array from, int start, int end, Array result, int at);
  }

  /// The result of a reduction over some axes, whose elements come from a run each.
  static Array[] ofRuns(Array x, List<Integer> axes, Type y, Run run) {
    Array from = lastAxes(x, axes);
    Array result = Array.allocate(y);
    int length = result.size() == 0 ? 0 : from.size() / result.size();
    for (int at = 0; at < result.size(); at++) {
      run.reduce(from, at * length, (at + 1) * length, result, at);
    }
    return new Array[] {result};
  }

  /// The value with the given axes as one, the last: the others, then their common extent.
  static Value asOneAxis(Value x, List<Integer> axes) {
    Shape shape = x.shape();
    int[] others = Axes.others(shape.rank(), axes);
    List<Integer> order = IntStream.concat(IntStream.of(others), axes.stream().mapToInt(Integer::intValue)).boxed().toList();
    boolean inOrder = IntStream.range(0, order.size()).allMatch(i -> order.get(i) == i);
    Shape together = Axes.remove(shape, axes).concat(Shape.of(Axes.count(shape, axes)));
    return Reshape.to(inOrder ? x : new Permute(order).on(x), together);
  }

  /// A result of a reduction, repeated over the axes that were reduced.
  static Value repeat(Value reduced, Shape shape, List<Integer> axes) {
    return Broadcast.along(reduced, shape, Axes.others(shape.rank(), axes));
  }

  /// All elements over some axes put together, from left to right, starting from `initial`: floats as doubles, integers
  /// as longs.
  static Array[] fold(Array x, List<Integer> axes, Type y, int initial, DoubleBinaryOperator floats, LongBinaryOperator integers) {
    return ofRuns(x, axes, y, (from, start, end, result, at) -> {
      if (from.dtype().isFloating()) {
        double total = initial;
        for (int i = start; i < end; i++) {
          total = floats.applyAsDouble(total, from.getDouble(i));
        }
        result.setDouble(at, total);
      } else {
        long total = initial;
        for (int i = start; i < end; i++) {
          total = integers.applyAsLong(total, from.getLong(i));
        }
        result.setLong(at, total);
      }
    });
  }
}
