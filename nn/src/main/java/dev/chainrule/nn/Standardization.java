package dev.chainrule.nn;

import dev.chainrule.Tensor;
import dev.chainrule.nn.optimize.Untrained;

/// Inputs shifted and scaled to mean 0 and standard deviation 1.
///
/// Inputs that are n times as large make the weights' gradients n times as large, and call for a learning rate that is
/// n² times smaller. Standardised inputs need no such care. Take the statistics of the training data only, and use
/// them for all data: what is tested must not leak into what is learned.
///
/// {@snippet :
/// Tensor train = Tensor.of(new double[][] {{1, 7}, {3, 7}});
/// Standardization scale = Standardization.ofFeatures(train);
/// System.out.println(Arrays.toString(scale.apply(train).toDoubles())); // [-1.0, 0.0, 1.0, 0.0]
/// }
///
/// @param mean      what is subtracted
/// @param deviation what is divided by; 1 where the training data do not vary
public record Standardization(Tensor mean, Tensor deviation) implements Layer, Untrained {
  /// For each feature by itself: statistics along the first axis.
  public static Standardization ofFeatures(Tensor x) {
    return of(x.mean(0), x.std(0));
  }

  /// For all features together, which keeps what they are relative to each other; fit for pixels.
  public static Standardization ofAll(Tensor x) {
    return of(x.mean(), x.std());
  }

  private static Standardization of(Tensor mean, Tensor deviation) {
    return new Standardization(mean, deviation.gt(0).where(deviation, deviation.onesLike()));
  }

  /// The inputs, standardised. The statistics are facts, not parameters: no gradient reaches them.
  @Override
  public Tensor apply(Tensor x) {
    return x.minus(mean.stopGradient()).div(deviation.stopGradient());
  }

  /// The batch with its images standardised.
  public Batch apply(Batch batch) {
    return new Batch(apply(batch.images()), batch.labels());
  }
}
