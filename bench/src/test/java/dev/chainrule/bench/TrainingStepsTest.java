package dev.chainrule.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.chainrule.Tensor;
import dev.chainrule.bench.training.Training;
import dev.chainrule.bench.training.TrainingSteps;
import dev.chainrule.graph.DType;
import dev.chainrule.nn.file.Npy;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Five steps of each model, tiny and in F64, lose what they lose in PyTorch. That was written down with its peer: the
/// system property `trace.write` names a folder for the inputs, and then
///
///     for i in 1 2 3 4 5; do echo run 1; done | python peer.py torch_peer '{"kind": "gpt", "heads": 4}' FOLDER/gpt 1
///
/// in the folder of the peers prints the losses as `result`.
class TrainingStepsTest {
  private static final Map<String, Supplier<Training<?, ?>>> STEPS = Map.of(
      "mlp", () -> TrainingSteps.mlp(4, 6, 5, 3),
      "cnn", () -> TrainingSteps.cnn(2, 8, 2, 3, 5),
      "lstm", () -> TrainingSteps.lstm(2, 4, 3),
      "gpt", () -> TrainingSteps.gpt(2, 4, 8, 4, 2));

  static Stream<String> models() {
    return STEPS.keySet().stream().sorted();
  }

  @ParameterizedTest
  @MethodSource("models")
  void lossesAreThoseOfPyTorch(String model) throws IOException {
    Training<?, ?> training = Objects.requireNonNull(STEPS.get(model)).get().with(TrainingStepsTest::formula);
    writeIfAskedFor(model, training);
    double[] losses = new double[5];
    Arrays.setAll(losses, step -> training.step().item());
    assertThat(losses).containsExactly(expected(model), within(1e-9));
  }

  private static double[] expected(String model) throws IOException {
    try (InputStream text = TrainingStepsTest.class.getResourceAsStream("training-losses.json")) {
      JsonObject all = JsonParser.parseReader(new InputStreamReader(Objects.requireNonNull(text), StandardCharsets.UTF_8)).getAsJsonObject();
      return all.getAsJsonArray(model).asList().stream().mapToDouble(loss -> loss.getAsDouble()).toArray();
    }
  }

  /// Numbers that follow from a tensor's name and their places, so that they outlive any generator.
  private static Tensor formula(String name, Tensor like) {
    int phase = name.chars().sum();
    if (like.dtype().isInteger()) {
      int[] numbers = new int[like.size()];
      Arrays.setAll(numbers, i -> (5 * i + i / 3 + phase) % 3);
      return Tensor.of(like.shape(), numbers);
    }
    double[] numbers = new double[like.size()];
    Arrays.setAll(numbers, i -> StrictMath.sin(phase + 1.7 * i + 0.01 * i * i));
    Tensor result = Tensor.of(like.shape(), numbers);
    return name.equals("x") ? result : result.times(0.5);
  }

  private static void writeIfAskedFor(String model, Training<?, ?> training) throws IOException {
    String folder = System.getProperty("trace.write");
    if (folder != null) {
      Path files = Files.createDirectories(Path.of(folder, model));
      for (Map.Entry<String, Tensor> input : training.inputs().entrySet()) {
        Npy.write(files.resolve(input.getKey() + ".npy"), input.getValue());
      }
    }
  }

  @ParameterizedTest
  @MethodSource("models")
  void singlePrecisionLosesAboutTheSame(String model) {
    Training<?, ?> exact = Objects.requireNonNull(STEPS.get(model)).get().with(TrainingStepsTest::formula);
    Training<?, ?> single = exact.with((name, t) -> t.dtype() == DType.F64 ? t.to(DType.F32) : t);
    for (int step = 0; step < 5; step++) {
      assertThat(single.step().item()).isCloseTo(exact.step().item(), within(1e-4));
    }
  }
}
