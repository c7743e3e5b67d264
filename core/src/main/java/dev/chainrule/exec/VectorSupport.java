package dev.chainrule.exec;

import dev.chainrule.graph.DType;
import java.util.List;

/// Decides how hand-written kernels run: small work by scalar twins, which neither load the Vector API nor
/// generate code, much work with vectors. Both give the same bits.
final class VectorSupport {
  private static final String MODULE = "jdk.incubator.vector";
  /// Windows whose largest elements are taken before vectors are prepared for that: some 0.1 s.
  private static final long WORTH_WINDOWS = 1L << 23;
  /// Products of two elements that matrix products do before code is generated: some 5 ms; and before it is
  /// generated with vectors: some 0.4 s.
  private static final long WORTH_GENERATING = 1L << 22;
  private static final long WORTH_VECTOR_GEMM = 1L << 31;

  private static final TileKernels<float[]> FLOATS = new SteadyTiles<>(DType.F32, new FloatScalarTiles(), () -> Vectors.FLOATS);
  private static final TileKernels<double[]> DOUBLES = new SteadyTiles<>(DType.F64, new DoubleScalarTiles(), () -> Vectors.DOUBLES);
  private static final Upgrade FLOAT_GEMM = new Upgrade("chainrule-warm-up-gemm-f32", WORTH_VECTOR_GEMM,
      () -> Vectors.AVAILABLE && GemmKernels.vectorsAreFaster(DType.F32));
  private static final Upgrade DOUBLE_GEMM = new Upgrade("chainrule-warm-up-gemm-f64", WORTH_VECTOR_GEMM,
      () -> Vectors.AVAILABLE && GemmKernels.vectorsAreFaster(DType.F64));
  private static final Upgrade FLOAT_CONVOLUTION = new Upgrade("chainrule-warm-up-convolution-f32", WORTH_VECTOR_GEMM,
      () -> Vectors.AVAILABLE && GatheringKernels.vectorsAreFaster(DType.F32));
  private static final Upgrade DOUBLE_CONVOLUTION = new Upgrade("chainrule-warm-up-convolution-f64", WORTH_VECTOR_GEMM,
      () -> Vectors.AVAILABLE && GatheringKernels.vectorsAreFaster(DType.F64));

  private static final Largest<float[]> SCALAR_FLOAT_LARGEST = new FloatLargest();
  private static final Largest<double[]> SCALAR_DOUBLE_LARGEST = new DoubleLargest();
  private static final Upgrade FLOAT_LARGEST = new Upgrade("chainrule-warm-up-pooling-f32", WORTH_WINDOWS,
      () -> Vectors.AVAILABLE && Pooling.isFaster(Vectors.FLOAT_LARGEST, SCALAR_FLOAT_LARGEST, DType.F32));
  private static final Upgrade DOUBLE_LARGEST = new Upgrade("chainrule-warm-up-pooling-f64", WORTH_WINDOWS,
      () -> Vectors.AVAILABLE && Pooling.isFaster(Vectors.DOUBLE_LARGEST, SCALAR_DOUBLE_LARGEST, DType.F64));

  private VectorSupport() {}

  /// The ways to compute matrix products and convolutions: in plain Java, or by generated code without vectors or with them.
  enum GemmKind { PLAIN, SCALAR, VECTOR }

  /// What is loaded when vectors are first wanted.
  private static final class Vectors {
    static final boolean AVAILABLE = ModuleLayer.boot().findModule(MODULE).isPresent();
    static final TileKernels<float[]> FLOATS = AVAILABLE ? new FloatVectorTiles() : new FloatScalarTiles();
    static final TileKernels<double[]> DOUBLES = AVAILABLE ? new DoubleVectorTiles() : new DoubleScalarTiles();
    static final Largest<float[]> FLOAT_LARGEST = AVAILABLE ? new FloatVectorLargest() : SCALAR_FLOAT_LARGEST;
    static final Largest<double[]> DOUBLE_LARGEST = AVAILABLE ? new DoubleVectorLargest() : SCALAR_DOUBLE_LARGEST;

    static {
      if (!AVAILABLE) {
        System.getLogger("dev.chainrule").log(System.Logger.Level.WARNING,
            "running without the Vector API, several times slower; start Java with --add-modules " + MODULE);
      }
    }
  }

  /// Whether there is the Vector API; says so once if not.
  static boolean isAvailable() {
    return Vectors.AVAILABLE;
  }

  /// Whether a program of this signature may have loops over vectors.
  static boolean mayFuse(KernelSignature signature) {
    return signature.number().isFloating() && signature.hasOneNumberType();
  }

  /// The kernels on `float[]`.
  static TileKernels<float[]> floats() {
    return FLOATS;
  }

  /// The kernels on `double[]`.
  static TileKernels<double[]> doubles() {
    return DOUBLES;
  }

  /// The kernels on arrays of a floating type.
  @SuppressWarnings("unchecked") // Whoever asks by type passes arrays of that type.
  static TileKernels<Object> kernels(DType type) {
    return (TileKernels<Object>) (TileKernels<?>) switch (type) {
      case F32 -> FLOATS;
      case F64 -> DOUBLES;
      case I32, I64, BOOL -> throw new AssertionError("no tile kernels on " + type);
    };
  }

  /// The kernel of maxima over windows, for so many of them.
  @SuppressWarnings("unchecked") // Whoever asks by type passes arrays of that type.
  static Largest<Object> largest(DType type, long windows) {
    return (Largest<Object>) (Largest<?>) (type == DType.F32
        ? FLOAT_LARGEST.isReady(windows) ? Vectors.FLOAT_LARGEST : SCALAR_FLOAT_LARGEST
        : DOUBLE_LARGEST.isReady(windows) ? Vectors.DOUBLE_LARGEST : SCALAR_DOUBLE_LARGEST);
  }

  /// The ways that this JVM has.
  static List<GemmKind> gemmKinds() {
    return Vectors.AVAILABLE ? List.of(GemmKind.values()) : List.of(GemmKind.PLAIN, GemmKind.SCALAR);
  }

  /// How to compute a matrix product of so many products of two elements.
  static GemmKind gemm(DType type, long products) {
    return kind(type == DType.F32 ? FLOAT_GEMM : DOUBLE_GEMM, products);
  }

  /// How to compute a convolution of so many products of two elements.
  static GemmKind convolution(DType type, long products) {
    return kind(type == DType.F32 ? FLOAT_CONVOLUTION : DOUBLE_CONVOLUTION, products);
  }

  private static GemmKind kind(Upgrade vectors, long products) {
    if (vectors.isReady(products)) {
      return GemmKind.VECTOR;
    }
    return vectors.done() < WORTH_GENERATING ? GemmKind.PLAIN : GemmKind.SCALAR;
  }
}
