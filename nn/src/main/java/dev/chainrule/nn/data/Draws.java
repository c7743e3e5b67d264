package dev.chainrule.nn.data;

import dev.chainrule.RandomKey;
import dev.chainrule.graph.DType;

/// Whole numbers that follow from a key, one after the other; made by blocks, since a tensor for each would be dear.
final class Draws {
  private static final int BLOCK = 1024;

  private final RandomKey key;
  private long[] block = {};
  private int next;
  private int blocks;

  Draws(RandomKey key) {
    this.key = key;
  }

  /// From 0 to below the bound: the upper word of a product with 64 random bits, so that no number is preferred by more than
  /// 2⁻³³.
  int below(int bound) {
    if (next == block.length) {
      block = key.foldIn(blocks++).bits(DType.I64, BLOCK).toLongs();
      next = 0;
    }
    return (int) Math.unsignedMultiplyHigh(block[next++], bound);
  }
}
