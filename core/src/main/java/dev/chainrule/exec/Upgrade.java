package dev.chainrule.exec;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/// A better way to do some kind of work, prepared in the background when enough was done the plain way.
///
/// A kernel with vectors takes HotSpot 0.1 to 2 s to compile, and until then runs up to a hundred times slower
/// than plain code. So it is run on data of its own first, and taken when it is seen to be faster; where the
/// processor or the JVM makes it slow for good, never. Both ways give the same bits, so nobody can tell. One thing is
/// prepared at a time, in the order in which it was wanted: together they would all come later.
final class Upgrade {
  /// How long to wait for a kernel to become fast.
  private static final long PATIENCE = 30_000_000_000L;
  /// Comparisons to be won in a row.
  private static final int WINS = 5;
  /// How often something is run in a comparison; fewer times will do to see that it is interpreted yet.
  private static final int TIMES = 100;
  private static final int FEW = 20;

  /// Fair: who waits longest is next.
  private static final ReentrantLock TURN = new ReentrantLock(true);

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
        Thread.ofPlatform().daemon().name(name).start(this::prepare);
      }
    }
    return ready;
  }

  private void prepare() {
    TURN.lock();
    try {
      ready = preparation.getAsBoolean();
    } finally {
      TURN.unlock();
    }
  }

  /// How much work was done before.
  long done() {
    return done.get();
  }

  /// The same work done in two ways.
  record Comparison(Runnable better, Runnable plain) {
    private boolean isWon() {
      long limit = (long) (1.2 * time(plain, TIMES));
      return time(better, FEW) <= limit && time(better, TIMES) <= limit;
    }

    private static long time(Runnable work, int times) {
      long start = System.nanoTime();
      for (int i = 0; i < times; i++) {
        work.run();
      }
      return System.nanoTime() - start;
    }
  }

  static boolean isFaster(Runnable better, Runnable plain) {
    return areFaster(List.of(new Comparison(better, plain)));
  }

  /// Runs work both ways until the better one really is, or as good: for some kernels HotSpot finds vectors by itself. They
  /// take turns, so that HotSpot has all of them to compile at once.
  static boolean areFaster(List<Comparison> comparisons) {
    long end = System.nanoTime() + PATIENCE;
    int[] wins = new int[comparisons.size()];
    while (Arrays.stream(wins).anyMatch(won -> won < WINS) && System.nanoTime() < end) {
      for (int i = 0; i < wins.length; i++) {
        if (wins[i] == WINS) {
          continue;
        }
        wins[i] = comparisons.get(i).isWon() ? wins[i] + 1 : 0;
      }
    }
    return Arrays.stream(wins).allMatch(won -> won == WINS);
  }
}
