package dev.chainrule.nn;

import dev.chainrule.Functions;
import dev.chainrule.RandomKey;
import dev.chainrule.Tensor;
import dev.chainrule.graph.DType;
import dev.chainrule.graph.Shape;
import dev.chainrule.graph.ShapeException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Attention: each place of a sequence asks all others, or all before it, what they have to say, and takes the mean of
/// their answers, weighted by how well they fit its question. Several heads ask different questions at once, each in its
/// share of the width.
///
/// softmax(Q·Kᵀ / √(width / heads))·V for each head, where Q, K and V are linear in the input; all heads side by side go
/// through a last linear layer.
///
/// Sources: A. Vaswani et al., Attention Is All You Need, 2017; heads that share keys and values, J. Ainslie et al., GQA, 2023.
///
/// {@snippet :
/// MultiHeadAttention layer = MultiHeadAttention.causal(16, 4, Initializer.glorotUniform(), RandomKey.of(1));
/// System.out.println(layer.apply(Tensor.ones(F32, 2, 10, 16)).shape()); // [2, 10, 16]
/// System.out.println(layer.with(new Rotary()).apply(Tensor.ones(F32, 2, 10, 16)).shape()); // [2, 10, 16]
/// }
///
/// @param input    from the width to the queries of all heads, then keys, then values of all that have their own
/// @param output   from the width to the width
/// @param heads    how many there are; they divide the width
/// @param keyHeads how many have keys and values of their own; they divide the heads, of which each so many share them
/// @param causal   whether a place is told only of itself and what comes before it
/// @param rotary   how queries and keys are turned by their places, if they are
public record MultiHeadAttention(Linear input, Linear output, int heads, int keyHeads, boolean causal, Optional<Rotary> rotary)
    implements Layer {
  /// What a piece of a sequence was told, and the cache with its keys and values.
  public record Cached(Tensor y, KeyValueCache cache) {}

  /// Of all heads, `[heads, batch, length, width of a head]`.
  private record Parts(Tensor queries, Tensor keys, Tensor values) {}

  /// Every head with its own keys and values, not turned.
  public MultiHeadAttention(Linear input, Linear output, int heads, boolean causal) {
    this(input, output, heads, heads, causal, Optional.empty());
  }

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
    return of(dtype, width, heads, heads, causal, initializer, key);
  }

  /// A new layer in which several heads share keys and values: fewer weights, and a smaller cache.
  ///
  /// @throws IllegalArgumentException unless the heads divide the width, and those with keys of their own the heads
  public static MultiHeadAttention of(
      DType dtype, int width, int heads, int keyHeads, boolean causal, Initializer initializer, RandomKey key) {
    if (heads < 1 || width < 1 || width % heads != 0) {
      throw new IllegalArgumentException(
          "[MultiHeadAttention] a width of %d cannot be divided among %d heads".formatted(width, heads));
    }
    if (keyHeads < 1 || heads % keyHeads != 0) {
      throw new IllegalArgumentException(
          "[MultiHeadAttention] %d heads cannot be divided among %d that have keys of their own".formatted(heads, keyHeads));
    }
    int keyWidth = width / heads * keyHeads;
    return new MultiHeadAttention(Linear.of(dtype, width, width + 2 * keyWidth, initializer, key.foldIn(0)),
        Linear.of(dtype, width, width, initializer, key.foldIn(1)), heads, keyHeads, causal, Optional.empty());
  }

  /// The same layer, its queries and keys turned by their places.
  public MultiHeadAttention with(Rotary rotary) {
    return new MultiHeadAttention(input, output, heads, keyHeads, causal, Optional.of(rotary));
  }

  /// The sequences `[…, length, width]`, each place informed of the others.
  ///
  /// @throws ShapeException if the shapes do not fit
  @Override
  public Tensor apply(Tensor x) {
    Parts parts = parts(x, Tensor.of(0));
    return joined(x, answers(parts, causal ? causalMask(x.shape().extent(-2), x.shape().extent(-2), Tensor.of(0)) : null));
  }

  /// The same where not everything may be seen: a mask that broadcasts to `[batch, queries, keys]`, Bool and true where a query
  /// may see a key, or floating and added to the scores. For sequences of different lengths, whose ends are filled up, it is
  /// `[batch, 1, keys]`. A query that may see nothing is told nothing.
  ///
  /// {@snippet :
  /// MultiHeadAttention layer = MultiHeadAttention.of(8, 2, Initializer.glorotUniform(), RandomKey.of(1));
  /// Tensor lengths = Tensor.of(3, 1);
  /// Tensor seen = arange(4).lt(lengths.expandDims(1)).expandDims(1); // [2, 1, 4]
  /// System.out.println(layer.apply(Tensor.ones(F32, 2, 4, 8), seen).shape()); // [2, 4, 8]
  /// }
  ///
  /// @throws ShapeException if the shapes do not fit
  public Tensor apply(Tensor x, Tensor mask) {
    Parts parts = parts(x, Tensor.of(0));
    int length = x.shape().extent(-2);
    return joined(x, answers(parts, causal ? both(causalMask(length, length, Tensor.of(0)), mask) : mask));
  }

  /// The sequences `[…, queries, width]`, each place informed of other sequences, `[…, keys, width]`: what a decoder reads of
  /// what an encoder made. Whether the layer is causal does not matter, and nothing is turned by its place.
  ///
  /// @throws ShapeException if the shapes do not fit
  public Tensor applyTo(Tensor x, Tensor memory) {
    int width = width();
    Tensor questions = new Linear(input.w().slice(1, 0, width), input.b().slice(0, 0, width)).apply(requireSequences(x));
    int all = input.b().size();
    Tensor answers = new Linear(input.w().slice(1, width, all), input.b().slice(0, width, all)).apply(requireSequences(memory));
    Tensor keysAndValues = perHead(answers, 2 * keyHeads);
    return joined(x, answers(new Parts(perHead(questions, heads),
        keysAndValues.slice(0, 0, keyHeads), keysAndValues.slice(0, keyHeads, 2 * keyHeads)), null));
  }

  /// The next places of sequences whose earlier ones are in a cache, so that generating goes on without computing these
  /// again. The results are those of the whole sequences at once.
  ///
  /// {@snippet :
  /// MultiHeadAttention layer = MultiHeadAttention.causal(8, 2, Initializer.glorotUniform(), RandomKey.of(1));
  /// Tensor x = RandomKey.of(2).normal(F32, 1, 5, 8);
  /// var first = layer.apply(x.slice(1, 0, 4), layer.cache(1, 64));
  /// var last = layer.apply(x.slice(1, 4, 5), first.cache());
  /// System.out.println(last.y().minus(layer.apply(x).slice(1, 4, 5)).abs().max().item() < 1e-6); // true
  /// }
  ///
  /// @param x `[batch, places, width]`
  /// @throws ShapeException if the shapes do not fit, the layer is not causal, or, outside compiled functions, the cache is
  ///     too small for these places; inside, whoever calls takes care
  public Cached apply(Tensor x, KeyValueCache cache) {
    if (!causal) {
      throw new ShapeException("[MultiHeadAttention] a layer that sees what comes later cannot go on from a cache; only a causal one can");
    }
    int places = x.shape().extent(-2);
    cache.requireRoom(places);
    Parts parts = parts(x, cache.length());
    KeyValueCache next = cache.with(parts.keys, parts.values);
    Tensor answers = answers(new Parts(parts.queries, next.keys(), next.values()), causalMask(places, cache.capacity(), cache.length()));
    return new Cached(joined(x, answers), next);
  }

  /// An empty cache for so many sequences of up to this length.
  public KeyValueCache cache(int batch, int capacity) {
    Tensor zeros = Tensor.zeros(input.w().dtype(), keyHeads, batch, capacity, width() / heads);
    return new KeyValueCache(zeros, zeros, Tensor.of(0));
  }

  private int width() {
    return output.b().size();
  }

  private Tensor requireSequences(Tensor x) {
    if (x.rank() < 2 || x.shape().extent(-1) != width()) {
      throw new ShapeException("[MultiHeadAttention] an input of shape %s must be […, length, %d]".formatted(x.shape(), width()));
    }
    return x;
  }

  private Parts parts(Tensor x, Tensor start) {
    Tensor all = perHead(input.apply(requireSequences(x)), heads + 2 * keyHeads);
    Tensor queries = all.slice(0, 0, heads);
    Tensor keys = all.slice(0, heads, heads + keyHeads);
    Tensor values = all.slice(0, heads + keyHeads, heads + 2 * keyHeads);
    return rotary.map(turning -> new Parts(turning.apply(queries, start), turning.apply(keys, start), values))
        .orElse(new Parts(queries, keys, values));
  }

  /// `[…, length, count · width of a head]` as `[count, batch, length, width of a head]`.
  private Tensor perHead(Tensor x, int count) {
    int length = x.shape().extent(-2);
    return x.reshape(x.shape().range(0, x.rank() - 2).size(), length, count, width() / heads).transpose(2, 0, 1, 3);
  }

  /// Where the query at `start` + i may see key j.
  private static Tensor causalMask(int queries, int keys, Tensor start) {
    return Functions.arange(keys).le(Functions.arange(queries).plus(start).expandDims(1));
  }

  private static Tensor both(Tensor causal, Tensor mask) {
    return mask.dtype() == DType.BOOL ? mask.and(causal)
        : mask.dtype().isFloating() ? Functions.where(causal, mask, Double.NEGATIVE_INFINITY) : mask;
  }

  /// `[heads, batch, queries, width of a head]`
  private Tensor answers(Parts parts, @Nullable Tensor mask) {
    if (keyHeads == heads) {
      return attention(parts.queries, parts.keys, parts.values, mask);
    }
    Shape shape = parts.queries.shape();
    Tensor queries = parts.queries.reshape(Shape.of(keyHeads, heads / keyHeads).concat(shape.range(1, shape.rank())));
    return attention(queries, parts.keys.expandDims(1), parts.values.expandDims(1), mask).reshape(shape);
  }

  private static Tensor attention(Tensor queries, Tensor keys, Tensor values, @Nullable Tensor mask) {
    return mask == null ? Functions.attention(queries, keys, values) : Functions.attention(queries, keys, values, mask);
  }

  private Tensor joined(Tensor x, Tensor answers) {
    return output.apply(answers.transpose(1, 2, 0, 3).reshape(x.shape()));
  }
}
