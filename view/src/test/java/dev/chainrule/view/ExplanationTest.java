package dev.chainrule.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chainrule.Tensor;
import dev.chainrule.graph.DifferentiationException;
import dev.chainrule.graph.Gate;
import dev.chainrule.graph.ShapeException;
import dev.chainrule.graph.StructureException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ExplanationTest {
  static Map<String, Tensor> inputs(Object... namesAndValues) {
    Map<String, Tensor> inputs = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      Object value = namesAndValues[i + 1];
      inputs.put((String) namesAndValues[i], value instanceof Tensor tensor ? tensor : Tensor.of(((Number) value).doubleValue()));
    }
    return inputs;
  }

  private static final Explanation LECTURE = Explanation.of(inputs("x", -2, "y", 5, "z", -4), scope -> {
    Tensor q = scope.name("q", scope.input("x").plus(scope.input("y")));
    return scope.name("f", q.times(scope.input("z")));
  });

  @Test
  void theForwardPassNamesStepsOperationsAndValues() {
    assertThat(LECTURE.steps()).extracting(Explanation.Step::name).containsExactly("q", "f");
    assertThat(LECTURE.steps()).extracting(Explanation.Step::formula).containsExactly("x + y", "q * z");
    assertThat(LECTURE.steps()).extracting(Explanation.Step::gate).containsExactly(Gate.ADD, Gate.MULTIPLY);
    assertThat(LECTURE.steps()).extracting(step -> step.value().item()).containsExactly(3.0, -12.0);
    assertThat(LECTURE.result()).isEqualTo("f");
  }

  @Test
  void theBackwardPassStartsAtTheResultAndEndsAtTheFirstInput() {
    assertThat(LECTURE.backward()).extracting(Explanation.Gradient::name).containsExactly("f", "z", "q", "y", "x");
    assertThat(LECTURE.backward()).extracting(gradient -> gradient.value().item()).containsExactly(1.0, 3.0, -4.0, -4.0, -4.0);
  }

  @Test
  void forksAddUpWhatTheirReadersPassBack() {
    Explanation e = Explanation.of(inputs("a", 2, "b", 1), scope -> {
      Tensor c = scope.name("c", scope.input("a").plus(scope.input("b")));
      Tensor d = scope.name("d", scope.input("b").plus(1));
      return scope.name("e", c.times(d));
    });
    Explanation.Gradient b = e.backward().stream().filter(Explanation.Gradient::isFork).findFirst().orElseThrow();
    assertThat(b.name()).isEqualTo("b");
    assertThat(b.contributions()).extracting(part -> part.step() + ": " + part.value().item()).containsExactly("d: 3.0", "c: 2.0");
    assertThat(b.value().item()).isEqualTo(5);
    assertThat(e.costs()).isEqualTo(new Explanation.Costs(2, 5, 1, 3, 5, 3));
    assertThat(e.sweeps(10)).extracting(sweep -> sweep.input() + " " + sweep.tangents().keySet() + " " + sweep.result().item())
        .containsExactly("a [a, c, e] 2.0", "b [b, c, d, e] 5.0");
  }

  @Test
  void unnamedStepsGetNamesThatNobodyElseHas() {
    Explanation e = Explanation.of(inputs("s0", 1, "x", 2), scope ->
        scope.name("s1", scope.input("x").sin()).times(scope.input("s0")).times(scope.input("x")));
    assertThat(e.steps()).extracting(Explanation.Step::name).containsExactly("s1", "s2", "s3");
  }

  @Test
  void anInputThatIsOnlyComparedSaysSo() {
    Explanation e = Explanation.of(inputs("x", 3, "y", 2, "z", 7), scope ->
        Tensor.of(2.0).times(scope.input("y")).maximum(scope.input("x").gt(scope.input("y")).to(dev.chainrule.Chainrule.F64)));
    assertThat(e.gradients().get("x").item()).isZero();
    assertThat(e.inputs()).extracting(Explanation.Input::remark).containsExactly(
        "reaches the result only through `<` (s1 = y < x)", "", "does not reach the result");
  }

  @Test
  void onlyTheChosenInputsAreDifferentiated() {
    Explanation e = Explanation.of(inputs("x", 3, "y", 2), List.of("y"), scope -> scope.input("x").times(scope.input("y")));
    assertThat(e.gradients()).containsOnlyKeys("y");
    assertThat(e.steps().getFirst().inputs().getFirst().downstream()).isNull();
    assertThat(e.backward()).extracting(Explanation.Gradient::name).containsExactly("s0", "y");
  }

  @Test
  void whatCannotBeExplainedIsRefusedWithTheRemedy() {
    assertThatThrownBy(() -> Explanation.of(x -> x, Tensor.of(1.0, 2.0)))
        .isInstanceOf(DifferentiationException.class)
        .hasMessage("[explain] the function gives F64[2], but a gradient needs a scalar; reduce it with sum() or mean(), or give the gradient that comes from above");
    assertThatThrownBy(() -> Explanation.of(x -> x.gt(0), Tensor.of(1.0)))
        .isInstanceOf(DifferentiationException.class)
        .hasMessage("[explain] the function gives Bool[], which has no derivative; convert with .to(F64)");
    assertThatThrownBy(() -> Explanation.of(inputs("x", Tensor.of(1.0, 2)), List.of("x"), scope -> scope.input("x"), Tensor.of(1.0)))
        .isInstanceOf(ShapeException.class)
        .hasMessage("[explain] the gradient from above is F64[], but the function gives F64[2]; they must have one type");
    assertThatThrownBy(() -> Explanation.of(inputs("x", 1), scope -> scope.input("y")))
        .isInstanceOf(StructureException.class).hasMessage("[explain] there is no input 'y'; there are x");
    assertThatThrownBy(() -> Explanation.of(inputs("x", 1), scope -> scope.name("x", scope.input("x").exp())))
        .isInstanceOf(StructureException.class)
        .hasMessage("[explain] the name 'x' is given twice; each input and each step needs one of its own");
    assertThatThrownBy(() -> Explanation.of(inputs("x", 1), List.of("w"), scope -> scope.input("x")))
        .hasMessage("[explain] there is no input 'w' to differentiate; there are x");
    assertThatThrownBy(() -> Explanation.of(inputs("x", 1.0, "n", Tensor.of(2)), List.of("n"), scope -> scope.input("x")))
        .hasMessage("[explain] the input 'n' is I32[], which has no derivative; convert with .to(F32) or .to(F64), or write 2.0 instead of 2");
  }

  @Test
  void aFunctionThatIsItsInputOrAConstantHasNoSteps() {
    Explanation same = Explanation.of(x -> x, Tensor.of(3.0));
    assertThat(same.steps()).isEmpty();
    assertThat(same.result()).isEqualTo("x");
    assertThat(same.gradients().get("x").item()).isEqualTo(1);
    Explanation constant = Explanation.of(x -> Tensor.of(4.0), Tensor.of(3.0));
    assertThat(constant.result()).isEqualTo("4");
    assertThat(constant.gradients().get("x").item()).isZero();
    assertThat(constant.backward()).isEmpty();
  }
}
