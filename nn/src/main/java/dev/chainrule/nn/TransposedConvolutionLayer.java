package dev.chainrule.nn;

import dev.chainrule.Convolution;
import dev.chainrule.RandomKey;
import dev.chainrule.Tensor;
import dev.chainrule.graph.DType;
import dev.chainrule.graph.Shape;
import dev.chainrule.graph.ShapeException;
import dev.chainrule.graph.Type;

/// The transpose of a [ConvolutionLayer], and a bias for each output channel: each input writes the kernel, times itself, to
/// the places that a convolution would have read it from. With strides it makes pictures larger, as decoders need.
///
/// {@snippet :
/// var layer = TransposedConvolutionLayer.of(F32, 8, 3, new Convolution().stride(2).padding(1), Initializer.glorotUniform(), RandomKey.of(1), 4, 4);
/// System.out.println(layer.apply(Tensor.ones(F32, 5, 8, 7, 7)).shape()); // [5, 3, 14, 14]
/// }
///
/// @param kernel `[channels, outputs / groups, …]`
/// @param b      the biases, one for each output channel
/// @param how    strides, padding, output padding, dilation and groups
public record TransposedConvolutionLayer(Tensor kernel, Tensor b, Convolution how) implements Layer {
  /// A new layer with biases of 0.
  ///
  /// @param extents how large the kernel is along each axis that it moves over
  /// @throws IllegalArgumentException if a number is less than 1, or the channels cannot be divided into the groups
  public static TransposedConvolutionLayer of(
      DType dtype, int channels, int outputs, Convolution how, Initializer initializer, RandomKey key, int... extents) {
    Shape window = ConvolutionLayer.window("TransposedConvolutionLayer", channels, outputs, how, extents);
    int shared = outputs / how.groups();
    Type type = new Type(dtype, Shape.of(channels, shared).concat(window));
    int fanIn = channels / how.groups() * window.size();
    return new TransposedConvolutionLayer(
        initializer.create(type, fanIn, shared * window.size(), key), Tensor.zeros(dtype, outputs), how);
  }

  /// The outputs `[batch, outputs, …]` for `[batch, channels, …]`.
  ///
  /// @throws ShapeException if the shapes do not fit, or the kernel moves over none or more than three axes
  @Override
  public Tensor apply(Tensor x) {
    Tensor y = switch (kernel.rank()) {
      case 3 -> x.convTranspose1d(kernel, how);
      case 4 -> x.convTranspose2d(kernel, how);
      case 5 -> x.convTranspose3d(kernel, how);
      default -> throw new ShapeException(
          "[TransposedConvolutionLayer] a kernel of shape %s; it must be [channels, outputs / groups, …] with one to three further axes"
              .formatted(kernel.shape()));
    };
    return y.plus(Channels.spread(b, y.rank()));
  }
}
