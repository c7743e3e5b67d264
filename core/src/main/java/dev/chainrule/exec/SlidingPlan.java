package dev.chainrule.exec;

import dev.chainrule.graph.BoundedCache;
import dev.chainrule.graph.Shape;
import dev.chainrule.op.Convolve;
import java.util.List;
import java.util.stream.IntStream;

/// A convolution without strides and of few outputs, as of channels one by one: there the places of the result lie side by side
/// in the input's planes once these are padded, so that a whole plane slides by. Between its lines there are places that
/// are computed in vain.
///
/// @param groups    how many groups of channels and outputs there are
/// @param channels  how many channels a group has
/// @param outputs   how many outputs a group has
/// @param input     how planes of the input are padded
/// @param kernel    how planes of the kernel are spread to lie over these
/// @param positions where the kernel's positions lie in them
/// @param lines     where lines of the result begin in them
/// @param line      the length of these lines
record SlidingPlan(int groups, int examples, int channels, int outputs, Padding input, Padding kernel, int[] positions, int[] lines, int line) {
  private record Key(Convolve convolve, Shape x, Shape kernel, Shape y) {}

  /// More outputs fill the columns of other tiles.
  private static final int FEW = 8;
  /// If the result is smaller than the kernel, each of its elements is a scalar product.
  private static final int FEW_PRODUCTS = 2;

  private static final BoundedCache<Key, SlidingPlan> KNOWN = new BoundedCache<>(64);

  /// Whether the convolution can be done so, and had better.
  static boolean fits(Convolve convolve, Shape kernel, Shape y) {
    int outputs = kernel.extent(0) / convolve.groups();
    boolean small = places(y).size() < places(kernel).size();
    return outputs < (small ? FEW_PRODUCTS : FEW)
        && convolve.axes().stream().allMatch(axis -> axis.stride() == 1 && axis.inputDilation() == 1 && (!small || axis.kernelDilation() == 1));
  }

  static SlidingPlan of(Convolve convolve, Shape x, Shape kernel, Shape y) {
    return KNOWN.get(new Key(convolve, x, kernel, y), SlidingPlan::make);
  }

  private static Shape places(Shape shape) {
    return shape.range(2, shape.rank());
  }

  private static SlidingPlan make(Key key) {
    List<Convolve.Axis> axes = key.convolve.axes();
    Shape kernel = places(key.kernel);
    Shape y = places(key.y);
    int[] padded = IntStream.range(0, axes.size())
        .map(i -> y.extent(i) + (kernel.extent(i) - 1) * axes.get(i).kernelDilation()).toArray();
    int[] strides = Shape.of(padded).strides();
    int[] dilated = IntStream.range(0, axes.size()).map(i -> strides[i] * axes.get(i).kernelDilation()).toArray();
    int[] low = axes.stream().mapToInt(Convolve.Axis::low).toArray();
    int groups = key.convolve.groups();
    int last = y.rank() - 1;
    return new SlidingPlan(groups, key.x.extent(0), key.kernel.extent(1), key.kernel.extent(0) / groups,
        new Padding(places(key.x).extents(), low, padded), new Padding(kernel.extents(), new int[axes.size()], padded),
        offsets(kernel, dilated), offsets(y.with(last, 1), strides), y.extent(last));
  }

  /// Where the elements of a shape are, with these strides.
  private static int[] offsets(Shape shape, int[] strides) {
    int[] offsets = new int[shape.size()];
    for (int i = 0; i < offsets.length; i++) {
      int rest = i;
      for (int axis = shape.rank() - 1; axis >= 0; axis--) {
        offsets[i] += rest % shape.extent(axis) * strides[axis];
        rest /= shape.extent(axis);
      }
    }
    return offsets;
  }

  /// The elements of a plane of the result.
  int places() {
    return lines.length * line;
  }

  /// How far it is from the first place to behind the last.
  int columns() {
    return lines[lines.length - 1] + line;
  }

  boolean isSmall() {
    return places() < positions.length;
  }
}
