package dev.chainrule;

import dev.chainrule.graph.Literal;
import dev.chainrule.graph.Shape;
import dev.chainrule.graph.ShapeException;
import dev.chainrule.graph.Type;
import dev.chainrule.graph.Value;
import dev.chainrule.op.Convolve;
import dev.chainrule.op.MaxPool;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// What the fluent poolings over one, two and three axes have in common. Averages are convolutions with a kernel of ones.
final class Pools {
  private Pools() {}

  static Tensor max(int rank, Tensor x, Pooling how) {
    return Tensor.of(new MaxPool(how.windows("maxPool" + rank + "d", rank, x.shape())).on(x.value()));
  }

  static Tensor average(int rank, Tensor x, Pooling how) {
    String operation = "avgPool" + rank + "d";
    x.dtype().requireFloating(operation);
    List<MaxPool.Window> windows = how.windows(operation, rank, x.shape());
    Shape lead = x.shape().range(0, x.rank() - rank);
    Shape places = x.shape().range(x.rank() - rank, x.rank());
    Convolve sums = new Convolve(windows.stream().map(MaxPool.Window::axis).toList(), 1);
    Type kernel = x.value().type().withShape(Shape.of(1, 1).concat(extents(windows)));
    Value ones = Literal.ones(kernel);
    Tensor sum = Tensor.of(sums.on(x.reshape(Shape.of(lead.size(), 1).concat(places)).value(), ones));
    Shape result = lead.concat(sum.shape().range(2, sum.rank()));
    if (how.countPadding() && !how.ceilMode()) {
      return sum.div(kernel.shape().size()).reshape(result);
    }
    Value here = Literal.ones(x.value().type().withShape(Shape.of(1, 1).concat(places)));
    Tensor counts = Tensor.of(how.countPadding() ? paddedCounts(windows, how.ceilMode(false).windows(operation, rank, x.shape()), here, ones)
        : sums.on(here, ones));
    return sum.div(counts).reshape(result);
  }

  /// How many elements and paddings each window has, without what is beyond both.
  private static Value paddedCounts(List<MaxPool.Window> windows, List<MaxPool.Window> full, Value here, Value kernel) {
    List<Convolve.Axis> axes = new ArrayList<>();
    Shape padded = here.shape();
    for (int i = 0; i < windows.size(); i++) {
      MaxPool.Window window = full.get(i);
      int beyond = windows.get(i).high() - window.high();
      axes.add(new MaxPool.Window(window.extent(), window.stride(), 0, beyond, window.dilation()).axis());
      padded = padded.with(i + 2, padded.extent(i + 2) + window.low() + window.high());
    }
    return new Convolve(axes, 1).on(Literal.ones(here.type().withShape(padded)), kernel);
  }

  private static Shape extents(List<MaxPool.Window> windows) {
    return Shape.of(windows.stream().mapToInt(MaxPool.Window::extent).toArray());
  }

  /// The averages of so many parts of each of the last axes. A part goes from ⌊i · extent / count⌋ to
  /// ⌈(i + 1) · extent / count⌉, so that parts may overlap by one.
  static Tensor adaptiveAverage(int rank, Tensor x, int... counts) {
    String operation = "adaptiveAvgPool" + rank + "d";
    x.dtype().requireFloating(operation);
    requireCounts(operation, rank, x, counts);
    Tensor result = x;
    for (int i = rank - 1; i >= 0; i--) {
      int axis = x.rank() - rank + i;
      int extent = x.shape().extent(axis);
      int count = counts[counts.length == 1 ? 0 : i];
      Tensor last = result.transpose(swapped(x.rank(), axis));
      result = last.matmul(shares(extent, count).to(x.dtype())).transpose(swapped(x.rank(), axis));
    }
    return result;
  }

  /// For each element how much it counts in each part.
  private static Tensor shares(int extent, int count) {
    double[][] shares = new double[extent][count];
    for (int part = 0; part < count; part++) {
      int start = start(part, extent, count);
      int end = end(part, extent, count);
      for (int i = start; i < end; i++) {
        shares[i][part] = 1.0 / (end - start);
      }
    }
    return Tensor.of(shares);
  }

  /// Where a part begins.
  private static int start(int part, int extent, int count) {
    return (int) ((long) part * extent / count);
  }

  /// Where a part ends.
  private static int end(int part, int extent, int count) {
    return (int) Math.ceilDiv((part + 1L) * extent, count);
  }

  /// The largest elements of so many parts of each of the last axes.
  static Tensor adaptiveMax(int rank, Tensor x, int... counts) {
    String operation = "adaptiveMaxPool" + rank + "d";
    requireCounts(operation, rank, x, counts);
    Tensor result = x;
    // From the last axis to the first, so that the first of equals is the first in row-major order.
    for (int i = rank - 1; i >= 0; i--) {
      int axis = x.rank() - rank + i;
      int[][] parts = parts(x.shape().extent(axis), counts[counts.length == 1 ? 0 : i]);
      int[] flat = Arrays.stream(parts).flatMapToInt(Arrays::stream).toArray();
      Tensor positions = Tensor.of(flat).reshape(parts.length, parts.length == 0 ? 0 : parts[0].length);
      result = result.take(positions, axis).max(axis + 1);
    }
    return result;
  }

  /// The positions of each part. All have as many: the shorter ones name their first once more.
  private static int[][] parts(int extent, int count) {
    int[][] parts = new int[count][(extent + count - 1) / count + 1];
    for (int part = 0; part < count; part++) {
      int start = start(part, extent, count);
      int end = end(part, extent, count);
      for (int i = 0; i < parts[part].length; i++) {
        parts[part][i] = start + i < end ? start + i : start;
      }
    }
    return parts;
  }

  private static void requireCounts(String operation, int rank, Tensor x, int[] counts) {
    boolean usable = (counts.length == 1 || counts.length == rank) && Arrays.stream(counts).allMatch(count -> count > 0);
    if (!usable) {
      throw new ShapeException("[%s] sizes %s: give one size of 1 or more, or one for each of the %d axes"
          .formatted(operation, Arrays.toString(counts), rank));
    }
    if (x.rank() < rank || x.shape().range(x.rank() - rank, x.rank()).size() == 0) {
      throw new ShapeException("[%s] shape %s must have elements along its last %d axes".formatted(operation, x.shape(), rank));
    }
  }

  /// The order of axes with one and the last exchanged.
  private static int[] swapped(int rank, int axis) {
    int[] order = new int[rank];
    Arrays.setAll(order, i -> i == axis ? rank - 1 : i == rank - 1 ? axis : i);
    return order;
  }
}
