package dev.chainrule.nn;

import dev.chainrule.Functions;
import dev.chainrule.RandomKey;
import dev.chainrule.Tensor;
import dev.chainrule.graph.DType;
import dev.chainrule.graph.Shape;
import dev.chainrule.graph.ShapeException;

/// Self-attention: each place of a sequence asks all others, or all before it, what they have to say, and takes the mean
/// of their answers, weighted by how well they fit its question. Several heads ask different questions at once, each in
/// its share of the width.
///
/// softmax(Q·Kᵀ / √(width / heads))·V for each head, where Q, K and V are linear in the input; all heads side by side go
/// through a last linear layer.
///
/// Source: A. Vaswani et al., Attention Is All You Need, 2017.
///
/// {@snippet :
/// MultiHeadAttention layer = MultiHeadAttention.causal(16, 4, Initializer.glorotUniform(), RandomKey.of(1));
/// System.out.println(layer.apply(Tensor.ones(F32, 2, 10, 16)).shape()); // [2, 10, 16]
/// }
///
/// @param input  from the width to three times as much: the queries of all heads, then keys, then values
/// @param output from the width to the width
/// @param heads  how many there are; they divide the width
/// @param causal whether a place is told only of itself and what comes before it
public record MultiHeadAttention(Linear input, Linear output, int heads, boolean causal) implements Layer {
  /// A new layer of F32 numbers in which every place sees all.
  public static MultiHeadAttention of(int width, int heads, Initializer initializer, RandomKey key) {
    return of(DType.F32, width, heads, false, initializer, key);
  }

  /// A new layer of F32 numbers in which a place sees itself and what comes before it.
  public static MultiHeadAttention causal(int width, int heads, Initializer initializer, RandomKey key) {
    return of(DType.F32, width, heads, true, initializer, key);
  }

  /// A new layer.
  ///
  /// @throws IllegalArgumentException unless the heads divide the width
  public static MultiHeadAttention of(
      DType dtype, int width, int heads, boolean causal, Initializer initializer, RandomKey key) {
    if (heads < 1 || width < 1 || width % heads != 0) {
      throw new IllegalArgumentException(
          "[MultiHeadAttention] a width of %d cannot be divided among %d heads".formatted(width, heads));
    }
    return new MultiHeadAttention(Linear.of(dtype, width, 3 * width, initializer, key.foldIn(0)),
        Linear.of(dtype, width, width, initializer, key.foldIn(1)), heads, causal);
  }

  /// The sequences `[…, length, width]`, each place informed of the others.
  ///
  /// @throws ShapeException if the shapes do not fit
  @Override
  public Tensor apply(Tensor x) {
    int width = output.b().size();
    if (x.rank() < 2 || x.shape().extent(-1) != width) {
      throw new ShapeException("[MultiHeadAttention] an input of shape %s must be […, length, %d]".formatted(x.shape(), width));
    }
    Shape lead = x.shape().range(0, x.rank() - 2);
    int length = x.shape().extent(-2);
    // [examples, length, queries | keys | values, heads, share of the width] with the third axis first, the fourth third.
    Tensor parts = input.apply(x).reshape(lead.size(), length, 3, heads, width / heads).transpose(2, 0, 3, 1, 4);
    Tensor queries = parts.get(0);
    Tensor keys = parts.get(1);
    Tensor values = parts.get(2);
    Tensor answers = causal ? Functions.causalAttention(queries, keys, values) : Functions.attention(queries, keys, values);
    return output.apply(answers.transpose(0, 2, 1, 3).reshape(x.shape()));
  }
}
