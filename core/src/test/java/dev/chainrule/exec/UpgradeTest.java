package dev.chainrule.exec;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class UpgradeTest {
  @Test
  void itIsPreparedOnceHoweverManyThreadsWork() {
    AtomicInteger prepared = new AtomicInteger();
    Upgrade upgrade = new Upgrade(new ReentrantLock(), "test", 1000, () -> prepared.incrementAndGet() > 0);
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      for (int i = 0; i < 4; i++) {
        threads.submit(() -> {
          while (!upgrade.isReady(7)) {
            Thread.onSpinWait();
          }
        });
      }
    }
    assertThat(prepared).hasValue(1);
  }

  @Test
  void littleWorkPreparesNothing() {
    Upgrade upgrade = new Upgrade(new ReentrantLock(), "test", 1000, () -> {
      throw new AssertionError("prepared");
    });
    assertThat(upgrade.isReady(999)).isFalse();
    assertThat(upgrade.done()).isEqualTo(999);
  }

  @Test
  void whatDoesNotBecomeFasterIsNotTaken() throws InterruptedException {
    CountDownLatch prepared = new CountDownLatch(1);
    Upgrade upgrade = new Upgrade(new ReentrantLock(), "test", 1, () -> {
      prepared.countDown();
      return false;
    });
    assertThat(upgrade.isReady(1)).isFalse();
    prepared.await();
    assertThat(upgrade.isReady(1)).isFalse();
  }
}
