package dev.chainrule.nn.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chainrule.RandomKey;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PipelineTest {
  private static final RandomKey KEY = RandomKey.of(1);

  /// Numbers from 0 on that count how far they were read, and how often they were opened and closed.
  private static final class Counting implements Source<Long> {
    private final long count;
    private final boolean sized;
    private final AtomicLong read = new AtomicLong();
    private final AtomicInteger open = new AtomicInteger();

    Counting(long count, boolean sized) {
      this.count = count;
      this.sized = sized;
    }

    @Override
    public Reader<Long> open(long first) {
      open.incrementAndGet();
      return new Reader<>() {
        private long next = first;

        @Override
        public Long next() {
          read.incrementAndGet();
          return next < count ? next++ : null;
        }

        @Override
        public void close() {
          open.decrementAndGet();
        }
      };
    }

    @Override
    public OptionalLong size() {
      return sized ? OptionalLong.of(count) : OptionalLong.empty();
    }

    @Override
    public String describe(long index) {
      return "record %d of numbers.txt".formatted(index + 1);
    }
  }

  /// Every stage, and stages after each other.
  private static Stream<Pipeline<?>> pipelines() {
    return Stream.of(true, false).flatMap(sized -> {
      Pipeline<Long> numbers = Pipeline.of(new Counting(23, sized));
      return Stream.of(
          numbers,
          numbers.shuffle(1, KEY), numbers.shuffle(7, KEY), numbers.shuffle(100, KEY),
          numbers.batch(5), numbers.fullBatches(5),
          numbers.map(x -> x * 2), numbers.map(x -> x * 2, 1), numbers.prefetch(3),
          numbers.take(9), numbers.take(100), numbers.skip(9), numbers.skip(100),
          numbers.repeat(3), numbers.repeat().take(60),
          numbers.shuffle(8, KEY).repeat(3).batch(4).map(List::toString).prefetch(2),
          numbers.shuffle(23, KEY).batch(4).map(List::hashCode).prefetch(2).repeat(2).skip(3).take(8));
    });
  }

  @ParameterizedTest
  @MethodSource("pipelines")
  void goesOnFromEveryPositionAsIfItHadNeverStopped(Pipeline<?> pipeline) {
    for (long epoch = 0; epoch < 2; epoch++) {
      List<?> whole = pipeline.open(new Position(epoch, 0)).toList();
      assertThat(pipeline.size().orElse(whole.size())).isEqualTo(whole.size());
      for (int index = 0; index <= whole.size() + 1; index++) {
        try (Records<?> rest = pipeline.open(new Position(epoch, index))) {
          assertThat(rest.position()).isEqualTo(new Position(epoch, index));
          assertThat(rest.toList()).isEqualTo(whole.subList(Math.min(index, whole.size()), whole.size()));
        }
      }
    }
  }

  @Test
  void aBufferForAllGivesAllInAnotherOrderInEachEpoch() {
    Pipeline<Integer> shuffled = Pipeline.indices(1000).shuffle(1000, KEY);
    List<Integer> first = shuffled.open().toList();
    assertThat(first).containsExactlyInAnyOrderElementsOf(IntStream.range(0, 1000).boxed().toList()).isNotEqualTo(first.stream().sorted().toList());
    assertThat(shuffled.open(new Position(1, 0)).toList()).containsExactlyInAnyOrderElementsOf(first).isNotEqualTo(first);
    assertThat(Pipeline.indices(1000).shuffle(1000, RandomKey.of(2)).open().toList()).isNotEqualTo(first);
  }

  @Test
  void aSmallBufferLetsNothingComeTooEarly() {
    List<Integer> shuffled = Pipeline.indices(1000).shuffle(10, KEY).open().toList();
    for (int i = 0; i < 1000; i++) {
      assertThat(shuffled.get(i)).isLessThan(i + 10);
    }
  }

  @Test
  void everyOrderIsAsLikelyAsEveryOther() {
    int[] counts = new int[6];
    for (int i = 0; i < 6000; i++) {
      List<Integer> order = Pipeline.indices(3).shuffle(3, KEY).open(new Position(i, 0)).toList();
      counts[order.get(0) * 2 + (order.get(1) > order.get(2) ? 1 : 0)]++;
    }
    // Chi square with 5 degrees of freedom is below 20.5 with a probability of 0.999.
    assertThat(IntStream.of(counts).mapToDouble(n -> (n - 1000.0) * (n - 1000.0) / 1000).sum()).isLessThan(20.5);
  }

  @Test
  void theOrderIsKeptWhateverTheThreadsDo() {
    List<Integer> expected = IntStream.range(0, 200).map(i -> i * i).boxed().toList();
    Pipeline<Integer> squares = Pipeline.indices(200).map(i -> {
      for (int k = 0; k < (i * 7919) % 13; k++) {
        Thread.yield();
      }
      return i * i;
    }, 16).prefetch(3);
    for (int run = 0; run < 20; run++) {
      assertThat(squares.open().toList()).isEqualTo(expected);
    }
  }

  @Test
  void severalAreWorkedOnAtOnce() {
    CountDownLatch all = new CountDownLatch(4);
    assertThat(Pipeline.indices(4).map(i -> {
      all.countDown();
      awaitUninterrupted(all); // ends only if all four are under way
      return i;
    }, 4).open().toList()).containsExactly(0, 1, 2, 3);
  }

  private static void awaitUninterrupted(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void noStageReadsFurtherThanItsBuffersReach() {
    Counting endless = new Counting(Long.MAX_VALUE, false);
    try (Records<List<Long>> records = Pipeline.of(endless).shuffle(100, KEY).batch(10).map(x -> x, 4).prefetch(3).open()) {
      for (int i = 0; i < 1000; i++) {
        records.next();
      }
      // 1000 batches given; one in hand, 3 ready, 4 under way, and the buffer.
      assertThat(endless.read.get()).isLessThanOrEqualTo(10 * (1000 + 1 + 3 + 4 + 1) + 100);
    }
  }

  @Test
  void leavingEarlyClosesTheSourceAndEndsAllThreads() throws InterruptedException {
    Counting endless = new Counting(Long.MAX_VALUE, false);
    List<Thread> workers = new ArrayList<>();
    CountDownLatch never = new CountDownLatch(1);
    Records<Long> records = Pipeline.of(endless).map(x -> {
      synchronized (workers) {
        workers.add(Thread.currentThread());
      }
      if (x > 20) {
        awaitUninterrupted(never); // only an interrupt frees it
      }
      return x;
    }, 8).prefetch(2).open();
    records.next();
    records.close();
    records.close();
    assertThat(records.hasNext()).isFalse();
    assertThat(endless.open).hasValue(0);
    synchronized (workers) {
      assertThat(workers).isNotEmpty();
    }
    for (Thread worker : workers) {
      worker.join();
    }
  }

  @Test
  void aRunThatCameToItsEndHasClosedTheSource() {
    Counting numbers = new Counting(10, false);
    Pipeline.of(numbers).map(x -> x).prefetch(2).repeat(3).open().toList();
    assertThat(numbers.open).hasValue(0);
  }

  @Test
  void whatGoesWrongInAnyThreadArrivesInItsTurnAndNamesTheRecord() {
    Counting numbers = new Counting(100, true);
    Pipeline<Long> pipeline = Pipeline.of(numbers).shuffle(1, KEY).map(x -> {
      if (x == 41) {
        throw new IllegalArgumentException("no number");
      }
      return x;
    }, 8).prefetch(4);
    try (Records<Long> records = pipeline.open()) {
      for (long i = 0; i < 41; i++) {
        assertThat(records.next()).isEqualTo(i);
      }
      assertThatThrownBy(records::next).isInstanceOf(PipelineException.class)
          .hasMessage("record 42 of numbers.txt: no number").hasCauseInstanceOf(IllegalArgumentException.class);
      assertThat(records.hasNext()).isFalse();
    }
    assertThat(numbers.open).hasValue(0);
    assertThatThrownBy(() -> Pipeline.of(numbers).batch(10).map(batch -> batch.get(99)).open().toList())
        .hasMessageStartingWith("the batch that begins with record 1 of numbers.txt: ");
  }

  @Test
  void errorsOfTheSourceNameTheirFileThemselves() {
    Source<String> broken = first -> () -> {
      throw new IOException("words.txt: line 7 is no word");
    };
    assertThatThrownBy(() -> Pipeline.of(broken).shuffle(3, KEY).map(x -> x).prefetch(1).open().toList())
        .isInstanceOf(PipelineException.class).hasMessage("words.txt: line 7 is no word");
  }

  @Test
  void anErrorOfTheMachineIsNoErrorOfTheRecord() {
    assertThatThrownBy(() -> Pipeline.indices(3).map(i -> {
      throw new StackOverflowError();
    }).prefetch(1).open().toList()).isInstanceOf(StackOverflowError.class);
  }

  @Test
  void nothingIsRepeatedForeverWithoutHanging() {
    assertThat(Pipeline.of(new Counting(0, false)).repeat().open().toList()).isEmpty();
    assertThat(Pipeline.indices(0).repeat().open().toList()).isEmpty();
  }

  @Test
  void nonsenseIsRefused() {
    Pipeline<Integer> numbers = Pipeline.indices(3);
    assertThatThrownBy(() -> numbers.batch(0)).hasMessage("[batch] batches of 0; at least 1 is needed");
    assertThatThrownBy(() -> numbers.shuffle(-1, KEY)).hasMessage("[shuffle] a buffer of -1; at least 1 is needed");
    assertThatThrownBy(() -> numbers.take(-2)).hasMessage("[take] -2 elements; a number cannot be negative");
    assertThatThrownBy(() -> new Position(0, -1)).hasMessage("[Position] epoch 0, index -1: neither can be negative");
  }
}
