package dev.chainrule.nn;

import dev.chainrule.Convolution;
import dev.chainrule.RandomKey;
import dev.chainrule.Tensor;
import dev.chainrule.graph.DType;
import dev.chainrule.graph.Shape;
import dev.chainrule.graph.ShapeException;
import dev.chainrule.graph.Type;

/// A kernel moved over one, two or three axes, and a bias for each output channel: the same few weights everywhere, so
/// that what is recognised does not depend on where it is. The kernel's rank says over how many axes it moves.
///
/// Inputs are `[batch, channels, …]`. The way back, from few places to many, is [TransposedConvolutionLayer].
///
/// {@snippet :
/// RandomKey key = RandomKey.of(1);
/// Sequential model = Sequential.of(
///     ConvolutionLayer.of(1, 8, Initializer.heUniform(), key.foldIn(0), 3, 3),
///     Activation.RELU,
///     Pool.max(2, 2),
///     new Flatten(),
///     Linear.of(8 * 3 * 3, 10, Initializer.glorotUniform(), key.foldIn(1)));
/// System.out.println(model.apply(Tensor.ones(F32, 5, 1, 8, 8)).shape()); // [5, 10]
/// }
///
/// @param kernel `[outputs, channels / groups, …]`
/// @param b      the biases, one for each output channel
/// @param how    strides, padding, dilation and groups
public record ConvolutionLayer(Tensor kernel, Tensor b, Convolution how) implements Layer {
  /// A new layer of F32 numbers with biases of 0, which moves by 1 and pads nothing.
  ///
  /// @param extents how large the kernel is along each axis that it moves over
  public static ConvolutionLayer of(int channels, int outputs, Initializer initializer, RandomKey key, int... extents) {
    return of(DType.F32, channels, outputs, new Convolution(), initializer, key, extents);
  }

  /// A new layer with biases of 0.
  ///
  /// @param extents how large the kernel is along each axis that it moves over
  /// @throws IllegalArgumentException if a number is less than 1, or the channels cannot be divided into the groups
  public static ConvolutionLayer of(
      DType dtype, int channels, int outputs, Convolution how, Initializer initializer, RandomKey key, int... extents) {
    Shape window = window("ConvolutionLayer", channels, outputs, how, extents);
    int shared = channels / how.groups();
    Type type = new Type(dtype, Shape.of(outputs, shared).concat(window));
    int fanOut = outputs / how.groups() * window.size();
    return new ConvolutionLayer(initializer.create(type, shared * window.size(), fanOut, key), Tensor.zeros(dtype, outputs), how);
  }

  /// The kernel's places, if there can be such a kernel.
  static Shape window(String layer, int channels, int outputs, Convolution how, int... extents) {
    Shape window = Shape.of(extents);
    if (channels < 1 || outputs < 1 || window.size() < 1) {
      throw new IllegalArgumentException("[%s] %d channels, %d outputs and a kernel of %s: all must be at least 1"
          .formatted(layer, channels, outputs, window));
    }
    if (channels % how.groups() != 0 || outputs % how.groups() != 0) {
      throw new IllegalArgumentException("[%s] %d channels and %d outputs cannot be divided into %d groups"
          .formatted(layer, channels, outputs, how.groups()));
    }
    return window;
  }

  /// The outputs `[batch, outputs, …]` for `[batch, channels, …]`.
  ///
  /// @throws ShapeException if the shapes do not fit, or the kernel moves over none or more than three axes
  @Override
  public Tensor apply(Tensor x) {
    Tensor y = switch (kernel.rank()) {
      case 3 -> x.conv1d(kernel, how);
      case 4 -> x.conv2d(kernel, how);
      case 5 -> x.conv3d(kernel, how);
      default -> throw new ShapeException(
          "[ConvolutionLayer] a kernel of shape %s; it must be [outputs, channels / groups, …] with one to three further axes"
              .formatted(kernel.shape()));
    };
    return y.plus(Channels.spread(b, y.rank()));
  }
}
