package dev.chainrule.bench.gradbench;

import static dev.chainrule.Chainrule.jacobianForward;
import static dev.chainrule.Chainrule.valueAndGrad;

import dev.chainrule.Tensor;
import dev.chainrule.ValueAndGrad;
import java.util.function.UnaryOperator;

/// How a gradient is taken.
enum Mode {
  FORWARD, REVERSE;

  ValueAndGrad<Tensor> valueAndGradient(UnaryOperator<Tensor> f, Tensor x) {
    return switch (this) {
      case REVERSE -> valueAndGrad(f).apply(x);
      case FORWARD -> new ValueAndGrad<>(f.apply(x), jacobianForward(f).apply(x));
    };
  }

  Tensor gradient(UnaryOperator<Tensor> f, Tensor x) {
    return valueAndGradient(f, x).grad();
  }
}
