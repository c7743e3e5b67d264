package dev.chainrule;

import java.util.List;

/// A function's value along a curve, and its first, second, … derivatives with respect to the curve's parameter.
public record Jet(Tensor value, List<Tensor> derivatives) {
  public Jet {
    derivatives = List.copyOf(derivatives);
  }
}
