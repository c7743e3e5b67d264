package dev.chainrule.nn.train;

import dev.chainrule.Chainrule;
import dev.chainrule.Compiled;
import dev.chainrule.Tensor;
import dev.chainrule.nn.Batch;
import dev.chainrule.nn.Layer;
import dev.chainrule.nn.Metrics;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import java.util.function.BinaryOperator;
import java.util.function.Function;

/// How good a model is on data that it does not learn from: its mean `loss`, and the `accuracy` of a classifier, from 0 to 1.
///
/// {@snippet :
/// Batch digits = Digits.load();
/// Mlp model = Mlp.of(Activation.RELU, RandomKey.of(1), 64, 10);
/// System.out.println(new Evaluation<Mlp>(Losses::crossEntropy, digits, true).apply(model).keySet()); // [loss, accuracy]
/// }
///
/// @param <P> the model
public final class Evaluation<P extends Layer> implements Function<P, SequencedMap<String, Double>> {
  /// Outputs that are computed at once: beyond that they take more memory than they save time.
  private static final int NUMBERS = 1 << 20;
  private static final int MOST = 256;

  private record Sums(Tensor loss, Tensor correct) {}

  private final Batch data;
  private final boolean classifies;
  private final Compiled.OfTwo<P, Batch, Sums> sums;

  /// @param loss       the mean loss of a batch's outputs and labels
  /// @param data       not empty
  /// @param classifies whether the outputs are logits of classes, so that there is an accuracy
  public Evaluation(BinaryOperator<Tensor> loss, Batch data, boolean classifies) {
    this.data = data;
    this.classifies = classifies;
    this.sums = Chainrule.jit((P model, Batch batch) -> {
      Tensor outputs = model.apply(batch.images());
      return new Sums(loss.apply(outputs, batch.labels()),
          classifies ? Metrics.correct(outputs, batch.labels()) : Tensor.of(0));
    });
  }

  @Override
  public SequencedMap<String, Double> apply(P model) {
    double loss = 0;
    double correct = 0;
    int perExample = Math.max(1, data.images().size() / data.size());
    for (Batch batch : data.batches(Math.clamp(NUMBERS / perExample, 1, MOST))) {
      Sums part = sums.apply(model, batch);
      loss += part.loss.item() * batch.size();
      correct += part.correct.item();
    }
    SequencedMap<String, Double> scores = new LinkedHashMap<>();
    scores.put("loss", loss / data.size());
    if (classifies) {
      scores.put("accuracy", correct / data.labels().size());
    }
    return scores;
  }
}
