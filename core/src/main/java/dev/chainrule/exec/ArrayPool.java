package dev.chainrule.exec;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.function.IntFunction;
import java.util.stream.Stream;

/// Arrays to work with for a while, by sizes that are powers of two. A bounded number is kept, however many threads
/// there are or have been.
///
/// @param <A> the type of the arrays
final class ArrayPool<A> {
  /// Larger arrays, of more than a million elements, are left to the collector.
  private static final int LARGEST = 20;
  /// How many of each size are kept: two for each thread that can compute at once.
  static final int KEPT = 2 * Runtime.getRuntime().availableProcessors();

  private final IntFunction<A> allocation;
  private final ArrayBlockingQueue<A>[] free;

  @SuppressWarnings("unchecked") // Java has no arrays of generic types.
  ArrayPool(IntFunction<A> allocation) {
    this.allocation = allocation;
    this.free = Stream.generate(() -> new ArrayBlockingQueue<A>(KEPT)).limit(LARGEST + 1).toArray(ArrayBlockingQueue[]::new);
  }

  /// An array of at least so many elements, which may hold anything.
  A take(int size) {
    int power = Integer.SIZE - Integer.numberOfLeadingZeros(Math.max(size, 1) - 1);
    if (power > LARGEST) {
      return allocation.apply(size);
    }
    A known = free[power].poll();
    return known != null ? known : allocation.apply(1 << power);
  }

  /// Takes an array back, which nobody uses after.
  void give(A array) {
    int length = java.lang.reflect.Array.getLength(array);
    int power = Integer.numberOfTrailingZeros(length);
    if (power <= LARGEST && length == 1 << power) {
      free[power].offer(array);
    }
  }
}
