package dev.chainrule.transform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chainrule.graph.ShapeException;
import org.junit.jupiter.api.Test;

/// With s checkpoints and r repetitions, a loop may have (s + r choose s) iterations.
class BinomialScheduleTest {
  @Test
  void repetitionsAreAsFewAsTheLengthAllows() {
    assertThat(new BinomialSchedule(10, 2).repetitions()).isEqualTo(3);
    assertThat(new BinomialSchedule(11, 2).repetitions()).isEqualTo(4);
    assertThat(new BinomialSchedule(1, 5).repetitions()).isZero();
    assertThat(new BinomialSchedule(35, 3).repetitions()).isEqualTo(4);
  }

  @Test
  void theLongestLoopOfSoManyCheckpointsIsAccepted() {
    assertThat(BinomialSchedule.of(101, 1)).isEqualTo(new BinomialSchedule(101, 1));
    assertThat(BinomialSchedule.of(102 * 101 / 2, 2).repetitions()).isEqualTo(100);
    assertThatThrownBy(() -> BinomialSchedule.of(102 * 101 / 2, 1)).isInstanceOf(ShapeException.class).hasMessageEndingWith("keep at least 2 carries");
    assertThatThrownBy(() -> BinomialSchedule.of(102 * 101 / 2 + 1, 1)).hasMessageEndingWith("keep at least 3 carries");
  }
}
