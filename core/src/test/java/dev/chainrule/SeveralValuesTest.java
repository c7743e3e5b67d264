package dev.chainrule;

import static dev.chainrule.Chainrule.checkpoint;
import static dev.chainrule.Chainrule.cond;
import static dev.chainrule.Chainrule.grad;
import static dev.chainrule.Chainrule.hvp;
import static dev.chainrule.Chainrule.jit;
import static dev.chainrule.Chainrule.jvp;
import static dev.chainrule.Chainrule.scan;
import static dev.chainrule.Chainrule.vmap;
import static dev.chainrule.Chainrule.whileLoop;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// Choices, loops and calls of several values, results and captured tensors at once, each with another part in the
/// result: an exchange of two of them would show. They are held against the same in plain Java, in all modes.
class SeveralValuesTest {
  /// Four vectors of two numbers; and four more, the direction.
  private static final List<Tensor> X = vectors(0.3);
  private static final List<Tensor> V = vectors(0.7);

  private static List<Tensor> vectors(double from) {
    return IntStream.range(0, 4).mapToObj(i -> Tensor.of(from + 0.11 * i, from - 0.23 * i)).toList();
  }

  /// Every value with its own weight.
  private static Tensor weighted(List<Tensor> values) {
    Tensor sum = Tensor.of(0.0);
    for (int i = 0; i < values.size(); i++) {
      sum = sum.plus(values.get(i).times(i + 1).sin().sum());
    }
    return sum;
  }

  private static Step<List<Tensor>, List<Tensor>> step(List<Tensor> x, List<Tensor> carry, List<Tensor> slices) {
    Tensor a = carry.get(0);
    Tensor b = carry.get(1);
    Tensor s = slices.get(0);
    Tensor t = slices.get(1);
    return new Step<>(List.of(a.times(s).plus(b.times(x.get(2))), b.sin().plus(t.times(x.get(3)))), List.of(a.times(t), b.times(s).tanh()));
  }

  private static List<Tensor> sequences(List<Tensor> x) {
    return List.of(Functions.stack(0, x.get(0), x.get(1), x.get(3)), Functions.stack(0, x.get(2), x.get(0), x.get(1)));
  }

  private static Tensor scanned(List<Tensor> x) {
    Scanned<List<Tensor>, List<Tensor>> result = scan((List<Tensor> carry, List<Tensor> slices) -> step(x, carry, slices),
        List.of(x.get(0), x.get(1)), sequences(x));
    List<Tensor> all = new ArrayList<>(result.carry());
    all.addAll(result.results());
    return weighted(all);
  }

  private static Tensor unrolled(List<Tensor> x) {
    List<Tensor> carry = List.of(x.get(0), x.get(1));
    List<Tensor> first = new ArrayList<>();
    List<Tensor> second = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      int at = i;
      Step<List<Tensor>, List<Tensor>> next = step(x, carry, sequences(x).stream().map(sequence -> sequence.get(at)).toList());
      carry = next.carry();
      first.add(next.result().get(0));
      second.add(next.result().get(1));
    }
    List<Tensor> all = new ArrayList<>(carry);
    all.add(Functions.stack(0, first));
    all.add(Functions.stack(0, second));
    return weighted(all);
  }

  private static List<Tensor> turn(List<Tensor> x, List<Tensor> carry) {
    Tensor a = carry.get(1);
    Tensor b = carry.get(2);
    return List.of(carry.get(0).plus(1), a.times(x.get(2)).plus(b.sin()), b.times(x.get(3)).minus(a), carry.get(3).times(b));
  }

  private static List<Tensor> start(List<Tensor> x) {
    return List.of(Tensor.of(0), x.get(0), x.get(1), x.get(2));
  }

  private static Tensor looped(List<Tensor> x) {
    return weighted(whileLoop((List<Tensor> carry) -> carry.get(0).lt(3), carry -> turn(x, carry), start(x)).subList(1, 4));
  }

  private static Tensor repeated(List<Tensor> x) {
    return weighted(turn(x, turn(x, turn(x, start(x)))).subList(1, 4));
  }

  private static List<Tensor> mixed(List<Tensor> x) {
    return List.of(x.get(0).times(x.get(1)), x.get(2).div(x.get(0).plus(2)), x.get(3).sin(), x.get(1).exp().minus(x.get(3)));
  }

  private static List<Tensor> chosen(List<Tensor> x) {
    return cond(x.get(0).sum().stopGradient().gt(0), () -> mixed(x), () -> List.of(x.get(0), x.get(1), x.get(2), x.get(3)));
  }

  private record Pair(Function<List<Tensor>, Tensor> structured, Function<List<Tensor>, Tensor> plain) {}

  private static Stream<DynamicTest> onAll(java.util.function.BiConsumer<Pair, List<Tensor>> check) {
    Function<List<Tensor>, List<Tensor>> compiled = jit(SeveralValuesTest::mixed);
    Function<List<Tensor>, List<Tensor>> kept = checkpoint(SeveralValuesTest::mixed);
    return Stream.of(
        DynamicTest.dynamicTest("scan", () -> check.accept(new Pair(SeveralValuesTest::scanned, SeveralValuesTest::unrolled), X)),
        DynamicTest.dynamicTest("whileLoop", () -> check.accept(new Pair(SeveralValuesTest::looped, SeveralValuesTest::repeated), X)),
        DynamicTest.dynamicTest("cond", () -> check.accept(new Pair(x -> weighted(chosen(x)), x -> weighted(mixed(x))), X)),
        DynamicTest.dynamicTest("jit", () -> check.accept(new Pair(x -> weighted(compiled.apply(x)), x -> weighted(mixed(x))), X)),
        DynamicTest.dynamicTest("checkpoint", () -> check.accept(new Pair(x -> weighted(kept.apply(x)), x -> weighted(mixed(x))), X)));
  }

  @TestFactory
  Stream<DynamicTest> derivativesOfFirstOrder() {
    return onAll((pair, x) -> {
      assertSame(List.of(pair.structured.apply(x)), List.of(pair.plain.apply(x)));
      assertSame(grad(pair.structured).apply(x), grad(pair.plain).apply(x));
      assertSame(List.of(jvp(pair.structured, x, V).tangent()), List.of(jvp(pair.plain, x, V).tangent()));
    });
  }

  /// Along one value alone the others have no tangent, which takes another way.
  @TestFactory
  Stream<DynamicTest> derivativesInOneValue() {
    return onAll((pair, x) -> {
      for (int i = 0; i < x.size(); i++) {
        int at = i;
        assertSame(List.of(grad((Tensor alone) -> pair.structured.apply(with(x, at, alone))).apply(x.get(i))),
            List.of(grad(pair.plain).apply(x).get(i)));
        assertSame(List.of(jvp((Tensor alone) -> pair.structured.apply(with(x, at, alone)), x.get(i), V.get(i)).tangent()),
            List.of(jvp((Tensor alone) -> pair.plain.apply(with(x, at, alone)), x.get(i), V.get(i)).tangent()));
      }
    });
  }

  private static List<Tensor> with(List<Tensor> x, int at, Tensor other) {
    List<Tensor> result = new ArrayList<>(x);
    result.set(at, other);
    return result;
  }

  @TestFactory
  Stream<DynamicTest> derivativesOfSecondOrder() {
    return onAll((pair, x) -> {
      List<Tensor> expected = hvp(pair.plain, x, V);
      assertSame(hvp(pair.structured, x, V), expected);
      assertSame(grad((List<Tensor> at) -> jvp(pair.structured, at, V).tangent()).apply(x), expected);
      assertSame(grad((List<Tensor> at) -> inner(grad(pair.structured).apply(at), V)).apply(x), expected);
    });
  }

  @TestFactory
  Stream<DynamicTest> batchesOfDerivatives() {
    return onAll((pair, x) -> {
      List<Tensor> batch = IntStream.range(0, x.size()).mapToObj(i -> Functions.stack(0, x.get(i), V.get(i))).toList();
      List<Tensor> together = vmap(grad(pair.structured)).apply(batch);
      assertSame(together.stream().map(each -> each.get(0)).toList(), grad(pair.plain).apply(x));
      assertSame(together.stream().map(each -> each.get(1)).toList(), grad(pair.plain).apply(V));
    });
  }

  private static Tensor inner(List<Tensor> a, List<Tensor> b) {
    return IntStream.range(0, a.size()).mapToObj(i -> a.get(i).dot(b.get(i))).reduce(Tensor::plus).orElseThrow();
  }

  private static void assertSame(List<Tensor> actual, List<Tensor> expected) {
    assertThat(RandomProgram.flat(actual)).containsExactly(RandomProgram.flat(expected), within(1e-12));
  }
}
