package dev.chainrule.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SamplesTest {
  private static Samples of(long... nanos) {
    Samples samples = new Samples();
    for (long each : nanos) {
      samples.add(1, each);
    }
    return samples;
  }

  @Test
  void quantilesArePerStep() {
    Samples samples = of(30, 10, 20);
    samples.add(10, 50);
    assertThat(samples.quantile(0)).isEqualTo(5);
    assertThat(samples.quantile(0.5)).isEqualTo(20);
    assertThat(samples.quantile(1)).isEqualTo(30);
    assertThat(samples.totalSteps()).isEqualTo(13);
  }

  /// The lucky step of 10 is not yet where it becomes fast.
  @Test
  void warmIsWhenAFewInARowAreFast() {
    Samples.Reached reached = of(100, 10, 80, 70, 60, 11, 10, 50, 10, 12, 10, 10).reached(13);
    assertThat(reached).isEqualTo(new Samples.Reached(6, 331, true));
    assertThat(of(100, 90).reached(13)).isEqualTo(new Samples.Reached(2, 190, false));
  }
}
