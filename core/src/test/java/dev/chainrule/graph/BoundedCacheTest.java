package dev.chainrule.graph;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class BoundedCacheTest {
  private final AtomicInteger made = new AtomicInteger();
  private final BoundedCache<Integer, String> cache = new BoundedCache<>(10);

  @Test
  void itNeverHoldsMoreThanTwoGenerations() {
    for (int key = 0; key < 1000; key++) {
      get(key);
      assertThat(cache.entries()).hasSizeLessThanOrEqualTo(20);
    }
  }

  @Test
  void whatIsUsedAgainAndAgainStays() {
    for (int key = 1; key < 1000; key++) {
      get(0);
      get(key);
    }
    assertThat(made).hasValue(1000);
  }

  @Test
  void whatWasForgottenIsMadeAgain() {
    for (int key = 0; key < 100; key++) {
      get(key);
    }
    get(0);
    assertThat(made).hasValue(101);
  }

  private void get(int key) {
    assertThat(cache.get(key, wanted -> {
      made.incrementAndGet();
      return "value " + wanted;
    })).isEqualTo("value " + key);
  }
}
