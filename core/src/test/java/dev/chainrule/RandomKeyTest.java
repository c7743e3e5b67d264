package dev.chainrule;

import static dev.chainrule.Chainrule.F32;
import static dev.chainrule.Chainrule.F64;
import static dev.chainrule.Chainrule.I32;
import static dev.chainrule.Chainrule.I64;
import static dev.chainrule.Chainrule.grad;
import static dev.chainrule.Chainrule.jit;
import static dev.chainrule.Chainrule.scan;
import static dev.chainrule.Chainrule.vmap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.chainrule.graph.DTypeException;
import dev.chainrule.graph.ElementException;
import dev.chainrule.graph.ShapeException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// Random numbers: the same wherever they are computed, and of the distributions that they are said to be of.
class RandomKeyTest {
  private static final RandomKey KEY = RandomKey.of(42);

  /// Everything that a key gives.
  private static Map<String, Function<RandomKey, Tensor>> draws() {
    Map<String, Function<RandomKey, Tensor>> draws = new TreeMap<>(Map.of(
        "bits", key -> key.bits(I32, 3, 4),
        "bits of I64", key -> key.bits(I64, 5),
        "uniform", key -> key.uniform(F32, 7),
        "uniform between", key -> key.uniform(-2, 3, F64, 2, 2),
        "normal", key -> key.normal(F64, 3),
        "truncatedNormal", key -> key.truncatedNormal(-1, 2, F32, 4),
        "exponential", key -> key.exponential(F32, 4),
        "gumbel", key -> key.gumbel(F64, 4),
        "bernoulli", key -> key.bernoulli(0.3, 9)));
    draws.putAll(Map.of(
        "bernoulli of a tensor", key -> key.bernoulli(Tensor.of(0.0, 0.5, 1.0)),
        "categorical", key -> key.categorical(Tensor.of(new double[][] {{0, 1, 2}, {3, 0, 0}})),
        "randint", key -> key.randint(-5, 5, 8),
        "permutation", key -> key.permutation(9),
        "shuffle", key -> key.shuffle(Tensor.of(new double[][] {{1, 2}, {3, 4}, {5, 6}})),
        "split", key -> key.split(3).words(),
        "foldIn", key -> key.foldIn(7).words(),
        "gamma", key -> key.gamma(Tensor.of(0.3, 1.0, 7.0, 0.9, 2.5, 100.0)),
        "a scalar", key -> key.normal(F32)));
    draws.putAll(Map.of(
        "laplace", key -> key.laplace(F64, 5), "logistic", key -> key.logistic(F32, 5), "cauchy", key -> key.cauchy(F64, 5),
        "weibull", key -> key.weibull(Tensor.of(0.5, 3.0)), "pareto", key -> key.pareto(Tensor.of(0.5, 3.0)),
        "beta", key -> key.beta(Tensor.of(0.3, 3.0), Tensor.of(2.0)), "dirichlet", key -> key.dirichlet(Tensor.of(0.01, 1.0, 20.0)),
        "studentT", key -> key.studentT(Tensor.of(3.0)), "rademacher", key -> key.rademacher(F32, 9),
        "geometric", key -> key.geometric(Tensor.of(0.2, 0.9, 1.0))));
    draws.putAll(Map.of(
        "poisson", key -> key.poisson(Tensor.of(0.0, 0.7, 12.0, 3e4, -1.0)),
        "binomial", key -> key.binomial(Tensor.of(0, 5, 1000, 7), Tensor.of(0.3)),
        "multivariateNormal", key -> key.multivariateNormal(Tensor.of(1.0, 2.0), Tensor.of(new double[][] {{2, 1}, {1, 3}}), 4),
        "choice", key -> key.choice(Functions.arange(20), 6, false),
        "choice by weights", key -> key.choice(Functions.arange(3), 2, false, Tensor.of(0.1, 0.2, 0.7)),
        "choice with replacement", key -> key.choice(Functions.arange(3), 9, true, Tensor.of(0.1, 0.2, 0.7)),
        "gumbelSoftmax", key -> key.gumbelSoftmax(Tensor.of(0.1, 0.2), 0.5, true), "ball", key -> key.ball(3, F64, 2)));
    return draws;
  }

  private static void assertSame(Tensor actual, Tensor expected) {
    assertThat(actual.value().type()).isEqualTo(expected.value().type());
    assertThat(AllModes.elements(actual)).isEqualTo(AllModes.elements(expected));
  }

  @TestFactory
  Stream<DynamicTest> theSameInCompiledFunctions() {
    return draws().entrySet().stream().map(draw -> DynamicTest.dynamicTest(draw.getKey(), () -> {
      assertSame(jit(draw.getValue()).apply(KEY), draw.getValue().apply(KEY));
      assertSame(jit(draw.getValue()).apply(RandomKey.of(7)), draw.getValue().apply(RandomKey.of(7)));
    }));
  }

  @TestFactory
  Stream<DynamicTest> mappingOverKeysIsALoop() {
    return draws().entrySet().stream().map(draw -> DynamicTest.dynamicTest(draw.getKey(), () -> {
      RandomKey keys = KEY.split(3);
      Tensor together = vmap(draw.getValue()).apply(keys);
      Tensor compiled = jit(vmap(draw.getValue())).apply(keys);
      for (int i = 0; i < 3; i++) {
        assertSame(together.get(i), draw.getValue().apply(keys.get(i)));
        assertSame(compiled.get(i), draw.getValue().apply(keys.get(i)));
      }
    }));
  }

  @Test
  void loopsFoldTheirCounterIn() {
    Function<RandomKey, Tensor> walk = key -> scan((Tensor at, Tensor step) -> {
      Tensor next = at.plus(key.foldIn(step).normal(F64));
      return new Step<>(next, next);
    }, Tensor.of(0.0), Functions.arange(5)).results();
    double at = 0;
    double[] expected = new double[5];
    for (int step = 0; step < 5; step++) {
      at += KEY.foldIn(step).normal(F64).item();
      expected[step] = at;
    }
    assertThat(walk.apply(KEY).toDoubles()).isEqualTo(expected);
    assertThat(jit(walk).apply(KEY).toDoubles()).isEqualTo(expected);
  }

  @Test
  void loopsTakeSplitKeysInTurn() {
    RandomKey keys = KEY.split(4);
    Tensor all = scan((Tensor none, RandomKey key) -> new Step<>(none, key.uniform(F64)), Tensor.of(0), keys).results();
    assertThat(all.toDoubles()).isEqualTo(IntStream.range(0, 4).mapToDouble(i -> keys.get(i).uniform(F64).item()).toArray());
  }

  @Test
  void theSameFromManyThreads() throws Exception {
    double[] expected = KEY.normal(F64, 5000).toDoubles();
    try (var threads = Executors.newFixedThreadPool(4)) {
      Callable<double[]> work = () -> KEY.normal(F64, 5000).toDoubles();
      for (var result : threads.invokeAll(java.util.Collections.nCopies(12, work))) {
        assertThat(result.get()).isEqualTo(expected);
      }
    }
  }

  /// Draws so large that kernels share them.
  @TestFactory
  Stream<DynamicTest> theSameWhateverTheNumberOfThreads() {
    int many = 600_000;
    Map<String, Function<RandomKey, Tensor>> large = Map.of(
        "bits", key -> key.bits(I64, many), "uniform", key -> key.uniform(F32, many), "normal", key -> key.normal(F64, many),
        "truncatedNormal", key -> key.truncatedNormal(-1, 2, F32, many), "exponential", key -> key.exponential(F64, many),
        "gamma", key -> key.gamma(Tensor.full(F64, 0.7, many)), "categorical", key -> key.categorical(Tensor.of(0.1, 0.5, -1.0), many / 2),
        "randint", key -> key.randint(-5, 5, many), "permutation", key -> key.permutation(many), "studentT", key -> key.studentT(Tensor.full(F32, 3, many)));
    return large.entrySet().stream().map(draw -> DynamicTest.dynamicTest(draw.getKey(), () -> {
      int before = Threads.most();
      try {
        Threads.use(1);
        Tensor alone = draw.getValue().apply(KEY);
        for (int threads : new int[] {2, 5}) {
          Threads.use(threads);
          assertSame(draw.getValue().apply(KEY), alone);
        }
      } finally {
        Threads.use(before);
      }
    }));
  }

  @Test
  void theFirstNumbersOfLongerDrawsAreThoseOfShorterOnes() {
    assertThat(Arrays.copyOf(KEY.uniform(F64, 1000).toDoubles(), 10)).isEqualTo(KEY.uniform(F64, 10).toDoubles());
  }

  /// What JAX prints for key 0, its split and uniform numbers of both; the last bit of a uniform number is ours.
  @Test
  void bitsAreThoseOfJax() {
    RandomKey key = RandomKey.of(0);
    assertThat(key.uniform(F32, 4).to(F64).toDoubles())
        .containsExactly(new double[] {0.9476670, 0.9785799, 0.3322915, 0.4686685}, within(2e-7));
    assertThat(key.split(2).get(1).uniform(F32).item()).isCloseTo(0.00729382, within(2e-7));
    assertThat(IntStream.of(key.split(3).words().toInts()).mapToObj(Integer::toUnsignedString))
        .containsExactly("1797259609", "2579123966", "928981903", "3453687069", "4146024105", "2718843009");
    assertThat(key.foldIn(0).words().toInts()).containsExactly(0x6b200159, 0x99ba4efe);
    assertThat(RandomKey.of(0x123456789abcdef0L).words().toInts()).containsExactly(0x12345678, 0x9abcdef0);
  }

  @Test
  void keysDiffer() {
    List<RandomKey> keys = List.of(KEY, RandomKey.of(43), KEY.split(2).get(0), KEY.split(2).get(1), KEY.foldIn(5), KEY.foldIn(-5),
        KEY.split(2).get(0).split(2).get(0));
    assertThat(keys.stream().map(key -> key.bits(I64).toLongs()[0]).distinct()).hasSameSizeAs(keys);
  }

  @Test
  void endsAreKept() {
    for (var dtype : List.of(F32, F64)) {
      double[] uniform = AllModes.elements(KEY.uniform(dtype, 100_000));
      assertThat(Arrays.stream(uniform).min().orElseThrow()).isBetween(0.0, 1e-4);
      assertThat(Arrays.stream(uniform).max().orElseThrow()).isBetween(1 - 1e-4, Math.nextDown(1.0));
      assertThat(AllModes.isFinite(KEY.gumbel(dtype, 100_000))).isTrue();
      assertThat(AllModes.isFinite(KEY.normal(dtype, 100_000))).isTrue();
      double next = dtype == F32 ? Math.nextUp(3f) : Math.nextUp(3.0);
      assertThat(AllModes.elements(KEY.uniform(3, next, dtype, 1000))).containsOnly(3);
    }
    int[] dice = KEY.randint(1, 7, 10_000).toInts();
    assertThat(Arrays.stream(dice).distinct().sorted()).containsExactly(1, 2, 3, 4, 5, 6);
    int[] wide = KEY.randint(Integer.MIN_VALUE, Integer.MAX_VALUE, 100).sort().toInts();
    assertThat(wide[0]).isLessThan(-1_900_000_000);
    assertThat(wide[99]).isGreaterThan(1_900_000_000);
    assertThat(KEY.randint(5, 6, 3).toInts()).containsOnly(5);
  }

  @Test
  void permutationsHoldEverythingOnce() {
    assertThat(KEY.permutation(1000).sort().toInts()).isEqualTo(IntStream.range(0, 1000).toArray());
    assertThat(KEY.permutation(0).size()).isZero();
    Tensor x = Tensor.of(new double[][] {{1, 10}, {2, 20}, {3, 30}, {4, 40}});
    Tensor shuffled = KEY.shuffle(x);
    assertThat(shuffled.sort(0).toDoubles()).isEqualTo(x.toDoubles());
    assertThat(shuffled.get(Range.all(), Range.at(1)).div(shuffled.get(Range.all(), Range.at(0))).toDoubles()).containsOnly(10);
  }

  @Test
  void gradientsPassThroughWhatIsDoneWithTheNumbers() {
    Tensor noise = KEY.normal(F64, 6);
    Function<Tensor, Tensor> loss = scale -> KEY.normal(F64, 6).times(scale).square().sum();
    assertThat(grad(loss).apply(Tensor.of(3.0)).item()).isCloseTo(6 * noise.square().sum().item(), within(1e-12));
    assertSame(grad((Tensor x) -> KEY.shuffle(x).times(Functions.arange(F64, 3)).sum()).apply(Tensor.of(1.0, 2.0, 3.0)),
        KEY.permutation(3).argSort().to(F64));
  }

  @Test
  void errorsSayWhatToDo() {
    assertThatThrownBy(() -> KEY.split(3).normal(F32, 2)).isInstanceOf(ShapeException.class)
        .hasMessage("[normal] a key is I32[2], and this is I32[3, 2]; of several keys take one with get, or map over them with vmap");
    assertThatThrownBy(() -> KEY.normal(I32, 2)).isInstanceOf(DTypeException.class)
        .hasMessage("[normal] makes F32 or F64, not I32; randint makes integers");
    assertThatThrownBy(() -> KEY.bits(F32, 2)).isInstanceOf(DTypeException.class);
    assertThatThrownBy(() -> KEY.foldIn(Tensor.of(1.0))).isInstanceOf(DTypeException.class)
        .hasMessage("[foldIn] takes an integer scalar, not F64[]");
    assertThatThrownBy(() -> KEY.randint(3, 3)).isInstanceOf(ElementException.class);
    assertThatThrownBy(() -> KEY.uniform(1, 0, F32)).isInstanceOf(ElementException.class)
        .hasMessage("[uniform] the lower bound 1.0 must be below the upper bound 0.0");
    assertThatThrownBy(() -> KEY.truncatedNormal(50, 60, F64)).isInstanceOf(ElementException.class)
        .hasMessage("[truncatedNormal] F64 cannot tell the probability between 50.0 and 60.0 from 0");
  }

  @Test
  void printsItsWords() {
    assertThat(RandomKey.of(5)).hasToString("RandomKey[0, 5]");
    assertThat(RandomKey.of(5).split(3)).hasToString("RandomKey[3, 2]");
  }
}
