package dev.chainrule.exec;

import dev.chainrule.graph.Array;
import dev.chainrule.graph.DType;
import dev.chainrule.graph.Shape;
import dev.chainrule.graph.Type;
import java.util.List;

/// Runs tile kernels until HotSpot has compiled them.
final class TileWarmUp {
  private static final int N = TileFrame.TILE;

  private TileWarmUp() {}

  /// Whether all kernels of one implementation come to be faster than the other's.
  ///
  /// @param type the type of the arrays
  @SuppressWarnings("unchecked") // The arrays are made here, by type.
  static <A> boolean isFaster(TileKernels<A> better, TileKernels<A> plain, DType type) {
    Array values = Array.allocate(new Type(type, Shape.of(N)));
    for (int i = 0; i < N; i++) {
      values.setDouble(i, (i * 37 % 101 - 50) / 16.0);
    }
    A x = (A) values.elements();
    A z = (A) Array.allocate(values.type()).elements();
    A lanes = (A) TileKernels.lanes(type);
    boolean[] truth = new boolean[N];
    plain.less(x, 0, z, 0, truth, 0, N);
    double[] used = new double[1]; // a result that nobody reads is not computed
    List<Use<A>> uses = List.of(
        (kernels, n) -> kernels.zeroTimes(x, 0, x, 0, z, 0, n),
        (kernels, n) -> kernels.select(truth, 0, x, 0, x, 0, z, 0, n),
        (kernels, n) -> kernels.less(x, 0, z, 0, truth, 0, n),
        (kernels, n) -> kernels.lessEqual(x, 0, z, 0, truth, 0, n),
        (kernels, n) -> kernels.equal(x, 0, z, 0, truth, 0, n),
        (kernels, n) -> kernels.accumulate(x, 0, z, 0, n),
        (kernels, n) -> used[0] += kernels.sum(x, 0, n, lanes),
        (kernels, n) -> used[0] += kernels.dot(x, 0, x, 0, n),
        (kernels, n) -> used[0] += kernels.max(x, 0, n),
        (kernels, n) -> used[0] += kernels.min(x, 0, n),
        (kernels, n) -> used[0] += kernels.indexOf(x, 0, n, n == N ? 1e6 : values.getDouble(n - 1)));
    return uses.stream().allMatch(use -> Upgrade.isFaster(() -> use.withAllLengths(better), () -> use.withAllLengths(plain)));
  }

  /// Whether a function of one implementation comes to be faster than the other's.
  static boolean isFaster(FloatFunctions.Function better, FloatFunctions.Function plain) {
    float[] x = new float[N];
    float[] z = new float[N];
    for (int i = 0; i < N; i++) {
      x[i] = (i * 37 % 101 - 50) / 16f;
    }
    return Upgrade.isFaster(() -> better.run(x, 0, z, 0, N - 3), () -> plain.run(x, 0, z, 0, N - 3));
  }

  /// One call of a kernel.
  private interface Use<A> {
    void with(TileKernels<A> kernels, int n);

    /// Whole tiles, tiles that end within a vector, and some shorter than one: a branch that HotSpot has not seen
    /// taken would throw the compiled code away later.
    default void withAllLengths(TileKernels<A> kernels) {
      with(kernels, N);
      with(kernels, N - 3);
      with(kernels, 5);
    }
  }
}
