package dev.chainrule.exec;

import dev.chainrule.graph.DType;
import java.util.concurrent.atomic.AtomicLong;

/// Decides which implementation of [TileKernels] runs. Small work never loads the Vector API: the first
/// elements go to the scalar twin, which gives the same bits.
final class VectorSupport {
  /// Elements after which vectors are worth their warm-up, which takes HotSpot half a second: docs/adr/0004.
  private static final long WORTH_VECTORS = 1 << 26;
  private static final String MODULE = "jdk.incubator.vector";

  private static final AtomicLong WORK = new AtomicLong();
  private static final TileKernels<float[]> SCALAR_FLOATS = new FloatScalarTiles();
  private static final TileKernels<double[]> SCALAR_DOUBLES = new DoubleScalarTiles();

  private VectorSupport() {}

  /// Loaded when vectors are first wanted.
  private static final class Chosen {
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
    return isWorthVectors(elements) ? Chosen.FLOATS : SCALAR_FLOATS;
  }

  /// The kernels on `double[]`, for so many elements.
  static TileKernels<double[]> doubles(long elements) {
    return isWorthVectors(elements) ? Chosen.DOUBLES : SCALAR_DOUBLES;
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

  private static boolean isWorthVectors(long elements) {
    return WORK.get() >= WORTH_VECTORS || WORK.addAndGet(elements) >= WORTH_VECTORS;
  }
}
