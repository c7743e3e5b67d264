package dev.chainrule.nn.data;

import dev.chainrule.RandomKey;
import java.util.List;
import java.util.OptionalLong;
import java.util.PrimitiveIterator;
import java.util.function.Function;
import java.util.stream.IntStream;

/// Records on their way from a source to training: shuffled, made into batches, decoded, ahead of their use. A pipeline is a
/// plan and holds nothing; [#open] begins a run, any number of them, which has threads of its own and gives the same elements
/// in the same order whatever these do.
///
/// A run needs memory for what is in its buffers, not for the whole source: no stage works ahead further than it was told.
/// What goes wrong in any thread arrives at whoever takes the elements, in the turn of the element that it happened to.
///
/// {@snippet :
/// Batch digits = Digits.load();
/// Pipeline<Batch> batches = Pipeline.indices(digits.size())
///     .shuffle(digits.size(), RandomKey.of(1))
///     .batch(32)
///     .map(digits::take)
///     .prefetch(2);
/// try (Records<Batch> epoch = batches.open(new Position(0, 40))) {   // from the 41st batch of the first epoch on
///   System.out.println(epoch.next().size() + " " + batches.size());  // 32 OptionalLong[57]
/// }
/// }
///
/// @param <T> the elements
public final class Pipeline<T> {
  private final Stage<T> stage;

  private Pipeline(Stage<T> stage) {
    this.stage = stage;
  }

  /// The records of a source.
  public static <T> Pipeline<T> of(Source<T> source) {
    return new Pipeline<>(new SourceStage<>(source));
  }

  /// What is in a list.
  public static <T> Pipeline<T> of(List<T> records) {
    return of(Source.of(records));
  }

  /// The numbers from 0 to below the count: rows of what is in memory. They take no memory themselves, but where they are
  /// shuffled.
  public static Pipeline<Integer> indices(int count) {
    return of(new Source<>() {
      @Override
      public Reader<Integer> open(long first) {
        PrimitiveIterator.OfInt rest = IntStream.range((int) Math.min(first, count), count).iterator();
        return () -> rest.hasNext() ? rest.next() : null;
      }

      @Override
      public OptionalLong size() {
        return OptionalLong.of(count);
      }
    });
  }

  /// In random order, as far as a buffer allows: each element is drawn from so many. A buffer for all gives every order with
  /// equal probability; a small one leaves what was far apart far apart. Each epoch has an order of its own.
  ///
  /// To go on in the middle of an epoch, the draws up to there are made again: what comes after this stage is left out, but
  /// what comes before is read again. So shuffle first, and decode after it.
  ///
  /// @param buffer how many elements wait
  /// @param key    what the order follows from
  /// @throws IllegalArgumentException if the buffer is less than 1
  public Pipeline<T> shuffle(int buffer, RandomKey key) {
    return new Pipeline<>(new ShuffleStage<>(stage, requirePositive("shuffle", "a buffer", buffer), key));
  }

  /// So many at a time, as lists. The last is smaller where the number does not divide; none is lost.
  ///
  /// @throws IllegalArgumentException if the count is less than 1
  public Pipeline<List<T>> batch(int count) {
    return new Pipeline<>(new BatchStage<>(stage, requirePositive("batch", "batches", count), true));
  }

  /// So many at a time, as lists; those left over at the end are not given.
  ///
  /// @throws IllegalArgumentException if the count is less than 1
  public Pipeline<List<T>> fullBatches(int count) {
    return new Pipeline<>(new BatchStage<>(stage, requirePositive("fullBatches", "batches", count), false));
  }

  /// A function of each, in the same order, on as many virtual threads as there are processors.
  public <R> Pipeline<R> map(Function<? super T, ? extends R> function) {
    return map(function, Runtime.getRuntime().availableProcessors());
  }

  /// The same with so many at work at once.
  ///
  /// @throws IllegalArgumentException if that is less than 1
  public <R> Pipeline<R> map(Function<? super T, ? extends R> function, int parallel) {
    return new Pipeline<>(new MapStage<>(stage, function, requirePositive("map", "threads", parallel)));
  }

  /// So many made ahead by another thread.
  ///
  /// @throws IllegalArgumentException if that is less than 1
  public Pipeline<T> prefetch(int count) {
    return new Pipeline<>(new PrefetchStage<>(stage, requirePositive("prefetch", "elements", count)));
  }

  /// All so many times in a run; each time counts as an epoch, so that what is random differs.
  ///
  /// @throws IllegalArgumentException if that is less than 1
  public Pipeline<T> repeat(int times) {
    return new Pipeline<>(new RepeatStage<>(stage, requirePositive("repeat", "times", times)));
  }

  /// All again and again, without end.
  public Pipeline<T> repeat() {
    return new Pipeline<>(new RepeatStage<>(stage, RepeatStage.FOREVER));
  }

  /// The first so many.
  ///
  /// @throws IllegalArgumentException if the count is negative
  public Pipeline<T> take(long count) {
    return new Pipeline<>(new SliceStage<>(stage, 0, requireCount("take", count)));
  }

  /// All but the first so many.
  ///
  /// @throws IllegalArgumentException if the count is negative
  public Pipeline<T> skip(long count) {
    return new Pipeline<>(new SliceStage<>(stage, requireCount("skip", count), Long.MAX_VALUE));
  }

  /// How many elements a run has, where that is known without running it.
  public OptionalLong size() {
    return stage.size();
  }

  /// Begins a run.
  public Records<T> open() {
    return open(Position.START);
  }

  /// Begins a run where another one was, or would have come to.
  public Records<T> open(Position at) {
    return new Records<>(stage.open(at.epoch(), at.index()), at);
  }

  private static int requirePositive(String operation, String what, int count) {
    if (count < 1) {
      throw new IllegalArgumentException("[%s] %s of %d; at least 1 is needed".formatted(operation, what, count));
    }
    return count;
  }

  private static long requireCount(String operation, long count) {
    if (count < 0) {
      throw new IllegalArgumentException("[%s] %d elements; a number cannot be negative".formatted(operation, count));
    }
    return count;
  }
}
