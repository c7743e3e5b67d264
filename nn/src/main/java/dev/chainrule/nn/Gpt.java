package dev.chainrule.nn;

import dev.chainrule.RandomKey;
import dev.chainrule.Tensor;
import dev.chainrule.graph.DType;
import dev.chainrule.graph.ShapeException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// A transformer that reads a text and says at each place what may come next: a decoder of pre-norm blocks with causal
/// attention, learned positions, and the table of its characters for input and output alike.
///
/// Sources: A. Radford et al., Language Models are Unsupervised Multitask Learners (GPT-2), 2019; A. Vaswani et al., Attention
/// Is All You Need, 2017.
///
/// {@snippet :
/// Gpt model = Gpt.of(65, RandomKey.of(1));
/// Tensor text = Tensor.zeros(I32, 2, 32);
/// System.out.println(model.apply(text).shape()); // [2, 32, 65]
/// Tensor next = text.slice(1, 1, 32);
/// System.out.println(Losses.crossEntropy(model.apply(text).slice(1, 0, 31), next).item() < 5); // true
/// }
///
/// @param characters the vectors of the characters, or whatever the text is made of
/// @param positions  the vectors of the places
/// @param blocks     one after the other
/// @param norm       before the scores
/// @param dropout    the share of the numbers that each block and the input lose in training
public record Gpt(Embedding characters, LearnedPositions positions, List<Block> blocks, LayerNorm norm, Dropout dropout)
    implements Layer {
  private static final int CONTEXT = 64;
  private static final int WIDTH = 128;
  private static final int HEADS = 4;
  private static final int DEPTH = 4;
  private static final double DROPOUT = 0.1;
  private static final double DEVIATION = 0.02;

  /// The blocks in the order in which they are applied.
  public Gpt {
    blocks = List.copyOf(blocks);
  }

  /// A new model of F32 numbers for texts up to 64 characters: 128 wide, 4 blocks of 4 heads, 800,000 parameters.
  ///
  /// @param vocabulary how many characters there are
  public static Gpt of(int vocabulary, RandomKey key) {
    return of(vocabulary, CONTEXT, WIDTH, HEADS, DEPTH, DROPOUT, key);
  }

  /// A new model of F32 numbers.
  ///
  /// @param context how long a text it can read
  /// @throws IllegalArgumentException if a number is less than 1, or the heads do not divide the width
  public static Gpt of(int vocabulary, int context, int width, int heads, int depth, double dropout, RandomKey key) {
    if (depth < 1) {
      throw new IllegalArgumentException("[Gpt] %d blocks: there must be at least 1".formatted(depth));
    }
    Initializer small = Initializer.normal(DEVIATION);
    return new Gpt(Embedding.of(vocabulary, width, small, key.foldIn(0)), LearnedPositions.of(context, width, small, key.foldIn(1)),
        IntStream.range(0, depth).mapToObj(i -> Block.of(width, heads, depth, dropout, key.foldIn(2 + i))).toList(),
        LayerNorm.of(width), new Dropout(dropout));
  }

  /// How long a text it can read.
  public int context() {
    return positions.table().shape().extent(0);
  }

  /// The scores `[batch, length, characters]` of what comes after each place of texts `[batch, length]`.
  ///
  /// @throws ShapeException if a text is longer than the model can read
  @Override
  public Tensor apply(Tensor text) {
    Tensor x = positions.apply(characters.apply(text));
    for (Block block : blocks) {
      x = block.apply(x);
    }
    return characters.scores(norm.apply(x));
  }

  @Override
  public Forward<Gpt> train(Tensor text, RandomKey key) {
    Tensor x = dropout.train(positions.apply(characters.apply(text)), key.foldIn(0)).y();
    for (int i = 0; i < blocks.size(); i++) {
      x = blocks.get(i).train(x, key.foldIn(1 + i)).y();
    }
    return new Forward<>(characters.scores(norm.apply(x)), this);
  }

  /// What the model has read so far: a cache for each block.
  public record Reading(List<KeyValueCache> caches) {
    /// How many characters, an I32 scalar.
    public Tensor length() {
      return caches.getFirst().length();
    }
  }

  /// The scores of what comes after each of the characters just read, and what has been read with them.
  public record Read(Tensor scores, Reading reading) {}

  /// Nothing, for so many texts.
  public Reading begin(int batch) {
    return new Reading(blocks.stream().map(block -> block.attention.cache(batch, context())).toList());
  }

  /// The scores `[batch, places, characters]` of what comes after each of the next characters `[batch, places]` of texts: those
  /// that [#apply] gives for the whole texts, without reading them again.
  ///
  /// @throws ShapeException if the texts become longer than the model can read
  public Read read(Tensor text, Reading reading) {
    Tensor x = positions.apply(characters.apply(text), reading.length());
    List<KeyValueCache> caches = new ArrayList<>();
    for (int i = 0; i < blocks.size(); i++) {
      MultiHeadAttention.Cached block = blocks.get(i).apply(x, reading.caches.get(i));
      x = block.y();
      caches.add(block.cache());
    }
    return new Read(characters.scores(norm.apply(x)), new Reading(caches));
  }

  /// Attention, then a perceptron for each place by itself; both add to what they are given.
  public record Block(LayerNorm norm, MultiHeadAttention attention, LayerNorm middleNorm, Linear up, Linear down, Dropout dropout)
      implements Layer {
    private static Block of(int width, int heads, int depth, double dropout, RandomKey key) {
      Initializer small = Initializer.normal(DEVIATION);
      // So that the sum over all blocks begins no larger than one of them, as GPT-2 does.
      Initializer smaller = Initializer.normal(DEVIATION / Math.sqrt(2 * depth));
      MultiHeadAttention attention = MultiHeadAttention.causal(width, heads, small, key.foldIn(0));
      Linear output = Linear.of(DType.F32, width, width, smaller, key.foldIn(1));
      return new Block(LayerNorm.of(width), new MultiHeadAttention(attention.input(), output, heads, true), LayerNorm.of(width),
          Linear.of(width, 4 * width, small, key.foldIn(2)), Linear.of(4 * width, width, smaller, key.foldIn(3)), new Dropout(dropout));
    }

    @Override
    public Tensor apply(Tensor x) {
      Tensor informed = x.plus(attention.apply(norm.apply(x)));
      return informed.plus(thought(informed));
    }

    @Override
    public Forward<Block> train(Tensor x, RandomKey key) {
      Tensor informed = x.plus(dropout.train(attention.apply(norm.apply(x)), key.foldIn(0)).y());
      return new Forward<>(informed.plus(dropout.train(thought(informed), key.foldIn(1)).y()), this);
    }

    private MultiHeadAttention.Cached apply(Tensor x, KeyValueCache cache) {
      MultiHeadAttention.Cached told = attention.apply(norm.apply(x), cache);
      Tensor informed = x.plus(told.y());
      return new MultiHeadAttention.Cached(informed.plus(thought(informed)), told.cache());
    }

    private Tensor thought(Tensor x) {
      return down.apply(up.apply(middleNorm.apply(x)).gelu());
    }
  }
}
