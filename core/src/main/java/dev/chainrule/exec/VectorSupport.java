package dev.chainrule.exec;

import dev.chainrule.graph.DType;
import java.util.concurrent.atomic.AtomicLong;

/// Decides how hand-written kernels run. Small work never loads the Vector API nor generates code, and is done by
/// scalar twins, which give the same bits: a kernel with vectors takes HotSpot some 0.1 to 0.5 s to compile, and
/// is many times slower meanwhile. So each way is taken when about as much time was spent on the one before.
final class VectorSupport {
  private static final String MODULE = "jdk.incubator.vector";
  /// Elements that tile kernels do before vectors are used.
  private static final long WORTH_VECTORS = 1L << 26;
  /// Products of two elements that matrix products do before code is generated, and before it uses vectors.
  private static final long WORTH_GENERATING = 1L << 22;
  private static final long WORTH_VECTOR_GEMM = 1L << 27;

  private static final AtomicLong ELEMENTS = new AtomicLong();
  private static final AtomicLong PRODUCTS = new AtomicLong();
  private static final TileKernels<float[]> SCALAR_FLOATS = new FloatScalarTiles();
  private static final TileKernels<double[]> SCALAR_DOUBLES = new DoubleScalarTiles();

  private VectorSupport() {}

  /// The ways to compute matrix products.
  enum GemmKind { SMALL, SCALAR, VECTOR }

  /// What is loaded when vectors are first wanted.
  private static final class Vectors {
    static final boolean AVAILABLE = ModuleLayer.boot().findModule(MODULE).isPresent();
    static final TileKernels<float[]> FLOATS = AVAILABLE ? new FloatVectorTiles() : SCALAR_FLOATS;
    static final TileKernels<double[]> DOUBLES = AVAILABLE ? new DoubleVectorTiles() : SCALAR_DOUBLES;

    static {
      if (!AVAILABLE) {
        System.getLogger("dev.chainrule").log(System.Logger.Level.WARNING,
            "running without the Vector API, several times slower; start Java with --add-modules " + MODULE);
      }
    }
  }

  /// The kernels on `float[]`, for so many elements.
  static TileKernels<float[]> floats(long elements) {
    return passes(ELEMENTS, elements, WORTH_VECTORS) ? Vectors.FLOATS : SCALAR_FLOATS;
  }

  /// The kernels on `double[]`, for so many elements.
  static TileKernels<double[]> doubles(long elements) {
    return passes(ELEMENTS, elements, WORTH_VECTORS) ? Vectors.DOUBLES : SCALAR_DOUBLES;
  }

  /// The kernels on arrays of a type; null for types that are not floating, for which there are none.
  @SuppressWarnings("unchecked") // Whoever asks by type passes arrays of that type.
  static TileKernels<Object> kernels(DType type, long elements) {
    return (TileKernels<Object>) (TileKernels<?>) switch (type) {
      case F32 -> floats(elements);
      case F64 -> doubles(elements);
      case I32, I64, BOOL -> null;
    };
  }

  /// How to compute a matrix product of so many products of two elements.
  static GemmKind gemm(long products) {
    if (passes(PRODUCTS, products, WORTH_VECTOR_GEMM)) {
      return Vectors.AVAILABLE ? GemmKind.VECTOR : GemmKind.SCALAR;
    }
    return PRODUCTS.get() < WORTH_GENERATING ? GemmKind.SMALL : GemmKind.SCALAR;
  }

  /// Whether the work done so far, with this, is worth a better way.
  private static boolean passes(AtomicLong done, long work, long threshold) {
    return done.get() >= threshold || done.addAndGet(work) >= threshold;
  }
}
