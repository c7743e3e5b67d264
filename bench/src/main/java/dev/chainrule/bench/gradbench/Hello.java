package dev.chainrule.bench.gradbench;

import static dev.chainrule.Chainrule.grad;
import static dev.chainrule.Chainrule.jit;

import dev.chainrule.Compiled;
import dev.chainrule.Tensor;

/// The smallest program: a square and its derivative.
final class Hello {
  static final Compiled.OfTensor SQUARE = jit(Hello::square);
  static final Compiled.OfTensor DOUBLE = jit(grad(Hello::square));

  private Hello() {}

  private static Tensor square(Tensor x) {
    return x.times(x);
  }
}
