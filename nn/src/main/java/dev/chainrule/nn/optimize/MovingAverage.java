package dev.chainrule.nn.optimize;

import dev.chainrule.Tensor;
import dev.chainrule.Tree;

/// The mean of a model's recent weights, which often does better than the weights of the last step.
///
/// average ← decay · average + (1 − decay) · weights, begun with the first weights; with a decay of 0.999 about the last
/// thousand steps count. Integer and Bool tensors are those of the last step.
///
/// {@snippet :
/// MovingAverage average = new MovingAverage(0.75);
/// System.out.println(average.next(Tensor.of(1.0), Tensor.of(2.0)).item()); // 1.25
/// }
///
/// @param decay the share of the past that is kept by a step
public record MovingAverage(double decay) {
  /// @throws IllegalArgumentException unless the decay is from 0 to below 1
  public MovingAverage {
    Hyperparameters.requireShare("MovingAverage", "decay", decay);
  }

  /// The average with one more set of weights in it.
  public <P> P next(P average, P weights) {
    return Tree.map(average, weights, (Tensor past, Tensor now) -> now.dtype().isFloating() ? TrainedLeaves.mix(past, now, decay) : now);
  }
}
