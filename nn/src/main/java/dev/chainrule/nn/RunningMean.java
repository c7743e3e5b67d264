package dev.chainrule.nn;

import dev.chainrule.Tensor;
import dev.chainrule.graph.DType;

/// A mean over batches of different sizes, as a value: of losses, or of a [Metrics] that is a mean itself.
///
/// {@snippet :
/// RunningMean loss = RunningMean.none().plus(Tensor.of(2.0), 3).plus(Tensor.of(6.0), 1);
/// System.out.println(loss.value().item()); // 3.0
/// }
///
/// @param sum   an F64 scalar
/// @param count an I64 scalar
public record RunningMean(Tensor sum, Tensor count) {
  /// Of nothing yet.
  public static RunningMean none() {
    return new RunningMean(Tensor.of(0.0), Tensor.of(0L));
  }

  /// With the mean of so many more.
  public RunningMean plus(Tensor mean, int size) {
    return new RunningMean(sum.plus(mean.to(DType.F64).times(size)), count.plus(size));
  }

  /// With all that another has.
  public RunningMean plus(RunningMean other) {
    return new RunningMean(sum.plus(other.sum), count.plus(other.count));
  }

  /// The mean of all; NaN of nothing.
  public Tensor value() {
    return sum.div(count.to(DType.F64));
  }
}
