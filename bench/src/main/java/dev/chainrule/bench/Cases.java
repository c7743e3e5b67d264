package dev.chainrule.bench;

import static dev.chainrule.Chainrule.grad;
import static dev.chainrule.Chainrule.jit;

import dev.chainrule.Tensor;
import dev.chainrule.bench.training.PlainMlp;
import dev.chainrule.bench.training.Training;
import dev.chainrule.bench.training.TrainingSteps;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/// All that can be measured.
final class Cases {
  private static final List<Case> ALL = Stream.of(trainingSteps(), MatmulCases.all(), ConvolutionCases.all(),
      ElementwiseCases.all(), ScalarCases.all(), GradientCostCases.all(), LatencyCases.all(), startCases()).flatMap(List::stream).toList();

  private Cases() {}

  private static List<Case> trainingSteps() {
    return List.of(
        training("mlp", "training", () -> TrainingSteps.mlp(128, 784, 256, 128, 10))
            .beside(Case.PLAIN, () -> plainMlp(TrainingSteps.mlp(128, 784, 256, 128, 10))),
        training("cnn", "training", () -> TrainingSteps.cnn(64, 28, 32, 64, 128)),
        training("lstm", "training", () -> TrainingSteps.lstm(64, 28, 128)),
        training("gpt", "training", () -> TrainingSteps.gpt(16, 64, 128, 4, 4)),
        training("mlp-tiny", "tiny", () -> TrainingSteps.mlp(4, 6, 5, 3))
            .beside(Case.PLAIN, () -> plainMlp(TrainingSteps.mlp(4, 6, 5, 3))),
        training("cnn-tiny", "tiny", () -> TrainingSteps.cnn(2, 8, 2, 3, 5)),
        training("lstm-tiny", "tiny", () -> TrainingSteps.lstm(2, 4, 3)),
        training("gpt-tiny", "tiny", () -> TrainingSteps.gpt(2, 4, 8, 4, 2)));
  }

  private static Workload plainMlp(Training<?, ?> training) {
    return new PlainWorkload(new PlainMlp(training.inputs())::step);
  }

  private static Case training(String name, String group, Supplier<Training<?, ?>> training) {
    return Case.of(name, group, () -> new TrainingWorkload(training.get()), Map.of("kind", name.replace("-tiny", ""), "heads", 4))
        .checkedAfter(10);
  }

  /// The first gradient of all, and the first of a compiled function.
  private static List<Case> startCases() {
    UnaryOperator<Tensor> gradient = grad(x -> x.sin().times(x).sum());
    Tensor x = Tensor.of(0.5, 1.0, 1.5);
    return List.of(
        Case.of("start-gradient", Case.START, () -> TensorWorkload.of(gradient, x), Map.of("kind", "start")),
        Case.of("start-compiled", Case.START, () -> TensorWorkload.of(jit(gradient), x), Map.of("kind", "start")));
  }

  /// All names, groups first.
  static Set<String> names() {
    Set<String> names = new LinkedHashSet<>();
    ALL.forEach(one -> names.add(one.group()));
    ALL.forEach(one -> names.add(one.name()));
    return names;
  }

  /// The cases of these names, each its own or its group's, in the order of the table; empty if one is unknown.
  static List<Case> named(List<String> names) {
    List<Case> chosen = new ArrayList<>(ALL);
    chosen.removeIf(one -> !names.contains(one.name()) && !names.contains(one.group()));
    return chosen;
  }

  /// The case of this name.
  static Case named(String name) {
    return ALL.stream().filter(one -> one.name().equals(name)).findFirst()
        .orElseThrow(() -> new IllegalArgumentException("[bench] there is no case '%s'".formatted(name)));
  }
}
