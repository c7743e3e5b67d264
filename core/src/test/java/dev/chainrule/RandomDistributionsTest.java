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

  private static final Map<String, Law> LAWS = new java.util.TreeMap<>(Map.of(
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
      "gamma of 17", gamma(17)));

  static {
    LAWS.putAll(Map.of(
        "laplace", new Law((key, type) -> key.laplace(type, N), x -> x < 0 ? Math.exp(x) / 2 : 1 - Math.exp(-x) / 2),
        "logistic", new Law((key, type) -> key.logistic(type, N), x -> 1 / (1 + Math.exp(-x))),
        "cauchy", new Law((key, type) -> key.cauchy(type, N), x -> 0.5 + Math.atan(x) / Math.PI),
        "lognormal", new Law((key, type) -> key.lognormal(0.7, type, N), x -> normal(Math.log(x) / 0.7)),
        "rayleigh", new Law((key, type) -> key.rayleigh(type, N), x -> -Math.expm1(-x * x / 2)),
        "weibull of 1.7", new Law((key, type) -> key.weibull(Tensor.full(type, 1.7, N)), x -> -Math.expm1(-Math.pow(x, 1.7))),
        "pareto of 3", new Law((key, type) -> key.pareto(Tensor.full(type, 3, N)), x -> 1 - Math.pow(x, -3)),
        "beta of 0.4 and 2.5", new Law((key, type) -> key.beta(Tensor.full(type, 0.4, N), Tensor.full(type, 2.5, N)), x -> SpecialFunctions.betainc(0.4, 2.5, x)),
        "a part of dirichlet", new Law((key, type) -> key.dirichlet(Tensor.of(2.0, 0.5, 1.5).to(type).broadcastTo(N, 3)).slice(1, Range.at(0)),
            x -> SpecialFunctions.betainc(2, 2, x)),
        "chiSquared of 5", new Law((key, type) -> key.chiSquared(Tensor.full(type, 5, N)), x -> SpecialFunctions.gammainc(2.5, x / 2))));
    LAWS.putAll(Map.of(
        "studentT of 3", new Law((key, type) -> key.studentT(Tensor.full(type, 3, N)),
            x -> x < 0 ? SpecialFunctions.betainc(1.5, 0.5, 3 / (3 + x * x)) / 2 : 1 - SpecialFunctions.betainc(1.5, 0.5, 3 / (3 + x * x)) / 2),
        "logGamma of 0.01", new Law((key, type) -> key.logGamma(Tensor.full(type, 0.01, N)).times(0.01).exp(),
            // Of e^(0.01 x): the variate itself would underflow.
            x -> x < 1e-3 ? x * Math.exp(-SpecialFunctions.lgamma(1.01)) : SpecialFunctions.gammainc(0.01, Math.pow(x, 100))),
        "length of ball", new Law((key, type) -> key.ball(3, type, N).norm(1), x -> Math.pow(x, 3)),
        "multivariateNormal across", new Law((key, type) -> key.multivariateNormal(Tensor.of(1.0, -2.0).to(type),
            Tensor.of(new double[][] {{2, 1}, {1, 3}}).to(type), N).sum(1), x -> normal((x + 1) / Math.sqrt(7))),
        "an element of orthogonal", new Law((key, type) -> key.orthogonal(3, type, N).get(Range.all(), Range.at(1), Range.at(2)), x -> (x + 1) / 2)));
  }

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

  @Test
  void whereThereAreNoClassesNoneIsDrawn() {
    double none = Double.NEGATIVE_INFINITY;
    Tensor logits = Tensor.of(new double[][] {{none, none}, {none, 3}, {Double.NaN, 0}});
    assertThat(KEY.categorical(logits).toInts()).containsExactly(-1, 1, -1);
    assertThat(KEY.categorical(logits, 2).toInts()).containsExactly(-1, 1, -1, -1, 1, -1);
  }

  private static void assertShare(double actual, double expected) {
    assertThat(actual).isCloseTo(expected, within(NORMAL * Math.sqrt(expected * (1 - expected) / N)));
  }

  /// Counts against their probabilities.
  @Test
  void countsFollowTheirLaw() {
    assertCounts(KEY.poisson(Tensor.full(F64, 2.5, N)), k -> Math.exp(k * Math.log(2.5) - 2.5 - SpecialFunctions.lgamma(k + 1)));
    assertCounts(KEY.poisson(Tensor.full(F32, 30, N)), k -> Math.exp(k * Math.log(30) - 30 - SpecialFunctions.lgamma(k + 1)));
    assertCounts(KEY.binomial(Tensor.full(I32, 12, N), Tensor.of(0.3)), k -> k > 12 ? 0
        : Math.exp(SpecialFunctions.lgamma(13) - SpecialFunctions.lgamma(k + 1) - SpecialFunctions.lgamma(13 - k) + k * Math.log(0.3) + (12 - k) * Math.log(0.7)));
    assertCounts(KEY.geometric(Tensor.full(F64, 0.4, N)), k -> k == 0 ? 0 : 0.4 * Math.pow(0.6, k - 1));
    assertShare(KEY.rademacher(F64, N).eq(1).to(F64).mean().item(), 0.5);
    assertThat(KEY.poisson(Tensor.of(-1.0, Double.NaN, 0.0, 1e8)).lt(Tensor.of(0, 0, 1, 110_000_000)).all().toBooleans()[0]).isTrue();
    assertThat(KEY.binomial(Tensor.of(-1, 5, 5, 5), Tensor.of(0.5, 1.0, 0.0, 1.5)).toInts()).containsExactly(-1, 5, 0, -1);
  }

  private static void assertCounts(Tensor counts, java.util.function.IntToDoubleFunction probability) {
    for (int k = 0; k < 40; k++) {
      double expected = probability.applyAsDouble(k);
      double share = counts.eq(k).to(F64).mean().item();
      // Rare ones are not normally spread.
      assertThat(share).isCloseTo(expected, within(NORMAL * Math.sqrt(expected * (1 - expected) / N) + 4.0 / N));
    }
  }

  @Test
  void choicesAreDistinctOrWeighted() {
    Tensor draws = KEY.choice(Functions.arange(10), 10, false);
    assertThat(draws.sort().toInts()).isEqualTo(Functions.arange(10).toInts());
    Tensor weights = Tensor.of(0.1, 0.2, 0.0, 0.7);
    Tensor weighted = KEY.choice(Functions.arange(4), N, true, weights);
    for (int i = 0; i < 4; i++) {
      assertShare(weighted.eq(i).to(F64).mean().item(), weights.get(i).item());
    }
    Tensor first = Chainrule.vmap((RandomKey key) -> key.choice(Functions.arange(4), 2, false, weights).get(0)).apply(KEY.split(N));
    assertShare(first.eq(3).to(F64).mean().item(), 0.7);
    Tensor hard = KEY.gumbelSoftmax(weights.log().broadcastTo(N, 4), 0.5, true);
    assertShare(hard.mean(0).get(1).item(), 0.2);
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
