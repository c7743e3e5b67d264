package dev.chainrule.view;

import static dev.chainrule.view.ExplanationTest.inputs;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chainrule.Chainrule;
import dev.chainrule.Tensor;
import dev.chainrule.graph.DType;
import dev.chainrule.graph.Gate;
import dev.chainrule.graph.TraceException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/// What an explanation says, against the derivatives that the engine gives.
class ExplanationNumbersTest {
  private static void assertClose(Tensor actual, Tensor expected) {
    CompiledSource.assertSame(actual.rank() == 0 ? actual.item() : actual.toDoubles(), expected, 1e-10);
  }

  private static Explanation random(long seed) {
    RandomFunction function = new RandomFunction(seed, 9);
    return Explanation.of(inputs("x", 0.7, "v", JavaPrimitivesTest.random(seed, 3), "m", JavaPrimitivesTest.random(seed + 1, 3, 3)),
        scope -> function.apply(List.of(scope.input("x"), scope.input("v"), scope.input("m"))));
  }

  @Test
  void valueAndGradientsAreTheEngines() {
    for (long seed = 0; seed < 40; seed++) {
      Explanation explanation = random(seed);
      List<Tensor> point = explanation.inputs().stream().map(Explanation.Input::value).toList();
      var expected = Chainrule.valueAndGrad((Function<List<Tensor>, Tensor>) new RandomFunction(seed, 9)).apply(point);
      assertClose(explanation.value(), expected.value());
      List<Tensor> gradients = List.copyOf(explanation.gradients().values());
      for (int i = 0; i < gradients.size(); i++) {
        assertClose(gradients.get(i), expected.grad().get(i));
      }
    }
  }

  @Test
  void forwardModeComesToTheSameGradient() {
    for (long seed = 0; seed < 20; seed++) {
      Explanation explanation = random(seed);
      List<Explanation.Sweep> sweeps = explanation.sweeps(Integer.MAX_VALUE);
      assertThat(sweeps).hasSize(13).hasSize((int) explanation.costs().forwardSweeps());
      int next = 0;
      for (Tensor gradient : explanation.gradients().values()) {
        for (double element : gradient.rank() == 0 ? new double[] {gradient.item()} : gradient.toDoubles()) {
          assertClose(sweeps.get(next++).result(), Tensor.of(element));
        }
      }
    }
  }

  @Test
  void downstreamIsLocalTimesUpstreamAndGradientsAreTheirSums() {
    for (long seed = 0; seed < 20; seed++) {
      Explanation explanation = random(seed);
      Map<String, Tensor> sums = new HashMap<>();
      for (Explanation.Step step : explanation.steps()) {
        for (Explanation.Operand operand : step.inputs()) {
          if (operand.downstream() != null) {
            sums.merge(operand.name(), operand.downstream(), Tensor::plus);
          }
          if (operand.local() != null) {
            assertClose(operand.downstream(), operand.local().times(step.upstream()));
          }
        }
      }
      explanation.backward().stream().skip(1).forEach(gradient -> assertClose(gradient.value(), sums.get(gradient.name())));
      assertThat(explanation.backward()).hasSize(sums.size() + 1);
    }
  }

  @Test
  void gradientsAreCompleteAfterAllThatTheyAreMadeOf() {
    for (long seed = 0; seed < 20; seed++) {
      List<String> known = new ArrayList<>();
      for (Explanation.Gradient gradient : random(seed).backward()) {
        gradient.contributions().forEach(part -> assertThat(known).contains(part.step()));
        known.add(gradient.name());
      }
    }
  }

  record Linear(Tensor w, Tensor b) {}

  record Model(Linear hidden, List<Tensor> scales) {}

  @Test
  void aModelIsExplainedByTheNamesOfItsParts() {
    Model model = new Model(new Linear(Tensor.of(2.0), Tensor.of(1.0)), List.of(Tensor.of(3.0)));
    Explanation explanation = Explanation.of((Model m) -> m.hidden().w().plus(m.hidden().b()).times(m.scales().getFirst()), model);
    assertThat(explanation.gradients().keySet()).containsExactly("hidden.w", "hidden.b", "scales[0]");
    assertThat(explanation.gradients().values()).extracting(Tensor::item).containsExactly(3.0, 3.0, 3.0);
    assertThat(JavaSource.of(explanation, "Model")).contains("valueAndGrad(double hidden_w, double hidden_b, double scales_0_)");
  }

  @Test
  void aNameForANamedValueIsACopyAndConstantsCanHaveNames() {
    Explanation explanation = Explanation.of(inputs("x", 3), scope -> {
      Tensor q = scope.name("q", scope.input("x"));
      Tensor two = scope.name("two", Tensor.of(2.0));
      return q.times(two).plus(scope.name("deux", two));
    });
    assertThat(explanation.steps()).extracting(Explanation.Step::formula).containsExactly("x", "q * two", "s0 + deux");
    assertThat(explanation.gradients().get("x").item()).isEqualTo(2);
  }

  @Test
  void namedStepsThatReachNothingAreShownWithoutAGradient() {
    Explanation explanation = Explanation.of(inputs("x", 3, "y", 2), scope -> {
      scope.name("dead", scope.input("x").exp());
      return scope.input("y").square();
    });
    assertThat(explanation.steps()).extracting(Explanation.Step::name).containsExactly("dead", "s0");
    assertThat(explanation.steps().getFirst().upstream()).isNull();
    assertThat(explanation.inputs().getFirst().remark()).isEqualTo("does not reach the result");
    assertThat(JavaSource.of(explanation, "Dead")).contains("double dead = Math.exp(x);");
  }

  @Test
  void severalCutsAreAllNamed() {
    Explanation explanation = Explanation.of(inputs("x", 3, "y", 2), scope -> {
      Tensor x = scope.input("x");
      return scope.input("y").times(x.floor()).plus(x.stopGradient()).plus(x.gt(1).to(DType.F64)).plus(x.sin().sign());
    });
    assertThat(explanation.inputs().getFirst().remark()).isEqualTo(
        "reaches the result only through `floor` (s0 = floor(x)) and `stopGradient` (s2 = stopGradient(x)) and `<` (s4 = 1 < x) and `sign` (s8 = sign(s7))");
    assertThat(explanation.costs().reverseOperations()).isEqualTo(4);
  }

  @Test
  void aDerivativeIsAFunctionLikeAnyOther() {
    var derivative = Chainrule.grad((Tensor x) -> x.pow(3));
    Explanation explanation = Explanation.of(derivative, Tensor.of(2.0));
    assertThat(explanation.value().item()).isEqualTo(12);
    assertThat(explanation.gradients().get("x").item()).isEqualTo(12);
    Explanation inside = Explanation.of(x -> Tensor.of(Explanation.of(y -> y.times(x), Tensor.of(2.0)).gradients().get("x").item()).times(x), Tensor.of(5.0));
    assertThat(inside.gradients().get("x").item()).isEqualTo(5);
  }

  @Test
  void pathsAreCountedAndEdgesTooEvenWhereTheyAreMany() {
    Explanation lecture = Explanation.of(inputs("X", 1, "α", 2, "β", 3, "γ", 4, "δ", 5, "ε", 6, "ζ", 7), List.of("X"), scope -> {
      Tensor x = scope.input("X");
      Tensor y = scope.name("Y", x.times(scope.input("α")).plus(x.times(scope.input("β"))).plus(x.times(scope.input("γ"))));
      return y.times(scope.input("δ")).plus(y.times(scope.input("ε"))).plus(y.times(scope.input("ζ")));
    });
    assertThat(lecture.costs().paths()).isEqualTo(9);
    assertThat(lecture.gradients().get("X").item()).isEqualTo((2 + 3 + 4) * (5 + 6 + 7));
    Explanation forks = Explanation.of(x -> {
      for (int i = 0; i < 100; i++) {
        x = x.times(0.5).plus(x.times(0.5));
      }
      return x;
    }, Tensor.of(1.0));
    assertThat(forks.costs().paths()).isEqualTo(Long.MAX_VALUE);
    assertThat(forks.costs().edges()).isEqualTo(400);
    assertThat(forks.gradients().get("x").item()).isEqualTo(1);
    assertThat(ExplanationText.of(forks)).contains("more than 9·10¹⁸ paths from the inputs to the result");
  }

  @Test
  void compiledFunctionsAndLoopsAreOneStep() {
    var jitted = Chainrule.jit((Tensor x) -> x.sin().times(x));
    Explanation explanation = Explanation.of(x -> jitted.apply(x).plus(Chainrule.cond(x.gt(0), () -> x.square(), x::neg)), Tensor.of(2.0));
    assertThat(explanation.steps()).extracting(Explanation.Step::gate).contains(Gate.CALL);
    assertThat(explanation.gradients().get("x").item()).isEqualTo(Math.sin(2) + 2 * Math.cos(2) + 4);
    assertThat(explanation.steps().getFirst().inputs().getFirst().local().item()).isEqualTo(Math.sin(2) + 2 * Math.cos(2));
  }

  @Test
  void valuesAreNeededSoATraceOfTypesIsRefused() {
    assertThatThrownBy(() -> Chainrule.jit((Tensor x) -> Explanation.of(y -> y.sin(), x).value()).apply(Tensor.of(1.0)))
        .isInstanceOf(TraceException.class).hasMessageContaining("a trace for jit knows types only");
  }

  @Test
  void tenThousandsOfStepsTakeNoRecursion() {
    Explanation explanation = Explanation.of(x -> {
      for (int i = 0; i < 10_000; i++) {
        x = x.times(0.999).plus(0.001);
      }
      return x;
    }, Tensor.of(2.0));
    assertThat(explanation.steps()).hasSize(20_000);
    assertThat(explanation.gradients().get("x").item()).isCloseTo(Math.pow(0.999, 10_000), org.assertj.core.data.Offset.offset(1e-12));
  }
}
