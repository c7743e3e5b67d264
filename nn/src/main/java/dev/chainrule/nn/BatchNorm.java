package dev.chainrule.nn;

import dev.chainrule.Functions;
import dev.chainrule.KeepDims;
import dev.chainrule.RandomKey;
import dev.chainrule.Tensor;
import dev.chainrule.graph.DType;
import dev.chainrule.graph.Shape;
import dev.chainrule.graph.ShapeException;
import dev.chainrule.nn.optimize.Untrained;

/// Each channel brought to mean 0 and variance 1, then scaled and shifted as training finds best: in training by the
/// statistics of the batch, thereafter by the mean of those that training met.
///
/// y = gain · (x − mean) / √(variance + ε) + b, for each channel of `[batch, channels, …]`. In training mean and variance
/// are those over all other axes, the variance dividing by n; and the running ones move on by
/// running ← (1 − momentum) · running + momentum · batch's, where the variance divides by n − 1.
///
/// Source: S. Ioffe, C. Szegedy, Batch Normalization, 2015; the conventions are PyTorch's.
///
/// {@snippet :
/// BatchNorm layer = BatchNorm.of(2);
/// Tensor x = Tensor.of(new float[][] {{1, 10}, {3, 30}});
/// for (int step = 0; step < 100; step++) {
///   layer = layer.train(x, RandomKey.of(step)).layer();
/// }
/// System.out.println(layer.statistics().mean().round()); // F32[2] [ 2.0, 20.0]
/// }
///
/// @param gain       one for each channel
/// @param b          one for each channel
/// @param statistics what training has met so far; no optimiser changes it
/// @param momentum   the share of a new batch in the running statistics
/// @param epsilon    what keeps the division finite
public record BatchNorm(Tensor gain, Tensor b, Statistics statistics, double momentum, double epsilon) implements Layer {
  private static final double USUAL_MOMENTUM = 0.1;
  private static final double USUAL_EPSILON = 1e-5;

  /// The running mean and variance of each channel.
  public record Statistics(Tensor mean, Tensor variance) implements Untrained {}

  /// @throws IllegalArgumentException unless the momentum is from 0 to 1, and epsilon positive and finite
  public BatchNorm {
    if (!(momentum >= 0 && momentum <= 1)) {
      throw new IllegalArgumentException("[BatchNorm] a momentum of %s: it is the share of the new batch, from 0 to 1".formatted(momentum));
    }
    if (!(epsilon > 0 && Double.isFinite(epsilon))) {
      throw new IllegalArgumentException("[BatchNorm] epsilon is %s, but must be a positive finite number".formatted(epsilon));
    }
  }

  /// A new layer of F32 numbers: gains of 1, shifts of 0, a momentum of 0.1, ε = 10⁻⁵.
  public static BatchNorm of(int channels) {
    return of(DType.F32, channels);
  }

  /// A new layer: gains of 1, shifts of 0, a momentum of 0.1, ε = 10⁻⁵.
  ///
  /// @throws IllegalArgumentException if there are no channels
  public static BatchNorm of(DType dtype, int channels) {
    if (channels < 1) {
      throw new IllegalArgumentException("[BatchNorm] %d channels: there must be at least 1".formatted(channels));
    }
    Tensor ones = Tensor.ones(dtype, channels);
    Tensor zeros = Tensor.zeros(dtype, channels);
    return new BatchNorm(ones, zeros, new Statistics(zeros, ones), USUAL_MOMENTUM, USUAL_EPSILON);
  }

  /// The inputs `[batch, channels, …]`, normalised by what training has met.
  ///
  /// @throws ShapeException if the shapes do not fit
  @Override
  public Tensor apply(Tensor x) {
    Channels.require("BatchNorm", x, gain.size());
    Tensor mean = Channels.spread(statistics.mean.stopGradient(), x.rank());
    return scaled(x.minus(mean), Channels.spread(statistics.variance.stopGradient(), x.rank()));
  }

  /// The inputs `[batch, channels, …]`, normalised by their own mean and variance, and the layer with these taken into its
  /// running ones.
  ///
  /// @throws ShapeException if the shapes do not fit, or there is only one number in each channel
  @Override
  public Forward<BatchNorm> train(Tensor x, RandomKey key) {
    Channels.require("BatchNorm", x, gain.size());
    int count = x.size() / gain.size();
    if (count < 2) {
      throw new ShapeException("[BatchNorm] an input of shape %s has %d number(s) in each channel, but in training their variance is needed; take larger batches, or apply for a trained layer"
          .formatted(x.shape(), count));
    }
    KeepDims others = Functions.keepDims(Channels.others(x.rank()));
    Tensor mean = x.mean(others);
    Tensor centred = x.minus(mean);
    Tensor variance = centred.square().mean(others);
    Shape perChannel = gain.shape();
    Statistics next = new Statistics(
        moved(statistics.mean, mean.reshape(perChannel)),
        moved(statistics.variance, variance.reshape(perChannel).times((double) count / (count - 1))));
    return new Forward<>(scaled(centred, variance), new BatchNorm(gain, b, next, momentum, epsilon));
  }

  private Tensor scaled(Tensor centred, Tensor variance) {
    Tensor scale = Channels.spread(gain, centred.rank()).div(variance.plus(epsilon).sqrt());
    return centred.times(scale).plus(Channels.spread(b, centred.rank()));
  }

  private Tensor moved(Tensor running, Tensor batch) {
    return running.times(1 - momentum).plus(batch.times(momentum)).stopGradient();
  }
}
