package dev.chainrule.view;

import static dev.chainrule.Functions.where;
import static dev.chainrule.view.ExplanationTest.inputs;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chainrule.Chainrule;
import dev.chainrule.Tensor;
import dev.chainrule.graph.Array;
import dev.chainrule.graph.Graph;
import dev.chainrule.graph.Partial;
import dev.chainrule.graph.PrimitiveException;
import dev.chainrule.graph.Structural;
import dev.chainrule.graph.StructureException;
import dev.chainrule.graph.Type;
import dev.chainrule.graph.Value;
import java.util.LinkedHashMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class JavaSourceTest {
  /// The printed gradient at the explained point, against the explanation's.
  private static List<Object> run(Explanation explanation) {
    CompiledSource compiled = CompiledSource.of("Gradient", JavaSource.of(explanation, "Gradient"));
    List<Object> results = compiled.call("Gradient", "valueAndGrad",
        explanation.inputs().stream().map(Explanation.Input::value).toArray(Tensor[]::new));
    CompiledSource.assertSame(results.getFirst(), explanation.value(), 1e-14);
    int next = 1;
    for (Tensor gradient : explanation.gradients().values()) {
      CompiledSource.assertSame(results.get(next++), gradient, 1e-14);
    }
    assertThat(results).hasSize(next);
    return results;
  }

  @Test
  void lectureExampleSevenReadsAsOnTheBoard() {
    Explanation neuron = Explanation.of(inputs("w0", 2, "x0", -1, "w1", -3, "x1", -2, "w2", -3), scope ->
        scope.name("L", scope.input("w0").times(scope.input("x0")).plus(scope.input("w1").times(scope.input("x1")))
            .plus(scope.input("w2")).sigmoid()));
    assertThat(JavaSource.of(neuron, "Neuron")).contains("double s0 = w0 * x0; // multiply", "double L = 1.0 / (Math.exp(-s3) + 1.0);",
        "double grad_s3 = L * (1.0 - L); // local", "double grad_s0 = grad_s2; // add", "double grad_w0 = grad_s0 * x0; // multiply",
        "double grad_x0 = grad_s0 * w0; // multiply");
    run(neuron);
  }

  @Test
  void zerosWinWhereAPlainProductWouldMakeNaN() {
    run(Explanation.of(x -> where(x.gt(0), x.log(), 0).plus(x.square().sqrt()), Tensor.of(0.0)));
    run(Explanation.of(inputs("x", Double.POSITIVE_INFINITY, "y", 0), scope -> scope.input("x").times(scope.input("y").times(0).sin())));
    run(Explanation.of(inputs("x", 0, "n", 3), scope -> scope.input("x").pow(scope.input("n"))));
    run(Explanation.of(x -> where(x.gt(0), x.log(), 0).sum(), Tensor.of(0.0, 1, -1)));
  }

  @Test
  void randomFunctionsComputeWhatTheEngineComputes() {
    PrintedPrograms programs = new PrintedPrograms(1e-9);
    for (long seed = 0; seed < 60; seed++) {
      RandomFunction function = new RandomFunction(seed, 4 + (int) seed % 12);
      Tensor[] inputs = {Tensor.of(0.7), JavaPrimitivesTest.random(seed, 3), JavaPrimitivesTest.random(seed + 1000, 3, 3)};
      programs.addWithGradient("random " + seed, function, inputs);
      var gradient = Chainrule.grad((Function<List<Tensor>, Tensor>) function);
      programs.add("second gradient of random " + seed, Chainrule.grad((List<Tensor> x) ->
          gradient.apply(x).stream().map(part -> part.sin().sum()).reduce(Tensor::plus).orElseThrow())::apply, inputs);
    }
    programs.verify();
  }

  @Test
  void randomExplanationsComputeWhatTheEngineComputes() {
    for (long seed = 100; seed < 120; seed++) {
      RandomFunction function = new RandomFunction(seed, 8);
      Explanation explanation = Explanation.of(inputs("x", 0.7, "v", JavaPrimitivesTest.random(seed, 3), "m", JavaPrimitivesTest.random(seed, 3, 3)),
          scope -> function.apply(List.of(scope.input("x"), scope.input("v"), scope.input("m"))));
      run(explanation);
      runForward(explanation);
    }
  }

  /// The printed tangent in the direction of ones, against the sum of the gradient's elements.
  private static void runForward(Explanation explanation) {
    assertThat(JavaSource.of(explanation, "Tangent", Mode.FORWARD)).doesNotContain("gates", "upstream");
    CompiledSource compiled = CompiledSource.of("Tangent", JavaSource.of(explanation, "Tangent", Mode.FORWARD));
    List<Tensor> arguments = new ArrayList<>(explanation.inputs().stream().map(Explanation.Input::value).toList());
    arguments.addAll(explanation.gradients().values().stream().map(Tensor::onesLike).toList());
    List<Object> results = compiled.call("Tangent", "valueAndTangent", arguments.toArray(Tensor[]::new));
    CompiledSource.assertSame(results.get(0), explanation.value(), 1e-14);
    CompiledSource.assertSame(results.get(1),
        explanation.gradients().values().stream().map(Tensor::sum).reduce(Tensor::plus).orElseThrow(), 1e-10);
  }

  @Test
  void theUpstreamGradientIsAnArgument() {
    Tensor x = Tensor.of(new double[][] {{1, -2}, {3, -3}});
    Tensor upstream = Tensor.of(new double[][] {{4, -1}, {5, 9}});
    Explanation explanation = Explanation.of(inputs("x", x), List.of("x"), scope -> scope.input("x").matmul(scope.input("x")).tanh(), upstream);
    List<Object> results = CompiledSource.of("Pullback", JavaSource.of(explanation, "Pullback")).call("Pullback", "valueAndGrad", x, upstream);
    CompiledSource.assertSame(results.get(0), explanation.value(), 1e-14);
    CompiledSource.assertSame(results.get(1), explanation.gradients().get("x"), 1e-14);
    CompiledSource.assertSame(results.get(1), Chainrule.vjp((Tensor t) -> t.matmul(t).tanh(), x).pullback().apply(upstream), 1e-14);
  }

  @Test
  void namesThatJavaDoesNotAllowAreChanged() {
    Explanation explanation = Explanation.of(inputs("class", 2, "i", Tensor.of(1.0, 2), "β", 3, "2 x", 4, "2_x", 5, "times", 6, "best", 7, "System", 8, "yield", 9), scope -> {
      Tensor sum = scope.input("i").times(scope.input("class")).max(0);
      return scope.name("int", sum.times(scope.input("β"))).times(scope.input("2 x")).times(scope.input("2_x"))
          .times(scope.input("times")).plus(scope.input("best")).times(scope.input("System")).times(scope.input("yield"));
    });
    assertThat(JavaSource.of(explanation, "Gradient"))
        .contains("valueAndGrad(double class_, double[] i, double β, double _2_x, double _2_x_, double times, double best, double System_, double yield_)", "double int_ = ");
    run(explanation);
  }

  @Test
  void whatTheFunctionTakesFromOutsideIsWrittenIntoTheClass() {
    Tensor weights = Tensor.of(0.5, -1.5, Double.NaN).times(Tensor.of(1.0, 1, 0).gt(0).to(Chainrule.F64)).stopGradient();
    Explanation explanation = Explanation.of(x -> where(weights.isNaN(), 0, weights).times(x).sum(), Tensor.of(1.0, 2, 3));
    assertThat(JavaSource.of(explanation, "Gradient")).contains("private static final double[] c0 = {0.5, -1.5, 0.0};");
    run(explanation);
    assertThatThrownBy(() -> JavaSource.of(Explanation.of(x -> x.times(JavaPrimitivesTest.random(1, 3000)).sum(), Tensor.of(1.0)), "Large"))
        .isInstanceOf(StructureException.class)
        .hasMessage("[java] the function takes 3000 numbers from outside, in a F64[3000] among others; at most 2000 are written into the source: make them inputs");
  }

  @Test
  void longMethodsAreSplit() {
    Explanation explanation = Explanation.of(inputs("x", 0.3, "y", -0.2), scope -> {
      Tensor x = scope.input("x");
      for (int i = 0; i < 2_000; i++) {
        x = i % 2 == 0 ? x.sin().plus(scope.input("y")) : x.times(scope.input("x")).tanh();
      }
      return x;
    });
    assertThat(JavaSource.of(explanation, "Gradient")).contains("valueAndGradPart20(");
    run(explanation);
  }

  @Test
  void longMethodsWithTensorsAreSplit() {
    run(Explanation.of(inputs("v", Tensor.of(0.3, -0.2, 1), "y", 0.5), scope -> {
      Tensor v = scope.input("v");
      for (int i = 0; i < 300; i++) {
        v = v.times(scope.input("y")).plus(v.max(0)).tanh();
      }
      return v.sum();
    }));
  }

  @Test
  void chainsOfUnnamedStepsDoNotOverflowTheStack() {
    Graph.Builder builder = new Graph.Builder(List.of(Tensor.of(1.0).value().type()));
    int slot = 0;
    for (int i = 0; i < 50_000; i++) {
      slot = builder.add(dev.chainrule.op.Gates.SIN, List.of(slot), null);
    }
    assertThat(JavaSource.of(builder.build(List.of(slot)), "Chain")).contains("double s49999 = Math.sin(s49998)");
  }

  @Test
  void graphsWithSeveralResultsGiveARecord() {
    Graph graph = Chainrule.graph((List<Tensor> p) -> List.of(p.get(0).plus(p.get(1)), p.get(0), Tensor.of(1.0), Tensor.ones(Chainrule.F64, 2)),
        List.of(Tensor.of(1.0), Tensor.of(2.0)));
    String source = JavaSource.of(graph, "Several", List.of("left", "right"));
    assertThat(source).contains("record Result(double y0, double y1, double y2, double[] y3)", "run(double left, double right)");
    List<Object> results = CompiledSource.of("Several", source).call("Several", "run", Tensor.of(1.0), Tensor.of(2.0));
    assertThat(results.subList(0, 3)).containsExactly(3.0, 1.0, 1.0);
    assertThat((double[]) results.get(3)).containsExactly(1, 1);
  }

  @Test
  void onlyTheDifferentiatedInputsHaveGradients() {
    Explanation explanation = Explanation.of(inputs("x", 2, "y", 3, "n", Tensor.of(1)), List.of("y"), scope ->
        scope.input("x").times(scope.input("y")).times(scope.input("n").to(Chainrule.F64)));
    assertThat(JavaSource.of(explanation, "Gradient")).contains("record Result(double value, double grad_y)", "valueAndGrad(double x, double y, int n)");
    run(explanation);
    run(Explanation.of(inputs("x", 2), List.of(), scope -> scope.input("x").exp()));
    run(Explanation.of(inputs("x", 2, "y", 1), scope -> scope.input("x")));
    run(Explanation.of(inputs("x", 2), scope -> Tensor.of(4.0)));
  }

  @Test
  void compiledAndOwnFunctionsAreOpened() {
    var twice = Chainrule.withLocal("twice", x -> x.times(2), (x, y) -> x.onesLike().times(2));
    var jitted = Chainrule.jit((Tensor x) -> x.sin().times(x));
    run(Explanation.of(x -> jitted.apply(twice.apply(x)).times(twice.apply(jitted.apply(x))), Tensor.of(0.4)));
  }

  @Test
  void theClassItselfMayBeCalledResult() {
    String source = JavaSource.of(Explanation.of(x -> x.exp(), Tensor.of(0.0)), "Result");
    assertThat(CompiledSource.of("Result", source).call("Result", "valueAndGrad", Tensor.of(0.0))).containsExactly(1.0, 1.0);
  }

  @Test
  void whatCannotBePrintedIsNamed() {
    assertThatThrownBy(() -> JavaSource.of(Explanation.of(x -> x, Tensor.of(1.0)), "not a name"))
        .isInstanceOf(StructureException.class)
        .hasMessage("[java] 'not a name' cannot be the name of the class; write a word of letters and digits that Java does not use itself");
    Map<String, Tensor> many = new LinkedHashMap<>();
    for (int i = 0; i < 200; i++) {
      many.put("x" + i, Tensor.of(1.0));
    }
    assertThatThrownBy(() -> JavaSource.of(Explanation.of(many, scope -> scope.input("x0")), "Many"))
        .isInstanceOf(StructureException.class)
        .hasMessage("[java] 200 arguments are more than a Java method can have; put scalars together in a vector");
    Graph graph = Chainrule.graph((Tensor x) -> Tensor.of(new Unprintable().on(x.value())), Tensor.of(1.0, 2));
    assertThatThrownBy(() -> JavaSource.of(graph, "Own"))
        .isInstanceOf(PrimitiveException.class)
        .hasMessage("[java] there is no Java form of the operation 'unprintable' yet; leave it out of what is printed, or compute it outside and pass it in");
    assertThatThrownBy(() -> JavaSource.of(graph, "Own", List.of()))
        .hasMessage("[java] the graph has 1 parameters, but 0 names were given");
  }

  /// A primitive of a user's own.
  private record Unprintable() implements Structural {
    @Override
    public String name() {
      return "unprintable";
    }

    @Override
    public List<Type> infer(List<Type> x) {
      return List.of(x.getFirst());
    }

    @Override
    public Array[] evaluate(Array[] x, List<Type> y) {
      return x;
    }

    @Override
    public Partial partial(int argument) {
      return Partial.linear((x, dy) -> dy);
    }

    @Override
    public Value[] batch(Value[] x, boolean[] batched, int size) {
      return allOn(x);
    }
  }
}
