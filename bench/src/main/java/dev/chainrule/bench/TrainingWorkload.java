package dev.chainrule.bench;

import dev.chainrule.Tensor;
import dev.chainrule.bench.training.Training;
import java.util.Map;

/// A training step; its result is the loss.
final class TrainingWorkload implements Workload {
  private final Training<?, ?> training;
  private Tensor loss = Tensor.of(Float.NaN);

  TrainingWorkload(Training<?, ?> training) {
    this.training = training;
  }

  @Override
  public void step() {
    loss = training.step();
  }

  @Override
  public double result() {
    return loss.item();
  }

  @Override
  public Map<String, Tensor> inputs() {
    return training.inputs();
  }

  @Override
  public long resultBytes() {
    return Bytes.of(training.state());
  }
}
