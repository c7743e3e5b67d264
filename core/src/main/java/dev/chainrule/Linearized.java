package dev.chainrule;

import java.util.function.Function;

/// A function's value, and its derivative there as a linear map from tangents to tangents; the function is not run
/// again for each.
///
/// {@snippet :
/// Linearized<Tensor, Tensor> at3 = linearize(x -> x.square(), Tensor.of(3.0));
/// System.out.println(at3.derivative().apply(Tensor.of(1.0))); // F64 6.0
/// System.out.println(at3.derivative().apply(Tensor.of(0.5))); // F64 3.0
/// }
public record Linearized<P, R>(R value, Function<P, R> derivative) {
  /// The value; a function has no text.
  @Override
  public String toString() {
    return "Linearized[value=" + value + "]";
  }
}
