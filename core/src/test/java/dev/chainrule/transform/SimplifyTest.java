package dev.chainrule.transform;

import static dev.chainrule.Chainrule.F64;
import static dev.chainrule.Chainrule.grad;
import static dev.chainrule.Chainrule.graph;
import static dev.chainrule.Chainrule.jit;
import static org.assertj.core.api.Assertions.assertThat;

import dev.chainrule.Qr;
import dev.chainrule.Tensor;
import dev.chainrule.graph.Graph;
import dev.chainrule.graph.Literal;
import dev.chainrule.graph.Primitive;
import dev.chainrule.graph.Shape;
import dev.chainrule.graph.Structural;
import dev.chainrule.graph.Value;
import dev.chainrule.graph.Verifier;
import dev.chainrule.op.Broadcast;
import dev.chainrule.op.Gates;
import dev.chainrule.op.Permute;
import dev.chainrule.op.Reshape;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// Every pass gives back a well-formed graph that computes the same.
class SimplifyTest {
  private static final Tensor X = Tensor.of(new double[][] {{0.5, -1.5, 2}, {0, 3, -0.25}});

  private static final Map<String, UnaryOperator<Tensor>> FUNCTIONS = Map.of(
      "shared", x -> x.times(x).plus(x.times(x)).sum(),
      "numbers", x -> x.times(1).plus(Tensor.of(2.0).times(3)).div(1).sum(),
      "layout", x -> x.transpose().transpose().reshape(6).reshape(3, 2).sum(0).max(),
      "calls", x -> jit(Tensor::tanh).apply(jit(Tensor::exp).apply(x)).mean(),
      "softmax", x -> x.softmax(1).times(x).sum(),
      "branches", x -> x.gt(0).where(x.log(), x.zerosLike()).sum(),
      "several results", x -> {
        Qr factors = x.transpose().qr();
        return factors.q().exp().matmul(factors.r().sin()).sum();
      },
      "signs", x -> x.neg().neg().stopGradient().plus(x).sum());

  private static Stream<Map.Entry<String, Graph>> graphs() {
    return FUNCTIONS.entrySet().stream().flatMap(entry -> Stream.of(
        Map.entry(entry.getKey(), graph(entry.getValue(), X)),
        Map.entry(entry.getKey() + ", gradient", graph(grad(entry.getValue()), X))));
  }

  @TestFactory
  Stream<DynamicTest> passesKeepTheResults() {
    return graphs().flatMap(entry -> Simplify.PASSES.stream().map(pass ->
        DynamicTest.dynamicTest(entry.getKey() + ": " + pass.name(), () -> {
          Graph before = Verifier.verify("tracing", entry.getValue());
          Graph after = Verifier.verify(pass.name(), pass.run().apply(before));
          assertThat(after.parameterTypes()).isEqualTo(before.parameterTypes());
          assertThat(run(after)).isEqualTo(run(before));
        })));
  }

  private static List<Double> run(Graph graph) {
    Value y = graph.replay(X.value())[0];
    return java.util.stream.IntStream.range(0, y.shape().size()).mapToObj(y.array()::getDouble).toList();
  }

  @Test
  void whatIsEqualIsComputedOnce() {
    Graph graph = Simplify.all(graph(FUNCTIONS.get("shared"), X));
    assertThat(graph.steps()).extracting(step -> step.primitive().name()).containsExactly("times", "plus", "sum");
  }

  @Test
  void numbersFoldAndOnesVanish() {
    Graph graph = Simplify.all(graph(FUNCTIONS.get("numbers"), X));
    assertThat(graph.steps()).extracting(step -> step.primitive().name()).containsExactly("literal", "plus", "sum");
    assertThat(graph.toString()).contains("literal{6.0}");
  }

  @Test
  void whatCancelsIsLeftOut() {
    Graph graph = Simplify.all(graph(x -> x.transpose().transpose().neg().neg(), X));
    assertThat(graph.steps()).isEmpty();
  }

  @Test
  void theSignOfZeroIsKept() {
    UnaryOperator<Tensor> f = x -> x.plus(0.0);
    assertThat(jit(f).apply(Tensor.of(-0.0)).item()).isEqualTo(0.0);
    assertThat(graph(f, Tensor.of(1.0)).steps()).hasSize(2);
    assertThat(Simplify.all(graph(f, Tensor.of(1.0))).steps()).hasSize(2);
  }

  /// What the steps of x and a number become.
  private static List<String> simplified(Primitive primitive, Primitive... first) {
    Graph.Builder builder = new Graph.Builder(List.of(X.value().type()));
    int slot = 0;
    for (Primitive step : first) {
      slot = builder.add(step, step instanceof Literal ? List.of() : List.of(slot), null);
    }
    boolean one = primitive instanceof Structural;
    Graph graph = builder.build(List.of(builder.add(primitive, one ? List.of(slot) : List.of(0, slot), null)));
    return Simplify.all(graph).steps().stream().map(step -> step.primitive().name()).toList();
  }

  private static Literal number(double number) {
    return new Literal(X.value().type(), number);
  }

  @Test
  void zeroNeedNotWinOverNumbersThatAreFinite() {
    assertThat(simplified(Gates.ZERO_TIMES, number(2.5))).containsExactly("literal", "times");
    assertThat(simplified(Gates.ZERO_TIMES, number(Double.POSITIVE_INFINITY))).containsExactly("literal", "zeroTimes");
    assertThat(simplified(Gates.ZERO_TIMES, number(Double.NaN))).containsExactly("literal", "zeroTimes");
    assertThat(simplified(Gates.ZERO_TIMES, number(0))).containsExactly("literal");
    assertThat(simplified(Gates.ZERO_TIMES, number(1))).isEmpty();
  }

  @Test
  void whatDoesNothingIsLeftOut() {
    assertThat(simplified(Gates.ADD, number(-0.0))).isEmpty();
    assertThat(simplified(Gates.ADD, number(0))).hasSize(2);
    assertThat(simplified(new Broadcast(Shape.of(2, 3), List.of(0, 1)))).isEmpty();
    assertThat(simplified(new Broadcast(Shape.of(2, 2, 3), List.of(1, 2)))).containsExactly("broadcast");
    assertThat(simplified(new Reshape(Shape.of(2, 3)))).isEmpty();
    assertThat(simplified(new Permute(List.of(0, 1)))).isEmpty();
    assertThat(simplified(new Permute(List.of(1, 0)))).containsExactly("transpose");
  }

  @Test
  void layoutsOfLayoutsAndOfNumbersAreOne() {
    assertThat(simplified(new Reshape(Shape.of(3, 2)), new Reshape(Shape.of(6)))).containsExactly("reshape");
    assertThat(simplified(new Permute(List.of(0, 2, 1)), new Reshape(Shape.of(2, 1, 3)), new Permute(List.of(2, 0, 1))))
        .containsExactly("reshape", "transpose");
    assertThat(simplified(new Reshape(Shape.of(6)), number(7))).containsExactly("literal");
    assertThat(simplified(new Broadcast(Shape.of(4, 2, 3), List.of(1, 2)), number(7))).containsExactly("literal");
  }

  @Test
  void integersFoldWhereTheyCan() {
    assertThat(graph(x -> Tensor.of(3L).times(5L).to(F64).times(x), X).steps()).hasSizeGreaterThan(3);
    assertThat(Simplify.all(graph(x -> x.plus(Tensor.of(3L).times(5L).to(F64)), X)).toString()).contains("literal{15.0}");
    long odd = 94_906_267L;
    assertThat(jit((Tensor x) -> x.plus(Tensor.of(odd).times(odd))).apply(Tensor.of(0L)).toLongs()).containsExactly(odd * odd);
  }
}
