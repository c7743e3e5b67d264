package dev.chainrule.nn;

import dev.chainrule.RandomKey;
import dev.chainrule.Tensor;
import dev.chainrule.graph.Shape;
import java.util.Arrays;

/// While it is trained, sets a random share of the inputs to 0 and makes up for it with the others, so that nothing comes
/// to rely on a single input: y = m · x / (1 − rate), where each m is 0 with probability `rate`, else 1. Once training is
/// over it changes nothing.
///
/// Source: N. Srivastava et al., Dropout, 2014; for whole channels, J. Tompson et al., 2015.
///
/// {@snippet :
/// Dropout layer = new Dropout(0.75);
/// Tensor y = layer.train(Tensor.ones(F32, 10_000), RandomKey.of(1)).y();
/// System.out.println(y.max().item() + " " + Math.round(y.mean().item() * 10)); // 4.0 10
/// System.out.println(layer.apply(Tensor.of(7f)).item()); // 7.0
/// }
///
/// @param rate     the share that is set to 0
/// @param channels whether inputs `[batch, channels, …]` lose whole channels, of which neighbours would tell what is missing
public record Dropout(double rate, boolean channels) implements Layer {
  /// @throws IllegalArgumentException unless the rate is from 0 to below 1
  public Dropout {
    if (!(rate >= 0 && rate < 1)) {
      throw new IllegalArgumentException("[Dropout] a rate of %s: it is the share that is dropped, from 0 to below 1".formatted(rate));
    }
  }

  /// Drops each number by itself.
  public Dropout(double rate) {
    this(rate, false);
  }

  @Override
  public Tensor apply(Tensor x) {
    return x;
  }

  @Override
  public Forward<Dropout> train(Tensor x, RandomKey key) {
    if (rate == 0) {
      return new Forward<>(x, this);
    }
    int[] extents = x.shape().extents();
    if (channels) {
      Channels.require("Dropout", x);
      Arrays.fill(extents, 2, extents.length, 1);
    }
    Tensor kept = key.bernoulli(1 - rate, extents).broadcastTo(Shape.of(x.shape().extents()));
    return new Forward<>(kept.where(x.div(1 - rate), x.zerosLike()), this);
  }
}
