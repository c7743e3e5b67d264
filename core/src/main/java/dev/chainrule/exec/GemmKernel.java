package dev.chainrule.exec;

import dev.chainrule.graph.DType;

/// The innermost part of a matrix product: one tile of the result, held in registers, from two packed panels.
/// Its classes are generated: see [GemmKernelEmitter].
///
/// @param <A> `float[]` or `double[]`
interface GemmKernel<A> {
  /// Computes a tile of c from `k` columns of a's panel and rows of b's, or adds it to what is there.
  ///
  /// Each element is a sum of fused products in the order of the rows; so its bits do not depend on the shape.
  ///
  /// @param k       an even number
  /// @param cStride the distance of c's rows
  void run(A a, int aAt, A b, int bAt, A c, int cAt, int cStride, int k, boolean add);

  /// The tile: `rows` × (`vectors` · `length`) elements. Vectors of length 1 are plain numbers.
  record Shape(DType type, int rows, int vectors, int length) {
    int columns() {
      return vectors * length;
    }

    boolean isScalar() {
      return length == 1;
    }
  }
}
