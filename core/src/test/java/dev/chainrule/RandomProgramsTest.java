package dev.chainrule;

import static dev.chainrule.Chainrule.checkpoint;
import static dev.chainrule.Chainrule.grad;
import static dev.chainrule.Chainrule.jit;
import static dev.chainrule.Chainrule.jvp;
import static dev.chainrule.Chainrule.vmap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.chainrule.RandomProgram.Line;
import dev.chainrule.RandomProgram.Operation;
import dev.chainrule.graph.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.RandomGenerator;

/// Random compositions of operations, differentiated in every mode: all must agree with each other and with
/// differences. A failing program shrinks to a short one, and prints as one reads it.
class RandomProgramsTest {
  private static final double STEP = 1e-6;
  /// Others than 0 give other programs and points: see CONTRIBUTING.md.
  private static final long SEED = Long.getLong("chainrule.programs.seed", 0);

  @Provide
  Arbitrary<RandomProgram> programs() {
    Arbitrary<Integer> back = Arbitraries.integers().between(0, 3);
    Arbitrary<Line> line = Arbitraries.of(RandomProgram.OPERATIONS)
        .flatMap((Operation operation) -> back.list().ofSize(operation.operands().size()).map(chosen -> new Line(operation, chosen)));
    return varied(line.list().ofMinSize(1).ofMaxSize(8).map(RandomProgram::new));
  }

  /// A vector and a matrix.
  @Provide
  Arbitrary<List<Tensor>> points() {
    Arbitrary<double[]> numbers = Arbitraries.doubles().between(-2, 2).ofScale(3).array(double[].class).ofSize(12);
    return varied(numbers.map(all -> List.of(Tensor.of(Arrays.copyOf(all, 3)), Tensor.of(Shape.of(3, 3), Arrays.copyOfRange(all, 3, 12)))));
  }

  /// The seeds of properties are constants. With another seed than 0 the random numbers that they lead to are others.
  private static <T> Arbitrary<T> varied(Arbitrary<T> arbitrary) {
    RandomGenerator<T> generator = arbitrary.generator(1000);
    return SEED == 0 ? arbitrary : Arbitraries.fromGenerator(random -> generator.next(new Random(random.nextLong() + SEED)));
  }

  @Property(tries = 300, seed = "20")
  void everyModeAgrees(@ForAll("programs") RandomProgram program, @ForAll("points") List<Tensor> x, @ForAll("points") List<Tensor> v) {
    reporting(program, x, () -> assertEveryModeAgrees(program::run, x, v));
  }

  private static void assertEveryModeAgrees(Function<List<Tensor>, Tensor> f, List<Tensor> x, List<Tensor> v) {
    List<Tensor> gradient = grad(f).apply(x);
    double along = inner(gradient, v);
    assertClose(jvp(f, x, v).tangent().item(), along, 1e-9);
    assertIsDifference(f, x, v, along);
    assertSame(jit(grad(f)).apply(x), gradient);
    assertSame(grad((List<Tensor> at) -> jit(f).apply(at)).apply(x), gradient);
    assertSame(grad((List<Tensor> at) -> checkpoint(f).apply(at)).apply(x), gradient);
    List<Tensor> batch = vmap(grad(f)).apply(List.of(Functions.stack(0, x.get(0), v.get(0)), Functions.stack(0, x.get(1), v.get(1))));
    assertSame(batch.stream().map(each -> each.get(0)).toList(), gradient);
  }

  @Property(tries = 200, seed = "21")
  void allSecondOrderModesAgree(@ForAll("programs") RandomProgram program, @ForAll("points") List<Tensor> x, @ForAll("points") List<Tensor> v,
      @ForAll("points") List<Tensor> u) {
    reporting(program, x, () -> assertSecondOrderModesAgree(program::run, x, v, u));
  }

  /// Fails with the program, which surefire would not show.
  private static void reporting(RandomProgram program, List<Tensor> x, Runnable check) {
    try {
      check.run();
    } catch (AssertionError | RuntimeException failure) {
      throw new AssertionError("%n%s%nat v0 = %s, m0 = %s, -Dchainrule.programs.seed=%d:%n%s"
          .formatted(program, x.get(0), x.get(1), SEED, failure), failure);
    }
  }

  private static void assertSecondOrderModesAgree(Function<List<Tensor>, Tensor> f, List<Tensor> x, List<Tensor> v, List<Tensor> u) {
    Function<List<Tensor>, Tensor> alongV = at -> jvp(f, at, v).tangent();
    List<Tensor> forwardOverReverse = jvp(grad(f), x, v).tangent();
    assertSame(grad((List<Tensor> at) -> dot(grad(f).apply(at), v)).apply(x), forwardOverReverse);
    assertSame(grad(alongV).apply(x), forwardOverReverse);
    double curvature = inner(forwardOverReverse, u);
    assertThat(jvp(alongV, x, u).tangent().item()).isCloseTo(curvature, within(1e-9 * scale(forwardOverReverse)));
    assertIsDifference(alongV, x, u, curvature);
  }

  private static Tensor dot(List<Tensor> a, List<Tensor> b) {
    return a.get(0).dot(b.get(0)).plus(a.get(1).flatten().dot(b.get(1).flatten()));
  }

  private static double inner(List<Tensor> a, List<Tensor> b) {
    return dot(a, b).item();
  }

  /// Central, where those on both sides agree: a kink has no derivative.
  private static void assertIsDifference(Function<List<Tensor>, Tensor> f, List<Tensor> x, List<Tensor> v, double derivative) {
    double at = f.apply(x).item();
    double above = f.apply(moved(x, v, STEP)).item();
    double below = f.apply(moved(x, v, -STEP)).item();
    double bend = (above - 2 * at + below) / STEP;
    double farBend = (f.apply(moved(x, v, 30 * STEP)).item() - 2 * at + f.apply(moved(x, v, -30 * STEP)).item()) / (30 * STEP);
    double scale = Math.max(1, Math.abs(derivative));
    if (Math.abs(bend) < 1e-3 * scale && Math.abs(farBend) < 3e-2 * scale) {
      assertThat((above - below) / (2 * STEP)).isCloseTo(derivative, within(1e-5 * scale));
    }
  }

  private static List<Tensor> moved(List<Tensor> x, List<Tensor> v, double step) {
    return IntStream.range(0, x.size()).mapToObj(i -> x.get(i).plus(v.get(i).times(step))).toList();
  }

  private static void assertSame(List<Tensor> actual, List<Tensor> expected) {
    assertThat(RandomProgram.flat(actual)).containsExactly(RandomProgram.flat(expected), within(1e-9 * scale(expected)));
  }

  private static double scale(List<Tensor> x) {
    return Math.max(1, Arrays.stream(RandomProgram.flat(x)).map(Math::abs).max().orElse(0));
  }

  private static void assertClose(double actual, double expected, double tolerance) {
    assertThat(actual).isCloseTo(expected, within(tolerance * Math.max(1, Math.abs(expected))));
  }
}
