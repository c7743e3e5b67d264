package dev.chainrule.exec;

import dev.chainrule.graph.Array;
import dev.chainrule.graph.DType;
import dev.chainrule.graph.Shape;
import dev.chainrule.graph.Type;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/// The kernels of convolutions, each generated when it is first used.
final class GatheringKernels {
  /// The most rows that a tile has.
  static final int MOST_ROWS = 12;
  /// So few steps that HotSpot compiles the whole kernel, before it would compile the loop from within.
  private static final int WARM_UP = 12;

  private record Key(DType type, VectorSupport.GemmKind kind) {}

  private static final Map<Key, Tiles<?>> KNOWN = new ConcurrentHashMap<>();

  private GatheringKernels() {}

  record Tile<A>(GatheringKernel<A> kernel, int rows, int columns) {}

  /// Kernels for tiles of different widths.
  ///
  /// @param tiles from the narrowest to the widest
  record Tiles<A>(List<Tile<A>> tiles) {
    /// The tile for the first of so many columns: the widest that they fill, but for the last of its vectors.
    Tile<A> first(int columns) {
      Tile<A> found = tiles.getFirst();
      for (Tile<A> tile : tiles) {
        found = tile.columns <= wholeColumns(columns) ? tile : found;
      }
      return found;
    }

    /// So many columns and those that fill up the last tile.
    int wholeColumns(int count) {
      int unit = tiles.getFirst().columns;
      return Math.ceilDiv(count, unit) * unit;
    }
  }

  /// The kernels for a type; whoever asks uses them for arrays of this type.
  @SuppressWarnings("unchecked")
  static <A> Tiles<A> of(DType type, VectorSupport.GemmKind kind) {
    return (Tiles<A>) KNOWN.computeIfAbsent(new Key(type, kind), GatheringKernels::choose);
  }

  private static Tiles<?> choose(Key key) {
    return switch (key.kind) {
      case PLAIN -> key.type == DType.F32 ? new Tiles<>(List.of(FloatPlainGatheringKernel.TILE)) : new Tiles<>(List.of(DoublePlainGatheringKernel.TILE));
      case SCALAR -> new Tiles<>(List.of(tile(new GemmKernel.Shape(key.type, 4, 4, 1))));
      case VECTOR -> new Tiles<>(shapes(key.type).map(GatheringKernels::tile).toList());
    };
  }

  private static Tile<Object> tile(GemmKernel.Shape shape) {
    return new Tile<>(GemmKernelEmitter.compileGathering(shape), shape.rows(), shape.columns());
  }

  /// Tiles that fill the registers, of which processors with 256-bit vectors have 16 and others 32. Narrow ones have more rows,
  /// but no more than HotSpot has registers for: 12 × 2 is no faster, and its first compiler gives up on it, so that the second
  /// never comes to it.
  private static Stream<GemmKernel.Shape> shapes(DType type) {
    int length = GemmKernels.vectorLength(type);
    return GemmKernels.hasFewRegisters()
        ? Stream.of(new GemmKernel.Shape(type, 8, 1, length), new GemmKernel.Shape(type, 6, 2, length))
        : Stream.of(new GemmKernel.Shape(type, MOST_ROWS, 1, length), new GemmKernel.Shape(type, 8, 2, length), new GemmKernel.Shape(type, 6, 4, length));
  }

  /// Runs the kernels with vectors until they are faster than the scalar one.
  static boolean vectorsAreFaster(DType type) {
    return Upgrade.areFaster(Stream.concat(comparisons(type), Stream.of(GemmKernels.transpositions(type))).toList());
  }

  /// Tiles with vectors, and as many numbers by tiles without.
  private static Stream<Upgrade.Comparison> comparisons(DType type) {
    Tiles<Object> vectors = of(type, VectorSupport.GemmKind.VECTOR);
    Tile<Object> scalar = GatheringKernels.<Object>of(type, VectorSupport.GemmKind.SCALAR).tiles.getFirst();
    return vectors.tiles.stream().map(tile -> {
      Object memory = Array.allocate(new Type(type, Shape.of(WARM_UP * tile.rows * tile.columns))).elements();
      int times = Math.max(1, tile.rows * tile.columns / (scalar.rows * scalar.columns));
      return new Upgrade.Comparison(() -> bothWays(tile, memory), () -> {
        for (int i = 0; i < times; i++) {
          bothWays(scalar, memory);
        }
      });
    });
  }

  /// Storing and adding, an even and an odd number of steps: a branch that HotSpot has not seen taken would throw the
  /// compiled code away later.
  private static void bothWays(Tile<Object> tile, Object memory) {
    int[] rows = new int[tile.rows];
    int[] into = new int[tile.rows];
    for (int i = 0; i < tile.rows; i++) {
      rows[i] = i;
      into[i] = i * tile.columns;
    }
    int[] steps = new int[WARM_UP];
    tile.kernel.run(memory, 0, rows, 0, steps, memory, 0, memory, 0, into, 0, WARM_UP, true);
    tile.kernel.run(memory, 0, rows, 0, steps, memory, 0, memory, 0, into, 1, WARM_UP, false);
  }
}
