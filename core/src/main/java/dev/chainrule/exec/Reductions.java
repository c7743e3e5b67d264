package dev.chainrule.exec;

import dev.chainrule.graph.Array;
import dev.chainrule.graph.DType;
import dev.chainrule.graph.Shape;
import dev.chainrule.op.Extremum;
import dev.chainrule.op.Norm;
import dev.chainrule.op.Sum;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/// The fast kernels of reductions of floating numbers.
final class Reductions {
  /// Rows that are added up in the elements' own type before they are added to a `double`.
  private static final int BLOCK = 64;

  /// Sums of squares of floats above this have lost nothing to underflow.
  private static final double SMALLEST_SQUARES = 0x1p-80;

  private Reductions() {}

  /// The sum over some axes; each in the order of the elements, in partial sums that do not depend on the machine.
  static void sum(Sum sum, Array x, Array result) {
    if (x.size() == 0) {
      result.clear();
      return;
    }
    Array from = x.contiguous();
    Shape shape = x.shape();
    int last = shape.rank() - 1;
    if (areLast(sum.axes(), shape)) {
      RunSums.run(from, result);
    } else if (!sum.axes().contains(last) && areNeighbours(sum.axes())) {
      sumRows(from, sum.axes().isEmpty() ? 1 : shape.range(0, sum.axes().getFirst()).size(), result);
    } else if (sum.axes().contains(last)) {
      sumSegments(sum.axes(), from, result);
    } else {
      RunSums.run(lastAxes(from, sum.axes()), result);
    }
  }

  /// The rows of each of some blocks of x, one after the other; a row of the result has the sum of a block.
  private static void sumRows(Array x, int blocks, Array result) {
    int columns = result.size() / blocks;
    int rows = x.size() / result.size();
    TileKernels<Object> kernels = VectorSupport.kernels(x.dtype());
    double[] total = new double[columns];
    Array partial = Array.allocate(result.type().withShape(Shape.of(columns)));
    for (int block = 0; block < blocks; block++) {
      Arrays.fill(total, 0);
      for (int from = 0; from < rows; from += BLOCK) {
        partial.clear();
        for (int row = from; row < Math.min(rows, from + BLOCK); row++) {
          kernels.accumulate(x.elements(), (block * rows + row) * columns, partial.elements(), 0, columns);
        }
        for (int i = 0; i < columns; i++) {
          total[i] += partial.getDouble(i);
        }
      }
      for (int i = 0; i < columns; i++) {
        result.setDouble(block * columns + i, total[i]);
      }
    }
  }

  /// Runs that are made of segments, each contiguous, far from each other.
  private static void sumSegments(List<Integer> axes, Array x, Array result) {
    Shape shape = x.shape();
    int first = shape.rank();
    while (first > 0 && axes.contains(first - 1)) {
      first--;
    }
    int segment = shape.range(first, shape.rank()).size();
    int[] kept = offsets(shape, first, axes, false);
    int[] reduced = offsets(shape, first, axes, true);
    RunSums sums = new RunSums(VectorSupport.kernels(x.dtype()), result, reduced.length * segment);
    for (int start : kept) {
      for (int further : reduced) {
        sums.add(x.elements(), start + further, segment);
      }
    }
  }

  /// The offsets of all positions along those axes before `first` that are reduced, or that are not.
  private static int[] offsets(Shape shape, int first, List<Integer> axes, boolean reduced) {
    int[] strides = shape.strides();
    int[] offsets = {0};
    for (int axis = 0; axis < first; axis++) {
      if (axes.contains(axis) == reduced) {
        int[] outer = offsets;
        int extent = shape.extent(axis);
        offsets = new int[outer.length * extent];
        for (int i = 0; i < offsets.length; i++) {
          offsets[i] = outer[i / extent] + i % extent * strides[axis];
        }
      }
    }
    return offsets;
  }

  /// The Euclidean norm of each run, from sums of squares in the elements' own type; if one of these has lost something, or is
  /// not finite, all by the primitive's own kernel, which scales.
  static void norm(Norm norm, Array x, Array result) {
    Array runs = lastAxes(x, norm.axes());
    int run = result.size() == 0 ? 0 : x.size() / result.size();
    double smallest = x.dtype() == DType.F32 ? SMALLEST_SQUARES : Norm.SMALLEST;
    TileKernels<Object> kernels = VectorSupport.kernels(x.dtype());
    for (int i = 0; i < result.size(); i++) {
      double squares = 0;
      for (int done = 0; done < run; done += RunSums.PIECE) {
        int at = i * run + done;
        squares += kernels.dot(runs.elements(), at, runs.elements(), at, Math.min(RunSums.PIECE, run - done));
      }
      if (!(squares >= smallest && squares <= Norm.LARGEST)) {
        Layouts.copy(norm.evaluate(new Array[] {x}, List.of(result.type()))[0], result);
        return;
      }
      result.setDouble(i, Math.sqrt(squares));
    }
  }

  /// The extreme element of each run.
  static void extremum(Extremum extremum, Array x, Array result) {
    Array runs = lastAxes(x, extremum.axes());
    int run = result.size() == 0 ? 0 : x.size() / result.size();
    TileKernels<Object> kernels = VectorSupport.kernels(x.dtype());
    for (int i = 0; i < result.size(); i++) {
      result.setDouble(i, runs.getDouble(i * run + position(kernels, runs.elements(), i * run, run, extremum.largest())));
    }
  }

  /// The mask of the elements that [#extremum] takes; for axes that are the last ones.
  static void chosen(Extremum.Chosen chosen, Array x, Array result) {
    Array from = x.contiguous();
    result.clear();
    int run = x.shape().range(x.shape().rank() - chosen.axes().size(), x.shape().rank()).size();
    TileKernels<Object> kernels = VectorSupport.kernels(x.dtype());
    for (int start = 0; start < x.size(); start += run) {
      result.booleans()[start + position(kernels, from.elements(), start, run, chosen.largest())] = true;
    }
  }

  /// The first of the extreme elements: looking for it costs little, and -0 and 0, which are equal, stay as they were.
  private static int position(TileKernels<Object> kernels, Object x, int start, int run, boolean largest) {
    double extreme = largest ? kernels.max(x, start, run) : kernels.min(x, start, run);
    return kernels.indexOf(x, start, run, extreme);
  }

  private static boolean areNeighbours(List<Integer> axes) {
    return IntStream.range(1, axes.size()).allMatch(i -> axes.get(i) == axes.get(i - 1) + 1);
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
