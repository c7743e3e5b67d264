package dev.chainrule;

import static dev.chainrule.Chainrule.findNonFinite;
import static dev.chainrule.Chainrule.grad;
import static dev.chainrule.Chainrule.jit;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/// A NaN or an infinity is traced back to the operation, the operands and the line that made it.
class NonFiniteTest {
  @Test
  void finiteRunsFindNothing() {
    assertThat(findNonFinite(x -> x.gt(0).where(x.log(), x.zerosLike()).sum(), Tensor.of(1.0, 2.0))).isEmpty();
  }

  @Test
  void theForwardPassNamesTheFirstOperation() {
    NonFinite found = findNonFinite(x -> x.minus(1).log().times(2).sum(), Tensor.of(1.0, 2.0)).orElseThrow();
    assertThat(found.pass()).isEqualTo("forward");
    assertThat(found.operation()).isEqualTo("log");
    assertThat(found.line().file()).isEqualTo("NonFiniteTest.java");
    assertThat(found.operands()).hasSize(1);
    assertThat(found.operands().getFirst().toDoubles()).containsExactly(0, 1);
    assertThat(found.path()).hasSize(2);
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
  void aBadArgumentIsSaidToBeOne() {
    assertThat(findNonFinite((List<Tensor> x) -> x.get(0).times(x.get(1)), List.of(Tensor.of(1.0), Tensor.of(Double.NaN))).orElseThrow().operation())
        .isEqualTo("the argument, leaf 1");
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
    assertThat(found.toString()).startsWith("[times] was given a NaN or infinity from outside, in the forward pass at NonFiniteTest.java");
    assertThat(findNonFinite(x -> data.sum(), Tensor.of(1.0)).orElseThrow().operation()).contains("outside");
  }

  // Inside choices and loops.

  @Test
  void loopsAreLookedInto() {
    NonFinite inScan = findNonFinite(x -> Chainrule.scan((Tensor carry, Tensor slice) -> new Step<>(carry.times(slice).exp(), carry), x, Tensor.of(1.0, 2.0, 3.0, 4.0)).carry(),
        Tensor.of(2.0)).orElseThrow();
    assertThat(inScan.operation()).isEqualTo("exp");
    assertThat(inScan.iterations()).containsExactly("iteration 2 of scan");
    assertThat(inScan.line().file()).isEqualTo("NonFiniteTest.java");
    NonFinite inWhile = findNonFinite(x -> Chainrule.whileLoop(at -> at.lt(1e300), at -> at.square(), x), Tensor.of(1e100)).orElseThrow();
    assertThat(inWhile.operation()).isEqualTo("square");
    assertThat(inWhile.iterations()).containsExactly("iteration 1 of whileLoop");
    assertThat(inWhile.toString()).contains("[square] made the first NaN or infinity, in the forward pass at NonFiniteTest.java:", ", iteration 1 of whileLoop");
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
    assertThat(found.iterations()).hasSize(2);
    assertThat(found.iterations().getFirst()).startsWith("iteration 1 of ");
    assertThat(found.iterations().getLast()).isEqualTo("iteration 1 of scan");
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
    assertThat(inJit.iterations()).hasSize(1);
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
    assertThat(found.toString()).contains("operand F32[2]", "result  F32[2]", "and from there: plus (NonFiniteTest.java:", "log (NonFiniteTest.java:", "sum (NonFiniteTest.java:");
  }
}
