package dev.chainrule.exec;

import dev.chainrule.graph.Array;
import dev.chainrule.graph.ScalarProgram;
import dev.chainrule.graph.Type;

/// Runs pointwise kernels: small ones by interpretation, so that a first small result needs no code
/// generation.
final class PointwiseKernels {
  private PointwiseKernels() {}

  static Array run(ScalarProgram program, Array[] x, Type y) {
    Array result = Array.allocate(y);
    Interpreter.run(program, x, result);
    return result;
  }
}
