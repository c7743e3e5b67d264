package dev.chainrule;

import dev.chainrule.graph.DifferentiationException;
import dev.chainrule.graph.Literal;
import dev.chainrule.graph.ShapeException;
import dev.chainrule.graph.Value;
import dev.chainrule.op.Gates;
import dev.chainrule.transform.Recording;
import dev.chainrule.transform.TaylorSweep;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/// Taylor mode of functions of a tensor: between derivatives, which users know, and Taylor coefficients.
final class Jets {
  private Jets() {}

  static Jet jet(UnaryOperator<Tensor> function, Tensor x, List<Tensor> derivatives) {
    for (Tensor derivative : derivatives) {
      if (!derivative.value().type().equals(x.value().type())) {
        throw new ShapeException("[jet] the curve's derivatives must have the type %s of its value, but one has %s"
            .formatted(x.value().type(), derivative.value().type()));
      }
    }
    int order = derivatives.size();
    Recording recording = Recording.forward("jet", values -> new Value[] {function.apply(Tensor.of(values[0])).value()}, x.value());
    Value y = recording.results()[0];
    if (!y.dtype().isFloating()) {
      throw new DifferentiationException("[jet] the function gives %s, which has no derivative".formatted(y.type()));
    }
    Value[] curve = new Value[order + 1];
    curve[0] = x.value();
    double factorial = 1;
    for (int k = 1; k <= order; k++) {
      factorial *= k;
      curve[k] = scaled(derivatives.get(k - 1).value(), 1 / factorial);
    }
    Value input = recording.inputs()[0];
    Value[] series = TaylorSweep.run(recording.path(), Map.of(input, curve), recording.output(0), order);
    List<Tensor> results = new ArrayList<>();
    factorial = 1;
    for (int k = 1; k <= order; k++) {
      factorial *= k;
      results.add(Tensor.of(scaled(series[k], factorial).settled()));
    }
    return new Jet(Tensor.of(y), results);
  }

  private static Value scaled(Value x, double factor) {
    return Gates.MUL.on(x, Literal.of(x.type(), factor));
  }
}
