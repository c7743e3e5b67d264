package dev.chainrule.exec;

import dev.chainrule.graph.Array;
import dev.chainrule.graph.Shape;
import dev.chainrule.op.Extremum;
import dev.chainrule.op.Sum;
import java.util.List;
import java.util.stream.IntStream;

/// The fast kernels of reductions of floating numbers.
final class Reductions {
  /// Rows that are added up in the elements' own type before they are added to a `double`.
  private static final int BLOCK = 64;

  private Reductions() {}

  /// The sum over some axes; each in the order of the elements, in partial sums that do not depend on the machine.
  static void sum(Sum sum, Array x, Array result) {
    if (x.size() == 0) {
      result.clear();
    } else if (x.isContiguous() && areLeading(sum.axes()) && !areLast(sum.axes(), x.shape())) {
      sumRows(x, result);
    } else {
      RunSums.run(lastAxes(x, sum.axes()), result);
    }
  }

  /// The rows of x, each as long as the result, one after the other.
  private static void sumRows(Array x, Array result) {
    int columns = result.size();
    int rows = x.size() / columns;
    TileKernels<Object> kernels = VectorSupport.kernels(x.dtype(), x.size());
    double[] total = new double[columns];
    for (int from = 0; from < rows; from += BLOCK) {
      Array block = Array.allocate(result.type());
      for (int row = from; row < Math.min(rows, from + BLOCK); row++) {
        kernels.accumulate(x.elements(), row * columns, block.elements(), 0, columns);
      }
      for (int i = 0; i < columns; i++) {
        total[i] += block.getDouble(i);
      }
    }
    for (int i = 0; i < columns; i++) {
      result.setDouble(i, total[i]);
    }
  }

  /// The extreme element of each run.
  static void extremum(Extremum extremum, Array x, Array result) {
    Array runs = lastAxes(x, extremum.axes());
    int run = result.size() == 0 ? 0 : x.size() / result.size();
    TileKernels<Object> kernels = VectorSupport.kernels(x.dtype(), x.size());
    for (int i = 0; i < result.size(); i++) {
      result.setDouble(i, runs.getDouble(i * run + position(kernels, runs.elements(), i * run, run, extremum.largest())));
    }
  }

  /// The mask of the elements that [#extremum] takes; for axes that are the last ones.
  static void chosen(Extremum.Chosen chosen, Array x, Array result) {
    Array from = x.contiguous();
    result.clear();
    int run = x.shape().range(x.shape().rank() - chosen.axes().size(), x.shape().rank()).size();
    TileKernels<Object> kernels = VectorSupport.kernels(x.dtype(), x.size());
    for (int start = 0; start < x.size(); start += run) {
      result.booleans()[start + position(kernels, from.elements(), start, run, chosen.largest())] = true;
    }
  }

  /// The first of the extreme elements: looking for it costs little, and -0 and 0, which are equal, stay as they were.
  private static int position(TileKernels<Object> kernels, Object x, int start, int run, boolean largest) {
    double extreme = largest ? kernels.max(x, start, run) : kernels.min(x, start, run);
    return kernels.indexOf(x, start, run, extreme);
  }

  private static boolean areLeading(List<Integer> axes) {
    return IntStream.range(0, axes.size()).allMatch(i -> axes.get(i) == i);
  }

  /// Whether the axes are the last ones of a shape, in order.
  static boolean areLast(List<Integer> axes, Shape shape) {
    int first = shape.rank() - axes.size();
    return IntStream.range(0, axes.size()).allMatch(i -> axes.get(i) == first + i);
  }

  /// The elements with the given axes last: what is reduced lies in one run.
  private static Array lastAxes(Array x, List<Integer> axes) {
    if (areLast(axes, x.shape())) {
      return x.contiguous();
    }
    int[] order = IntStream.concat(
        IntStream.range(0, x.shape().rank()).filter(axis -> !axes.contains(axis)),
        axes.stream().mapToInt(Integer::intValue)).toArray();
    Shape shape = Shape.of(IntStream.of(order).map(x.shape()::extent).toArray());
    Array result = Array.allocate(x.type().withShape(shape));
    Layouts.permute(x, order, result);
    return result;
  }
}
