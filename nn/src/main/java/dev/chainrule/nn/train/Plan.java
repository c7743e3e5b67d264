package dev.chainrule.nn.train;

import dev.chainrule.nn.Batch;
import dev.chainrule.nn.data.Pipeline;
import java.util.SequencedMap;
import java.util.function.Function;
import java.util.function.ToIntFunction;

/// What to train with, for how long, and how to see how good it becomes.
///
/// @param batches   an epoch's
/// @param size      how many examples a batch has: the weight of its loss in the mean
/// @param epochs    how many at most
/// @param evaluator the scores of a model, by names; lower is better for `loss`. Of data that are not trained with
/// @param patience  after how many epochs without a lower `loss` training ends, where there is one; 0: never
public record Plan<P, B>(
    Pipeline<B> batches, ToIntFunction<B> size, int epochs, Function<P, SequencedMap<String, Double>> evaluator, int patience) {
  /// @throws IllegalArgumentException if the epochs or the patience are negative
  public Plan {
    if (epochs < 0 || patience < 0) {
      throw new IllegalArgumentException("[Plan] %d epochs, a patience of %d: neither can be negative".formatted(epochs, patience));
    }
  }

  /// With batches of examples, all epochs.
  public static <P> Plan<P, Batch> of(Pipeline<Batch> batches, int epochs, Function<P, SequencedMap<String, Double>> evaluator) {
    return new Plan<>(batches, Batch::size, epochs, evaluator, 0);
  }

  /// The same, ended where so many epochs brought no lower `loss`.
  public Plan<P, B> stoppingEarly(int patience) {
    return new Plan<>(batches, size, epochs, evaluator, patience);
  }

  /// Whether all is done.
  boolean isDone(Progress progress) {
    int completed = progress.reports().size();
    return completed >= epochs || patience > 0 && completed - progress.bestEpoch("loss") >= patience;
  }
}
