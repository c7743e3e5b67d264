package dev.chainrule.bench.training;

import dev.chainrule.RandomKey;
import dev.chainrule.Tensor;
import dev.chainrule.nn.ConvolutionLayer;
import dev.chainrule.nn.Initializer;
import dev.chainrule.nn.Layer;
import dev.chainrule.nn.Linear;

/// Two convolutions, a maximum of each 2 × 2 places, and two linear layers.
record Cnn(ConvolutionLayer first, ConvolutionLayer second, Linear hidden, Linear out) implements Layer {
  private static final int WINDOW = 3;

  /// For square images with one channel.
  static Cnn of(int side, int channels, int moreChannels, int units, int classes, RandomKey key) {
    int pooled = (side - 2 * (WINDOW - 1)) / 2;
    Initializer he = Initializer.heUniform();
    return new Cnn(
        ConvolutionLayer.of(1, channels, he, key.foldIn(0), WINDOW, WINDOW),
        ConvolutionLayer.of(channels, moreChannels, he, key.foldIn(1), WINDOW, WINDOW),
        Linear.of(moreChannels * pooled * pooled, units, he, key.foldIn(2)),
        Linear.of(units, classes, Initializer.glorotUniform(), key.foldIn(3)));
  }

  @Override
  public Tensor apply(Tensor images) {
    Tensor features = second.apply(first.apply(images).relu()).relu().maxPool2d(2);
    Tensor flat = features.reshape(images.shape().extent(0), -1);
    return out.apply(hidden.apply(flat).relu());
  }
}
