package dev.chainrule;

import java.util.function.Function;

/// A function's value, and its pullback: the map from a cotangent of the value to the cotangent of the argument,
/// the product with the transposed Jacobian, which is never formed. It owns the graph and can be called again.
///
/// {@snippet :
/// Vjp<Tensor, Tensor> vjp = vjp(x -> x.square(), Tensor.of(1.0, 2.0));
/// System.out.println(vjp.pullback().apply(Tensor.of(1.0, 10.0))); // F64[2] [ 2.0, 40.0]
/// }
public record Vjp<P, R>(R value, Function<R, P> pullback) {
  /// The value; a function has no text.
  @Override
  public String toString() {
    return "Vjp[value=" + value + "]";
  }
}
