package dev.chainrule.exec;

import dev.chainrule.graph.DType;

/// The innermost part of matrix products and convolutions: one tile of the result, held in registers while it is
/// summed. Its classes are generated: see [GemmKernelEmitter].
///
/// @param <A> `float[]` or `double[]`
interface GemmKernel<A> {
  /// Computes a tile of c, or adds it to what is there: c[i, j] = Σ a[i, p] · b[p, j] over p from `from` to before `to`.
  ///
  /// Element p of the left side's row i is at `aAt + i · aStride + p`. Row p of the right side is contiguous and begins at
  /// `bAt + bSteps[p]`: so either side may be packed or read where it is. Each element is a sum of fused products in the order
  /// of p; so its bits do not depend on the shape of the tile.
  ///
  /// @param cStride the distance of c's rows
  void run(A a, int aAt, int aStride, A b, int bAt, int[] bSteps, A c, int cAt, int cStride, int from, int to, boolean add);

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
