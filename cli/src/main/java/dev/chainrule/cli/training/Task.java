package dev.chainrule.cli.training;

import dev.chainrule.RandomKey;
import dev.chainrule.Tensor;
import dev.chainrule.nn.Batch;
import dev.chainrule.nn.Layer;
import dev.chainrule.nn.Losses;
import dev.chainrule.nn.data.Pipeline;
import dev.chainrule.nn.train.Evaluation;
import dev.chainrule.nn.train.Objective;
import java.util.function.BinaryOperator;

/// What follows from settings and data: the model's beginning, the loss, the batches.
///
/// @param settings what was asked for
/// @param data     what there is
record Task(Settings settings, DataSet data) {
  private static final int BATCHES_AHEAD = 4;
  /// In a long text, windows begin at every second place, or every third, so that not more of them have to be shuffled.
  private static final int MOST_STARTS = 1 << 20;

  RandomKey key(int child) {
    return RandomKey.of(settings.seed()).foldIn(child);
  }

  /// A model as it begins.
  static Layer model(Settings settings, Encoding encoding) {
    return Names.choice("model", settings.model(), Architecture.class).create(encoding, RandomKey.of(settings.seed()).foldIn(1));
  }

  private static Tensor loss(Encoding encoding, Tensor outputs, Tensor labels) {
    return encoding.classifies() ? Losses.crossEntropy(outputs, labels) : Losses.mse(outputs, labels);
  }

  static Evaluation<Layer> evaluation(Encoding encoding, Batch data) {
    BinaryOperator<Tensor> loss = (outputs, labels) -> loss(encoding, outputs, labels);
    return new Evaluation<>(loss, data, encoding.classifies());
  }

  Objective<Layer, Batch> objective() {
    Encoding encoding = data.encoding();
    return Objective.ofOutputs((outputs, labels) -> loss(encoding, outputs, labels));
  }

  /// The batches of an epoch. Of texts, windows that begin anywhere, as many as would fit side by side.
  Pipeline<Batch> batches() {
    Batch train = data.train();
    if (data.encoding() instanceof Encoding.Text text) {
      int starts = train.size() - text.context() + 1;
      int stride = Math.ceilDiv(starts, MOST_STARTS);
      int count = Math.ceilDiv(starts, stride);
      return shuffled(count).take(examplesPerEpoch()).batch(settings.batch())
          .map(rows -> Texts.windowsAt(train, rows.stream().mapToInt(i -> i * stride).toArray(), text.context()))
          .prefetch(BATCHES_AHEAD);
    }
    return shuffled(train.size()).batch(settings.batch())
        .map(train::take)
        .prefetch(BATCHES_AHEAD);
  }

  private Pipeline<Integer> shuffled(int count) {
    return Pipeline.indices(count).shuffle(count, key(3));
  }

  /// How many examples an epoch has: rows, pictures, or windows of a text.
  int examplesPerEpoch() {
    return data.encoding() instanceof Encoding.Text text ? Math.max(1, data.train().size() / text.context()) : data.train().size();
  }

  int stepsPerEpoch() {
    return Math.toIntExact(batches().size().orElseThrow());
  }
}
