package dev.chainrule.exec;

import dev.chainrule.graph.DType;
import java.util.Locale;
import java.util.function.Supplier;

/// Tile kernels that are plain first and, each by itself, become those with vectors where these are faster.
///
/// @param <A> the type of the arrays
final class SteadyTiles<A> implements TileKernels<A> {
  /// Elements that a kernel does before its vectors are prepared: some 0.02 s.
  private static final long WORTH_VECTORS = 1L << 24;

  private final TileKernels<A> plain;
  private final Supplier<TileKernels<A>> vectors;
  private final Upgrade accumulate;
  private final Upgrade sum;
  private final Upgrade dot;
  private final Upgrade max;
  private final Upgrade min;
  private final Upgrade indexOf;

  /// @param vectors the kernels with vectors, or the plain ones where there are none
  SteadyTiles(DType type, TileKernels<A> plain, Supplier<TileKernels<A>> vectors) {
    this.plain = plain;
    this.vectors = vectors;
    TileWarmUp<A> warmUp = new TileWarmUp<>(type);
    this.accumulate = upgrade("accumulate", type, warmUp::accumulate);
    this.sum = upgrade("sum", type, warmUp::sum);
    this.dot = upgrade("dot", type, warmUp::dot);
    this.max = upgrade("max", type, warmUp::max);
    this.min = upgrade("min", type, warmUp::min);
    this.indexOf = upgrade("index-of", type, warmUp::indexOf);
  }

  /// One call of a kernel for some elements.
  @FunctionalInterface
  interface Use<A> {
    void with(TileKernels<A> kernels, int n);
  }

  private Upgrade upgrade(String name, DType type, Use<A> use) {
    return new Upgrade("chainrule-warm-up-%s-%s".formatted(name, type).toLowerCase(Locale.ROOT), WORTH_VECTORS,
        () -> VectorSupport.isAvailable() && TileWarmUp.isFaster(use, vectors.get(), plain, this));
  }

  private TileKernels<A> kernels(Upgrade upgrade, int n) {
    return upgrade.isReady(n) ? vectors.get() : plain;
  }

  @Override
  public void accumulate(A x, int xAt, A z, int zAt, int n) {
    kernels(accumulate, n).accumulate(x, xAt, z, zAt, n);
  }

  @Override
  public double sum(A x, int at, int n, A lanes) {
    return kernels(sum, n).sum(x, at, n, lanes);
  }

  @Override
  public double dot(A x, int xAt, A y, int yAt, int n) {
    return kernels(dot, n).dot(x, xAt, y, yAt, n);
  }

  @Override
  public double max(A x, int at, int n) {
    return kernels(max, n).max(x, at, n);
  }

  @Override
  public double min(A x, int at, int n) {
    return kernels(min, n).min(x, at, n);
  }

  @Override
  public int indexOf(A x, int at, int n, double value) {
    return kernels(indexOf, n).indexOf(x, at, n, value);
  }
}
