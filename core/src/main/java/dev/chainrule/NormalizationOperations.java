package dev.chainrule;

import dev.chainrule.graph.Operations;
import dev.chainrule.graph.ShapeException;

/// What brings the features of each example to one scale.
@Operations
public sealed interface NormalizationOperations extends Valued permits Tensor {
  /// (x − mean) / √(variance + eps) along the last axis, where the variance divides by n.
  ///
  /// {@snippet :
  /// Tensor x = Tensor.of(new double[][] {{1, 3}, {10, 30}});
  /// x.layerNorm(0); // [[-1, 1], [-1, 1]]
  /// }
  ///
  /// @throws dev.chainrule.graph.ElementException if eps is negative or no finite number
  default Tensor layerNorm(double eps) {
    value().dtype().requireFloating("layerNorm");
    return Normalization.toUnitVariance("layerNorm", (Tensor) this, 1, eps);
  }

  /// The same over as many of the last axes as `gain` has, then times the gain, plus the bias.
  ///
  /// @throws ShapeException unless gain and bias have the shape of these axes
  default Tensor layerNorm(Tensor gain, Tensor bias, double eps) {
    value().dtype().requireFloating("layerNorm");
    Normalization.requireLast("layerNorm", "gain", (Tensor) this, gain);
    Normalization.requireLast("layerNorm", "bias", (Tensor) this, bias);
    return Normalization.toUnitVariance("layerNorm", (Tensor) this, gain.rank(), eps).times(gain).plus(bias);
  }

  /// x / √(mean of x² + eps) along the last axis.
  ///
  /// @throws dev.chainrule.graph.ElementException if eps is negative or no finite number
  default Tensor rmsNorm(double eps) {
    value().dtype().requireFloating("rmsNorm");
    return Normalization.toUnitSquare("rmsNorm", (Tensor) this, 1, eps);
  }

  /// The same over as many of the last axes as `gain` has, then times the gain.
  ///
  /// @throws ShapeException unless the gain has the shape of these axes
  default Tensor rmsNorm(Tensor gain, double eps) {
    value().dtype().requireFloating("rmsNorm");
    Normalization.requireLast("rmsNorm", "gain", (Tensor) this, gain);
    return Normalization.toUnitSquare("rmsNorm", (Tensor) this, gain.rank(), eps).times(gain);
  }
}
