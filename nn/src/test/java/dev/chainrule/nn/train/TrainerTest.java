package dev.chainrule.nn.train;

import static dev.chainrule.Chainrule.F32;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;

import dev.chainrule.NonFinite;
import dev.chainrule.RandomKey;
import dev.chainrule.Tensor;
import dev.chainrule.Tree;
import dev.chainrule.WithAux;
import dev.chainrule.graph.DType;
import dev.chainrule.nn.Activation;
import dev.chainrule.nn.Batch;
import dev.chainrule.nn.BatchNorm;
import dev.chainrule.nn.DivergenceException;
import dev.chainrule.nn.Dropout;
import dev.chainrule.nn.Initializer;
import dev.chainrule.nn.Layer;
import dev.chainrule.nn.Linear;
import dev.chainrule.nn.Losses;
import dev.chainrule.nn.Mlp;
import dev.chainrule.nn.Sequential;
import dev.chainrule.nn.data.Pipeline;
import dev.chainrule.nn.data.PipelineException;
import dev.chainrule.nn.file.Checkpoint;
import dev.chainrule.nn.file.FormatException;
import dev.chainrule.nn.optimize.Adam;
import dev.chainrule.nn.optimize.Momentum;
import dev.chainrule.nn.optimize.Optimizer;
import dev.chainrule.nn.optimize.Schedule;
import dev.chainrule.nn.optimize.Sgd;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainerTest {
  /// Points in a square, in one class where both coordinates have the same sign, else in the other: no line parts them.
  private static Batch quadrants(int size, RandomKey key) {
    Tensor points = key.uniform(-1, 1, F32, size, 2);
    float[] xy = points.toFloats();
    int[] labels = new int[size];
    for (int i = 0; i < size; i++) {
      labels[i] = xy[2 * i] * xy[2 * i + 1] > 0 ? 1 : 0;
    }
    return new Batch(points, Tensor.of(labels));
  }

  private static final Batch TRAIN = quadrants(200, RandomKey.of(1));
  private static final Batch TEST = quadrants(100, RandomKey.of(2));

  private static Mlp model() {
    return Mlp.of(Activation.TANH, RandomKey.of(3), 2, 16, 2);
  }

  private static Pipeline<Batch> batches(Batch data, int size) {
    return Pipeline.indices(data.size()).shuffle(data.size(), RandomKey.of(4)).batch(size)
        .map(data::take).prefetch(2);
  }

  private static Plan<Mlp, Batch> plan(int batch, int epochs) {
    return Plan.of(batches(TRAIN, batch), epochs, new Evaluation<>(Losses::crossEntropy, TEST, true));
  }

  private static <P> Function<P, SequencedMap<String, Double>> noScores() {
    return model -> new LinkedHashMap<>();
  }

  private static <S> Trainer<Mlp, Batch, S> trainer(Optimizer<S> optimizer) {
    return new Trainer<>(Objective.crossEntropy(), optimizer, RandomKey.of(5));
  }

  private static List<double[]> numbers(Object tree) {
    return Tree.leaves(tree).stream().map(x -> x.reshape(-1).to(DType.F64).toDoubles()).toList();
  }

  /// Stops after so many steps.
  private record StopAfter<P, S>(long steps, List<Progress> seen) implements Listener<P, S> {
    @Override
    public void stepped(Training<P, S> now, double loss) {
      seen.add(now.progress());
    }

    @Override
    public boolean stops() {
      return !seen.isEmpty() && seen.getLast().steps() >= steps;
    }
  }

  @Test
  void everyOptimizerLearnsWhatNoLineCanTellApart() {
    assertThat(learned(new Sgd(0.5))).isGreaterThan(0.85);
    assertThat(learned(new Momentum(0.1, 0.9))).isGreaterThan(0.85);
    assertThat(learned(new Momentum(0.1, 0.9, true))).isGreaterThan(0.85);
    assertThat(learned(new Adam(0.02))).isGreaterThan(0.85);
  }

  private static <S> double learned(Optimizer<S> optimizer) {
    return trainer(optimizer).train(model(), plan(20, 40)).progress().reports().getLast().scores().get("accuracy");
  }

  @Test
  void aLineIsFitByItsUsersOwnLossOnItsUsersOwnBatches() {
    record Line(Tensor slope, Tensor start) {}
    record Points(Tensor x, Tensor y) {}
    Points points = new Points(Tensor.of(-1.0, 0, 1, 2), Tensor.of(-5.0, -2, 1, 4));
    Trainer<Line, Points, Sgd.State> trainer = new Trainer<>(
        Objective.of((line, batch) -> Losses.mse(batch.x.times(line.slope).plus(line.start), batch.y)), new Sgd(0.1), RandomKey.of(1));
    Plan<Line, Points> plan = new Plan<>(Pipeline.of(List.of(points)), batch -> 4, 200, noScores(), 0);
    Line line = trainer.train(new Line(Tensor.of(0.0), Tensor.of(0.0)), plan).model();
    assertThat(line.slope.item()).isCloseTo(3, within(1e-6));
    assertThat(line.start.item()).isCloseTo(-2, within(1e-6));
  }

  @Test
  void theLastBatchOfAnEpochMayBeSmallerAndCountsForItsSize() {
    List<Progress> steps = new ArrayList<>();
    Trainer<Mlp, Batch, Sgd.State> trainer = trainer(new Sgd(1e-9));
    Training<Mlp, Sgd.State> end = trainer.train(trainer.begin(model()), plan(64, 1), new StopAfter<>(100, steps));
    assertThat(steps).extracting(Progress::examples).containsExactly(64L, 128L, 192L, 200L);
    double whole = Losses.crossEntropy(model().apply(TRAIN.images()), TRAIN.labels()).item();
    assertThat(end.progress().reports().getFirst().trainLoss()).isCloseTo(whole, within(1e-5));
  }

  @Test
  void aTrainingThatWasStoppedAtAnyStepAndKeptInAFileEndsWithTheSameBits(@TempDir Path folder) throws IOException {
    var rule = new Adam(0.02).scheduled(Schedule.cosine(21, 0)).accumulated(2);
    var whole = trainer(rule).train(model(), plan(32, 3));
    for (int stop : new int[] {1, 3, 7, 10, 20}) {
      var first = trainer(rule);
      var stopped = first.train(first.begin(model()), plan(32, 3), new StopAfter<>(stop, new ArrayList<>()));
      assertThat(stopped.progress().steps()).isEqualTo(stop);
      Path file = folder.resolve("checkpoint-" + stop);
      Checkpoints.save(file, stopped);

      var second = trainer(rule);
      var like = second.begin(Mlp.of(Activation.TANH, RandomKey.of(99), 2, 16, 2));
      var end = second.train(Checkpoints.load(file, like), plan(32, 3), new Listener<>() { });
      assertThat(numbers(end.state())).usingRecursiveComparison().isEqualTo(numbers(whole.state()));
      assertThat(end.progress()).isEqualTo(whole.progress());
    }
  }

  @Test
  void whatLayersRememberIsPartOfTheModelAndOfTheFile(@TempDir Path folder) throws IOException {
    Sequential model = Sequential.of(Linear.of(2, 8, Initializer.heUniform(), RandomKey.of(1)), BatchNorm.of(8), Activation.RELU,
        new Dropout(0.2), Linear.of(8, 2, Initializer.glorotUniform(), RandomKey.of(2)));
    Plan<Sequential, Batch> plan = Plan.of(batches(TRAIN, 32), 4, new Evaluation<>(Losses::crossEntropy, TEST, true));
    Trainer<Sequential, Batch, Adam.State> trainer = new Trainer<>(Objective.crossEntropy(), new Adam(0.02), RandomKey.of(5));
    Training<Sequential, Adam.State> whole = trainer.train(model, plan);
    assertThat(((BatchNorm) whole.model().layers().get(1)).statistics().mean().abs().sum().item()).isPositive();

    Training<Sequential, Adam.State> stopped = trainer.train(trainer.begin(model), plan, new StopAfter<>(11, new ArrayList<>()));
    Checkpoints.save(folder.resolve("checkpoint"), stopped);
    Training<Sequential, Adam.State> end = trainer.train(Checkpoints.load(folder.resolve("checkpoint"), trainer.begin(model)), plan, new Listener<>() { });
    assertThat(numbers(end.state())).usingRecursiveComparison().isEqualTo(numbers(whole.state()));
  }

  @Test
  void aNoteThatIsNoProgressIsRefused(@TempDir Path folder) throws IOException {
    Trainer<Mlp, Batch, Sgd.State> trainer = trainer(new Sgd(1));
    Path file = folder.resolve("checkpoint");
    Training<Mlp, Sgd.State> start = trainer.begin(model());
    Checkpoint.save(file, start.state(), Map.of());
    assertThatThrownBy(() -> Checkpoints.load(file, start)).hasMessage(file + ": has no note `progress`: these are no tensors of a training");
    for (String note : List.of("", "{", "{}", "{\"epoch\": 1, \"index\": 0, \"steps\": 1, \"lossSum\": 0, \"examples\": 0, \"reports\": []}",
        "{\"epoch\": -1, \"index\": 0, \"steps\": 1, \"lossSum\": 0, \"examples\": 0, \"reports\": []}")) {
      Checkpoint.save(file, start.state(), Map.of("progress", note));
      assertThatThrownBy(() -> Checkpoints.load(file, start)).isInstanceOf(FormatException.class)
          .hasMessageContaining("its note `progress` is no progress of a training: ");
    }
    Files.delete(file);
  }

  @Test
  void trainingEndsEarlyWhereNothingGetsBetter() {
    double[] losses = {3, 2, 2.5, 2.25, 1};
    List<Double> given = new ArrayList<>();
    Function<Mlp, SequencedMap<String, Double>> scores = model -> {
      given.add(losses[given.size()]);
      return new LinkedHashMap<>(Map.of("loss", given.getLast()));
    };
    Plan<Mlp, Batch> plan = new Plan<>(batches(TRAIN, 100), Batch::size, 5, scores, 2);
    Training<Mlp, Sgd.State> end = trainer(new Sgd(0.1)).train(model(), plan);
    assertThat(end.progress().reports()).hasSize(4);
    assertThat(end.progress().bestEpoch("loss")).isEqualTo(2);
  }

  @Test
  void chanceInTheObjectiveIsAnotherInEachStepAndTheSameInEachRun() {
    Objective<Mlp, Batch> noisy = (model, batch, key) -> new WithAux<>(
        Losses.crossEntropy(model.apply(batch.images()), batch.labels()).times(0).plus(key.uniform(F32)), model);
    List<Double> first = losses(noisy);
    assertThat(first).doesNotHaveDuplicates().hasSize(4);
    assertThat(losses(noisy)).isEqualTo(first);
  }

  private static List<Double> losses(Objective<Mlp, Batch> objective) {
    List<Double> losses = new ArrayList<>();
    Trainer<Mlp, Batch, Sgd.State> trainer = new Trainer<>(objective, new Sgd(0.1), RandomKey.of(7));
    trainer.train(trainer.begin(model()), plan(100, 2), new Listener<>() {
      @Override
      public void stepped(Training<Mlp, Sgd.State> now, double loss) {
        losses.add(loss);
      }
    });
    return losses;
  }

  @Test
  void whatGoesWrongWithABatchEndsTraining() {
    Pipeline<Batch> broken = Pipeline.indices(3).map(i -> {
      if (i == 1) {
        throw new IllegalStateException("no such picture");
      }
      return TRAIN;
    });
    assertThatThrownBy(() -> trainer(new Sgd(0.1)).train(model(), Plan.of(broken, 1, noScores())))
        .isInstanceOf(PipelineException.class).hasMessage("record 2: no such picture");
  }

  private static DivergenceException diverging(double rate, int batchSize, List<Training<Mlp, Sgd.State>> lastGood) {
    Trainer<Mlp, Batch, Sgd.State> trainer = trainer(new Sgd(rate));
    Mlp relus = Mlp.of(Activation.RELU, RandomKey.of(3), 2, 16, 2);
    return catchThrowableOfType(DivergenceException.class, () -> trainer.train(trainer.begin(relus), plan(batchSize, 5), new Listener<>() {
      @Override
      public void diverged(Training<Mlp, Sgd.State> good) {
        lastGood.add(good);
      }
    }));
  }

  @Test
  void theOperationThatDivergedIsNamedAndTheLastGoodStateIsKept() {
    List<Training<Mlp, Sgd.State>> lastGood = new ArrayList<>();
    DivergenceException thrown = diverging(1e25, 64, lastGood);
    assertThat(thrown).hasMessageMatching("(?s)training diverged: the loss is (NaN|Infinity) in step 2 of epoch 1;"
        + " a smaller learning rate or standardised inputs help\n.*\\[matmul] made the first NaN or infinity, in the forward pass.*");
    NonFinite origin = thrown.origin().orElseThrow();
    assertThat(origin.operation()).isEqualTo("matmul");
    assertThat(origin.cameFromOutside()).isFalse();
    assertThat(lastGood).hasSize(1);
    assertThat(lastGood.getFirst().isFinite()).isTrue();
    assertThat(lastGood.getFirst().progress().steps()).isEqualTo(1);
  }

  @Test
  void anUpdateThatOverflowsIsSaidToHaveAndTheStateBeforeItIsKept() {
    List<Training<Mlp, Sgd.State>> lastGood = new ArrayList<>();
    DivergenceException thrown = diverging(1e300, 64, lastGood);
    assertThat(thrown).hasMessageContaining("the gradient of the step before was finite, but its update overflowed");
    assertThat(thrown.origin().orElseThrow().source()).startsWith("the argument ");
    assertThat(lastGood.getFirst().isFinite()).isTrue();
    assertThat(lastGood.getFirst().progress().steps()).isZero();
    assertThat(diverging(1e300, TRAIN.size(), new ArrayList<>())).hasMessageContaining("in step 1 of epoch 2;")
        .hasMessageContaining("the gradient of the step before was finite, but its update overflowed");
  }

  private record Root(Tensor w) implements Layer {
    @Override
    public Tensor apply(Tensor x) {
      return x.times(w).sqrt();
    }

    static final Batch DATA = new Batch(Tensor.of(new double[][] {{1}, {2}}), Tensor.of(0, 0));

    static DivergenceException diverging(double w, int batchSize) {
      Trainer<Root, Batch, Sgd.State> trainer =
          new Trainer<>(Objective.of((model, batch) -> model.apply(batch.images()).sum()), new Sgd(0.1), RandomKey.of(1));
      return catchThrowableOfType(DivergenceException.class,
          () -> trainer.train(new Root(Tensor.of(w)), Plan.of(batches(DATA, batchSize), 2, noScores())));
    }
  }

  @Test
  void aGradientThatSpoilsTheModelIsLookedForInTheStepBeforeEvenIfThatIsOfTheEpochBefore() {
    for (int batchSize = 1; batchSize <= 2; batchSize++) {
      DivergenceException thrown = Root.diverging(0, batchSize);
      assertThat(thrown).hasMessageContaining(batchSize == 1 ? "in step 2 of epoch 1;" : "in step 1 of epoch 2;");
      NonFinite origin = thrown.origin().orElseThrow();
      assertThat(origin.operation()).isEqualTo("sqrt");
      assertThat(origin.pass()).isEqualTo("backward");
      assertThat(origin.path()).last().isEqualTo("the gradient of w");
    }
  }

  @Test
  void theFirstStepBlamesNoStepBefore() {
    DivergenceException thrown = Root.diverging(Double.POSITIVE_INFINITY, 2);
    assertThat(thrown.getMessage()).doesNotContain("the step before");
    assertThat(thrown.origin().orElseThrow().source()).startsWith("the argument ");
  }

  @Test
  void accuracyCountsEveryExampleOfDataLargerThanABatch() {
    int[] labels = new int[9001];
    labels[9000] = 1;
    Batch all = new Batch(Tensor.zeros(F32, 9001, 2), Tensor.of(labels));
    assertThat(new Evaluation<Mlp>(Losses::crossEntropy, all, true).apply(model()).get("accuracy")).isEqualTo(9000.0 / 9001);
  }
}
