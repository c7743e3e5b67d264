package dev.chainrule;

import static dev.chainrule.Chainrule.F32;
import static dev.chainrule.Chainrule.F64;
import static dev.chainrule.Chainrule.I32;
import static dev.chainrule.Chainrule.I64;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.chainrule.graph.DType;
import dev.chainrule.graph.SpecialFunctions;
import java.util.Arrays;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// Random numbers are of the distributions that they are said to be of. Seeds are fixed, so that a test that passes
/// passes always; bounds are those that one honest seed in ten thousand would exceed.
class RandomDistributionsTest {
  private static final RandomKey KEY = RandomKey.of(2026);
  private static final int N = 50_000;
  /// Of Kolmogorov's distribution, and of the normal one.
  private static final double KOLMOGOROV = 2.23;
  private static final double NORMAL = 3.9;
  /// Of the farthest of a hundred normal numbers.
  private static final double NORMAL_OF_HUNDRED = 4.9;

  /// Draws, and the distribution function that they should follow.
  private record Law(BiFunction<RandomKey, DType, Tensor> draws, DoubleUnaryOperator cumulative) {}

  private static final Map<String, Law> LAWS = Map.of(
      "uniform", new Law((key, type) -> key.uniform(type, N), x -> x),
      "uniform from -3 to 5", new Law((key, type) -> key.uniform(-3, 5, type, N), x -> (x + 3) / 8),
      "normal", new Law((key, type) -> key.normal(type, N), RandomDistributionsTest::normal),
      "truncatedNormal from -1 to 2", new Law((key, type) -> key.truncatedNormal(-1, 2, type, N),
          x -> (normal(x) - normal(-1)) / (normal(2) - normal(-1))),
      "truncatedNormal below -9", new Law((key, type) -> key.truncatedNormal(Double.NEGATIVE_INFINITY, -9, type, N),
          x -> normal(x) / normal(-9)),
      "exponential", new Law((key, type) -> key.exponential(type, N), x -> -Math.expm1(-x)),
      "gumbel", new Law((key, type) -> key.gumbel(type, N), x -> Math.exp(-Math.exp(-x))),
      "gamma of 0.3", gamma(0.3),
      "gamma of 1", gamma(1),
      "gamma of 17", gamma(17));

  private static Law gamma(double shape) {
    return new Law((key, type) -> key.gamma(Tensor.full(type, shape, N)), x -> SpecialFunctions.gammainc(shape, x));
  }

  private static double normal(double x) {
    return SpecialFunctions.erfc(-x * Math.sqrt(0.5)) / 2;
  }

  /// The largest distance between the distribution function and the share of draws below, as Kolmogorov scales it.
  @TestFactory
  Stream<DynamicTest> drawsFollowTheirLaw() {
    return LAWS.entrySet().stream().flatMap(law -> Stream.of(F32, F64).map(type ->
        DynamicTest.dynamicTest(law.getKey() + " of " + type, () -> {
          double[] sorted = AllModes.elements(law.getValue().draws.apply(KEY, type));
          Arrays.sort(sorted);
          double distance = 0;
          for (int i = 0; i < N; i++) {
            double below = law.getValue().cumulative.applyAsDouble(sorted[i]);
            distance = Math.max(distance, Math.max(Math.abs(below - (double) i / N), Math.abs(below - (i + 1.0) / N)));
          }
          assertThat(distance * Math.sqrt(N)).isLessThan(KOLMOGOROV);
        })));
  }

  @Test
  void momentsOfTheNormal() {
    double[] x = KEY.normal(F64, N).toDoubles();
    double[] expected = {0, 1, 0, 3};
    double[] variance = {1, 2, 15, 96};
    for (int power = 1; power <= 4; power++) {
      int p = power;
      double mean = Arrays.stream(x).map(value -> Math.pow(value, p)).average().orElseThrow();
      assertThat(mean).isCloseTo(expected[p - 1], within(NORMAL * Math.sqrt(variance[p - 1] / N)));
    }
  }

  @Test
  void everyBitIsSetHalfOfTheTime() {
    long[] bits = KEY.bits(I64, N).toLongs();
    int[] words = KEY.bits(I32, N).toInts();
    for (int bit = 0; bit < 64; bit++) {
      int at = bit;
      assertThat((double) Arrays.stream(bits).filter(b -> (b >>> at & 1) == 1).count()).isCloseTo(N / 2.0, within(NORMAL_OF_HUNDRED * Math.sqrt(N) / 2));
      assertThat((double) Arrays.stream(words).filter(b -> (b >>> at & 1) == 1).count()).isCloseTo(N / 2.0, within(NORMAL_OF_HUNDRED * Math.sqrt(N) / 2));
    }
  }

  @Test
  void neighboursSplitsAndSeedsAreUnrelated() {
    Tensor x = KEY.normal(F64, N);
    Tensor next = x.roll(1, 0);
    Tensor left = KEY.split(2).get(0).normal(F64, N);
    Tensor right = KEY.split(2).get(1).normal(F64, N);
    Tensor folded = KEY.foldIn(1).normal(F64, N);
    Tensor seeded = RandomKey.of(2027).normal(F64, N);
    for (Tensor product : new Tensor[] {x.times(next), x.times(left), left.times(right), x.times(folded), left.times(folded), x.times(seeded)}) {
      assertThat(product.mean().item()).isCloseTo(0, within(NORMAL / Math.sqrt(N)));
    }
  }

  @Test
  void coinsDiceAndClasses() {
    assertShare(KEY.bernoulli(0.3, N).to(F64).mean().item(), 0.3);
    assertShare(KEY.bernoulli(Tensor.full(F64, 0.85, N)).to(F64).mean().item(), 0.85);
    assertThat(KEY.bernoulli(0, 100).any().toBooleans()[0]).isFalse();
    assertThat(KEY.bernoulli(1, 100).all().toBooleans()[0]).isTrue();
    Tensor dice = KEY.randint(-2, 4, N);
    Tensor classes = KEY.categorical(Tensor.of(0.1, 0.2, 0, 0.7).log().broadcastTo(N, 4));
    double[] shares = {0.1, 0.2, 0, 0.7};
    for (int i = 0; i < 6; i++) {
      assertShare(dice.eq(i - 2).to(F64).mean().item(), 1.0 / 6);
    }
    for (int i = 0; i < 4; i++) {
      assertShare(classes.eq(i).to(F64).mean().item(), shares[i]);
    }
  }

  private static void assertShare(double actual, double expected) {
    assertThat(actual).isCloseTo(expected, within(NORMAL * Math.sqrt(expected * (1 - expected) / N)));
  }

  @Test
  void everyOrderIsEquallyLikely() {
    int[] counts = new int[24];
    int draws = 2400;
    RandomKey keys = KEY.split(draws);
    for (int draw = 0; draw < draws; draw++) {
      int[] order = keys.get(draw).permutation(4).toInts();
      int number = 0;
      for (int i = 0; i < 4; i++) {
        int at = i;
        number = number * (4 - i) + (int) IntStream.range(i + 1, 4).filter(j -> order[j] < order[at]).count();
      }
      counts[number]++;
    }
    double statistic = Arrays.stream(counts).mapToDouble(count -> (count - 100) * (count - 100) / 100.0).sum();
    // Pearson's statistic, of 23 degrees of freedom.
    assertThat(SpecialFunctions.gammaincc(23 / 2.0, statistic / 2)).isBetween(1e-4, 1 - 1e-4);
  }
}
