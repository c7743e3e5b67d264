package dev.chainrule.exec;

import dev.chainrule.graph.Array;
import dev.chainrule.graph.DType;
import dev.chainrule.graph.Shape;
import dev.chainrule.graph.Type;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import jdk.incubator.vector.VectorShape;

/// The kernels of matrix products, each generated when it is first used.
final class GemmKernels {
  /// Sums are divided into blocks of this many products: a tile's columns of the right side then stay in the first-level
  /// cache.
  static final int INNER = 256;

  private static final Map<GemmKernel.Shape, GemmKernel<?>> KERNELS = new ConcurrentHashMap<>();
  private static final Map<Key, Choice<?>> CHOICES = new ConcurrentHashMap<>();

  private GemmKernels() {}

  /// The kernels with which something is computed: for tiles of the usual number of columns, and for narrower ones. Both
  /// have as many rows.
  ///
  /// @param steps the rows of a packed right side
  record Choice<A>(GemmKernel.Shape shape, GemmKernel<A> usual, GemmKernel.Shape narrowShape, GemmKernel<A> narrow, int[] steps) {
    int rows() {
      return shape.rows();
    }

    int columns() {
      return shape.columns();
    }

    /// The kernel for so many columns of a tile, which computes these and may leave the others alone.
    GemmKernel<A> forColumns(int width) {
      return width <= narrowShape.columns() ? narrow : usual;
    }
  }

  private record Key(DType type, VectorSupport.GemmKind kind) {}

  /// The kernels for a type; whoever asks uses them for arrays of this type.
  @SuppressWarnings("unchecked")
  static <A> Choice<A> of(DType type, VectorSupport.GemmKind kind) {
    return (Choice<A>) CHOICES.computeIfAbsent(new Key(type, kind), GemmKernels::choose);
  }

  private static Choice<?> choose(Key key) {
    GemmKernel.Shape usual = shape(key.type, key.kind, false);
    GemmKernel.Shape narrow = shape(key.type, key.kind, true);
    int[] steps = IntStream.range(0, INNER).map(i -> i * usual.columns()).toArray();
    return switch (key.kind) {
      case PLAIN -> new Choice<>(usual, plain(key.type), narrow, plain(key.type), steps);
      case SCALAR, VECTOR -> new Choice<>(usual, of(usual), narrow, of(narrow), steps);
    };
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

  private static GemmKernel.Shape shape(DType type, VectorSupport.GemmKind kind, boolean narrow) {
    return kind == VectorSupport.GemmKind.VECTOR ? Vectors.shape(type, narrow) : new GemmKernel.Shape(type, 4, 4, 1);
  }

  /// Runs the kernels with vectors until they are faster than the scalar one, at tiles of the same size.
  static boolean vectorsAreFaster(DType type) {
    return isFaster(Vectors.shape(type, false)) && isFaster(Vectors.shape(type, true));
  }

  private static boolean isFaster(GemmKernel.Shape vectors) {
    GemmKernel.Shape scalar = shape(vectors.type(), VectorSupport.GemmKind.SCALAR, false);
    int times = Math.max(1, vectors.rows() * vectors.columns() / (scalar.rows() * scalar.columns()));
    int depth = 64;
    Object panel = Array.allocate(new Type(vectors.type(), Shape.of(depth * vectors.rows() * vectors.columns()))).elements();
    Object tile = Array.allocate(new Type(vectors.type(), Shape.of(vectors.rows() * vectors.columns()))).elements();
    GemmKernel<Object> better = of(vectors);
    GemmKernel<Object> plain = of(scalar);
    return Upgrade.isFaster(
        () -> bothWays(better, panel, tile, vectors.columns(), depth),
        () -> {
          for (int i = 0; i < times; i++) {
            bothWays(plain, panel, tile, scalar.columns(), depth);
          }
        });
  }

  /// Storing and adding, an even and an odd number of steps: a branch that HotSpot has not seen taken would throw the
  /// compiled code away later.
  private static void bothWays(GemmKernel<Object> kernel, Object panel, Object tile, int columns, int depth) {
    int[] steps = IntStream.range(0, depth).map(i -> i * columns).toArray();
    kernel.run(panel, 0, panel, 0, steps, tile, 0, columns, 0, depth, true);
    kernel.run(panel, 0, panel, 0, steps, tile, 0, columns, 1, depth, false);
  }

  /// Apart, since it loads the Vector API.
  private static final class Vectors {
    private static final VectorShape SHAPE = VectorShape.preferredShape();
    /// As many rows as keep the processor busy and fit in its registers: those with 256-bit vectors have 16, others 32.
    private static final int ROWS = SHAPE == VectorShape.S_256_BIT ? 6 : 8;

    static GemmKernel.Shape shape(DType type, boolean narrow) {
      int length = SHAPE.vectorBitSize() / (type == DType.F32 ? Float.SIZE : Double.SIZE);
      return new GemmKernel.Shape(type, ROWS, narrow ? 1 : 2, length);
    }
  }
}
