package dev.chainrule.nn;

import dev.chainrule.Tensor;
import dev.chainrule.graph.DType;
import dev.chainrule.graph.ShapeException;

/// Each example `[channels, …]` brought to mean 0 and variance 1 in groups of its channels, then each channel scaled and
/// shifted as training finds best. As good for small batches as for large ones, and the same in training and after it.
///
/// gain · (x − mean) / √(variance + ε) + b, where mean and variance are those of the group's channels at all places.
///
/// Sources: Y. Wu, K. He, Group Normalization, 2018; with one channel in each group, D. Ulyanov et al., Instance
/// Normalization, 2016.
///
/// {@snippet :
/// System.out.println(GroupNorm.of(6, 3).apply(Tensor.ones(F32, 2, 6, 4, 4)).shape()); // [2, 6, 4, 4]
/// }
///
/// @param gain    one for each channel
/// @param b       one for each channel
/// @param groups  how many groups there are; they divide the channels
/// @param epsilon what keeps the division finite
public record GroupNorm(Tensor gain, Tensor b, int groups, double epsilon) implements Layer {
  private static final double USUAL_EPSILON = 1e-5;

  /// A new layer of F32 numbers: gains of 1, shifts of 0, ε = 10⁻⁵.
  public static GroupNorm of(int channels, int groups) {
    return of(DType.F32, channels, groups);
  }

  /// A new layer: gains of 1, shifts of 0, ε = 10⁻⁵.
  ///
  /// @throws IllegalArgumentException unless the groups divide the channels
  public static GroupNorm of(DType dtype, int channels, int groups) {
    if (channels < 1 || groups < 1 || channels % groups != 0) {
      throw new IllegalArgumentException("[GroupNorm] %d channels cannot be divided into %d groups".formatted(channels, groups));
    }
    return new GroupNorm(Tensor.ones(dtype, channels), Tensor.zeros(dtype, channels), groups, USUAL_EPSILON);
  }

  /// A new layer that normalises each channel of each example by itself: instance normalisation.
  public static GroupNorm ofInstances(DType dtype, int channels) {
    return of(dtype, channels, channels);
  }

  /// The inputs `[batch, channels, …]`, normalised.
  ///
  /// @throws ShapeException if the shapes do not fit
  @Override
  public Tensor apply(Tensor x) {
    Channels.require("GroupNorm", x, gain.size());
    int batch = x.shape().extent(0);
    Tensor normalised = x.reshape(batch, groups, batch == 0 ? 1 : x.size() / (batch * groups)).layerNorm(epsilon).reshape(x.shape());
    return normalised.times(Channels.spread(gain, x.rank())).plus(Channels.spread(b, x.rank()));
  }
}
