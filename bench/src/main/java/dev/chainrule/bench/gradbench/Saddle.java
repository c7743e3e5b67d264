package dev.chainrule.bench.gradbench;

import static dev.chainrule.Chainrule.jit;
import static dev.chainrule.Functions.concat;

import dev.chainrule.Compiled;
import dev.chainrule.Tensor;
import java.util.function.UnaryOperator;

/// Finds a saddle point as the least of greatest values: a descent whose every value is found by an ascent, and whose
/// gradient goes through that.
final class Saddle {
  private Saddle() {}

  /// @param outer how the descent's gradients are taken
  /// @param inner how the ascent's are
  static Compiled.OfTensor solver(Mode outer, Mode inner) {
    return jit(start -> {
      UnaryOperator<Tensor> best = x -> Descent.argMax(y -> height(x, y), inner, start);
      Tensor x = Descent.argMin(p -> height(p, best.apply(p)), outer, start);
      return concat(0, x, best.apply(x));
    });
  }

  private static Tensor height(Tensor x, Tensor y) {
    return x.square().sum().minus(y.square().sum());
  }
}
