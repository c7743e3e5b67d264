package dev.chainrule.exec;

import dev.chainrule.graph.DType;
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
