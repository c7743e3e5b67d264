package dev.chainrule;

import dev.chainrule.graph.Shape;
import dev.chainrule.graph.ShapeException;
import dev.chainrule.op.Convolve;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// How a convolution moves its kernel. Begin with `new Convolution()`, which moves it by 1 and pads nothing; each method
/// gives a copy with one thing changed. Numbers are for each axis, or one for all of them.
///
/// {@snippet :
/// Tensor images = Tensor.of(0.5f).broadcastTo(8, 3, 32, 32);
/// Tensor kernel = Tensor.of(0.1f).broadcastTo(16, 3, 3, 3);
/// images.conv2d(kernel, new Convolution().stride(2).padding(1)); // [8, 16, 16, 16]
/// }
///
/// @param strides       by how much the kernel moves on
/// @param low           how many zeros come before the input
/// @param high          how many zeros come after the input
/// @param same          whether to pad so that there are ⌈extent / stride⌉ results, whatever `low` and `high` say
/// @param dilations     the distance of the kernel's elements
/// @param outputPadding by how much the result of a transposed convolution is longer, at its end
/// @param groups        into how many groups the channels are divided; each has outputs of its own
public record Convolution(List<Integer> strides, List<Integer> low, List<Integer> high, boolean same,
    List<Integer> dilations, List<Integer> outputPadding, int groups) {
  /// Stride 1, no padding, no dilation, one group.
  public Convolution() {
    this(List.of(1), List.of(0), List.of(0), false, List.of(1), List.of(0), 1);
  }

  /// Copies the lists.
  public Convolution {
    strides = List.copyOf(strides);
    low = List.copyOf(low);
    high = List.copyOf(high);
    dilations = List.copyOf(dilations);
    outputPadding = List.copyOf(outputPadding);
  }

  /// By how much the kernel moves on.
  public Convolution stride(int... strides) {
    return new Convolution(boxed(strides), low, high, same, dilations, outputPadding, groups);
  }

  /// As many zeros before the input as after it.
  public Convolution padding(int... both) {
    return padding(both, both);
  }

  /// Zeros before the input, and after it.
  public Convolution padding(int[] low, int[] high) {
    return new Convolution(strides, boxed(low), boxed(high), false, dilations, outputPadding, groups);
  }

  /// As many zeros, half of them before and half after the input, as give ⌈extent / stride⌉ results; an odd one comes
  /// after. With stride 1 the result is as large as the input.
  public Convolution samePadding() {
    return new Convolution(strides, low, high, true, dilations, outputPadding, groups);
  }

  /// The distance of the kernel's elements: 2 leaves out every second of the input's.
  public Convolution dilation(int... dilations) {
    return new Convolution(strides, low, high, same, boxed(dilations), outputPadding, groups);
  }

  /// By how much the result of a transposed convolution is longer, at its end. Several lengths of input lead to one of a
  /// strided convolution's result; this chooses to which of them its transpose leads back.
  public Convolution outputPadding(int... extents) {
    return new Convolution(strides, low, high, same, dilations, boxed(extents), groups);
  }

  /// Divides channels and outputs into groups: outputs see the channels of their own group only.
  public Convolution groups(int groups) {
    return new Convolution(strides, low, high, same, dilations, outputPadding, groups);
  }

  private static List<Integer> boxed(int[] numbers) {
    return IntStream.of(numbers).boxed().toList();
  }

  /// How the primitive does it on an input with these places.
  Convolve on(String operation, Shape input, Shape kernel) {
    List<Convolve.Axis> axes = new ArrayList<>();
    for (int axis = 0; axis < input.rank(); axis++) {
      int stride = PerAxis.positive(operation, "stride", strides, axis, input.rank());
      int dilation = PerAxis.positive(operation, "dilation", dilations, axis, input.rank());
      if (same) {
        int results = Math.ceilDiv(input.extent(axis), stride);
        int missing = (results - 1) * stride + Convolve.Axis.span(kernel.extent(axis), dilation) - input.extent(axis);
        int both = Math.max(0, missing);
        axes.add(new Convolve.Axis(stride, both / 2, both - both / 2, 1, dilation));
      } else {
        axes.add(new Convolve.Axis(stride, PerAxis.notNegative(operation, "padding", low, axis, input.rank()),
            PerAxis.notNegative(operation, "padding", high, axis, input.rank()), 1, dilation));
      }
    }
    return new Convolve(List.copyOf(axes), groups);
  }

  /// The places of a transposed convolution's result: those of an input that a convolution would bring to these.
  Shape transposed(String operation, Shape result, Shape kernel) {
    Shape places = result;
    for (int axis = 0; axis < result.rank(); axis++) {
      int stride = PerAxis.positive(operation, "stride", strides, axis, result.rank());
      int dilation = PerAxis.positive(operation, "dilation", dilations, axis, result.rank());
      int further = PerAxis.notNegative(operation, "output padding", outputPadding, axis, result.rank());
      int covered = (result.extent(axis) - 1) * stride + Convolve.Axis.span(kernel.extent(axis), dilation);
      int extent = same
          ? result.extent(axis) * stride
          : covered - PerAxis.notNegative(operation, "padding", low, axis, result.rank())
              - PerAxis.notNegative(operation, "padding", high, axis, result.rank()) + further;
      if (same && further > 0) {
        throw new ShapeException("[%s] samePadding makes axis %d as long as the input times the stride, so there is no output padding of %d; give one of them only"
            .formatted(operation, axis + 2, further));
      }
      if (further >= stride && further >= dilation) {
        throw new ShapeException("[%s] the output padding of %d along axis %d must be less than the stride of %d or the dilation"
            .formatted(operation, further, axis + 2, stride));
      }
      if (extent < 0) {
        throw new ShapeException("[%s] the padding of axis %d cuts off more than the %d places that there are; pad less"
            .formatted(operation, axis + 2, covered));
      }
      places = places.with(axis, extent);
    }
    return places;
  }
}
