package dev.chainrule.nn;

import dev.chainrule.Tensor;
import dev.chainrule.graph.DType;

/// Each example divided by the root of the mean of its squares along its last axes, and scaled as training finds best: a
/// [LayerNorm] that leaves the mean alone.
///
/// gain · x / √(mean of x² + ε)
///
/// Source: B. Zhang, R. Sennrich, Root Mean Square Layer Normalization, 2019.
///
/// {@snippet :
/// System.out.println(RmsNorm.of(2).apply(Tensor.of(3f, -3f)).round()); // F32[2] [ 1.0, -1.0]
/// }
///
/// @param gain    of the shape of the last axes
/// @param epsilon what keeps the division finite
public record RmsNorm(Tensor gain, double epsilon) implements Layer {
  private static final double USUAL_EPSILON = 1e-6;

  /// A new layer over the last axes, of these extents, with gains of 1 and ε = 10⁻⁶, in F32.
  public static RmsNorm of(int... extents) {
    return of(DType.F32, extents);
  }

  /// A new layer over the last axes, of these extents, with gains of 1 and ε = 10⁻⁶.
  public static RmsNorm of(DType dtype, int... extents) {
    return new RmsNorm(Tensor.ones(dtype, extents), USUAL_EPSILON);
  }

  /// The inputs, normalised.
  ///
  /// @throws dev.chainrule.graph.ShapeException unless the last axes are those of the gains
  @Override
  public Tensor apply(Tensor x) {
    return x.rmsNorm(gain, epsilon);
  }
}
