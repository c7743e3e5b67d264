package dev.chainrule.exec;

import java.util.concurrent.atomic.AtomicLong;

/// How much of a program was interpreted so far: small work needs no code generation, but what comes to some size, at
/// once or in many runs, is compiled.
final class Interpreted {
  /// Instructions that a program runs interpreted before it is compiled: they take about as long as that, 1 ms.
  private static final long WORTH_COMPILING = 100_000;
  /// Instructions that all programs run before the first is compiled, which loads the generator: some 100 ms.
  private static final long WORTH_STARTING = 1_000_000;

  private static final AtomicLong ALL = new AtomicLong();

  private final AtomicLong own = new AtomicLong();

  /// Whether all that was interpreted so far, with these instructions, is less than compiling costs.
  boolean isCheap(long instructions) {
    if (own.get() >= WORTH_COMPILING && ALL.get() >= WORTH_STARTING) {
      return false;
    }
    long all = ALL.addAndGet(instructions);
    return own.addAndGet(instructions) < WORTH_COMPILING || all < WORTH_STARTING;
  }
}
