package dev.chainrule.exec;

import dev.chainrule.graph.Array;
import dev.chainrule.graph.ScalarProgram;
import dev.chainrule.graph.Type;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// Runs pointwise kernels: small work by interpretation, so that a first small result needs no code generation;
/// what comes to some size, at once or in many calls, by compiled code. Both give the same bits.
final class PointwiseKernels {
  /// Fewer elements than this are interpreted however often they come: a kernel's set-up costs more.
  private static final int SMALL = 16;
  /// Instructions that a program runs interpreted before it is compiled: they take about as long as that, 1 ms.
  private static final long WORTH_COMPILING = 100_000;
  /// Instructions that all programs run before the first is compiled, which loads the generator: some 100 ms.
  private static final long WORTH_STARTING = 1_000_000;

  private static final BoundedCache<ScalarProgram, PointwiseKernels> CACHE = new BoundedCache<>(1024);
  /// By the program's identity; a lost update does no harm.
  private static final @Nullable PointwiseKernels[] RECENT = new PointwiseKernels[1024];

  private static final AtomicLong INTERPRETED = new AtomicLong();

  private final ScalarProgram program;
  private final Interpreter interpreter;
  private final AtomicLong interpreted = new AtomicLong();
  private final Map<KernelSignature, TiledKernel> compiled = new ConcurrentHashMap<>();

  private PointwiseKernels(ScalarProgram program) {
    this.program = program;
    this.interpreter = new Interpreter(program);
  }

  /// The single result of a program.
  static Array run(ScalarProgram program, Array[] x, Type y) {
    return run(program, x, List.of(y))[0];
  }

  /// All results of a program; they have one shape.
  static Array[] run(ScalarProgram program, Array[] x, List<Type> y) {
    Array[] results = new Array[y.size()];
    for (int i = 0; i < results.length; i++) {
      results[i] = Array.allocate(y.get(i));
    }
    of(program).run(x, results);
    return results;
  }

  /// Programs come as the same object again and again; hashing one line by line costs more than running it once.
  private static PointwiseKernels of(ScalarProgram program) {
    int place = System.identityHashCode(program) & RECENT.length - 1;
    PointwiseKernels recent = RECENT[place];
    if (recent == null || recent.program != program) {
      recent = CACHE.get(program, PointwiseKernels::new);
      RECENT[place] = recent;
    }
    return recent;
  }

  private void run(Array[] x, Array[] y) {
    int size = y[0].size();
    if (size < SMALL || isCheap(size)) {
      interpreter.run(x, y);
      return;
    }
    KernelSignature signature = KernelSignature.of(x, y);
    if (signature.hasOneNumberType()) {
      compiled.computeIfAbsent(signature, wanted -> TiledKernel.compile(program, wanted)).run(x, y, size);
    } else {
      interpreter.run(x, y);
    }
  }

  /// Whether all that was interpreted so far, with this, is less than compiling costs.
  private boolean isCheap(int size) {
    if (interpreted.get() >= WORTH_COMPILING && INTERPRETED.get() >= WORTH_STARTING) {
      return false;
    }
    long instructions = (long) size * (interpreter.length() + 1);
    long all = INTERPRETED.addAndGet(instructions);
    return interpreted.addAndGet(instructions) < WORTH_COMPILING || all < WORTH_STARTING;
  }
}
