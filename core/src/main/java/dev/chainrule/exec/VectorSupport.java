package dev.chainrule.exec;

import dev.chainrule.graph.DType;
import dev.chainrule.graph.Instruction;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/// Decides how hand-written kernels run: small work by scalar twins, which neither load the Vector API nor
/// generate code, much work with vectors. Both give the same bits.
final class VectorSupport {
  private static final String MODULE = "jdk.incubator.vector";
  /// Elements that tile kernels do before vectors are prepared: some 0.05 s.
  private static final long WORTH_VECTORS = 1L << 26;
  /// Functions of single elements that are computed before vectors are prepared for them: some 0.1 s.
  private static final long WORTH_FUNCTIONS = 1L << 23;
  /// Products of two elements that matrix products do before code is generated: some 5 ms; and before it is
  /// generated with vectors: some 0.4 s.
  private static final long WORTH_GENERATING = 1L << 22;
  private static final long WORTH_VECTOR_GEMM = 1L << 31;

  private static final TileKernels<float[]> SCALAR_FLOATS = new FloatScalarTiles();
  private static final TileKernels<double[]> SCALAR_DOUBLES = new DoubleScalarTiles();
  private static final Upgrade FLOATS = new Upgrade("chainrule-warm-up-tiles-f32", WORTH_VECTORS,
      () -> Vectors.AVAILABLE && TileWarmUp.isFaster(Vectors.FLOATS, SCALAR_FLOATS, DType.F32));
  private static final Upgrade DOUBLES = new Upgrade("chainrule-warm-up-tiles-f64", WORTH_VECTORS,
      () -> Vectors.AVAILABLE && TileWarmUp.isFaster(Vectors.DOUBLES, SCALAR_DOUBLES, DType.F64));
  private static final FloatFunctions SCALAR_FUNCTIONS = new FloatScalarFunctions();
  /// One for each function: few programs use them all.
  private static final Map<Instruction, Upgrade> FUNCTIONS = FloatFunctions.INSTRUCTIONS.stream().collect(Collectors.toMap(one -> one,
      one -> new Upgrade("chainrule-warm-up-" + one.name().toLowerCase(Locale.ROOT), WORTH_FUNCTIONS,
          () -> Vectors.AVAILABLE && TileWarmUp.isFaster(Vectors.FUNCTIONS.of(one), SCALAR_FUNCTIONS.of(one)))));
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
  private static final Upgrade FLOAT_LARGEST = new Upgrade("chainrule-warm-up-pooling-f32", WORTH_FUNCTIONS,
      () -> Vectors.AVAILABLE && Pooling.isFaster(Vectors.FLOAT_LARGEST, SCALAR_FLOAT_LARGEST, DType.F32));
  private static final Upgrade DOUBLE_LARGEST = new Upgrade("chainrule-warm-up-pooling-f64", WORTH_FUNCTIONS,
      () -> Vectors.AVAILABLE && Pooling.isFaster(Vectors.DOUBLE_LARGEST, SCALAR_DOUBLE_LARGEST, DType.F64));

  private VectorSupport() {}

  /// The ways to compute matrix products and convolutions: in plain Java, or by generated code without vectors or with them.
  enum GemmKind { PLAIN, SCALAR, VECTOR }

  /// What is loaded when vectors are first wanted.
  private static final class Vectors {
    static final boolean AVAILABLE = ModuleLayer.boot().findModule(MODULE).isPresent();
    static final TileKernels<float[]> FLOATS = AVAILABLE ? new FloatVectorTiles() : SCALAR_FLOATS;
    static final FloatFunctions FUNCTIONS = AVAILABLE ? new FloatVectorFunctions() : SCALAR_FUNCTIONS;
    static final Largest<float[]> FLOAT_LARGEST = AVAILABLE ? new FloatVectorLargest() : SCALAR_FLOAT_LARGEST;
    static final Largest<double[]> DOUBLE_LARGEST = AVAILABLE ? new DoubleVectorLargest() : SCALAR_DOUBLE_LARGEST;
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
    return FLOATS.isReady(elements) ? Vectors.FLOATS : SCALAR_FLOATS;
  }

  /// The function of `float`s that an instruction is, for so many elements.
  static FloatFunctions.Function function(Instruction instruction, long elements) {
    boolean ready = Objects.requireNonNull(FUNCTIONS.get(instruction)).isReady(elements);
    return (ready ? Vectors.FUNCTIONS : SCALAR_FUNCTIONS).of(instruction);
  }

  /// The kernels on `double[]`, for so many elements.
  static TileKernels<double[]> doubles(long elements) {
    return DOUBLES.isReady(elements) ? Vectors.DOUBLES : SCALAR_DOUBLES;
  }

  /// The kernels on arrays of a floating type.
  @SuppressWarnings("unchecked") // Whoever asks by type passes arrays of that type.
  static TileKernels<Object> kernels(DType type, long elements) {
    return (TileKernels<Object>) (TileKernels<?>) switch (type) {
      case F32 -> floats(elements);
      case F64 -> doubles(elements);
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
