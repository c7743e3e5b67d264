package dev.chainrule.nn.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chainrule.RandomKey;
import dev.chainrule.nn.Activation;
import dev.chainrule.nn.Batch;
import dev.chainrule.nn.Digits;
import dev.chainrule.nn.Losses;
import dev.chainrule.nn.Mlp;
import dev.chainrule.nn.Standardization;
import dev.chainrule.nn.data.Pipeline;
import dev.chainrule.nn.optimize.Momentum;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The whole way, from the images to a network that reads them.
class DigitsTrainingTest {
  private static List<EpochReport> train(long seed, int epochs) {
    Batch.Split digits = Digits.load().split(0.8, RandomKey.of(seed).foldIn(0));
    Standardization scale = Standardization.ofAll(digits.train().images());
    Batch train = scale.apply(digits.train());
    Pipeline<Batch> batches = Pipeline.indices(train.size()).shuffle(train.size(), RandomKey.of(seed).foldIn(3)).batch(32)
        .map(train::take).prefetch(2);
    Mlp model = Mlp.of(Activation.RELU, RandomKey.of(seed).foldIn(1), Digits.PIXELS, 256, Digits.CLASSES);
    Trainer<Mlp, Batch, Momentum.State> trainer =
        new Trainer<>(Objective.crossEntropy(), new Momentum(0.05, 0.9), RandomKey.of(seed).foldIn(2));
    return trainer.train(model, Plan.of(batches, epochs, new Evaluation<>(Losses::crossEntropy, scale.apply(digits.test()), true)))
        .progress().reports();
  }

  @Test
  void aNetworkLearnsToReadDigits() {
    List<EpochReport> reports = train(1, 10);
    assertThat(reports.getLast().scores().get("accuracy")).isGreaterThanOrEqualTo(0.97);
    assertThat(reports.getFirst().trainLoss()).isGreaterThan(10 * reports.getLast().trainLoss());
  }

  @Test
  void equalSeedsGiveEqualFiguresToTheLastBit() {
    assertThat(train(2, 2)).isEqualTo(train(2, 2));
  }
}
