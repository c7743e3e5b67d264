package dev.chainrule.nn;

import dev.chainrule.Pooling;
import dev.chainrule.Tensor;
import dev.chainrule.graph.ShapeException;
import java.util.List;
import java.util.stream.IntStream;

/// A summary of neighbouring places, the largest or the mean, for inputs `[batch, channels, …]`.
///
/// {@snippet :
/// Tensor x = Tensor.ones(F32, 5, 3, 8, 8);
/// System.out.println(Pool.max(2, 2).apply(x).shape());                                            // [5, 3, 4, 4]
/// System.out.println(Pool.average(2, new Pooling(3).stride(2).padding(1)).apply(x).shape());      // [5, 3, 4, 4]
/// System.out.println(Pool.adaptiveAverage(2, 1).apply(x).shape());                                // [5, 3, 2, 1]
/// System.out.println(Pool.globalMax().apply(x).shape());                                          // [5, 3]
/// }
public sealed interface Pool extends Layer {
  /// What stands for the places.
  enum Summary {
    /// The largest; the gradient goes to the first of equals.
    MAX,
    /// The mean.
    AVERAGE
  }

  /// Windows that move over the last axes, so many of them.
  record Windows(Summary summary, int axes, Pooling how) implements Pool {
    /// @throws IllegalArgumentException unless there are one to three axes
    public Windows {
      requireAxes(axes);
    }

    @Override
    public Tensor apply(Tensor x) {
      boolean max = summary == Summary.MAX;
      return switch (axes) {
        case 1 -> max ? x.maxPool1d(how) : x.avgPool1d(how);
        case 2 -> max ? x.maxPool2d(how) : x.avgPool2d(how);
        default -> max ? x.maxPool3d(how) : x.avgPool3d(how);
      };
    }
  }

  /// As many windows along each of the last axes as this says, whatever their extents, as equal as can be.
  record Adaptive(Summary summary, List<Integer> sizes) implements Pool {
    /// @throws IllegalArgumentException unless there are one to three sizes
    public Adaptive {
      sizes = List.copyOf(sizes);
      requireAxes(sizes.size());
    }

    @Override
    public Tensor apply(Tensor x) {
      boolean max = summary == Summary.MAX;
      int[] each = sizes.stream().mapToInt(Integer::intValue).toArray();
      return switch (each.length) {
        case 1 -> max ? x.adaptiveMaxPool1d(each[0]) : x.adaptiveAvgPool1d(each[0]);
        case 2 -> max ? x.adaptiveMaxPool2d(each) : x.adaptiveAvgPool2d(each);
        default -> max ? x.adaptiveMaxPool3d(each) : x.adaptiveAvgPool3d(each);
      };
    }
  }

  /// All places together: `[batch, channels]`.
  record Global(Summary summary) implements Pool {
    @Override
    public Tensor apply(Tensor x) {
      if (x.rank() < 3) {
        throw new ShapeException("[Pool] an input of shape %s must be [batch, channels, …] with at least one further axis".formatted(x.shape()));
      }
      int[] places = IntStream.range(2, x.rank()).toArray();
      return summary == Summary.MAX ? x.max(places) : x.mean(places);
    }
  }

  /// The largest of windows of this extent along each of the last axes, side by side.
  static Pool max(int axes, int extent) {
    return max(axes, new Pooling(extent));
  }

  /// The largest of each window.
  static Pool max(int axes, Pooling how) {
    return new Windows(Summary.MAX, axes, how);
  }

  /// The mean of windows of this extent along each of the last axes, side by side.
  static Pool average(int axes, int extent) {
    return average(axes, new Pooling(extent));
  }

  /// The mean of each window.
  static Pool average(int axes, Pooling how) {
    return new Windows(Summary.AVERAGE, axes, how);
  }

  /// The largest of so many parts of each of the last axes.
  static Pool adaptiveMax(int... sizes) {
    return new Adaptive(Summary.MAX, IntStream.of(sizes).boxed().toList());
  }

  /// The means of so many parts of each of the last axes.
  static Pool adaptiveAverage(int... sizes) {
    return new Adaptive(Summary.AVERAGE, IntStream.of(sizes).boxed().toList());
  }

  /// The largest of each channel.
  static Pool globalMax() {
    return new Global(Summary.MAX);
  }

  /// The mean of each channel.
  static Pool globalAverage() {
    return new Global(Summary.AVERAGE);
  }

  private static void requireAxes(int axes) {
    if (axes < 1 || axes > 3) {
      throw new IllegalArgumentException("[Pool] windows over %d axes; they move over one, two or three".formatted(axes));
    }
  }
}
