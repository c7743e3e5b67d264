package dev.chainrule.exec;

import dev.chainrule.graph.Array;
import dev.chainrule.graph.DType;
import dev.chainrule.graph.Shape;
import dev.chainrule.graph.Type;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import jdk.incubator.vector.VectorShape;

/// The kernels of matrix products, each generated when it is first used.
final class GemmKernels {
  private static final Map<GemmKernel.Shape, GemmKernel<?>> KERNELS = new ConcurrentHashMap<>();

  private GemmKernels() {}

  /// The kernel for a shape of tile; whoever asks uses it for arrays of the shape's type.
  @SuppressWarnings("unchecked")
  static <A> GemmKernel<A> of(GemmKernel.Shape shape) {
    GemmKernel<?> known = KERNELS.get(shape);
    return (GemmKernel<A>) (known != null ? known : KERNELS.computeIfAbsent(shape, GemmKernelEmitter::compile));
  }

  /// The best shape for results with n columns.
  static GemmKernel.Shape shape(DType type, boolean vectors, int n) {
    return vectors ? Vectors.shape(type, n) : new GemmKernel.Shape(type, 4, 4, 1);
  }

  /// Runs the kernels with vectors until they are faster than the scalar one, at tiles of the same size.
  static boolean vectorsAreFaster(DType type) {
    return isFaster(shape(type, true, Integer.MAX_VALUE)) && isFaster(shape(type, true, 1));
  }

  private static boolean isFaster(GemmKernel.Shape vectors) {
    GemmKernel.Shape scalar = shape(vectors.type(), false, 1);
    int times = vectors.rows() * vectors.columns() / (scalar.rows() * scalar.columns());
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

  /// Storing and adding: a branch that HotSpot has not seen taken would throw the compiled code away later.
  private static void bothWays(GemmKernel<Object> kernel, Object panel, Object tile, int columns, int depth) {
    kernel.run(panel, 0, panel, 0, tile, 0, columns, depth, true);
    kernel.run(panel, 0, panel, 0, tile, 0, columns, depth, false);
  }

  /// Apart, since it loads the Vector API.
  private static final class Vectors {
    private static final VectorShape SHAPE = VectorShape.preferredShape();
    /// As many rows as registers allow: processors with 256-bit vectors have 16 of them, the others 32.
    private static final int ROWS = SHAPE == VectorShape.S_256_BIT ? 6 : 12;

    static GemmKernel.Shape shape(DType type, int n) {
      int length = SHAPE.vectorBitSize() / (type == DType.F32 ? Float.SIZE : Double.SIZE);
      return new GemmKernel.Shape(type, ROWS, n <= length ? 1 : 2, length);
    }
  }
}
