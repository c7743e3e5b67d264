package dev.chainrule.exec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class TeamTest {
  @Test
  void everyTaskIsDoneOnce() {
    for (int size : new int[] {1, 2, 5}) {
      Team team = new Team(size);
      for (int tasks : new int[] {0, 1, 2, 7, 1000}) {
        AtomicIntegerArray done = new AtomicIntegerArray(tasks);
        team.run(tasks, done::incrementAndGet);
        for (int i = 0; i < tasks; i++) {
          assertThat(done.get(i)).isEqualTo(1);
        }
      }
    }
  }

  @Test
  void tasksRunAtTheSameTime() {
    CyclicBarrier together = new CyclicBarrier(3);
    new Team(3).run(3, i -> {
      try {
        together.await();
      } catch (Exception failure) {
        throw new AssertionError(failure);
      }
    });
    assertThat(together.isBroken()).isFalse();
  }

  @Test
  void sleepingThreadsComeBack() {
    Team team = new Team(2);
    for (int round = 0; round < 5; round++) {
      CountDownLatch both = new CountDownLatch(2);
      team.run(2, i -> {
        both.countDown();
        try {
          both.await();
        } catch (InterruptedException failure) {
          throw new AssertionError(failure);
        }
      });
      long asleep = System.nanoTime() + 2_000_000;
      while (System.nanoTime() < asleep) {
        Thread.onSpinWait();
      }
    }
  }

  @Test
  void tasksMayHaveTasks() {
    Team team = new Team(2);
    AtomicInteger done = new AtomicInteger();
    team.run(4, i -> team.run(4, j -> team.run(4, k -> done.incrementAndGet())));
    assertThat(done).hasValue(64);
  }

  @Test
  void anyNumberOfThreadsMayCallVirtualOnesToo() {
    Team team = new Team(3);
    int[] sums = new int[200];
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int caller = 0; caller < sums.length; caller++) {
        int own = caller;
        threads.submit(() -> {
          AtomicInteger sum = new AtomicInteger();
          team.run(50, sum::addAndGet);
          sums[own] = sum.get();
        });
      }
    }
    assertThat(Arrays.stream(sums)).containsOnly(49 * 50 / 2);
  }

  @Test
  void whatATaskThrowsReachesTheCaller() {
    Team team = new Team(2);
    for (int failing : new int[] {0, 99}) {
      assertThatThrownBy(() -> team.run(100, i -> {
        if (i == failing) {
          throw new IllegalStateException("task " + i);
        }
      })).isInstanceOf(IllegalStateException.class).hasMessage("task " + failing);
    }
    AtomicInteger done = new AtomicInteger();
    team.run(10, i -> done.incrementAndGet());
    assertThat(done).hasValue(10);
  }

  @Test
  void aTeamOfNobodyIsRefused() {
    assertThatThrownBy(() -> new Team(0)).hasMessage("[threads] 0 threads can do nothing; give 1 or more");
  }
}
