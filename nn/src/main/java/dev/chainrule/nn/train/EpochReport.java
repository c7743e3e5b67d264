package dev.chainrule.nn.train;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.SequencedMap;

/// What an epoch came to.
///
/// @param epoch     its number, from 1
/// @param trainLoss the mean loss of its examples, each as it was before its own step
/// @param scores    how good the model is at its end, by names: `loss`, `accuracy`
public record EpochReport(int epoch, double trainLoss, SequencedMap<String, Double> scores) {
  /// The scores in their order.
  public EpochReport {
    scores = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(scores));
  }
}
