package dev.chainrule.nn;

import dev.chainrule.Tensor;
import dev.chainrule.graph.ShapeException;

/// What attention has seen of sequences so far, in memory for sequences of a certain length: see
/// [MultiHeadAttention#apply(Tensor, KeyValueCache)].
///
/// {@snippet :
/// KeyValueCache cache = MultiHeadAttention.causal(8, 2, Initializer.glorotUniform(), RandomKey.of(1)).cache(3, 64);
/// System.out.println(cache.capacity() + " " + cache.keys().shape()); // 64 [2, 3, 64, 4]
/// }
///
/// @param keys   `[heads, batch, capacity, width of a head]`
/// @param values `[heads, batch, capacity, width of a head]`
/// @param length how many places are filled, an I32 scalar
public record KeyValueCache(Tensor keys, Tensor values, Tensor length) {
  private static final int PLACES = 2;

  /// How many places there are.
  public int capacity() {
    return keys.shape().extent(PLACES);
  }

  /// The cache with further places filled.
  KeyValueCache with(Tensor moreKeys, Tensor moreValues) {
    return new KeyValueCache(keys.dynamicUpdate(moreKeys, length, PLACES), values.dynamicUpdate(moreValues, length, PLACES),
        length.plus(moreKeys.shape().extent(PLACES)));
  }

  /// As far as it is known how many places are filled.
  void requireRoom(int places) {
    int filled = length.value().hasElements() ? length.toInts()[0] : 0;
    if (filled + places > capacity()) {
      throw new ShapeException("[KeyValueCache] %d of %d places are filled, and %d more do not fit; begin with a larger cache"
          .formatted(filled, capacity(), places));
    }
  }
}
