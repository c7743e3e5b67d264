package dev.chainrule.bench.training;

import dev.chainrule.RandomKey;
import dev.chainrule.Tensor;
import dev.chainrule.bench.Noise;
import dev.chainrule.graph.DType;
import dev.chainrule.nn.Activation;
import dev.chainrule.nn.Mlp;
import dev.chainrule.nn.optimize.Adam;
import dev.chainrule.nn.optimize.AdamW;
import dev.chainrule.nn.optimize.Momentum;

/// The four steps that are timed. Weights and data are random and fixed.
public final class TrainingSteps {
  private static final int CLASSES = 10;
  private static final int VOCABULARY = 65;
  private static final RandomKey WEIGHTS = RandomKey.of(1);
  private static final int DATA = 2;

  private TrainingSteps() {}

  /// A perceptron for images that are given as vectors; gradient descent with momentum.
  public static Training<?, ?> mlp(int batch, int... sizes) {
    return new Training<>(Mlp.of(Activation.RELU, WEIGHTS, sizes), new Momentum(0.05, 0.9),
        new Data(Noise.normal(DATA, DType.F32, batch, sizes[0]), Noise.labels(DATA, sizes[sizes.length - 1], batch)));
  }

  /// A convolutional network for square images; Adam.
  public static Training<?, ?> cnn(int batch, int side, int channels, int moreChannels, int units) {
    return new Training<>(Cnn.of(side, channels, moreChannels, units, CLASSES, WEIGHTS), new Adam(1e-3),
        new Data(Noise.normal(DATA, DType.F32, batch, 1, side, side), Noise.labels(DATA, CLASSES, batch)));
  }

  /// A recurrent network for the rows of square images; Adam.
  public static Training<?, ?> lstm(int batch, int side, int units) {
    return new Training<>(Reader.of(side, units, CLASSES, WEIGHTS), new Adam(1e-3),
        new Data(Noise.normal(DATA, DType.F32, batch, side, side), Noise.labels(DATA, CLASSES, batch)));
  }

  /// A transformer for characters; AdamW.
  public static Training<?, ?> gpt(int batch, int context, int width, int heads, int depth) {
    Tensor text = Noise.labels(DATA, VOCABULARY, batch, context + 1);
    return new Training<>(Gpt.of(VOCABULARY, context, width, heads, depth, WEIGHTS), new AdamW(1e-3),
        new Data(text.slice(1, 0, context), text.slice(1, 1, context + 1)));
  }
}
