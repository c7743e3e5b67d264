package dev.chainrule.exec;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

/// A better way to do some kind of work, prepared in the background when enough was done the plain way.
///
/// A kernel with vectors takes HotSpot 0.1 to 2 s to compile, and until then runs up to a hundred times slower
/// than plain code. So it is run on data of its own first, and taken when it is seen to be faster; where the
/// processor or the JVM makes it slow for good, never. Both ways give the same bits, so nobody can tell.
final class Upgrade {
  /// How long to wait for a kernel to become fast.
  private static final long PATIENCE = 30_000_000_000L;
  /// Comparisons to be won in a row.
  private static final int WINS = 5;

  private final String name;
  private final long worth;
  private final BooleanSupplier preparation;
  private final AtomicLong done = new AtomicLong();
  private volatile boolean ready;

  /// @param worth       how much work makes it worth preparing
  /// @param preparation prepares it, on a thread of its own, and says whether to take it
  Upgrade(String name, long worth, BooleanSupplier preparation) {
    this.name = name;
    this.worth = worth;
    this.preparation = preparation;
  }

  /// Whether to do this much work the better way.
  boolean isReady(long work) {
    if (!ready && done.get() < worth) {
      long before = done.getAndAdd(work);
      if (before < worth && before + work >= worth) {
        Thread.ofPlatform().daemon().name(name).start(() -> ready = preparation.getAsBoolean());
      }
    }
    return ready;
  }

  /// How much work was done before.
  long done() {
    return done.get();
  }

  /// Runs the same work both ways until the better one really is, or as good: for some kernels HotSpot finds
  /// vectors by itself.
  static boolean isFaster(Runnable better, Runnable plain) {
    long end = System.nanoTime() + PATIENCE;
    int wins = 0;
    while (wins < WINS && System.nanoTime() < end) {
      wins = time(better) < 1.2 * time(plain) ? wins + 1 : 0;
    }
    return wins == WINS;
  }

  private static long time(Runnable work) {
    long start = System.nanoTime();
    for (int i = 0; i < 100; i++) {
      work.run();
    }
    return System.nanoTime() - start;
  }
}
