package dev.chainrule.nn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chainrule.RandomKey;
import dev.chainrule.nn.optimize.Momentum;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The whole way, from the images to a network that reads them.
class DigitsTrainingTest {
  private static List<Trainer.Report> train(long seed, int epochs) {
    Batch.Split digits = Digits.load().split(0.8, RandomKey.of(seed).foldIn(0));
    Standardization scale = Standardization.ofAll(digits.train().images());
    Mlp model = Mlp.of(Activation.RELU, RandomKey.of(seed).foldIn(1), Digits.PIXELS, 256, Digits.CLASSES);
    Trainer<Mlp, Momentum.State> trainer = new Trainer<>(new Momentum(0.05, 0.9), 32, RandomKey.of(seed).foldIn(2));
    List<Trainer.Report> reports = new ArrayList<>();
    trainer.train(model, scale.apply(digits.train()), scale.apply(digits.test()), epochs, reports::add);
    return reports;
  }

  @Test
  void aNetworkLearnsToReadDigits() {
    List<Trainer.Report> reports = train(1, 10);
    assertThat(reports.getLast().testAccuracy()).isGreaterThanOrEqualTo(0.97);
    assertThat(reports.getLast().trainAccuracy()).isGreaterThan(0.99);
    assertThat(reports.getFirst().trainLoss()).isGreaterThan(10 * reports.getLast().trainLoss());
  }

  @Test
  void equalSeedsGiveEqualFiguresToTheLastBit() {
    assertThat(train(2, 2)).isEqualTo(train(2, 2));
  }
}
