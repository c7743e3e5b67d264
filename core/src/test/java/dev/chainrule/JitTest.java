package dev.chainrule;

import static dev.chainrule.Chainrule.F32;
import static dev.chainrule.Chainrule.F64;
import static dev.chainrule.Chainrule.grad;
import static dev.chainrule.Chainrule.graph;
import static dev.chainrule.Chainrule.jit;
import static dev.chainrule.Chainrule.vmap;
import static dev.chainrule.Functions.arange;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chainrule.graph.Control;
import dev.chainrule.graph.Graph;
import dev.chainrule.graph.TraceException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Compiled functions: when they trace, what they keep, and that they compute what the function computes.
class JitTest {
  private record Layer(Tensor w, String activation) {
    Tensor apply() {
      return activation.equals("tanh") ? w.tanh() : w.sin();
    }
  }

  private record Powered(Tensor x, int exponent) {}

  private record Statistics(Tensor mean, List<Tensor> parts, String label) {}

  private static final Tensor X = Tensor.of(1.0, 2.0);

  /// A function that counts how often it runs.
  private static UnaryOperator<Tensor> counted(AtomicInteger runs) {
    return x -> {
      runs.incrementAndGet();
      return x.times(x);
    };
  }

  // When it traces.

  @Test
  void aFunctionIsTracedOnceAndCheckedOnceForEachKindOfArgument() {
    AtomicInteger runs = new AtomicInteger();
    UnaryOperator<Tensor> compiled = jit(counted(runs));
    List<Integer> after = new ArrayList<>();
    for (int call = 0; call < 4; call++) {
      compiled.apply(Tensor.of(1.0 + call, 2.0));
      after.add(runs.get());
    }
    assertThat(after).containsExactly(1, 2, 2, 2);
  }

  @Test
  void shapesAndTypesArePartOfTheKeyValuesAreNot() {
    AtomicInteger runs = new AtomicInteger();
    UnaryOperator<Tensor> compiled = jit(counted(runs));
    List<Tensor> kinds = List.of(X, Tensor.zeros(F64, 3), Tensor.zeros(F64, 2, 1), Tensor.zeros(F32, 2), Tensor.of(1, 2));
    for (int call = 0; call < 3; call++) {
      kinds.forEach(x -> assertThat(compiled.apply(x).value().type()).isEqualTo(x.value().type()));
    }
    assertThat(runs.get()).isEqualTo(2 * kinds.size());
  }

  @Test
  void whatIsNoTensorIsPartOfTheKey() {
    Function<Layer, Tensor> compiled = jit(Layer::apply);
    for (int call = 0; call < 3; call++) {
      assertThat(compiled.apply(new Layer(Tensor.of(1.0), "tanh")).item()).isEqualTo(Tensor.of(1.0).tanh().item());
      assertThat(compiled.apply(new Layer(Tensor.of(1.0), "sin")).item()).isEqualTo(Tensor.of(1.0).sin().item());
    }
  }

  private static List<String> warnings(Runnable code) {
    List<String> warnings = new ArrayList<>();
    Logger logger = Logger.getLogger("dev.chainrule.jit");
    Handler handler = new Handler() {
      @Override
      public void publish(LogRecord entry) {
        warnings.add(new SimpleFormatter().formatMessage(entry));
      }

      @Override
      public void flush() {}

      @Override
      public void close() {}
    };
    logger.addHandler(handler);
    logger.setUseParentHandlers(false);
    try {
      code.run();
    } finally {
      logger.setUseParentHandlers(true);
      logger.removeHandler(handler);
    }
    return warnings;
  }

  @Test
  void manyTracesForWhatIsNoTensorAreWarnedOf() {
    List<String> warnings = warnings(() -> {
      Function<Powered, Tensor> compiled = jit((Powered p) -> p.x().pow(p.exponent()));
      for (int exponent = 0; exponent < 12; exponent++) {
        compiled.apply(new Powered(X, exponent));
      }
    });
    assertThat(warnings).singleElement().asString().contains("[jit] 8 traces", "no tensors", "make what varies a tensor");
  }

  @Test
  void compilingTheSameInALoopIsWarnedOfOnceWithItsLine() {
    List<String> warnings = warnings(() -> {
      for (int round = 0; round < 20; round++) {
        jit(x -> x.times(x).minus(4)).apply(X);
      }
    });
    assertThat(warnings).singleElement().asString()
        .contains("[jit] 8 functions were compiled at JitTest.java:", "same graph", "call jit once, before the loop");
  }

  @Test
  void compilingDifferentFunctionsAtOneLineIsNoReasonToWarn() {
    assertThat(warnings(() -> {
      for (int round = 0; round < 20; round++) {
        int power = round;
        jit(x -> x.pow(power).minus(5)).apply(X);
      }
    })).isEmpty();
  }

  @Test
  void oldKindsOfArgumentsAreForgotten() {
    Compiled.OfTensor square = jit(x -> x.times(x));
    for (int length = 1; length <= 300; length++) {
      assertThat(square.apply(Functions.arange(length).to(Chainrule.F64)).size()).isEqualTo(length);
    }
    assertThat(square.explain().lines().filter(line -> line.startsWith("for ["))).hasSizeBetween(64, 128);
    assertThat(square.apply(Tensor.of(3.0, 2.0)).toDoubles()).containsExactly(9, 4);
  }

  @Test
  void compilingInALoopFindsTheSameGraph() {
    Set<Graph> graphs = Collections.newSetFromMap(new IdentityHashMap<>());
    for (int round = 0; round < 50; round++) {
      UnaryOperator<Tensor> compiled = jit(x -> x.times(x).plus(2));
      graphs.add(((Control.Call) graph(x -> compiled.apply(x), X).steps().getFirst().primitive()).graph());
    }
    assertThat(graphs).hasSize(1);
  }

  @Test
  void aFailedTraceLeavesNothingBehind() {
    AtomicInteger runs = new AtomicInteger();
    UnaryOperator<Tensor> compiled = jit(x -> {
      if (runs.incrementAndGet() == 1) {
        throw new IllegalStateException("not yet");
      }
      return x.neg();
    });
    assertThatThrownBy(() -> compiled.apply(X)).isInstanceOf(IllegalStateException.class).hasMessage("not yet");
    assertThat(compiled.apply(X).toDoubles()).containsExactly(-1, -2);
    assertThat(compiled.apply(X).toDoubles()).containsExactly(-1, -2);
  }

  // What it takes from outside.

  @Test
  void capturedTensorsAreConstantsThatExplainLists() {
    Tensor weights = Tensor.of(3.0, 4.0);
    Compiled.OfTensor compiled = jit(x -> x.times(weights));
    assertThat(compiled.explain()).contains("not traced yet");
    assertThat(compiled.apply(X).toDoubles()).containsExactly(3, 8);
    assertThat(compiled.explain()).contains("for [F64[2]]", "times", "captured: F64[2], constant since the trace");
  }

  /// A tensor that is being differentiated is no constant: it enters as a hidden input, each time anew.
  @Test
  void capturedTracedTensorsAreHiddenInputs() {
    UnaryOperator<Tensor> byWeights = grad(w -> jit((Tensor x) -> x.times(w)).apply(X).sum());
    assertThat(byWeights.apply(Tensor.of(3.0, 4.0)).toDoubles()).containsExactly(1, 2);

    List<Compiled.OfTensor> kept = new ArrayList<>();
    Tensor[] held = new Tensor[1];
    kept.add(jit(x -> x.times(held[0])));
    UnaryOperator<Tensor> bySquaredWeights = grad(w -> {
      held[0] = w.square();
      return kept.getFirst().apply(X).sum();
    });
    assertThat(bySquaredWeights.apply(Tensor.of(3.0, 4.0)).toDoubles()).containsExactly(6, 16);
    assertThat(bySquaredWeights.apply(Tensor.of(5.0, 6.0)).toDoubles()).containsExactly(10, 24);
  }

  @Test
  void capturedNaNsAndZerosWithASignAreFoundUnchanged() {
    Tensor captured = Tensor.of(Double.NaN, -0.0);
    UnaryOperator<Tensor> compiled = jit(x -> x.plus(captured));
    for (int call = 0; call < 3; call++) {
      assertThat(compiled.apply(Tensor.of(1.0, -0.0)).toDoubles()).containsExactly(Double.NaN, -0.0);
    }
  }

  // What it computes.

  static List<UnaryOperator<Tensor>> specialLiterals() {
    return List.of(x -> x.plus(0.0), x -> x.plus(-0.0), x -> x.minus(0.0), x -> x.minus(-0.0), x -> x.times(0.0), x -> x.times(-0.0),
        x -> x.times(1), x -> x.times(-1), x -> x.div(1), x -> x.div(-0.0), x -> x.pow(0), x -> x.pow(1), x -> x.times(Double.NaN),
        x -> x.plus(Double.NaN), x -> x.times(Double.POSITIVE_INFINITY), x -> x.maximum(-0.0), x -> x.minimum(0.0), x -> x.minus(x),
        x -> x.div(x), x -> x.neg().neg(), x -> x.times(0.0).plus(-0.0), x -> x.zerosLike().plus(-0.0).plus(x));
  }

  /// Algebra must not take x + 0 for x, where x may be -0, nor x · 0 for 0, where x may be NaN.
  @ParameterizedTest
  @MethodSource("specialLiterals")
  void resultsAreTheSameToTheBit(UnaryOperator<Tensor> f) {
    Tensor special = Tensor.of(-0.0, 0.0, 1.5, -2.0, Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, Double.MIN_VALUE);
    UnaryOperator<Tensor> compiled = jit(f);
    for (int call = 0; call < 3; call++) {
      assertThat(compiled.apply(special).toDoubles()).containsExactly(f.apply(special).toDoubles());
    }
    // Where a zero wins in a product of a derivative, its sign is not kept.
    UnaryOperator<Tensor> derivative = grad(x -> f.apply(x).sum());
    assertThat(jit(derivative).apply(special).plus(0.0).toDoubles()).containsExactly(derivative.apply(special).plus(0.0).toDoubles());
  }

  @Test
  void resultsAreTreesLikeThoseOfTheFunction() {
    Function<Tensor, Statistics> compiled = jit((Tensor x) -> new Statistics(x.mean(), List.of(x, x, x.argMax(), Tensor.of(7.0, 8.0)), "of x"));
    for (int call = 0; call < 3; call++) {
      Statistics result = compiled.apply(Tensor.of(1.0 + call, 3.0));
      assertThat(result.mean().item()).isEqualTo(2 + call / 2.0);
      assertThat(result.label()).isEqualTo("of x");
      assertThat(result.parts().get(0).toDoubles()).containsExactly(1 + call, 3);
      assertThat(result.parts().get(1).toDoubles()).containsExactly(1 + call, 3);
      assertThat(result.parts().get(2).toInts()).containsExactly(call == 0 || call == 1 ? 1 : 0);
      assertThat(result.parts().get(3).toDoubles()).containsExactly(7, 8);
    }
  }

  @Test
  void functionsOfTwoArgumentsAndOfTrees() {
    BinaryOperator<Tensor> ofTensors = jit((Tensor x, Tensor y) -> x.minus(y));
    assertThat(ofTensors.apply(X, Tensor.of(0.5, 0.25)).toDoubles()).containsExactly(0.5, 1.75);
    Function<Map<String, Tensor>, Tensor> ofMap = jit((Map<String, Tensor> m) -> m.get("a").times(m.get("b")));
    assertThat(ofMap.apply(Map.of("a", X, "b", X)).toDoubles()).containsExactly(1, 4);
    assertThat(jit((Layer layer, Tensor x) -> layer.w().times(x)).apply(new Layer(X, ""), X).toDoubles()).containsExactly(1, 4);
  }

  @Test
  void manyThreadsCallOneCompiledFunction() throws Exception {
    UnaryOperator<Tensor> compiled = jit(grad(x -> x.sin().times(x).sum()));
    UnaryOperator<Tensor> plain = grad(x -> x.sin().times(x).sum());
    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      List<Future<Boolean>> results = new ArrayList<>();
      for (int task = 0; task < 200; task++) {
        Tensor x = arange(F64, 1 + task % 5).plus(task);
        results.add(threads.submit(() -> Arrays.equals(compiled.apply(x).toDoubles(), plain.apply(x).toDoubles())));
      }
      for (Future<Boolean> result : results) {
        assertThat(result.get()).isTrue();
      }
    }
  }

  private record Counted(Tensor value, int calls) {}

  @Test
  void aResultWhoseFixedPartsChangeIsRefused() {
    int[] calls = new int[1];
    Function<Tensor, Counted> f = jit((Tensor x) -> new Counted(x.times(2), calls[0]++));
    f.apply(Tensor.of(1.0));
    assertThatThrownBy(() -> f.apply(Tensor.of(1.0))).isInstanceOf(TraceException.class).hasMessageContaining("the result was");
  }

  /// In memory that other steps have used: a sum of nothing would otherwise be what was there.
  @Test
  void sumsOfNothingAreZeroAfterOtherSteps() {
    UnaryOperator<Tensor> rows = x -> {
      Tensor used = x.sum(1).plus(5).cumSum(0);
      return x.plus(used.expandDims(1)).sum(1).cumSum(0);
    };
    assertThat(jit(rows).apply(Tensor.zeros(F64, 3, 0)).toDoubles()).containsExactly(0, 0, 0);
    UnaryOperator<Tensor> all = x -> x.plus(x.sum().plus(5).reshape(1).cumSum(0).reshape()).sum().plus(1);
    assertThat(jit(all).apply(Tensor.zeros(F64, 0)).item()).isEqualTo(1);
    assertThat(jit(vmap(all)).apply(Tensor.zeros(F64, 2, 0)).toDoubles()).containsExactly(1, 1);

    Tensor none = Tensor.zeros(F64, 3, 0);
    UnaryOperator<Tensor> f = b -> none.plus(b.expandDims(1)).square().sum().plus(b.square().sum());
    UnaryOperator<Tensor> g = grad(c -> f.apply(c.cumSum(0).plus(5).cumSum(0)));
    assertThat(jit(g).apply(Tensor.of(1.0, 2.0, 3.0)).toDoubles()).containsExactly(218, 128, 50);
  }
}
