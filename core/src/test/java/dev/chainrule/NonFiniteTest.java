package dev.chainrule;

import static dev.chainrule.Chainrule.findNonFinite;
import static dev.chainrule.Chainrule.grad;
import static dev.chainrule.Chainrule.jit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/// A NaN or an infinity is traced back to the operation, the operands and the line that made it.
class NonFiniteTest {
  @Test
  void finiteRunsFindNothing() {
    assertThat(findNonFinite(x -> x.gt(0).where(x.log(), x.zerosLike()).sum(), Tensor.of(1.0, 2.0))).isEmpty();
  }

  /// Of several results only those that a gradient reaches have a cotangent.
  @Test
  void operationsWithSeveralResultsAreLookedInto() {
    Tensor x = Tensor.of(new double[][] {{2, 1}, {1, 3}});
    List<UnaryOperator<Tensor>> results = List.of(a -> a.topK(1).values(), a -> a.sort(0), a -> a.slogdet().logAbsDet(), a -> a.eigh().values(), a -> a.eigh().vectors(),
        a -> a.svd().u(), a -> a.svd().s(), a -> a.svd().vt(), a -> a.qr().q(), a -> a.qr().r(), a -> a.lu().l(), a -> a.lu().u());
    for (UnaryOperator<Tensor> f : results) {
      assertThat(findNonFinite(a -> f.apply(a).square().sum(), x)).isEmpty();
      assertThat(findNonFinite(a -> f.apply(a).square().sum().minus(f.apply(x).square().sum()).sqrt(), x).orElseThrow().operation()).isEqualTo("sqrt");
    }
    NonFinite equal = findNonFinite(a -> a.eigh().vectors().get(1, 0), Functions.eye(Chainrule.F64, 2)).orElseThrow();
    assertThat(equal.operation()).isEqualTo("eigh");
  }

  @Test
  void aFunctionThatIsNoScalarIsRefusedAsByGrad() {
    assertThatThrownBy(() -> findNonFinite(y -> y, Tensor.of(1.0, 2.0))).hasMessageContaining("[findNonFinite] the function gives F64[2], but a gradient needs a scalar");
    assertThatThrownBy(() -> findNonFinite(y -> y.gt(0).all(), Tensor.of(1.0, 2.0))).hasMessageContaining("[findNonFinite] the function gives Bool[], which has no derivative");
  }

  @Test
  void theForwardPassNamesTheFirstOperation() {
    NonFinite found = findNonFinite(x -> x.minus(1).log().times(2).sum(), Tensor.of(1.0, 2.0)).orElseThrow();
    assertThat(found.pass()).isEqualTo("forward");
    assertThat(found.operation()).isEqualTo("log");
    assertThat(found.line().file()).isEqualTo("NonFiniteTest.java");
    assertThat(found.operands()).hasSize(1);
    assertThat(found.operands().getFirst().toDoubles()).containsExactly(0, 1);
    assertThat(found.path()).hasSize(3).last().isEqualTo("the result");
    assertThat(found.toString()).contains("[log]", "forward pass at NonFiniteTest.java", "times", "sum");
  }

  @Test
  void theBackwardPassNamesTheOperationWhoseGradientItIs() {
    NonFinite found = findNonFinite(x -> x.times(2).sqrt().times(3).sum(), Tensor.of(0.0)).orElseThrow();
    assertThat(found.pass()).isEqualTo("backward");
    assertThat(found.operation()).isEqualTo("sqrt");
    assertThat(found.operands()).hasSize(2);
    assertThat(found.toString()).contains("backward pass at NonFiniteTest.java");
  }

  @Test
  void compiledFunctionsAreLookedInto() {
    UnaryOperator<Tensor> compiled = jit(x -> x.exp().exp().exp());
    NonFinite found = findNonFinite(x -> compiled.apply(x).sum(), Tensor.of(2.0)).orElseThrow();
    assertThat(found.operation()).isEqualTo("exp");
    assertThat(found.operands().getFirst().item()).isGreaterThan(1000);
  }

  @Test
  void aBadArgumentIsNamedAndSoIsWhatReadItFirst() {
    NonFinite found = findNonFinite((List<Tensor> x) -> x.get(0).times(x.get(1)).sin(), List.of(Tensor.of(1.0), Tensor.of(Double.NaN))).orElseThrow();
    assertThat(found.source()).isEqualTo("the argument [1]");
    assertThat(found.operation()).isEqualTo("times");
    assertThat(found.path()).hasSize(2).last().isEqualTo("the result");
    assertThat(found.toString()).startsWith("[times] was given a NaN or infinity by the argument [1], in the forward pass at NonFiniteTest.java");
    NonFinite itself = findNonFinite(x -> x, Tensor.of(Double.NaN)).orElseThrow();
    assertThat(itself.toString()).startsWith("[the argument x] came in with a NaN or infinity, in the forward pass");
  }

  record Layer(Tensor weight) {}

  record Model(List<Layer> layers) {}

  record Example(Tensor x, Tensor mask) {}

  @Test
  void modelAndDataAreNamedByTheirPlaces() {
    BiFunction<Model, Example, Tensor> loss = (model, data) -> data.x().plus(data.mask()).times(model.layers().getFirst().weight()).square().sum();
    Model model = new Model(List.of(new Layer(Tensor.of(1.0, 2.0))));
    Model bad = new Model(List.of(new Layer(Tensor.of(1.0, Double.NaN))));
    Tensor zero = Tensor.of(0.0, 0.0);
    assertThat(findNonFinite(loss, model, new Example(zero, zero))).isEmpty();
    assertThat(findNonFinite(loss, bad, new Example(zero, zero)).orElseThrow().source()).isEqualTo("the argument layers[0].weight");
    assertThat(findNonFinite(loss, model, new Example(zero, Tensor.of(0.0, Double.NEGATIVE_INFINITY))).orElseThrow().source()).isEqualTo("the data mask");
    NonFinite backward = findNonFinite((m, data) -> m.layers().getFirst().weight().times(data.x()).sqrt().sum(), new Model(List.of(new Layer(zero))), new Example(Tensor.of(1.0, 2.0), zero)).orElseThrow();
    assertThat(backward.path()).last().isEqualTo("the gradient of layers[0].weight");
    assertThat(findNonFinite((w, data) -> w.times(data).sum(), Tensor.of(1.0), Tensor.of(Double.NaN)).orElseThrow().source()).isEqualTo("the data");
  }

  @Test
  void harmlessInfinitiesInArgumentsAreNotReported() {
    Tensor mask = Tensor.of(0.0, Double.NEGATIVE_INFINITY);
    Tensor scores = Tensor.of(1.0, 2.0);
    assertThat(findNonFinite((List<Tensor> x) -> x.get(0).plus(x.get(1)).softmax(0).get(0), List.of(scores, mask))).isEmpty();
    // Something else is not finite, and the mask goes through the same values.
    NonFinite other = findNonFinite((List<Tensor> x) -> {
      Tensor masked = x.get(0).plus(x.get(1));
      return Functions.concat(0, masked, x.get(0).minus(1).log()).get(Range.at(2)).plus(masked.softmax(0).sum());
    }, List.of(scores, mask)).orElseThrow();
    assertThat(other.operation()).isEqualTo("log");
    assertThat(other.cameFromOutside()).isFalse();
    NonFinite chosen = findNonFinite((List<Tensor> x) -> Functions.where(Tensor.of(true, false), x.get(0).minus(1).log(), x.get(1)).get(0), List.of(scores, mask)).orElseThrow();
    assertThat(chosen.operation()).isEqualTo("log");
  }

  @Test
  void aNanOfAnInfinityFromOutsideNamesBoth() {
    NonFinite found = findNonFinite(x -> x.minus(x.max()).exp().sum(), Tensor.of(Double.NEGATIVE_INFINITY, Double.NEGATIVE_INFINITY)).orElseThrow();
    assertThat(found.operation()).isEqualTo("minus");
    assertThat(found.source()).isEqualTo("the argument x");
    assertThat(found.toString()).startsWith("[minus] made a NaN of an infinity in the argument x, in the forward pass at NonFiniteTest.java");
    NonFinite made = findNonFinite(x -> x.exp().minus(x.exp()), Tensor.of(1000.0)).orElseThrow();
    assertThat(made.operation()).isEqualTo("exp");
    assertThat(made.cameFromOutside()).isFalse();
  }

  @Test
  void aForwardInfinityThatSpoilsTheGradientIsTracedToTheForwardPass() {
    NonFinite found = findNonFinite((List<Tensor> x) -> x.get(0).exp().matmul(x.get(1)).reciprocal(), List.of(Tensor.of(1000.0, 1.0), Tensor.of(1.0, 1.0))).orElseThrow();
    assertThat(found.pass()).isEqualTo("forward");
    assertThat(found.path()).anyMatch(step -> step.startsWith("gradient of matmul"));
    assertThat(found.path().getLast()).isEqualTo("the gradient of [1]");
    assertThat(found.operation()).isEqualTo("exp");
  }

  @Test
  void gradientsThatCancelAtAForkAreNamed() {
    NonFinite found = findNonFinite(x -> x.sqrt().minus(x.times(4).sqrt()).sum(), Tensor.of(0.0)).orElseThrow();
    assertThat(found.operation()).isEqualTo("sqrt");
    assertThat(found.path()).anyMatch(step -> step.contains("sum of the gradients")).last().isEqualTo("the gradient of x");
  }

  @Test
  void thePathIsOneWayAndNotAllThatDepends() {
    NonFinite found = findNonFinite(x -> {
      Tensor bad = x.log();
      Tensor aside = bad.sin().cos();
      return bad.times(2).sum().plus(aside.sum().gt(0).where(Tensor.of(0.0), Tensor.of(1.0)));
    }, Tensor.of(-1.0)).orElseThrow();
    assertThat(found.path()).hasSize(4);
    assertThat(String.join(" ", found.path())).matches("times .* sum .* plus .* the result");
  }

  @Test
  void aDivergingTrainingRunIsExplained() {
    UnaryOperator<Tensor> loss = w -> w.times(Tensor.of(1.0, 2.0)).square().exp().sum();
    Tensor w = Tensor.of(1.0, 1.0);
    while (Double.isFinite(loss.apply(w).item())) {
      w = w.minus(grad(loss).apply(w).times(0.5));
    }
    NonFinite found = findNonFinite(loss, w).orElseThrow();
    assertThat(found.operation()).isEqualTo("exp");
    assertThat(found.path()).anyMatch(step -> step.startsWith("sum"));
  }

  /// The known failures, written without care: each names the operation that one has to guard.
  @Test
  void theKnownFailuresAreNamed() {
    assertFound(x -> x.log().sum(), "forward", "log");
    assertFound(x -> x.sin().div(x).sum(), "forward", "div");
    assertFound(x -> x.sqrt().sum(), "backward", "sqrt");
    assertFound(x -> x.pow(0.5).sum(), "backward", "pow");
    assertFound(x -> x.reciprocal().times(0).sum(), "forward", "reciprocal");
    assertFound(x -> x.minus(x.max()).exp().minus(1).log().sum(), "forward", "log");
  }

  private static void assertFound(UnaryOperator<Tensor> f, String pass, String operation) {
    NonFinite found = findNonFinite(f, Tensor.of(0.0, 0.0)).orElseThrow();
    assertThat(found.pass()).isEqualTo(pass);
    assertThat(found.operation()).isEqualTo(operation);
    assertThat(found.line().file()).isEqualTo("NonFiniteTest.java");
    assertThat(found.cameFromOutside()).isFalse();
  }

  @Test
  void whatDoesNoHarmIsNotReported() {
    assertThat(findNonFinite(x -> Functions.where(x.gt(0), x.log(), 0).sum(), Tensor.of(0.0, 1.0))).isEmpty();
    assertThat(findNonFinite(x -> Functions.where(x.ne(0), x.sin().div(x), 1).sum(), Tensor.of(0.0, 1.0))).isEmpty();
    assertThat(findNonFinite(x -> Functions.where(Tensor.of(true, false), x, Double.NEGATIVE_INFINITY).softmax(0).get(0), Tensor.of(1.0, 2.0))).isEmpty();
    NonFinite later = findNonFinite(x -> Functions.where(Tensor.of(true, false), x, Double.NEGATIVE_INFINITY).softmax(0).log().sum(), Tensor.of(1.0, 2.0)).orElseThrow();
    assertThat(later.operation()).isEqualTo("log");
  }

  @Test
  void aCapturedNanIsSaidToComeFromOutside() {
    Tensor data = Tensor.of(1.0, Double.NaN);
    NonFinite found = findNonFinite(x -> x.times(data).sum(), Tensor.of(1.0, 1.0)).orElseThrow();
    assertThat(found.operation()).isEqualTo("times");
    assertThat(found.cameFromOutside()).isTrue();
    assertThat(found.toString()).startsWith("[times] was given a NaN or infinity by a captured variable, in the forward pass at NonFiniteTest.java");
    assertThat(findNonFinite(x -> data.sum(), Tensor.of(1.0)).orElseThrow().cameFromOutside()).isTrue();
  }

  @Test
  void composedOperationsAreNamedAsTheyWereCalled() {
    assertThat(findNonFinite(x -> x.inv().sum(), Tensor.zeros(Chainrule.F64, 2, 2)).orElseThrow().operation()).isEqualTo("inv");
    Tensor masked = Tensor.of(Double.NEGATIVE_INFINITY, Double.NEGATIVE_INFINITY);
    NonFinite softmax = findNonFinite(x -> x.minus(masked.neg()).softmax(0).times(2).sum(), Tensor.of(1.0, 2.0)).orElseThrow();
    assertThat(softmax.operation()).isEqualTo("softmax");
    assertThat(String.join(", ", softmax.path())).matches("times \\(NonFiniteTest.java:\\d+\\), sum \\(NonFiniteTest.java:\\d+\\), the result");
    NonFinite backward = findNonFinite(x -> grad((Tensor at) -> at.sqrt().sum()).apply(x).softmax(0).log().sum(), Tensor.of(0.0, 2.0)).orElseThrow();
    assertThat(String.join(", ", backward.path())).doesNotContain("zeroTimes", "stopGradient", "broadcast");
  }

  @Test
  void pathsThroughLoopsAreShort() {
    NonFinite loop = findNonFinite(x -> Chainrule.fori(0, 10, (i, at) -> at.times(2).sin(), x.log()), Tensor.of(-1.0)).orElseThrow();
    assertThat(String.join(", ", loop.path())).matches("times \\(\\S+\\), sin \\(\\S+\\), and so on to iteration 9 of fori, the result");
    NonFinite java = findNonFinite(x -> {
      Tensor at = x.log();
      for (int i = 0; i < 10; i++) {
        at = at.times(2);
      }
      return at;
    }, Tensor.of(-1.0)).orElseThrow();
    assertThat(String.join(", ", java.path())).matches("times \\(\\S+\\) 10 times, the result");
  }

  @Test
  void ofLargeOperandsThePartAroundTheFirstNanIsShown() {
    double[] elements = new double[32 * 16];
    elements[7 * 16 + 14] = Double.NaN;
    Tensor large = Tensor.of(elements).reshape(32, 16);
    String text = findNonFinite(x -> x.times(large).sum(), Tensor.of(1.0)).orElseThrow().toString();
    assertThat(text).contains("operand F64[32, 16], the first that is not finite at [7, 14]", "[..., 0.0, 0.0, NaN, 0.0]");
    assertThat(text.lines()).hasSizeLessThan(30);
  }

  // Inside choices and loops.

  @Test
  void loopsAreLookedInto() {
    NonFinite inScan = findNonFinite(x -> Chainrule.scan((Tensor carry, Tensor slice) -> new Step<>(carry.times(slice).exp(), carry), x, Tensor.of(1.0, 2.0, 3.0, 4.0)).carry(),
        Tensor.of(2.0)).orElseThrow();
    assertThat(inScan.operation()).isEqualTo("exp");
    assertThat(inScan.iterations()).containsExactly("iteration 2 of scan");
    assertThat(inScan.line().file()).isEqualTo("NonFiniteTest.java");
    assertThat(iterationsOf(slices -> Chainrule.scanReverse((Tensor carry, Tensor slice) -> new Step<>(carry.div(slice), carry), Tensor.of(1.0), slices).carry()))
        .containsExactly("iteration 2 of scanReverse");
    assertThat(iterationsOf(slices -> Chainrule.checkpointedScan((Tensor carry, Tensor slice) -> new Step<>(carry.div(slice), carry), Tensor.of(1.0), slices).carry()))
        .containsExactly("iteration 0 of checkpointedScan");
    NonFinite inWhile = findNonFinite(x -> Chainrule.whileLoop(at -> at.lt(1e300), at -> at.square(), x), Tensor.of(1e100)).orElseThrow();
    assertThat(inWhile.operation()).isEqualTo("square");
    assertThat(inWhile.iterations()).containsExactly("iteration 1 of whileLoop");
    assertThat(inWhile.toString()).contains("[square] made the first NaN or infinity, in the forward pass at NonFiniteTest.java:", ", iteration 1 of whileLoop");
  }

  private static List<String> iterationsOf(UnaryOperator<Tensor> loop) {
    return findNonFinite(loop, Tensor.of(0.0, 2.0, 3.0)).orElseThrow().iterations();
  }

  @Test
  void theBackwardPassOfALoopIsLookedInto() {
    NonFinite found = findNonFinite(x -> Chainrule.scan((Tensor carry, Tensor slice) -> new Step<>(carry.minus(slice).sqrt(), carry), x, Tensor.of(1.0, 2.0)).carry(),
        Tensor.of(5.0)).orElseThrow();
    assertThat(found.pass()).isEqualTo("backward");
    assertThat(found.operation()).isEqualTo("sqrt");
    assertThat(found.iterations()).containsExactly("iteration 1 of scan");
  }

  @Test
  void loopsInLoopsNameBoth() {
    NonFinite found = findNonFinite(x -> Chainrule.scan((Tensor carry, Tensor slice) ->
        new Step<>(Chainrule.fori(0, 3, (i, at) -> at.times(slice), carry), carry), x, Tensor.of(1.0, 1e200)).carry(), Tensor.of(1.0)).orElseThrow();
    assertThat(found.operation()).isEqualTo("times");
    assertThat(found.iterations()).containsExactly("iteration 1 of fori", "iteration 1 of scan");
  }

  @Test
  void choicesAreLookedInto() {
    UnaryOperator<Tensor> choice = x -> Chainrule.cond(x.gt(0), () -> x.log(), () -> x.neg().log());
    assertThat(findNonFinite(choice, Tensor.of(2.0))).isEmpty();
    assertThat(findNonFinite(choice, Tensor.of(0.0)).orElseThrow().operation()).isEqualTo("log");
    assertThat(findNonFinite(x -> Chainrule.switchCase(Tensor.of(1), List.of(() -> x, () -> x.reciprocal())), Tensor.of(0.0)).orElseThrow().operation())
        .isEqualTo("reciprocal");
  }

  @Test
  void compiledLoopsAndCheckpointsAreLookedInto() {
    UnaryOperator<Tensor> loop = jit(x -> Chainrule.fori(0, 4, (i, at) -> at.exp(), x));
    NonFinite inJit = findNonFinite(x -> loop.apply(x).sum(), Tensor.of(2.0)).orElseThrow();
    assertThat(inJit.operation()).isEqualTo("exp");
    assertThat(inJit.iterations()).containsExactly("iteration 2 of fori");
    NonFinite kept = findNonFinite(x -> Chainrule.checkpoint((Tensor at) -> at.log().sum()).apply(x), Tensor.of(0.0)).orElseThrow();
    assertThat(kept.operation()).isEqualTo("log");
    UnaryOperator<Tensor> closing = x -> jit(y -> y.plus(x).log()).apply(Tensor.of(-1.0)).sum();
    assertThat(findNonFinite(closing, Tensor.of(1.0)).orElseThrow().operation()).isEqualTo("log");
  }

  @Test
  void aBatchIsLookedInto() {
    NonFinite found = findNonFinite(x -> Chainrule.vmap(at -> at.minus(1).log()).apply(x).sum(), Tensor.of(2.0, 1.0)).orElseThrow();
    assertThat(found.operation()).isEqualTo("log");
    assertThat(found.operands().getFirst().toDoubles()).containsExactly(1, 0);
  }

  @Test
  void aDivergingStepInSinglePrecisionIsExplained() {
    Tensor data = Tensor.of(new double[][] {{30, -20}, {5, 40}}).to(Chainrule.F32);
    UnaryOperator<Tensor> loss = w -> data.matmul(w).exp().plus(1).log().mean();
    Tensor w = Tensor.of(0.1, 0.1).to(Chainrule.F32);
    for (int step = 0; step < 50 && Double.isFinite(loss.apply(w).to(Chainrule.F64).item()); step++) {
      w = w.plus(grad(loss).apply(w).times(0.1));
    }
    NonFinite found = findNonFinite(loss, w).orElseThrow();
    assertThat(found.operation()).isEqualTo("exp");
    assertThat(found.toString()).contains("operand F32[2]", "result  F32[2]", "and from there: plus (NonFiniteTest.java:", "log (NonFiniteTest.java:", "mean (NonFiniteTest.java:");
  }

  @Test
  void choicesAndLoopsAreLookedIntoAtTheirEnds() {
    UnaryOperator<Tensor> tooFar = x -> Chainrule.switchCase(Tensor.of(7), List.of(() -> x, x::exp));
    assertThat(findNonFinite(tooFar, Tensor.of(1000.0)).orElseThrow().operation()).isEqualTo("exp");
    UnaryOperator<Tensor> tooSoon = x -> Chainrule.switchCase(Tensor.of(-5), List.of(x::log, () -> x));
    assertThat(findNonFinite(tooSoon, Tensor.of(-1.0)).orElseThrow().operation()).isEqualTo("log");
    UnaryOperator<Tensor> never = x -> Chainrule.scan((Tensor c, Tensor s) -> new Step<>(c.exp(), s), x, Tensor.zeros(Chainrule.F64, 0)).carry().log();
    assertThat(findNonFinite(never, Tensor.of(-1.0)).orElseThrow().operation()).isEqualTo("log");
    UnaryOperator<Tensor> keepsFew = x -> Chainrule.checkpointedScan((Tensor c, Tensor s) -> new Step<>(c.times(s).exp(), c), x, Tensor.of(1.0, 1.0, 1.0, 1.0)).carry();
    NonFinite found = findNonFinite(keepsFew, Tensor.of(1.0)).orElseThrow();
    assertThat(found.operation()).isEqualTo("exp");
    assertThat(found.toString()).contains("iteration 3 of checkpointedScan");
  }
}
