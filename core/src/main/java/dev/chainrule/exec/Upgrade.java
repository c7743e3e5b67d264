package dev.chainrule.exec;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
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
  /// How often something is run in a comparison.
  private static final int TIMES = 100;
  /// How much longer the better way may take: times vary.
  private static final double SLOWER = 1.2;

  /// How long to pause after a comparison that is lost, so that HotSpot gets to compile, and whoever waits for results to
  /// compute: longer and longer, by this share.
  private static final long PAUSE = 5_000_000;
  private static final double LONGER = 1.25;
  private static final long LONGEST_PAUSE = 50_000_000;
  /// Calls without work before a comparison.
  private static final int CALLS = 500;

  /// Fair: who waits longest is next.
  private static final ReentrantLock TURN = new ReentrantLock(true);

  private final ReentrantLock turn;
  private final String name;
  private final long worth;
  private final BooleanSupplier preparation;
  private final AtomicLong done = new AtomicLong();
  private volatile boolean ready;

  /// @param worth       how much work makes it worth preparing
  /// @param preparation prepares it, on a thread of its own, and says whether to take it
  Upgrade(String name, long worth, BooleanSupplier preparation) {
    this(TURN, name, worth, preparation);
  }

  /// @param turn what is locked meanwhile
  Upgrade(ReentrantLock turn, String name, long worth, BooleanSupplier preparation) {
    this.turn = turn;
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
    turn.lock();
    try {
      ready = preparation.getAsBoolean();
    } finally {
      turn.unlock();
    }
  }

  /// How much work was done before.
  long done() {
    return done.get();
  }

  /// The same work done in two ways.
  record Comparison(Runnable better, Runnable plain) {
    /// Ends as soon as it is lost: a kernel that is interpreted yet takes long.
    private boolean isWon() {
      long start = System.nanoTime();
      for (int i = 0; i < TIMES; i++) {
        plain.run();
      }
      long middle = System.nanoTime();
      long limit = middle + (long) (SLOWER * (middle - start));
      for (int i = 0; i < TIMES; i++) {
        better.run();
        if (System.nanoTime() > limit) {
          return false;
        }
      }
      return true;
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
        if (wins[i] < WINS) {
          wins[i] = comparisons.get(i).isWon() ? wins[i] + 1 : 0;
        }
      }
    }
    return Arrays.stream(wins).allMatch(won -> won == WINS);
  }

  /// The same where HotSpot can be made to compile by calls without work. An operation of vectors takes its interpreter and its
  /// first compiler some microseconds, so that such calls, which it counts as all others, bring compiled code sooner than work.
  ///
  /// @param call calls the better way for nothing
  static boolean isFaster(Comparison comparison, Runnable call) {
    long end = System.nanoTime() + PATIENCE;
    long pause = PAUSE;
    int wins = 0;
    while (wins < WINS && System.nanoTime() < end) {
      for (int i = 0; i < CALLS; i++) {
        call.run();
      }
      if (comparison.isWon()) {
        wins++;
      } else {
        wins = 0;
        LockSupport.parkNanos(pause);
        pause = Math.min((long) (LONGER * pause), LONGEST_PAUSE);
      }
    }
    return wins == WINS;
  }
}
