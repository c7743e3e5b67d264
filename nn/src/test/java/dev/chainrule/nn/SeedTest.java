package dev.chainrule.nn;

import static dev.chainrule.Chainrule.F32;
import static dev.chainrule.Chainrule.F64;
import static dev.chainrule.Chainrule.I32;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SeedTest {
  @Test
  void answersTheSameOnEveryMachine() {
    assertThat(new Seed(42).permutation(8)).containsExactly(5, 1, 4, 6, 2, 0, 3, 7);
    assertThat(new Seed(42).uniform(F64, 0, 1, 2).toDoubles()).containsExactly(0.6964138702129775, 0.6709997082364175);
    assertThat(new Seed(42).normal(F64, 0, 1, 2).toDoubles()).containsExactly(1.2182922604741178, 0.582804575215559);
    assertThat(new Seed(42).child(0).number()).isEqualTo(-7450291807549245335L);
  }

  @Test
  void aPermutationHasEveryNumberOnce() {
    for (int size : new int[] {0, 1, 2, 3, 100, 1797}) {
      int[] sorted = new Seed(size).permutation(size);
      Arrays.sort(sorted);
      assertThat(sorted).isEqualTo(IntStream.range(0, size).toArray());
    }
  }

  @Test
  void permutationsOfThreeAreEquallyFrequent() {
    int[] count = new int[9];
    for (int i = 0; i < 6000; i++) {
      int[] order = new Seed(7).child(i).permutation(3);
      count[order[0] * 3 + order[1]]++;
    }
    assertThat(Arrays.stream(count).filter(n -> n > 0)).hasSize(6).allSatisfy(n -> assertThat(n).isBetween(880, 1120));
  }

  @Test
  void childrenDiffer() {
    Set<Long> numbers = new HashSet<>();
    for (int parent = 0; parent < 100; parent++) {
      numbers.add((long) parent);
      for (int child = 0; child < 100; child++) {
        numbers.add(new Seed(parent).child(child).number());
      }
    }
    assertThat(numbers).hasSize(100 * 101);
  }

  @Test
  void numbersHaveTheMomentsOfTheirDistribution() {
    double[] uniform = new Seed(1).uniform(F64, -2, 4, 100, 200).toDoubles();
    assertThat(mean(uniform)).isBetween(0.95, 1.05);
    assertThat(deviation(uniform)).isBetween(1.70, 1.76);
    assertThat(Arrays.stream(uniform)).allMatch(x -> x >= -2 && x < 4);

    double[] normal = new Seed(1).normal(F64, 5, 2, 100, 200).toDoubles();
    assertThat(mean(normal)).isBetween(4.95, 5.05);
    assertThat(deviation(normal)).isBetween(1.95, 2.05);
    assertThat(Arrays.stream(normal).filter(x -> Math.abs(x - 5) < 2).count() / 20_000.0).isBetween(0.67, 0.695);
  }

  @Test
  void fillsTheTypeThatIsAskedFor() {
    assertThat(new Seed(3).uniform(F32, 0, 1, 2, 3).dtype()).isEqualTo(F32);
    assertThat(Arrays.stream(new Seed(3).uniform(I32, 0, 10, 50).toInts())).allMatch(i -> i >= 0 && i < 10);
    assertThat(new Seed(3).uniform(F32, 0, 1).rank()).isZero();
  }

  private static double mean(double[] numbers) {
    return Arrays.stream(numbers).average().orElseThrow();
  }

  private static double deviation(double[] numbers) {
    double mean = mean(numbers);
    return Math.sqrt(Arrays.stream(numbers).map(x -> (x - mean) * (x - mean)).average().orElseThrow());
  }
}
