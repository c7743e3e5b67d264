package dev.chainrule.cli.training;

import dev.chainrule.Convolution;
import dev.chainrule.RandomKey;
import dev.chainrule.Tensor;
import dev.chainrule.graph.DType;
import dev.chainrule.nn.ConvolutionLayer;
import dev.chainrule.nn.Embedding;
import dev.chainrule.nn.Initializer;
import dev.chainrule.nn.Layer;
import dev.chainrule.nn.LayerNorm;
import dev.chainrule.nn.Linear;
import dev.chainrule.nn.Lstm;
import dev.chainrule.nn.MultiHeadAttention;
import java.util.List;
import java.util.stream.IntStream;

/// What the command trains.
final class Networks {
  private static final Initializer HE = Initializer.heUniform();
  private static final Initializer GLOROT = Initializer.glorotUniform();
  private static final Initializer SMALL = Initializer.normal(0.02);

  private Networks() {}

  /// For images: two convolutions, each followed by a maximum of 2 × 2 places, and two linear layers.
  record Cnn(ConvolutionLayer first, ConvolutionLayer second, Linear hidden, Linear out) implements Layer {
    static Cnn of(int channels, int height, int width, int classes, RandomKey key) {
      Convolution same = new Convolution().samePadding();
      return new Cnn(
          ConvolutionLayer.of(DType.F32, channels, 32, same, HE, key.foldIn(0), 3, 3),
          ConvolutionLayer.of(DType.F32, 32, 64, same, HE, key.foldIn(1), 3, 3),
          Linear.of(64 * (height / 4) * (width / 4), 128, HE, key.foldIn(2)),
          Linear.of(128, classes, GLOROT, key.foldIn(3)));
    }

    @Override
    public Tensor apply(Tensor images) {
      Tensor features = second.apply(first.apply(images).relu().maxPool2d(2)).relu().maxPool2d(2);
      return out.apply(hidden.apply(features.reshape(images.shape().extent(0), -1)).relu());
    }
  }

  /// For images: their rows one after the other, told by what is known after the last.
  record RowsLstm(Lstm rows, Linear out) implements Layer {
    static RowsLstm of(int rowSize, int classes, RandomKey key) {
      return new RowsLstm(Lstm.of(rowSize, 128, key.foldIn(0)), Linear.of(128, classes, GLOROT, key.foldIn(1)));
    }

    @Override
    public Tensor apply(Tensor images) {
      int[] extents = images.shape().extents();
      Tensor sequences = images.transpose(0, 2, 1, 3).reshape(extents[0], extents[2], -1);
      return out.apply(rows.run(sequences, rows.start(extents[0])).last().h());
    }
  }

  /// For text: what comes next, from all that was read so far.
  record CharacterLstm(Embedding characters, Lstm first, Lstm second, Linear out) implements Layer {
    static CharacterLstm of(int characters, RandomKey key) {
      return new CharacterLstm(Embedding.of(characters, 64, Initializer.normal(0.1), key.foldIn(0)), Lstm.of(64, 256, key.foldIn(1)),
          Lstm.of(256, 256, key.foldIn(2)), Linear.of(256, characters, GLOROT, key.foldIn(3)));
    }

    @Override
    public Tensor apply(Tensor text) {
      return out.apply(second.apply(first.apply(characters.apply(text))));
    }
  }

  /// For text: a transformer of pre-norm blocks that guesses the next character from those before it.
  record Gpt(Embedding characters, Tensor positions, List<Block> blocks, LayerNorm norm, Linear out) implements Layer {
    static Gpt of(int characters, int context, RandomKey key) {
      return new Gpt(Embedding.of(characters, 128, SMALL, key.foldIn(0)), Embedding.of(context, 128, SMALL, key.foldIn(1)).table(),
          IntStream.range(0, 4).mapToObj(i -> Block.of(128, 4, key.foldIn(2 + i))).toList(), LayerNorm.of(128),
          Linear.of(128, characters, SMALL, key.foldIn(6)));
    }

    @Override
    public Tensor apply(Tensor text) {
      Tensor x = characters.apply(text).plus(positions.slice(0, 0, text.shape().extent(-1)));
      for (Block block : blocks) {
        x = block.apply(x);
      }
      return out.apply(norm.apply(x));
    }
  }

  /// Attention, then a perceptron for each place by itself; both add to what they are given.
  record Block(LayerNorm norm, MultiHeadAttention attention, LayerNorm middleNorm, Linear up, Linear down) implements Layer {
    static Block of(int width, int heads, RandomKey key) {
      return new Block(LayerNorm.of(width), MultiHeadAttention.causal(width, heads, SMALL, key.foldIn(0)), LayerNorm.of(width),
          Linear.of(width, 4 * width, SMALL, key.foldIn(1)), Linear.of(4 * width, width, SMALL, key.foldIn(2)));
    }

    @Override
    public Tensor apply(Tensor x) {
      Tensor informed = x.plus(attention.apply(norm.apply(x)));
      return informed.plus(down.apply(up.apply(middleNorm.apply(informed)).gelu()));
    }
  }
}
