package dev.chainrule;

import dev.chainrule.graph.Operations;

/// Summaries of windows that move over the last one, two or three axes, whatever the axes before them are (usually batch
/// and channels). Pooling over all places is a reduction: `x.mean(-2, -1)` or `x.max(-2, -1)`.
///
/// {@snippet :
/// Tensor x = Tensor.of(1.0, 2, 3, 4, 5, 6, 7, 8).reshape(1, 1, 2, 4);
/// x.maxPool2d(2);                        // [[[[6, 8]]]]
/// x.avgPool2d(new Pooling(2).stride(1)); // [[[[3.5, 4.5, 5.5]]]]
/// x.adaptiveAvgPool2d(1);                // [[[[4.5]]]]
/// }
///
/// The gradient of a maximum goes to one place of each window, that of a mean to all in equal parts:
///
/// {@snippet :
/// Tensor x = Tensor.of(1.0, 4, 2, 3).reshape(1, 1, 4);
/// System.out.println(grad(y -> y.maxPool1d(2).sum()).apply(x).flatten()); // F64[4] [0.0, 1.0, 0.0, 1.0]
/// System.out.println(grad(y -> y.avgPool1d(2).sum()).apply(x).flatten()); // F64[4] [0.5, 0.5, 0.5, 0.5]
/// }
///
/// All take floating numbers, and give the same type; others are a [dev.chainrule.graph.DTypeException]. An input with other
/// axes than batch, channels and the places, and windows larger than the input with its padding, are a
/// [dev.chainrule.graph.ShapeException].
@Operations
public sealed interface PoolingOperations extends Valued permits Tensor {
  /// The largest element of windows of `extent` places side by side. The gradient goes to it alone, the first of equals.
  default Tensor maxPool1d(int extent) {
    return maxPool1d(new Pooling(extent));
  }

  /// The largest element of each window.
  default Tensor maxPool1d(Pooling how) {
    return Pools.max(1, (Tensor) this, how);
  }

  /// The largest element of windows of `extent` × `extent` places side by side. The gradient goes to it alone, the first of
  /// equals.
  default Tensor maxPool2d(int extent) {
    return maxPool2d(new Pooling(extent));
  }

  /// The largest element of each window.
  default Tensor maxPool2d(Pooling how) {
    return Pools.max(2, (Tensor) this, how);
  }

  /// The largest element of windows of `extent` × `extent` × `extent` places side by side. The gradient goes to it alone,
  /// the first of equals.
  default Tensor maxPool3d(int extent) {
    return maxPool3d(new Pooling(extent));
  }

  /// The largest element of each window.
  default Tensor maxPool3d(Pooling how) {
    return Pools.max(3, (Tensor) this, how);
  }

  /// The mean of windows of `extent` places side by side.
  default Tensor avgPool1d(int extent) {
    return avgPool1d(new Pooling(extent));
  }

  /// The mean of each window.
  default Tensor avgPool1d(Pooling how) {
    return Pools.average(1, (Tensor) this, how);
  }

  /// The mean of windows of `extent` × `extent` places side by side.
  default Tensor avgPool2d(int extent) {
    return avgPool2d(new Pooling(extent));
  }

  /// The mean of each window.
  default Tensor avgPool2d(Pooling how) {
    return Pools.average(2, (Tensor) this, how);
  }

  /// The mean of windows of `extent` × `extent` × `extent` places side by side.
  default Tensor avgPool3d(int extent) {
    return avgPool3d(new Pooling(extent));
  }

  /// The mean of each window.
  default Tensor avgPool3d(Pooling how) {
    return Pools.average(3, (Tensor) this, how);
  }

  /// The means of so many parts of the last axis, which are as equal as can be: part i goes from ⌊i · extent / size⌋ to
  /// ⌈(i + 1) · extent / size⌉.
  default Tensor adaptiveAvgPool1d(int size) {
    return Pools.adaptiveAverage(1, (Tensor) this, size);
  }

  /// The means of so many parts of the last two axes; one size is for both.
  default Tensor adaptiveAvgPool2d(int... sizes) {
    return Pools.adaptiveAverage(2, (Tensor) this, sizes);
  }

  /// The means of so many parts of the last three axes; one size is for all.
  default Tensor adaptiveAvgPool3d(int... sizes) {
    return Pools.adaptiveAverage(3, (Tensor) this, sizes);
  }

  /// The largest elements of so many parts of the last axis, which are as equal as can be.
  default Tensor adaptiveMaxPool1d(int size) {
    return Pools.adaptiveMax(1, (Tensor) this, size);
  }

  /// The largest elements of so many parts of the last two axes; one size is for both.
  default Tensor adaptiveMaxPool2d(int... sizes) {
    return Pools.adaptiveMax(2, (Tensor) this, sizes);
  }

  /// The largest elements of so many parts of the last three axes; one size is for all.
  default Tensor adaptiveMaxPool3d(int... sizes) {
    return Pools.adaptiveMax(3, (Tensor) this, sizes);
  }
}
