package dev.chainrule.nn;

import static dev.chainrule.Chainrule.F32;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;

import dev.chainrule.NonFinite;
import dev.chainrule.RandomKey;
import dev.chainrule.Tensor;
import dev.chainrule.Tree;
import dev.chainrule.graph.Shape;
import dev.chainrule.nn.optimize.Adam;
import dev.chainrule.nn.optimize.Momentum;
import dev.chainrule.nn.optimize.Optimizer;
import dev.chainrule.nn.optimize.Sgd;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

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

  @Test
  void everyOptimizerLearnsWhatNoLineCanTellApart() {
    assertThat(learned(new Sgd(0.5))).isGreaterThan(0.85);
    assertThat(learned(new Momentum(0.1, 0.9))).isGreaterThan(0.85);
    assertThat(learned(new Momentum(0.1, 0.9, true))).isGreaterThan(0.85);
    assertThat(learned(new Adam(0.02))).isGreaterThan(0.85);
  }

  private static <S> double learned(Optimizer<S> optimizer) {
    Trainer<Mlp, S> trainer = new Trainer<>(optimizer, 20, RandomKey.of(4));
    assertThat(trainer.accuracy(model(), TEST)).isLessThan(0.75);
    return trainer.accuracy(trainer.train(model(), TRAIN, TEST, 40, report -> { }).model(), TEST);
  }

  @Test
  void aLineIsFitByItsUsersOwnLoss() {
    record Line(Tensor slope, Tensor start) implements Layer {
      @Override
      public Tensor apply(Tensor x) {
        return x.times(slope).plus(start);
      }
    }
    Batch line = new Batch(Tensor.of(new double[][] {{-1}, {0}, {1}, {2}}), Tensor.of(0, 0, 0, 0));
    Trainer<Line, Sgd.State> trainer = new Trainer<>(
        (model, batch) -> Losses.mse(model.apply(batch.images()), batch.images().times(3).plus(-2)), new Sgd(0.1), 4, RandomKey.of(1));
    Trainer.State<Line, Sgd.State> state = trainer.begin(new Line(Tensor.of(0.0), Tensor.of(0.0)));
    for (int epoch = 1; epoch <= 200; epoch++) {
      state = trainer.epoch(state, line, line, epoch, report -> { });
    }
    assertThat(state.model().slope().item()).isCloseTo(3, within(1e-6));
    assertThat(state.model().start().item()).isCloseTo(-2, within(1e-6));
  }

  @Test
  void equalSeedsGiveEqualWeightsToTheLastBit() {
    assertThat(weights(RandomKey.of(4))).isEqualTo(weights(RandomKey.of(4)));
    assertThat(weights(RandomKey.of(4))).isNotEqualTo(weights(RandomKey.of(5)));
  }

  private static List<String> weights(RandomKey key) {
    Trainer<Mlp, Adam.State> trainer = new Trainer<>(new Adam(0.01), 32, key);
    return Tree.leaves(trainer.train(model(), TRAIN, TEST, 2, report -> { }).model()).stream()
        .map(leaf -> Arrays.toString(leaf.toFloats())).toList();
  }

  @Test
  void anEpochGoesOnFromWhereverTrainingStands() {
    Trainer<Mlp, Momentum.State> trainer = new Trainer<>(new Momentum(0.1, 0.9), 32, RandomKey.of(4));
    List<Trainer.Report> inOneGo = new ArrayList<>();
    trainer.train(model(), TRAIN, TEST, 3, inOneGo::add);

    List<Trainer.Report> stopped = new ArrayList<>();
    Trainer.State<Mlp, Momentum.State> state = trainer.train(model(), TRAIN, TEST, 2, stopped::add);
    new Trainer<Mlp, Momentum.State>(new Momentum(0.1, 0.9), 32, RandomKey.of(4)).epoch(state, TRAIN, TEST, 3, stopped::add);
    assertThat(stopped).isEqualTo(inOneGo);
  }

  @Test
  void theLastBatchOfAnEpochMayBeSmallerAndCountsForItsSize() {
    Trainer<Mlp, Sgd.State> trainer = new Trainer<>(new Sgd(1e-9), 64, RandomKey.of(4));
    assertThat(trainer.stepsPerEpoch(TRAIN)).isEqualTo(4);
    List<Double> losses = new ArrayList<>();
    List<Trainer.Report> reports = new ArrayList<>();
    trainer.train(model(), TRAIN, TEST, 1, new Trainer.Listener() {
      @Override
      public void epoch(Trainer.Report report) {
        reports.add(report);
      }

      @Override
      public void step(int epoch, int step, double loss) {
        losses.add(loss);
      }
    });
    assertThat(losses).hasSize(4);
    double whole = Losses.crossEntropy(model().apply(TRAIN.images()), TRAIN.labels()).item();
    assertThat(reports.getFirst().trainLoss()).isCloseTo(whole, within(1e-5));
  }

  @Test
  void accuracyCountsEveryImageOfDataLargerThanABatch() {
    int size = 9001;
    Batch all = new Batch(Tensor.zeros(F32, size, 2), Tensor.of(Shape.of(size), lastIs(size)));
    Trainer<Mlp, Sgd.State> trainer = new Trainer<>(new Sgd(1), 64, RandomKey.of(4));
    assertThat(trainer.accuracy(model(), all)).isEqualTo(9000.0 / 9001);
  }

  private static int[] lastIs(int size) {
    int[] labels = new int[size];
    labels[size - 1] = 1;
    return labels;
  }

  @Test
  void aLossThatIsNoLongerFiniteStopsTraining() {
    Batch large = new Batch(TRAIN.images().times(1e20), TRAIN.labels());
    Trainer<Mlp, Sgd.State> trainer = new Trainer<>(new Sgd(1e30), 64, RandomKey.of(4));
    Mlp relus = Mlp.of(Activation.RELU, RandomKey.of(3), 2, 16, 2);
    assertThatThrownBy(() -> trainer.train(relus, large, TEST, 5, report -> { }))
        .isInstanceOf(DivergenceException.class)
        .hasMessageMatching("training diverged: the loss is (NaN|Infinity) in step 2 of epoch 1;"
            + " a smaller learning rate or standardised inputs help");
  }

  @Test
  void onRequestTheOperationThatDivergedIsNamed() {
    DivergenceException thrown = diverging(1e25);
    NonFinite origin = thrown.origin().orElseThrow();
    assertThat(origin.operation()).isEqualTo("matmul");
    assertThat(origin.pass()).isEqualTo("forward");
    assertThat(origin.cameFromOutside()).isFalse();
    assertThat(origin.line().file()).isEqualTo("TrainerTest.java");
    assertThat(thrown).hasMessageContaining("in step 2 of epoch 1;").hasMessageContaining("[matmul] made the first NaN or infinity, in the forward pass at TrainerTest.java");
  }

  private static DivergenceException diverging(double rate) {
    return diverging(rate, 64);
  }

  private static DivergenceException diverging(double rate, int batchSize) {
    Trainer<Mlp, Sgd.State> trainer = new Trainer<Mlp, Sgd.State>(
        (model, batch) -> Losses.crossEntropy(model.apply(batch.images()), batch.labels()), new Sgd(rate), batchSize, RandomKey.of(4)).findingNonFinite();
    return catchThrowableOfType(DivergenceException.class,
        () -> trainer.train(Mlp.of(Activation.RELU, RandomKey.of(3), 2, 16, 2), TRAIN, TEST, 5, report -> { }));
  }

  @Test
  void anUpdateThatOverflowsIsSaidToHave() {
    DivergenceException thrown = diverging(1e300);
    assertThat(thrown).hasMessageContaining("the gradient of the step before was finite, but its update overflowed");
    assertThat(thrown.origin().orElseThrow().source()).startsWith("the argument ");
    assertThat(diverging(1e300, TRAIN.size())).hasMessageContaining("in step 1 of epoch 2;")
        .hasMessageContaining("the gradient of the step before was finite, but its update overflowed");
  }

  private record Root(Tensor w) implements Layer {
    @Override
    public Tensor apply(Tensor x) {
      return x.times(w).sqrt();
    }

    static final Batch DATA = new Batch(Tensor.of(new double[][] {{1}, {2}}), Tensor.of(0, 0));

    static Trainer<Root, Sgd.State> trainer(int batchSize) {
      return new Trainer<Root, Sgd.State>(
          (model, batch) -> model.apply(batch.images()).sum(), new Sgd(0.1), batchSize, RandomKey.of(1)).findingNonFinite();
    }
  }

  @Test
  void aGradientThatSpoilsTheModelIsLookedForInTheStepBeforeEvenIfThatIsOfTheEpochBefore() {
    for (int batchSize = 1; batchSize <= 2; batchSize++) {
      Trainer<Root, Sgd.State> trainer = Root.trainer(batchSize);
      DivergenceException thrown = catchThrowableOfType(DivergenceException.class,
          () -> trainer.train(new Root(Tensor.of(0.0)), Root.DATA, Root.DATA, 2, report -> { }));
      assertThat(thrown).hasMessageContaining(batchSize == 1 ? "in step 2 of epoch 1;" : "in step 1 of epoch 2;");
      NonFinite origin = thrown.origin().orElseThrow();
      assertThat(origin.operation()).isEqualTo("sqrt");
      assertThat(origin.pass()).isEqualTo("backward");
      assertThat(origin.path()).last().isEqualTo("the gradient of w");
    }
  }

  @Test
  void theFirstStepBlamesNoStepBefore() {
    Trainer<Root, Sgd.State> trainer = Root.trainer(2);
    trainer.epoch(trainer.begin(new Root(Tensor.of(0.0))), Root.DATA, Root.DATA, 1, report -> { });
    DivergenceException thrown = catchThrowableOfType(DivergenceException.class,
        () -> trainer.epoch(trainer.begin(new Root(Tensor.of(Double.POSITIVE_INFINITY))), Root.DATA, Root.DATA, 2, report -> { }));
    assertThat(thrown.getMessage()).doesNotContain("the step before");
    assertThat(thrown.origin().orElseThrow().source()).startsWith("the argument ");
  }

  @Test
  void batchesOfNothingAreRefused() {
    assertThatThrownBy(() -> new Trainer<Mlp, Sgd.State>(new Sgd(1), 0, RandomKey.of(4)))
        .hasMessage("[Trainer] batches of 0; at least 1 image goes into each");
  }
}
