package dev.chainrule.exec;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ArrayPoolTest {
  private int allocated;
  private final ArrayPool<float[]> pool = new ArrayPool<>(size -> {
    allocated++;
    return new float[size];
  });

  @Test
  void whatIsGivenBackIsTakenAgain() {
    float[] first = pool.take(1000);
    assertThat(first.length).isGreaterThanOrEqualTo(1000);
    pool.give(first);
    assertThat(pool.take(600)).isSameAs(first);
    assertThat(pool.take(600)).isNotSameAs(first);
  }

  @Test
  void thereAreArraysOfAnySize() {
    for (int size : new int[] {0, 1, 2, 3, 64, 65, 1 << 20, (1 << 20) + 1}) {
      assertThat(pool.take(size).length).isGreaterThanOrEqualTo(size);
    }
  }

  @Test
  void aBoundedNumberIsKept() {
    List<float[]> many = new ArrayList<>();
    for (int i = 0; i < 2 * ArrayPool.KEPT; i++) {
      many.add(pool.take(10));
    }
    many.forEach(pool::give);
    allocated = 0;
    for (int i = 0; i < many.size(); i++) {
      pool.take(10);
    }
    assertThat(allocated).isEqualTo(many.size() - ArrayPool.KEPT);
  }

  @Test
  void largeArraysAreNotKept() {
    float[] large = pool.take((1 << 20) + 1);
    pool.give(large);
    assertThat(pool.take((1 << 20) + 1)).isNotSameAs(large);
  }
}
