package dev.chainrule.bench;

/// Times a step again and again.
final class Stopwatch {
  /// Shorter samples would measure the clock; longer ones would hide what single steps cost.
  private static final long SHORTEST = 50_000;
  private static final long LONGEST = 1_000_000;

  private final Runnable step;
  /// How many steps make a sample.
  private long batch = 1;

  Stopwatch(Runnable step) {
    this.step = step;
  }

  /// So many steps, each timed by itself.
  Samples run(int steps) {
    Samples samples = new Samples();
    for (int i = 0; i < steps; i++) {
      samples.add(1, sample(1));
    }
    return samples;
  }

  /// Steps for so long, at least one.
  Samples time(double seconds) {
    Samples samples = new Samples();
    long end = System.nanoTime() + (long) (seconds * 1e9);
    do {
      long nanos = sample(batch);
      samples.add(batch, nanos);
      if (nanos < SHORTEST) {
        batch *= 2;
      } else if (nanos > LONGEST && batch > 1) {
        batch /= 2;
      }
    } while (System.nanoTime() < end);
    return samples;
  }

  private long sample(long steps) {
    long start = System.nanoTime();
    for (long i = 0; i < steps; i++) {
      step.run();
    }
    return System.nanoTime() - start;
  }
}
