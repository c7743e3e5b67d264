package dev.chainrule.exec;

import dev.chainrule.graph.Array;
import dev.chainrule.graph.DType;
import dev.chainrule.graph.Shape;
import dev.chainrule.graph.Type;

/// What is done with tile kernels until HotSpot has compiled them.
///
/// @param <A> the type of the arrays
final class TileWarmUp<A> {
  private static final int N = 256;

  private final Array values;
  private final A x;
  private final A z;
  private final A lanes;
  /// A result that nobody reads is not computed.
  private double used;

  @SuppressWarnings("unchecked") // The arrays are made here, by type.
  TileWarmUp(DType type) {
    values = Array.allocate(new Type(type, Shape.of(N)));
    for (int i = 0; i < N; i++) {
      values.setDouble(i, (i * 37 % 101 - 50) / 16.0);
    }
    x = (A) values.elements();
    z = (A) Array.allocate(values.type()).elements();
    lanes = (A) TileKernels.lanes(type);
  }

  /// Whether a kernel comes to be faster: with whole vectors, with part of one left over, and with less than one. A branch
  /// that HotSpot has not seen taken would throw the compiled code away later.
  ///
  /// @param others kernels of a third class, used too: where HotSpot sees only two it writes their code into the caller's, and
  ///               the kernels themselves stay interpreted for all others who call them
  static <A> boolean isFaster(SteadyTiles.Use<A> use, TileKernels<A> better, TileKernels<A> plain, TileKernels<A> others) {
    return Upgrade.isFaster(
        () -> {
          withAllLengths(use, better);
          withAllLengths(use, others);
        },
        () -> {
          withAllLengths(use, plain);
          withAllLengths(use, others);
        });
  }

  private static <A> void withAllLengths(SteadyTiles.Use<A> use, TileKernels<A> kernels) {
    use.with(kernels, N);
    use.with(kernels, N - 3);
    use.with(kernels, 5);
  }

  void accumulate(TileKernels<A> kernels, int n) {
    kernels.accumulate(x, 0, z, 0, n);
  }

  void sum(TileKernels<A> kernels, int n) {
    used += kernels.sum(x, 0, n, lanes);
  }

  void dot(TileKernels<A> kernels, int n) {
    used += kernels.dot(x, 0, x, 0, n);
  }

  void max(TileKernels<A> kernels, int n) {
    used += kernels.max(x, 0, n);
  }

  void min(TileKernels<A> kernels, int n) {
    used += kernels.min(x, 0, n);
  }

  void indexOf(TileKernels<A> kernels, int n) {
    used += kernels.indexOf(x, 0, n, n == N ? 1e6 : values.getDouble(n - 1));
  }
}
