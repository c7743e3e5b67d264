package dev.chainrule;

import dev.chainrule.graph.Shape;
import dev.chainrule.graph.ShapeException;
import dev.chainrule.op.Convolve;
import dev.chainrule.op.MaxPool;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// How a pooling moves its window. Begin with `new Pooling(extent)`, whose windows lie side by side; each method gives a
/// copy with one thing changed. Numbers are for each axis, or one for all of them.
///
/// {@snippet :
/// Tensor images = Tensor.of(0.5f).broadcastTo(8, 3, 32, 32);
/// images.maxPool2d(new Pooling(3).stride(2).padding(1)); // [8, 3, 16, 16]
/// }
///
/// @param extents      how many elements a window has
/// @param strides      by how much it moves on
/// @param low          how many places are padded before the input
/// @param high         how many places are padded after the input
/// @param dilations    the distance of the window's elements
/// @param countPadding whether what is padded counts in averages, as zeros
/// @param ceilMode     whether a last window may reach beyond the end
public record Pooling(List<Integer> extents, List<Integer> strides, List<Integer> low, List<Integer> high,
    List<Integer> dilations, boolean countPadding, boolean ceilMode) {
  /// Windows of these extents side by side: the stride is the extent.
  public Pooling(int... extents) {
    this(boxed(extents), boxed(extents), List.of(0), List.of(0), List.of(1), true, false);
  }

  /// Copies the lists.
  public Pooling {
    extents = List.copyOf(extents);
    strides = List.copyOf(strides);
    low = List.copyOf(low);
    high = List.copyOf(high);
    dilations = List.copyOf(dilations);
  }

  /// By how much the window moves on.
  public Pooling stride(int... strides) {
    return new Pooling(extents, boxed(strides), low, high, dilations, countPadding, ceilMode);
  }

  /// As many places before the input as after it. They never are the largest; in averages they count as zeros, unless
  /// [#countPadding(boolean)] is false.
  public Pooling padding(int... both) {
    return padding(both, both);
  }

  /// Places before the input, and after it.
  public Pooling padding(int[] low, int[] high) {
    return new Pooling(extents, strides, boxed(low), boxed(high), dilations, countPadding, ceilMode);
  }

  /// The distance of the window's elements.
  public Pooling dilation(int... dilations) {
    return new Pooling(extents, strides, low, high, boxed(dilations), countPadding, ceilMode);
  }

  /// Whether averages divide by the window's extent, which is the default, or by how many of its elements are no padding.
  public Pooling countPadding(boolean counts) {
    return new Pooling(extents, strides, low, high, dilations, counts, ceilMode);
  }

  /// Whether there is one more window where the last elements do not fill one, as long as it begins on an element or before.
  /// What it lacks counts in no average.
  public Pooling ceilMode(boolean ceil) {
    return new Pooling(extents, strides, low, high, dilations, countPadding, ceil);
  }

  private static List<Integer> boxed(int[] numbers) {
    return IntStream.of(numbers).boxed().toList();
  }

  /// The windows over the last axes of a shape.
  ///
  /// @throws ShapeException if they are larger than these with their padding
  List<MaxPool.Window> windows(String operation, int rank, Shape shape) {
    if (shape.rank() < rank) {
      throw new ShapeException("[%s] shape %s has too few axes; windows move over the last %d".formatted(operation, shape, rank));
    }
    List<MaxPool.Window> windows = new ArrayList<>();
    for (int axis = 0; axis < rank; axis++) {
      MaxPool.Window window = new MaxPool.Window(
          PerAxis.positive(operation, "window", extents, axis, rank),
          PerAxis.positive(operation, "stride", strides, axis, rank),
          PerAxis.notNegative(operation, "padding", low, axis, rank),
          PerAxis.notNegative(operation, "padding", high, axis, rank),
          PerAxis.positive(operation, "dilation", dilations, axis, rank));
      int extent = shape.extent(axis - rank);
      if (window.axis().room(extent, window.extent()) < 0) {
        throw new ShapeException("[%s] a window covers %d places along axis %d of shape %s, which has %d with its padding; pad more, or take a smaller one"
            .formatted(operation, Convolve.Axis.span(window.extent(), window.dilation()), shape.rank() - rank + axis, shape,
                extent + window.low() + window.high()));
      }
      windows.add(ceilMode ? withPartial(window, extent) : window);
    }
    return List.copyOf(windows);
  }

  private static MaxPool.Window withPartial(MaxPool.Window window, int extent) {
    int rest = window.axis().room(extent, window.extent()) % window.stride();
    int missing = window.stride() - rest;
    int start = window.axis().room(extent, window.extent()) - rest + window.stride() - window.low();
    return rest == 0 || start >= extent ? window
        : new MaxPool.Window(window.extent(), window.stride(), window.low(), window.high() + missing, window.dilation());
  }
}
