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
}
