package dev.chainrule.bench.training;

import dev.chainrule.RandomKey;
import dev.chainrule.Tensor;
import dev.chainrule.nn.Embedding;
import dev.chainrule.nn.Initializer;
import dev.chainrule.nn.Layer;
import dev.chainrule.nn.LayerNorm;
import dev.chainrule.nn.Linear;
import dev.chainrule.nn.MultiHeadAttention;
import java.util.List;
import java.util.stream.IntStream;

/// Guesses the next character of a text from those before it: a transformer of pre-norm blocks.
record Gpt(Embedding characters, Tensor positions, List<Block> blocks, LayerNorm norm, Linear out) implements Layer {
  private static final Initializer SMALL = Initializer.normal(0.02);

  static Gpt of(int vocabulary, int context, int width, int heads, int depth, RandomKey key) {
    return new Gpt(
        Embedding.of(vocabulary, width, SMALL, key.foldIn(0)),
        Embedding.of(context, width, SMALL, key.foldIn(1)).table(),
        IntStream.range(0, depth).mapToObj(i -> Block.of(width, heads, key.foldIn(2 + i))).toList(),
        LayerNorm.of(width),
        Linear.of(width, vocabulary, SMALL, key.foldIn(2 + depth)));
  }

  @Override
  public Tensor apply(Tensor text) {
    Tensor x = characters.apply(text).plus(positions);
    for (Block block : blocks) {
      x = block.apply(x);
    }
    return out.apply(norm.apply(x));
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
