package dev.chainrule.nn;

import static dev.chainrule.Chainrule.F32;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.chainrule.Convolution;
import dev.chainrule.Functions;
import dev.chainrule.RandomKey;
import dev.chainrule.Tensor;
import dev.chainrule.graph.ChainruleException;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/// What users read when they err with layers, losses and metrics: the texts are in a golden file, to be read as a whole. Each
/// layer and each loss has one at least.
///
///     mvn -pl nn -am test -Dtest=ErrorMessagesTest -Dgolden.write=true -Dsurefire.failIfNoSpecifiedTests=false
class ErrorMessagesTest {
  private static final Path GOLDEN = Path.of("src/test/resources/dev/chainrule/nn/error-messages.txt");
  private static final Path CLASSES = Path.of("target/classes/dev/chainrule/nn");
  private static final String HERE = "ErrorMessagesTest.java";

  private static final RandomKey KEY = RandomKey.of(1);
  private static final Initializer INITIALIZER = Initializer.heNormal();
  private static final Tensor SCALAR = Tensor.of(1.0f);
  private static final Tensor VECTOR = Tensor.of(1f, 2f, 3f);
  private static final Tensor ROWS = Tensor.zeros(F32, 4, 3);
  private static final Tensor IMAGES = Tensor.zeros(F32, 2, 3, 8, 8);
  private static final Tensor SEQUENCES = Tensor.zeros(F32, 2, 5, 3);
  private static final Tensor LABELS = Tensor.of(0, 2, 1, 0);

  private final Map<String, ThrowingCallable> mistakes = new LinkedHashMap<>();

  private void losses() {
    mistakes.put("mse(rows, vector)", () -> Losses.mse(ROWS, VECTOR));
    mistakes.put("huber(rows, vector, 1)", () -> Losses.huber(ROWS, VECTOR, 1));
    mistakes.put("huber(x, y, −1)", () -> Losses.huber(VECTOR, VECTOR, -1));
    mistakes.put("crossEntropy(rows, floats)", () -> Losses.crossEntropy(ROWS, VECTOR));
    mistakes.put("crossEntropy(rows, labels of another length)", () -> Losses.crossEntropy(ROWS, Tensor.of(0, 1)));
    mistakes.put("crossEntropy(scalar, label)", () -> Losses.crossEntropy(SCALAR, Tensor.of(0)));
    mistakes.put("crossEntropy(rows, a label that is no class)", () -> Losses.crossEntropy(ROWS, Tensor.of(0, 2, 3, 0)));
    mistakes.put("bceWithLogits(rows, vector)", () -> Losses.bceWithLogits(ROWS, VECTOR));
    mistakes.put("mae(rows, vector)", () -> Losses.mae(ROWS, VECTOR));
    mistakes.put("focal(vector, vector, −1, 0.5)", () -> Losses.focal(VECTOR, VECTOR, -1, 0.5));
    mistakes.put("hinge(rows, vector)", () -> Losses.hinge(ROWS, VECTOR));
    mistakes.put("multiclassHinge(rows, a label that is no class)", () -> Losses.multiclassHinge(ROWS, Tensor.of(0, 2, 3, 0)));
    mistakes.put("klDivergence(rows, vector)", () -> Losses.klDivergence(ROWS, VECTOR));
    mistakes.put("cosine(rows, vector)", () -> Losses.cosine(ROWS, VECTOR));
    mistakes.put("contrastive(rows, rows, truths of another length, 1)", () -> Losses.contrastive(ROWS, ROWS, Tensor.of(true, false), 1));
    mistakes.put("triplet(rows, rows, vector, 1)", () -> Losses.triplet(ROWS, ROWS, VECTOR, 1));
    mistakes.put("infoNce(rows, rows, 0)", () -> Losses.infoNce(ROWS, ROWS, 0));
    mistakes.put("ctc(rows, labels, lengths, lengths)", () -> Losses.ctc(ROWS, LABELS, LABELS, LABELS));
    mistakes.put("l2Penalty(integers, 0.1)", () -> Losses.l2Penalty(LABELS, 0.1));
  }

  private void metrics() {
    mistakes.put("accuracy(rows, labels of another length)", () -> Metrics.accuracy(ROWS, Tensor.of(0, 1)));
    mistakes.put("correct(rows, floats)", () -> Metrics.correct(ROWS, VECTOR));
    mistakes.put("topK(rows, labels of another length, 2)", () -> Metrics.topK(ROWS, Tensor.of(0, 1), 2));
    mistakes.put("rocAuc(scores, truths of another length)", () -> Metrics.rocAuc(VECTOR, Tensor.of(true, false)));
    mistakes.put("perplexity(rows, floats)", () -> Metrics.perplexity(ROWS, VECTOR));
  }

  private void layers() {
    mistakes.put("Activation of integers", () -> Activation.TANH.apply(LABELS));
    mistakes.put("BatchNorm with a momentum of 2", () -> new BatchNorm(VECTOR, VECTOR, new BatchNorm.Statistics(VECTOR, VECTOR), 2, 1e-5));
    mistakes.put("BatchNorm of 4 channels on 3", () -> BatchNorm.of(4).apply(IMAGES));
    mistakes.put("BatchNorm trained with a single number", () -> BatchNorm.of(3).train(Tensor.zeros(F32, 1, 3), KEY));
    mistakes.put("Bidirectional on rows", () -> new Bidirectional<>(Gru.of(3, 4, KEY), Gru.of(3, 4, KEY)).apply(ROWS));
    mistakes.put("Cnn of images that cannot be halved so often", () -> Cnn.of(1, 4, 4, 10, new int[] {8, 8, 8, 8}, 16, 0, KEY));
    mistakes.put("Cnn on images of another size", () -> Cnn.of(1, 8, 8, 10, KEY).apply(IMAGES));
    mistakes.put("ConvolutionLayer of no outputs", () -> ConvolutionLayer.of(3, 0, INITIALIZER, KEY, 3, 3));
    mistakes.put("ConvolutionLayer of 4 channels on 3", () -> ConvolutionLayer.of(4, 2, INITIALIZER, KEY, 3, 3).apply(IMAGES));
    mistakes.put("Dropout of everything", () -> new Dropout(1));
    mistakes.put("Embedding of nothing", () -> Embedding.of(0, 4, INITIALIZER, KEY));
    mistakes.put("Embedding of floats", () -> Embedding.of(5, 4, INITIALIZER, KEY).apply(VECTOR));
    mistakes.put("Embedding of a number that has no row", () -> Embedding.of(5, 4, INITIALIZER, KEY).apply(Tensor.of(1, 5)));
    mistakes.put("Flatten of a scalar", () -> new Flatten().apply(SCALAR));
    mistakes.put("Frozen: the layer in it on another width", () -> new Frozen<>(Linear.of(2, 4, INITIALIZER, KEY)).apply(ROWS));
    mistakes.put("Gpt of no blocks", () -> Gpt.of(10, 8, 4, 2, 0, 0, KEY));
    mistakes.put("Gpt on a text longer than its context", () -> Gpt.of(10, 8, 4, 2, 1, 0, KEY).apply(Functions.arange(9).expandDims(0)));
    mistakes.put("GroupNorm of 3 channels in 2 groups", () -> GroupNorm.of(3, 2));
    mistakes.put("GroupNorm of 4 channels on 3", () -> GroupNorm.of(4, 2).apply(IMAGES));
    mistakes.put("Gru on rows", () -> Gru.of(3, 4, KEY).apply(ROWS));
    mistakes.put("LayerNorm of 4 features on 3", () -> LayerNorm.of(4).apply(ROWS));
    mistakes.put("LearnedPositions for less places", () -> LearnedPositions.of(4, 3, INITIALIZER, KEY).apply(SEQUENCES));
    mistakes.put("Linear of no inputs", () -> Linear.of(0, 2, INITIALIZER, KEY));
    mistakes.put("Linear of 2 inputs on 3", () -> Linear.of(2, 4, INITIALIZER, KEY).apply(ROWS));
    mistakes.put("Lstm of 2 inputs on 3", () -> Lstm.of(2, 4, KEY).apply(SEQUENCES));
    mistakes.put("Mlp of one size", () -> Mlp.of(Activation.RELU, KEY, 3));
    mistakes.put("Mlp of 2 inputs on 3", () -> Mlp.of(Activation.RELU, KEY, 2, 4).apply(ROWS));
    mistakes.put("MultiHeadAttention of 4 features and 3 heads", () -> MultiHeadAttention.of(4, 3, INITIALIZER, KEY));
    mistakes.put("MultiHeadAttention of 4 features on 3", () -> MultiHeadAttention.of(4, 2, INITIALIZER, KEY).apply(SEQUENCES));
    mistakes.put("Pool on rows", () -> new Pool.Global(Pool.Summary.MAX).apply(ROWS));
    mistakes.put("Residual whose parts differ", () -> Residual.of(Linear.of(3, 4, INITIALIZER, KEY)).apply(ROWS));
    mistakes.put("RmsNorm of 4 features on 3", () -> RmsNorm.of(4).apply(ROWS));
    mistakes.put("Rnn on rows", () -> Rnn.of(3, 4, Activation.TANH, KEY).apply(ROWS));
    mistakes.put("Sequential of layers that do not fit", () -> Sequential.of(Linear.of(3, 4, INITIALIZER, KEY), Linear.of(3, 4, INITIALIZER, KEY)).apply(ROWS));
    mistakes.put("Stacked of nothing", () -> new Stacked<Tensor>(List.of()));
    mistakes.put("Standardization of 3 features on 8", () -> Standardization.ofFeatures(ROWS).apply(IMAGES));
    mistakes.put("TransposedConvolutionLayer of 4 channels on 3", () -> TransposedConvolutionLayer.of(F32, 4, 2, new Convolution(), INITIALIZER, KEY, 3, 3).apply(IMAGES));
  }

  @Test
  void eachNamesWhatWasCalledAndTheRemedy() throws IOException {
    List<String> complaints = new ArrayList<>();
    StringBuilder text = new StringBuilder();
    Map<String, Runnable> families = new LinkedHashMap<>();
    families.put("Losses", this::losses);
    families.put("Metrics", this::metrics);
    families.put("Layers", this::layers);
    families.forEach((family, mistakesOf) -> {
      mistakes.clear();
      mistakesOf.run();
      text.append("# ").append(family).append("\n\n");
      mistakes.forEach((mistake, code) -> text.append(mistake).append("\n    ").append(messageOf(mistake, code, complaints)).append("\n\n"));
    });
    if (Boolean.getBoolean("golden.write")) {
      Files.createDirectories(GOLDEN.getParent());
      Files.writeString(GOLDEN, text);
    }
    assertThat(complaints).isEmpty();
    assertThat(text.toString()).as("run with -Dgolden.write=true if the change is meant").isEqualTo(Files.readString(GOLDEN));
  }

  /// A class of layers that is new has to be among the mistakes, by its name.
  @Test
  void noLayerIsMissing() throws IOException {
    layers();
    try (Stream<Path> files = Files.list(CLASSES)) {
      Set<String> without = files.map(file -> file.getFileName().toString()).filter(name -> name.endsWith(".class") && !name.contains("$") && !name.contains("-"))
          .map(name -> loaded("dev.chainrule.nn." + name.replace(".class", "")))
          .filter(type -> Modifier.isPublic(type.getModifiers()) && Layer.class.isAssignableFrom(type))
          .filter(type -> !type.isInterface() || type.isSealed())
          .map(Class::getSimpleName).collect(Collectors.toCollection(TreeSet::new));
      assertThat(without).contains("Linear");
      without.removeIf(name -> mistakes.keySet().stream().anyMatch(mistake -> mistake.split("[ :]")[0].equals(name)));
      assertThat(without).isEmpty();
    }
  }

  @Test
  void noLossOrMetricIsMissing() {
    losses();
    metrics();
    Set<String> without = Stream.of(Losses.class, Metrics.class).flatMap(type -> Stream.of(type.getDeclaredMethods()))
        .filter(method -> Modifier.isPublic(method.getModifiers()) && !method.isSynthetic()).map(Method::getName).collect(Collectors.toCollection(TreeSet::new));
    assertThat(without).contains("mse");
    without.removeIf(name -> mistakes.keySet().stream().anyMatch(mistake -> mistake.startsWith(name + "(")));
    assertThat(without).isEmpty();
  }

  private static Class<?> loaded(String name) {
    try {
      return Class.forName(name);
    } catch (ClassNotFoundException impossible) {
      throw new AssertionError(impossible);
    }
  }

  /// As an uncaught error is printed, without the numbers of lines, which change with this file. What a constructor or a factory
  /// refuses are arguments as of any other Java class, and have the user's line in their stack trace alone.
  private static String messageOf(String mistake, ThrowingCallable code, List<String> complaints) {
    Throwable thrown = catchThrowable(code);
    boolean isTold = thrown instanceof ChainruleException ? thrown.toString().contains(HERE) : thrown instanceof IllegalArgumentException;
    if (!isTold || !thrown.getMessage().startsWith("[")) {
      complaints.add(mistake + ": " + thrown);
      return String.valueOf(thrown);
    }
    return thrown.toString().replaceFirst("^[a-z.]+", "").replaceAll(HERE + ":\\d+", HERE + ":N");
  }
}
