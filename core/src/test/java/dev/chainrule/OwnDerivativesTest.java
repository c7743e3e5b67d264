package dev.chainrule;

import static dev.chainrule.Chainrule.grad;
import static dev.chainrule.Chainrule.jit;
import static dev.chainrule.Chainrule.vmap;
import static dev.chainrule.Chainrule.withJvp;
import static dev.chainrule.Chainrule.withLocal;
import static dev.chainrule.Chainrule.withVjp;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.chainrule.graph.DifferentiationException;
import dev.chainrule.graph.ShapeException;
import dev.chainrule.graph.StructureException;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.api.Test;

/// Functions with derivatives of their user's own are compiled and batched like all others.
class OwnDerivativesTest {
  private static final Tensor X = Tensor.of(1.0, 2.0, 3.0);

  /// x³, with a derivative of 30 x² so that it shows whose rule is used.
  static List<UnaryOperator<Tensor>> cubes() {
    UnaryOperator<Tensor> cube = x -> x.times(x).times(x);
    Function<Tensor, Tensor> jvp = withJvp("cube", cube, (x, y, dx) -> x.square().times(30).times(dx));
    Function<Tensor, Tensor> vjp = withVjp("cube", cube, (x, y, dy) -> x.square().times(30).times(dy));
    UnaryOperator<Tensor> madeAnewEachTime = x -> withLocal("cube", cube, (p, y) -> p.square().times(30)).apply(x);
    return List.of(withLocal("cube", cube, (x, y) -> x.square().times(30)), jvp::apply, vjp::apply, madeAnewEachTime);
  }

  @ParameterizedTest
  @MethodSource("cubes")
  void compiledTheyAreFoundUnchanged(UnaryOperator<Tensor> cube) {
    UnaryOperator<Tensor> compiled = jit(cube);
    UnaryOperator<Tensor> derivative = jit(grad(x -> cube.apply(x).sum()));
    UnaryOperator<Tensor> batched = jit(vmap(cube));
    for (int call = 0; call < 3; call++) {
      assertThat(compiled.apply(X).toDoubles()).containsExactly(1, 8, 27);
      assertThat(derivative.apply(X).toDoubles()).containsExactly(30, 120, 270);
      assertThat(batched.apply(X).toDoubles()).containsExactly(1, 8, 27);
    }
  }

  @ParameterizedTest
  @MethodSource("cubes")
  void theirRuleIsUsedInsideCompiledFunctions(UnaryOperator<Tensor> cube) {
    UnaryOperator<Tensor> compiled = jit(cube);
    UnaryOperator<Tensor> derivative = grad(x -> compiled.apply(x).sum());
    for (int call = 0; call < 3; call++) {
      assertThat(derivative.apply(X).toDoubles()).containsExactly(30, 120, 270);
    }
  }

  /// Two results, and two inputs with what the function captured: cotangents belong to results, not to inputs.
  @Test
  void aReverseRuleIsBatchedByItsResults() {
    Tensor factors = Tensor.of(2.0, 3.0);
    Function<Tensor, List<Tensor>> both = withVjp("both", (Tensor x) -> List.of(x.times(factors.sum()), x.square()),
        (x, y, dy) -> dy.get(0).times(factors.sum()).plus(dy.get(1).times(x).times(2)));
    UnaryOperator<Tensor> batched = grad(x -> {
      List<Tensor> y = vmap(both).apply(x);
      return y.get(0).sum().plus(y.get(1).times(Tensor.of(1.0, 10.0, 100.0)).sum());
    });
    assertThat(batched.apply(X).toDoubles()).containsExactly(5 + 2, 5 + 40, 5 + 600);
  }

  private static Tensor product(List<Tensor> factors) {
    return factors.get(0).times(factors.get(1));
  }

  /// The second factor is the same for all examples: its cotangent is a sum over them, and it alone may have a tangent.
  @Test
  void aBatchMayShareAnInput() {
    Function<List<Tensor>, Tensor> vjp = withVjp("product", OwnDerivativesTest::product, (x, y, dy) -> List.of(dy.times(x.get(1)).times(10), dy.times(x.get(0)).times(10)));
    Function<List<Tensor>, Tensor> jvp = withJvp("product", OwnDerivativesTest::product,
        (x, y, dx) -> dx.get(0).times(x.get(1)).plus(dx.get(1).times(x.get(0))).times(10));
    Tensor shared = Tensor.of(4.0);
    for (Function<List<Tensor>, Tensor> own : List.of(vjp, jvp)) {
      assertThat(grad(w -> vmap((Tensor x) -> own.apply(List.of(x, w))).apply(X).sum()).apply(shared).item()).isEqualTo(60);
      assertThat(grad(w -> vmap((Tensor x) -> own.apply(List.of(w, x))).apply(X).sum()).apply(shared).item()).isEqualTo(60);
      assertThat(grad(x -> vmap((Tensor y) -> own.apply(List.of(y, shared))).apply(x).sum()).apply(X).toDoubles()).containsExactly(40, 40, 40);
    }
    UnaryOperator<Tensor> batched = w -> vmap((Tensor x) -> jvp.apply(List.of(x, w))).apply(X);
    assertThat(Chainrule.jvp(batched, shared, Tensor.of(1.0)).tangent().toDoubles()).containsExactly(10, 20, 30);
  }

  /// A rule that captures a tensor of several numbers, under every transform that derives a graph.
  @Test
  void rulesMayCaptureTensorsWhereverTheyAreDerived() {
    Tensor weights = Tensor.of(1.0, 2.0, 5.0);
    UnaryOperator<Tensor> own = withLocal("own", x -> x.times(weights), (x, y) -> weights);
    List<UnaryOperator<Tensor>> wrapped = List.of(own, jit(own), Chainrule.checkpoint(own),
        x -> Chainrule.cond(Tensor.of(true), () -> own.apply(x), () -> x),
        x -> Chainrule.scan((Tensor c, Tensor i) -> new Step<>(own.apply(c), i), x, Tensor.zeros(Chainrule.F64, 1)).carry());
    for (UnaryOperator<Tensor> f : wrapped) {
      assertThat(grad(x -> f.apply(x).sum()).apply(X).toDoubles()).containsExactly(1, 2, 5);
      assertThat(Chainrule.jvp(f, X, X).tangent().toDoubles()).containsExactly(1, 4, 15);
      assertThat(grad(x -> vmap(f).apply(x).sum()).apply(Functions.stack(0, X, X)).get(1).toDoubles()).containsExactly(1, 2, 5);
    }
  }

  @Test
  void aForwardRuleIsTransposedForReverseMode() {
    Function<Tensor, Tensor> twice = withJvp("twice", (Tensor x) -> x.times(2), (x, y, dx) -> dx.times(20));
    assertThat(grad((Tensor x) -> twice.apply(x).sum()).apply(Tensor.of(1.0, 2.0)).toDoubles()).containsExactly(20, 20);
    assertThat(Chainrule.jvp(twice, Tensor.of(1.0), Tensor.of(3.0)).tangent().item()).isEqualTo(60);
  }

  @Test
  void aReverseRuleThatIsNotLinearServesReverseModeOnly() {
    Function<Tensor, Tensor> clipped = withVjp("clipGradient", (Tensor x) -> x, (x, y, dy) -> dy.clip(-1, 1));
    assertThat(grad((Tensor x) -> clipped.apply(x).times(5).sum()).apply(Tensor.of(1.0, 2.0)).toDoubles()).containsExactly(1, 1);
    assertThatThrownBy(() -> Chainrule.jvp(clipped, Tensor.of(1.0), Tensor.of(1.0)))
        .isInstanceOf(DifferentiationException.class)
        .hasMessageContaining("[clipGradient]")
        .hasMessageContaining("withJvp");
  }

  @Test
  void aReverseRuleIsTransposedForForwardMode() {
    Function<List<Tensor>, List<Tensor>> own = withVjp("own", (List<Tensor> x) -> List.of(x.get(0).times(x.get(1)), x.get(2), x.get(0)),
        (x, y, dy) -> List.of(dy.get(0).times(x.get(1)).plus(dy.get(2)), dy.get(0).times(x.get(0)).times(10), x.get(2)));
    List<Tensor> x = List.of(X, X.plus(1), Tensor.of(7));
    List<Tensor> tangent = Chainrule.jvp(own, x, List.of(X.onesLike(), X, Tensor.of(0))).tangent();
    assertThat(tangent.get(0).toDoubles()).containsExactly(2 + 10, 3 + 40, 4 + 90);
    assertThat(tangent.get(1)).hasToString("I32 0");
    assertThat(tangent.get(2).toDoubles()).containsExactly(1, 1, 1);
    Function<Tensor, Tensor> cube = withVjp("cube", (Tensor p) -> p.pow(3), (p, y, dy) -> p.square().times(30).times(dy));
    UnaryOperator<Tensor> squared = p -> cube.apply(p).square().sum();
    // The derivative of 2 x³ · 30 x², whose x³ has the derivative 30 x².
    double[] second = {60 * 30 + 60 * 2, 16 * (60 * 30 + 60 * 2), 81 * (60 * 30 + 60 * 2)};
    assertThat(Chainrule.hvp(squared, X, X.onesLike()).toDoubles()).containsExactly(second);
    assertThat(grad(p -> grad(squared).apply(p).sum()).apply(X).toDoubles()).containsExactly(second);
    assertThat(Chainrule.hessian(squared).apply(X).diagonal().toDoubles()).containsExactly(second);
  }

  /// What a rule hands tangents or cotangents to may be compiled, or a choice or a loop.
  @TestFactory
  Stream<DynamicTest> rulesMayHoldCompiledFunctionsChoicesAndLoops() {
    UnaryOperator<Tensor> shift = x -> x.times(Tensor.of(2.0, 0.5, 1.0));
    Map<String, UnaryOperator<Tensor>> functions = Map.of(
        "jit", jit(x -> x.sin().times(x)),
        "checkpoint", Chainrule.checkpoint(x -> x.sin().times(x)),
        "cond", x -> Chainrule.cond(x.sum().gt(0), () -> x.sin(), () -> x),
        "scan", x -> Chainrule.scan((Tensor c, Tensor i) -> new Step<>(c.sin().times(x), c), shift.apply(x), 3).results().sum(0),
        "fori", x -> Chainrule.fori(0, 3, (i, c) -> c.times(x).cos(), x),
        "whileLoop", x -> Chainrule.whileLoop((Tensor c) -> c.square().sum().lt(900), (Tensor c) -> c.times(x).plus(x), x),
        "vmap of a loop", x -> vmap((Tensor p) -> Chainrule.whileLoop((Tensor c) -> c.lt(50), (Tensor c) -> c.times(p).plus(1), p)).apply(x));
    return functions.entrySet().stream().flatMap(entry -> {
      UnaryOperator<Tensor> f = entry.getValue();
      Function<Tensor, Tensor> jvp = withJvp("own", f, (x, y, dx) -> Chainrule.jvp(f, x, dx).tangent());
      Function<Tensor, Tensor> vjp = withVjp("own", f, (x, y, dy) -> Chainrule.vjp(f, x).pullback().apply(dy));
      return Stream.of(DynamicTest.dynamicTest(entry.getKey() + ", forward", () -> assertSameDerivatives(jvp::apply, f)),
          DynamicTest.dynamicTest(entry.getKey() + ", reverse", () -> assertSameDerivatives(vjp::apply, f)));
    });
  }

  private static void assertSameDerivatives(UnaryOperator<Tensor> own, UnaryOperator<Tensor> f) {
    List<UnaryOperator<UnaryOperator<Tensor>>> derivatives = List.of(
        g -> grad(x -> g.apply(x).square().sum()),
        g -> x -> Chainrule.jvp(g, x, X.cos()).tangent(),
        g -> x -> Chainrule.hvp((Tensor p) -> g.apply(p).square().sum(), x, X.cos()),
        g -> jit(grad(x -> grad((Tensor p) -> g.apply(p).square().sum()).apply(x).dot(X.cos()))),
        g -> x -> vmap(grad((Tensor p) -> g.apply(p).square().sum())).apply(Functions.stack(0, x, x.sqrt())).sum(0));
    for (UnaryOperator<UnaryOperator<Tensor>> derivative : derivatives) {
      Tensor expected = derivative.apply(f).apply(X);
      double size = Math.max(1, expected.abs().max().item());
      assertThat(derivative.apply(own).apply(X).toDoubles()).containsExactly(expected.toDoubles(), within(1e-10 * size));
    }
  }

  @Test
  void aRuleWithALoopMustBeLinearToo() {
    Function<Tensor, Tensor> bent = withJvp("own", (Tensor x) -> x.times(2),
        (x, y, dx) -> Chainrule.fori(0, 2, (i, c) -> c.times(dx), dx));
    assertThatThrownBy(() -> grad((Tensor x) -> bent.apply(x).sum()).apply(X))
        .isInstanceOf(DifferentiationException.class)
        .hasMessageContaining("not linear in the tangent");
    Function<Tensor, Tensor> chosen = withJvp("own", (Tensor x) -> x.times(2),
        (x, y, dx) -> Chainrule.cond(dx.sum().gt(0), () -> dx, () -> dx.times(2)));
    assertThatThrownBy(() -> grad((Tensor x) -> chosen.apply(x).sum()).apply(X)).hasMessageContaining("not linear in the tangent");
  }

  @Test
  void whatARuleGivesMustFit() {
    Function<Tensor, Tensor> summed = withVjp("own", (Tensor x) -> x.times(2), (x, y, dy) -> dy.sum());
    assertThatThrownBy(() -> grad((Tensor x) -> summed.apply(x).sum()).apply(X))
        .isInstanceOf(ShapeException.class)
        .hasMessageStartingWith("[own] the VJP gives cotangents of the types [F64[]], but they must have the types [F64[3]]");
    Function<Tensor, Tensor> cast = withJvp("own", (Tensor x) -> x.times(2), (x, y, dx) -> dx.to(Chainrule.F32));
    assertThatThrownBy(() -> Chainrule.jvp(cast, X, X)).isInstanceOf(ShapeException.class).hasMessageStartingWith("[own] the JVP gives tangents");
  }

  @Test
  void aForwardRuleMustBeLinear() {
    Function<Tensor, Tensor> squared = withJvp("own", (Tensor x) -> x.times(2), (x, y, dx) -> dx.times(dx));
    assertThatThrownBy(() -> grad((Tensor x) -> squared.apply(x).sum()).apply(X))
        .isInstanceOf(DifferentiationException.class)
        .hasMessageContaining("[own]")
        .hasMessageContaining("not linear in the tangent");
  }

  @Test
  void aTracedTensorMustBePartOfTheArgument() {
    assertThatThrownBy(() -> grad(w -> withVjp("own", (Tensor x) -> x.times(w), (x, y, dy) -> dy).apply(Tensor.of(1.0))).apply(Tensor.of(2.0)))
        .isInstanceOf(StructureException.class)
        .hasMessageContaining("make it part of the argument");
  }
}
