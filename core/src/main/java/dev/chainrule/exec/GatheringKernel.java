package dev.chainrule.exec;

/// The innermost part of convolutions: a [GemmKernel] whose left side is read where it lies, element by element, so that
/// pictures are matrices without being copied.
///
/// @param <A> `float[]` or `double[]`
interface GatheringKernel<A> {
  /// Computes a tile of c, or adds it to what is there: c[i, j] = Σ a[i, p] · b[p, j] over p from `from` to before `to`.
  ///
  /// Element p of the left side's row i is at `aAt + aRows[row + i] + aSteps[p]`; row p of the right side, which is packed as
  /// wide as the tile, begins at `bAt + p · width`; row i of c begins at `cAt + cRows[row + i]`. Each element is a sum of fused
  /// products in the order of p.
  void run(A a, int aAt, int[] aRows, int row, int[] aSteps, A b, int bAt, A c, int cAt, int[] cRows, int from, int to, boolean add);
}
