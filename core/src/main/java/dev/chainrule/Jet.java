package dev.chainrule;

import java.util.List;

/// A function's value along a curve, and its first, second, … derivatives with respect to the curve's parameter.
///
/// {@snippet :
/// Jet jet = jet(Tensor::square, Tensor.of(3.0), Tensor.of(1.0), Tensor.of(0.0));
/// System.out.println(jet.value()); // F64 9.0
/// System.out.println(jet.derivatives()); // [F64 6.0, F64 2.0]
/// }
public record Jet(Tensor value, List<Tensor> derivatives) {
  public Jet {
    derivatives = List.copyOf(derivatives);
  }
}
