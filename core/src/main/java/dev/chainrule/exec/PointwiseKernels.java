package dev.chainrule.exec;

import dev.chainrule.graph.Array;
import dev.chainrule.graph.ScalarProgram;
import dev.chainrule.graph.Type;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/// Runs pointwise kernels: small work by interpretation, so that a first small result needs no code generation;
/// what comes to some size, at once or in many calls, by compiled code. Both give the same bits.
final class PointwiseKernels {
  /// Fewer elements than this are interpreted however often they come: a kernel's set-up costs more.
  private static final int SMALL = 16;
  /// Instructions that a program runs interpreted before it is compiled; as many as take about as long as that.
  private static final long WORTH_COMPILING = 100_000;

  private static final BoundedCache<ScalarProgram, PointwiseKernels> CACHE = new BoundedCache<>(1024);

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
    CACHE.get(program, PointwiseKernels::new).run(x, results);
    return results;
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
    return interpreted.get() < WORTH_COMPILING
        && interpreted.addAndGet((long) size * (interpreter.length() + 1)) < WORTH_COMPILING;
  }
}
