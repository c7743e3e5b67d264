package dev.chainrule.nn;

import dev.chainrule.Tensor;
import dev.chainrule.graph.DType;

/// Each example brought to mean 0 and variance 1 along its last axes, then scaled and shifted as training finds best.
/// Unlike statistics of a batch, it does the same in training and after it.
///
/// gain · (x − mean) / √(variance + ε) + b
///
/// Source: J. L. Ba, J. R. Kiros, G. E. Hinton, Layer Normalization, 2016.
///
/// {@snippet :
/// Tensor y = LayerNorm.of(2).apply(Tensor.of(new float[][] {{1, 3}, {10, 30}}));
/// System.out.println(y.round()); // F32[2, 2] [[-1.0, 1.0], [-1.0, 1.0]]
/// }
///
/// @param gain    of the shape of the last axes
/// @param b       of the same shape
/// @param epsilon what keeps the division finite
public record LayerNorm(Tensor gain, Tensor b, double epsilon) implements Layer {
  private static final double USUAL_EPSILON = 1e-5;

  /// A new layer over the last axes, of these extents, with gains of 1, shifts of 0 and ε = 10⁻⁵, in F32.
  public static LayerNorm of(int... extents) {
    return of(DType.F32, extents);
  }

  /// A new layer over the last axes, of these extents, with gains of 1, shifts of 0 and ε = 10⁻⁵.
  public static LayerNorm of(DType dtype, int... extents) {
    return new LayerNorm(Tensor.ones(dtype, extents), Tensor.zeros(dtype, extents), USUAL_EPSILON);
  }

  /// The inputs, normalised.
  ///
  /// @throws dev.chainrule.graph.ShapeException unless the last axes are those of the gains
  @Override
  public Tensor apply(Tensor x) {
    return x.layerNorm(gain, b, epsilon);
  }
}
