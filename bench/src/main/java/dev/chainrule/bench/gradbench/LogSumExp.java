package dev.chainrule.bench.gradbench;

import static dev.chainrule.Chainrule.grad;
import static dev.chainrule.Chainrule.jit;

import dev.chainrule.Compiled;
import dev.chainrule.Tensor;

/// The logarithm of a sum of exponentials, made safe against overflow by subtracting the largest.
final class LogSumExp {
  static final Compiled.OfTensor PRIMAL = jit(LogSumExp::primal);
  static final Compiled.OfTensor GRADIENT = jit(grad(LogSumExp::primal));

  private LogSumExp() {}

  private static Tensor primal(Tensor x) {
    Tensor largest = x.max();
    return x.minus(largest).exp().sum().log().plus(largest);
  }
}
