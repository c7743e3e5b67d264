package dev.chainrule;

import dev.chainrule.graph.Operations;

/// Convolutions over one, two or three axes, and their transposes. Axes are in PyTorch's order: an input is
/// `[batch, channels, …]`, a kernel `[outputs, channels / groups, …]`; as is usual, the kernel is not flipped. Derivatives
/// are convolutions again, of every order.
///
/// {@snippet :
/// Tensor image = Tensor.of(0.0, 1, 2, 3, 4, 5, 6, 7, 8).reshape(1, 1, 3, 3);
/// Tensor kernel = Tensor.of(1.0).broadcastTo(1, 1, 2, 2);
/// image.conv2d(kernel);                               // [[[[8, 12], [20, 24]]]]
/// image.conv2d(kernel, new Convolution().padding(1)); // [1, 1, 4, 4]
/// }
///
/// Shapes that do not fit are a [dev.chainrule.graph.ShapeException], numbers that are not floating, or of two types, a
/// [dev.chainrule.graph.DTypeException].
@Operations
public sealed interface ConvolutionOperations extends Valued permits Tensor {
  /// Over `[batch, channels, length]`, with stride 1 and no padding.
  default Tensor conv1d(Tensor kernel) {
    return conv1d(kernel, new Convolution());
  }

  /// Over `[batch, channels, length]`.
  ///
  /// {@snippet :
  /// Tensor x = Tensor.of(1.0, 2, 4, 8).reshape(1, 1, 4);
  /// Tensor difference = Tensor.of(-1.0, 1).reshape(1, 1, 2);
  /// System.out.println(x.conv1d(difference, new Convolution().stride(2)).flatten()); // F64[2] [1.0, 4.0]
  /// }
  ///
  /// @throws dev.chainrule.graph.ShapeException unless the input's channels are those that the kernel takes, in all groups, and
  ///     the kernel fits into the padded input
  default Tensor conv1d(Tensor kernel, Convolution how) {
    return Convolutions.convolve(1, (Tensor) this, kernel, how);
  }

  /// Over `[batch, channels, height, width]`, with stride 1 and no padding.
  default Tensor conv2d(Tensor kernel) {
    return conv2d(kernel, new Convolution());
  }

  /// Over `[batch, channels, height, width]`.
  ///
  /// @throws dev.chainrule.graph.ShapeException unless the input's channels are those that the kernel takes, in all groups, and
  ///     the kernel fits into the padded input
  default Tensor conv2d(Tensor kernel, Convolution how) {
    return Convolutions.convolve(2, (Tensor) this, kernel, how);
  }

  /// Over `[batch, channels, depth, height, width]`, with stride 1 and no padding.
  default Tensor conv3d(Tensor kernel) {
    return conv3d(kernel, new Convolution());
  }

  /// Over `[batch, channels, depth, height, width]`.
  ///
  /// @throws dev.chainrule.graph.ShapeException unless the input's channels are those that the kernel takes, in all groups, and
  ///     the kernel fits into the padded input
  default Tensor conv3d(Tensor kernel, Convolution how) {
    return Convolutions.convolve(3, (Tensor) this, kernel, how);
  }

  /// The transpose of the convolution with the same kernel, which leads back to the places that it came from: with strides
  /// it enlarges. The kernel is `[channels, outputs / groups, length]`, the channels being this tensor's.
  default Tensor convTranspose1d(Tensor kernel) {
    return convTranspose1d(kernel, new Convolution());
  }

  /// The transpose of [#conv1d(Tensor, Convolution)]: places p of the result add up `x[n, c, q] · w[c, o, k]` with
  /// `p = q · stride + k · dilation − padding`.
  ///
  /// {@snippet :
  /// Tensor x = Tensor.of(1.0, 10).reshape(1, 1, 2);
  /// Tensor kernel = Tensor.of(1.0, 2).reshape(1, 1, 2);
  /// System.out.println(x.convTranspose1d(kernel, new Convolution().stride(2)).flatten()); // F64[4] [ 1.0,  2.0, 10.0, 20.0]
  /// }
  ///
  /// @throws dev.chainrule.graph.ShapeException unless the kernel's first extent is this tensor's channels, or if the padding
  ///     cuts off more than there is
  default Tensor convTranspose1d(Tensor kernel, Convolution how) {
    return Convolutions.transposed(1, (Tensor) this, kernel, how);
  }

  /// The transpose of the convolution with the same kernel, which leads back to the places that it came from: with strides
  /// it enlarges. The kernel is `[channels, outputs / groups, height, width]`, the channels being this tensor's.
  default Tensor convTranspose2d(Tensor kernel) {
    return convTranspose2d(kernel, new Convolution());
  }

  /// The transpose of [#conv2d(Tensor, Convolution)].
  ///
  /// @throws dev.chainrule.graph.ShapeException as in [#convTranspose1d(Tensor, Convolution)]
  default Tensor convTranspose2d(Tensor kernel, Convolution how) {
    return Convolutions.transposed(2, (Tensor) this, kernel, how);
  }

  /// The transpose of the convolution with the same kernel, which leads back to the places that it came from: with strides
  /// it enlarges. The kernel is `[channels, outputs / groups, depth, height, width]`, the channels being this tensor's.
  default Tensor convTranspose3d(Tensor kernel) {
    return convTranspose3d(kernel, new Convolution());
  }

  /// The transpose of [#conv3d(Tensor, Convolution)].
  ///
  /// @throws dev.chainrule.graph.ShapeException as in [#convTranspose1d(Tensor, Convolution)]
  default Tensor convTranspose3d(Tensor kernel, Convolution how) {
    return Convolutions.transposed(3, (Tensor) this, kernel, how);
  }
}
