package dev.chainrule.bench;

import dev.chainrule.Tensor;
import dev.chainrule.bench.training.Training;
import dev.chainrule.bench.training.TrainingSteps;
import dev.chainrule.graph.Array;
import dev.chainrule.graph.Evaluator;
import dev.chainrule.graph.Graph;
import dev.chainrule.graph.Program;
import dev.chainrule.transform.Simplify;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.function.Supplier;

/// Where the time of a first call goes: tracing, the passes that simplify, making the rest ready to run, and running it
/// first. Each is a case of its own, in a JVM that has done only what comes before it; its `firstMs` is what counts.
final class LatencyCases {
  private static final String GROUP = "latency";

  private LatencyCases() {}

  static List<Case> all() {
    Map<String, Supplier<Training<?, ?>>> steps = new LinkedHashMap<>();
    steps.put("mlp", () -> TrainingSteps.mlp(128, 784, 256, 128, 10));
    steps.put("gpt", () -> TrainingSteps.gpt(16, 64, 128, 4, 4));
    List<Case> cases = new ArrayList<>();
    steps.forEach((name, training) -> {
      cases.add(stage(name, "trace", () -> stage(training.get()::trace)));
      cases.add(stage(name, "passes", () -> {
        Graph traced = training.get().trace();
        return stage(() -> Simplify.all(traced));
      }));
      cases.add(stage(name, "compile", () -> {
        Graph simplified = Simplify.all(training.get().trace());
        Evaluator evaluator = evaluator();
        return stage(() -> evaluator.compile(simplified));
      }));
      cases.add(stage(name, "run", () -> {
        Training<?, ?> step = training.get();
        Program program = evaluator().compile(Simplify.all(step.trace()));
        Array[] arguments = step.arguments();
        return stage(() -> program.run(arguments));
      }));
    });
    return cases;
  }

  private static Evaluator evaluator() {
    return ServiceLoader.load(Evaluator.class, Graph.class.getClassLoader()).findFirst().orElseThrow();
  }

  private static Case stage(String model, String stage, Supplier<Workload> workload) {
    return Case.of("latency-%s-%s".formatted(model, stage), GROUP, workload, Map.of());
  }

  /// Without inputs or results to compare.
  private static Workload stage(Supplier<?> work) {
    return new Workload() {
      private Object last = List.of();

      @Override
      public void step() {
        last = work.get();
      }

      @Override
      public double result() {
        return last == null ? 0 : 1;
      }

      @Override
      public Map<String, Tensor> inputs() {
        return Map.of();
      }

      @Override
      public long resultBytes() {
        return 0;
      }
    };
  }
}
