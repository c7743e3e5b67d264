package dev.chainrule.exec;

import dev.chainrule.graph.Array;
import dev.chainrule.graph.DType;
import dev.chainrule.graph.Shape;
import dev.chainrule.graph.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;
import org.jspecify.annotations.Nullable;

/// The kernels of matrix products, each generated when it is first used.
final class GemmKernels {
  /// Sums are divided into blocks of this many products: a tile's columns of the right side then stay in the first-level
  /// cache.
  static final int INNER = 256;

  /// So few steps that HotSpot compiles the whole kernel, before it would compile the loop from within.
  private static final int WARM_UP = 12;

  private static final Map<GemmKernel.Shape, GemmKernel<?>> KERNELS = new ConcurrentHashMap<>();
  private static final Map<Key, Choice<?>> CHOICES = new ConcurrentHashMap<>();

  private GemmKernels() {}

  /// The kernels with which something is computed, for tiles of different widths, and how it is packed.
  ///
  /// @param rows          the rows of all tiles
  /// @param tiles         from the narrowest to the usual one
  /// @param flat          as wide as the usual one, for few rows
  /// @param transposition turns rows into columns, if there is something better than a plain loop
  record Choice<A>(int rows, List<Tile<A>> tiles, @Nullable GemmKernel<A> flat, @Nullable Transposition<A> transposition, int square, Object[] moves) {
    /// The columns of the usual tile.
    int columns() {
      return tiles.getLast().columns;
    }

    /// The narrowest tile with so many columns.
    Tile<A> forColumns(int width) {
      for (int i = 0; i < tiles.size() - 1; i++) {
        if (width <= tiles.get(i).columns) {
          return tiles.get(i);
        }
      }
      return tiles.getLast();
    }
  }

  /// The rows of flat tiles.
  static final int FLAT = 2;

  /// @param steps the rows of a packed right side
  record Tile<A>(GemmKernel<A> kernel, int columns, int[] steps) {
    static <A> Tile<A> of(GemmKernel<A> kernel, GemmKernel.Shape shape) {
      return new Tile<>(kernel, shape.columns(), IntStream.range(0, INNER).map(i -> i * shape.columns()).toArray());
    }
  }

  private record Key(DType type, VectorSupport.GemmKind kind) {}

  /// The kernels for a type; whoever asks uses them for arrays of this type.
  @SuppressWarnings("unchecked")
  static <A> Choice<A> of(DType type, VectorSupport.GemmKind kind) {
    return (Choice<A>) CHOICES.computeIfAbsent(new Key(type, kind), GemmKernels::choose);
  }

  private static Choice<?> choose(Key key) {
    return switch (key.kind) {
      case PLAIN -> scalar(key.type, plain(key.type));
      case SCALAR -> scalar(key.type, of(scalar(key.type)));
      case VECTOR -> Vectors.choose(key.type);
    };
  }

  private static Choice<Object> scalar(DType type, GemmKernel<Object> kernel) {
    GemmKernel.Shape shape = scalar(type);
    return new Choice<>(shape.rows(), List.of(Tile.of(kernel, shape)), null, null, 1, new Object[0]);
  }

  @SuppressWarnings("unchecked")
  private static <A> GemmKernel<A> of(GemmKernel.Shape shape) {
    GemmKernel<?> known = KERNELS.get(shape);
    return (GemmKernel<A>) (known != null ? known : KERNELS.computeIfAbsent(shape, GemmKernelEmitter::compile));
  }

  @SuppressWarnings("unchecked")
  private static <A> GemmKernel<A> plain(DType type) {
    return (GemmKernel<A>) (type == DType.F32 ? new FloatPlainGemmKernel() : new DoublePlainGemmKernel());
  }

  private static GemmKernel.Shape scalar(DType type) {
    return new GemmKernel.Shape(type, 4, 4, 1);
  }

  /// Runs the kernels with vectors until they are faster than the scalar one, at tiles of the same size.
  static boolean vectorsAreFaster(DType type) {
    return Upgrade.areFaster(Stream.concat(
        Stream.concat(Vectors.shapes(type), Stream.of(Vectors.flat(type))).map(GemmKernels::comparison), Stream.of(transpositions(type))).toList());
  }

  private static Upgrade.Comparison comparison(GemmKernel.Shape vectors) {
    GemmKernel.Shape scalar = scalar(vectors.type());
    int times = Math.max(1, vectors.rows() * vectors.columns() / (scalar.rows() * scalar.columns()));
    int depth = WARM_UP;
    Object panel = Array.allocate(new Type(vectors.type(), Shape.of(depth * Math.max(vectors.rows(), vectors.columns())))).elements();
    Object tile = Array.allocate(new Type(vectors.type(), Shape.of(vectors.rows() * vectors.columns()))).elements();
    GemmKernel<Object> better = of(vectors);
    GemmKernel<Object> plain = of(scalar);
    return new Upgrade.Comparison(
        () -> bothWays(better, panel, tile, vectors.columns(), depth),
        () -> {
          for (int i = 0; i < times; i++) {
            bothWays(plain, panel, tile, scalar.columns(), depth);
          }
        });
  }

  /// How many elements of a type a vector has.
  static int vectorLength(DType type) {
    return Vectors.length(type);
  }

  /// Whether there are but 16 registers for vectors.
  static boolean hasFewRegisters() {
    return Vectors.SHAPE == VectorShape.S_256_BIT;
  }

  static Upgrade.Comparison transpositions(DType type) {
    int side = 48;
    Object from = Array.allocate(new Type(type, Shape.of(side, side))).elements();
    Object to = Array.allocate(new Type(type, Shape.of(side, side))).elements();
    return switch (type) {
      case F32 -> new Upgrade.Comparison(
          () -> floats(VectorSupport.GemmKind.VECTOR).transpose((float[]) from, (float[]) to, side),
          () -> floats(VectorSupport.GemmKind.SCALAR).transpose((float[]) from, (float[]) to, side));
      case F64 -> new Upgrade.Comparison(
          () -> doubles(VectorSupport.GemmKind.VECTOR).transpose((double[]) from, (double[]) to, side),
          () -> doubles(VectorSupport.GemmKind.SCALAR).transpose((double[]) from, (double[]) to, side));
      case I32, I64, BOOL -> throw new AssertionError(type);
    };
  }

  private static FloatPanels floats(VectorSupport.GemmKind kind) {
    return new FloatPanels(of(DType.F32, kind));
  }

  private static DoublePanels doubles(VectorSupport.GemmKind kind) {
    return new DoublePanels(of(DType.F64, kind));
  }

  /// Storing and adding, an even and an odd number of steps: a branch that HotSpot has not seen taken would throw the
  /// compiled code away later.
  private static void bothWays(GemmKernel<Object> kernel, Object panel, Object tile, int columns, int depth) {
    int[] steps = IntStream.range(0, depth).map(i -> i * columns).toArray();
    kernel.run(panel, 0, depth, panel, 0, steps, tile, 0, columns, 0, depth, true);
    kernel.run(panel, 0, depth, panel, 0, steps, tile, 0, columns, 1, depth, false);
  }

  /// Apart, since it loads the Vector API.
  private static final class Vectors {
    private static final VectorShape SHAPE = VectorShape.preferredShape();
    private static final int ROWS = 6;
    /// As many as fit in the registers, of which processors with 256-bit vectors have 16 and others 32. Fewer would leave
    /// some free, in which HotSpot would then keep addresses, which costs a tenth of the speed.
    private static final int VECTORS = SHAPE == VectorShape.S_256_BIT ? 2 : 4;

    static int length(DType type) {
      return SHAPE.vectorBitSize() / (type == DType.F32 ? Float.SIZE : Double.SIZE);
    }

    /// From the narrowest tile to the usual one.
    static Stream<GemmKernel.Shape> shapes(DType type) {
      return IntStream.iterate(1, vectors -> vectors <= VECTORS, vectors -> 2 * vectors)
          .mapToObj(vectors -> new GemmKernel.Shape(type, ROWS, vectors, length(type)));
    }

    static GemmKernel.Shape flat(DType type) {
      return new GemmKernel.Shape(type, FLAT, VECTORS, length(type));
    }

    static Choice<Object> choose(DType type) {
      Transposition.Shape square = new Transposition.Shape(type, length(type));
      return new Choice<>(ROWS, shapes(type).map(shape -> Tile.of(of(shape), shape)).toList(), of(flat(type)), TranspositionEmitter.compile(square),
          square.length(), moves(type == DType.F32 ? VectorSpecies.of(float.class, SHAPE) : VectorSpecies.of(double.class, SHAPE)));
    }

    /// What [TranspositionEmitter] wants.
    private static Object[] moves(VectorSpecies<?> species) {
      List<Object> moves = new ArrayList<>();
      for (int distance = 1; distance < species.length(); distance *= 2) {
        int by = distance;
        moves.add(VectorShuffle.fromOp(species, lane -> lane - by & species.length() - 1));
        moves.add(VectorShuffle.fromOp(species, lane -> lane + by & species.length() - 1));
        boolean[] lanes = new boolean[species.length()];
        for (int lane = 0; lane < lanes.length; lane++) {
          lanes[lane] = (lane & by) != 0;
        }
        moves.add(VectorMask.fromArray(species, lanes, 0));
      }
      return moves.toArray();
    }
  }
}
