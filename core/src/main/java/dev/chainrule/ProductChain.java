package dev.chainrule;

import dev.chainrule.graph.ShapeException;
import java.util.List;

/// The product of a chain of matrices in the cheapest order, by the cost of every part of it (Cormen and others, Introduction
/// to Algorithms, section 15.2).
final class ProductChain {
  private final List<Tensor> factors;
  private final int[][] splits;

  private ProductChain(List<Tensor> factors, int[][] splits) {
    this.factors = factors;
    this.splits = splits;
  }

  static Tensor of(List<Tensor> factors) {
    int count = factors.size();
    if (count == 0) {
      throw new ShapeException("[multiDot] was given no factors; it takes one or more");
    }
    long[] extents = new long[count + 1];
    for (int i = 0; i < count; i++) {
      Tensor factor = factors.get(i);
      boolean vector = factor.rank() == 1 && (i == 0 || i == count - 1);
      if (factor.rank() != 2 && !vector) {
        throw new ShapeException("[multiDot] factor %d has the shape %s: factors are matrices, and the first and the last may be vectors"
            .formatted(i, factor.shape()));
      }
      extents[i] = vector && i == 0 ? 1 : factor.shape().extent(0);
      extents[i + 1] = vector && i > 0 ? 1 : factor.shape().extent(-1);
    }
    return new ProductChain(factors, splits(extents)).product(0, count - 1);
  }

  /// After which factor to split the part from i to j.
  private static int[][] splits(long[] extents) {
    int count = extents.length - 1;
    long[][] costs = new long[count][count];
    int[][] splits = new int[count][count];
    for (int length = 1; length < count; length++) {
      for (int i = 0; i + length < count; i++) {
        int j = i + length;
        costs[i][j] = Long.MAX_VALUE;
        for (int k = i; k < j; k++) {
          long cost = costs[i][k] + costs[k + 1][j] + extents[i] * extents[k + 1] * extents[j + 1];
          if (cost < costs[i][j]) {
            costs[i][j] = cost;
            splits[i][j] = k;
          }
        }
      }
    }
    return splits;
  }

  private Tensor product(int i, int j) {
    return i == j ? factors.get(i) : product(i, splits[i][j]).matmul(product(splits[i][j] + 1, j));
  }
}
