package dev.chainrule.cli.conformance;

import dev.chainrule.conformance.VectorOperations;
import dev.chainrule.nn.Losses;

/// The operations that are not the core's but those of networks.
public final class LossRows {
  private LossRows() {}

  /// Adds them to a table.
  public static void addTo(VectorOperations operations) {
    operations.binary("bceWithLogits", Losses::bceWithLogits);
    operations.binary("crossEntropy", Losses::crossEntropy);
    operations.add("huberLoss", (attributes, x) -> Losses.huber(x.get(0), x.get(1), attributes.number("delta", 1)));
    operations.binary("mseLoss", Losses::mse);
  }
}
