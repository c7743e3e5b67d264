package dev.chainrule.nn;

import dev.chainrule.Functions;
import dev.chainrule.Tensor;
import dev.chainrule.graph.DType;
import dev.chainrule.graph.ShapeException;

/// Positions as rotations: two features of a query or key are turned by an angle that grows with its place, so that the
/// product of both depends on how far they are apart.
///
/// Features i and i + width/2 of the place p are turned by p · base^(−2i/width).
///
/// Source: J. Su et al., RoFormer, 2021; which features go together, as in GPT-NeoX and Llama.
///
/// {@snippet :
/// Rotary rotary = new Rotary();
/// Tensor q = Tensor.ones(F64, 5, 4);
/// Tensor turned = rotary.apply(q, Tensor.of(7)); // the places 7 to 11
/// System.out.println(turned.square().sum().minus(20).abs().item() < 1e-12); // true
/// }
///
/// @param base the larger, the farther positions can be told apart
public record Rotary(double base) {
  private static final double USUAL_BASE = 10_000;

  /// @throws IllegalArgumentException unless the base is more than 1 and finite
  public Rotary {
    if (!(base > 1 && Double.isFinite(base))) {
      throw new IllegalArgumentException("[Rotary] a base of %s: it must be a finite number above 1".formatted(base));
    }
  }

  /// With a base of 10 000.
  public Rotary() {
    this(USUAL_BASE);
  }

  /// Queries or keys `[…, length, width]`, turned.
  ///
  /// @param start the place of the first, an I32 scalar
  /// @throws ShapeException if the width is odd
  public Tensor apply(Tensor x, Tensor start) {
    int width = x.shape().extent(-1);
    if (width % 2 != 0) {
      throw new ShapeException("[Rotary] a width of %d is odd, but two features are turned together; take another number of heads".formatted(width));
    }
    int half = width / 2;
    Tensor rates = Functions.arange(DType.F64, half).times(-2.0 / width * Math.log(base)).exp();
    Tensor places = Functions.arange(x.shape().extent(-2)).plus(start).to(DType.F64);
    Tensor angles = places.expandDims(1).times(rates);
    Tensor cos = angles.cos().to(x.dtype());
    Tensor sin = angles.sin().to(x.dtype());
    Tensor first = x.slice(-1, 0, half);
    Tensor second = x.slice(-1, half, width);
    return Functions.concat(-1, first.times(cos).minus(second.times(sin)), second.times(cos).plus(first.times(sin)));
  }
}
