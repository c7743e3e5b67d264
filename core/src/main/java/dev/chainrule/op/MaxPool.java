package dev.chainrule.op;

import dev.chainrule.graph.Array;
import dev.chainrule.graph.DType;
import dev.chainrule.graph.Gate;
import dev.chainrule.graph.Partial;
import dev.chainrule.graph.Shape;
import dev.chainrule.graph.ShapeException;
import dev.chainrule.graph.Structural;
import dev.chainrule.graph.Type;
import dev.chainrule.graph.Value;
import java.util.List;
import java.util.stream.IntStream;

/// The largest element in each window that moves over the last axes; what is padded counts for nothing, and NaN wins.
/// Two results: the elements, and where in its plane, counted in row-major order, each was (I32): the first of equals.
/// The derivative moves with the elements.
public record MaxPool(List<Window> windows) implements Structural {
  /// A window along one axis.
  ///
  /// @param extent   how many elements it has
  /// @param stride   by how much it moves on
  /// @param low      how many places it may lie before the axis
  /// @param high     how many places it may lie after it
  /// @param dilation the distance of its elements
  public record Window(int extent, int stride, int low, int high, int dilation) {
    /// The same as an axis of a convolution.
    public Convolve.Axis axis() {
      return new Convolve.Axis(stride, low, high, 1, dilation);
    }
  }

  @Override
  public String name() {
    return "maxPool" + windows.size() + "d";
  }

  @Override
  public Gate gate() {
    return Gate.MAX;
  }

  @Override
  public List<Type> infer(List<Type> x) {
    Type type = x.getFirst();
    type.dtype().requireNumeric(name(), "convert with .to(I32)");
    Shape result = type.shape();
    if (result.rank() < windows.size()) {
      throw new ShapeException("[%s] shape %s has too few axes; windows move over the last %d".formatted(name(), result, windows.size()));
    }
    for (int i = 0; i < windows.size(); i++) {
      int axis = result.rank() - windows.size() + i;
      Window window = windows.get(i);
      int extent = type.shape().extent(axis);
      int places = window.axis().places(extent, window.extent);
      requireElements(window, places, type.shape(), axis);
      result = result.with(axis, places);
    }
    return List.of(type.withShape(result), new Type(DType.I32, result));
  }

  private void requireElements(Window window, int places, Shape shape, int axis) {
    for (int place = 0; place < places; place++) {
      if (within(window, place, shape.extent(axis)).length == 0) {
        throw new ShapeException("[%s] window %d along axis %d of shape %s lies in the padding alone, where nothing is the largest: pad less than the window's extent of %d"
            .formatted(name(), place, axis, shape, window.extent));
      }
    }
  }

  /// The positions along an axis that a window covers at a place.
  private static int[] within(Window window, int place, int extent) {
    return IntStream.range(0, window.extent)
        .map(i -> place * window.stride + i * window.dilation - window.low)
        .filter(position -> position >= 0 && position < extent)
        .toArray();
  }

  @Override
  public Array[] evaluate(Array[] x, List<Type> y) {
    Array from = x[0].contiguous();
    Array largest = Array.allocate(y.get(0));
    Array positions = Array.allocate(y.get(1));
    int[][] covered = covered(plane(from.shape()), plane(largest.shape()));
    int extent = plane(from.shape()).size();
    for (int i = 0; i < largest.size(); i++) {
      int start = i / covered.length * extent;
      int best = best(from, start, covered[i % covered.length]);
      positions.ints()[i] = best - start;
      Indices.move(from, best, largest, i);
    }
    return new Array[] {largest, positions};
  }

  private static int best(Array x, int start, int[] places) {
    int best = start + places[0];
    for (int i = 1; i < places.length; i++) {
      if (Extremum.beats(x, start + places[i], x, best, true)) {
        best = start + places[i];
      }
    }
    return best;
  }

  /// For each place of the result's plane the elements of the input's plane that its window covers, in order.
  public int[][] covered(Shape input, Shape result) {
    int[] strides = input.strides();
    int[][] covered = {{0}};
    for (int axis = 0; axis < windows.size(); axis++) {
      int[][] outer = covered;
      int places = result.extent(axis);
      covered = new int[outer.length * places][];
      for (int place = 0; place < places; place++) {
        int[] offsets = within(windows.get(axis), place, input.extent(axis));
        for (int i = 0; i < outer.length; i++) {
          covered[i * places + place] = sums(outer[i], offsets, strides[axis]);
        }
      }
    }
    return covered;
  }

  private static int[] sums(int[] outer, int[] positions, int stride) {
    int[] result = new int[outer.length * positions.length];
    for (int i = 0; i < result.length; i++) {
      result[i] = outer[i / positions.length] + positions[i % positions.length] * stride;
    }
    return result;
  }

  /// The axes over which windows move.
  public Shape plane(Shape shape) {
    return shape.range(shape.rank() - windows.size(), shape.rank());
  }

  private Value flat(Value x) {
    Shape lead = x.shape().range(0, x.shape().rank() - windows.size());
    return Reshape.to(x, lead.concat(Shape.of(plane(x.shape()).size())));
  }

  @Override
  public Partial partial(int argument) {
    return Partial.structured((x, y, dx) -> {
      Value moved = new TakeAlong(dx.shape().rank() - windows.size()).on(flat(dx), flat(y[1]));
      return new Value[] {Reshape.to(moved, y[0].shape()), null};
    });
  }

  @Override
  public Value[] batch(Value[] x, boolean[] batched, int size) {
    return allOn(x);
  }
}
