package dev.chainrule.transform;

import dev.chainrule.graph.Control;
import dev.chainrule.graph.DifferentiationException;
import dev.chainrule.graph.Literal;
import dev.chainrule.graph.Node;
import dev.chainrule.graph.Partial;
import dev.chainrule.graph.Path;
import dev.chainrule.graph.Pointwise;
import dev.chainrule.graph.Structural;
import dev.chainrule.graph.Value;
import dev.chainrule.op.Gates;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Taylor mode: carries the coefficients x₀ + x₁ t + x₂ t² + … of a curve through a graph, so that n derivatives
/// along it cost O(n²) operations instead of the 2ⁿ of nested forward mode.
///
/// The rules are the first-order ones: of a pointwise primitive y' = Σ ∂y/∂xᵢ · xᵢ', read as an equation of series
/// ([Taylor]); of a linear one, itself on each coefficient.
public final class TaylorSweep {
  private final Map<Value, Value[]> series = new HashMap<>();
  private final int order;

  private TaylorSweep(int order) {
    this.order = order;
  }

  /// The coefficients 0 to `order` of the output from those of the inputs.
  public static Value[] run(Path path, Map<Value, Value[]> inputs, Value y, int order) {
    TaylorSweep sweep = new TaylorSweep(order);
    sweep.series.putAll(inputs);
    for (int index = 0; index < path.length(); index++) {
      sweep.visit(path.stop(index).node());
    }
    return sweep.seriesOf(y);
  }

  /// The coefficients of a value: what does not depend on the inputs is constant.
  private Value[] seriesOf(Value x) {
    Value[] known = series.get(x);
    if (known != null) {
      return known;
    }
    Value[] constant = new Value[order + 1];
    constant[0] = x;
    for (int k = 1; k <= order; k++) {
      constant[k] = Literal.zeros(x.type());
    }
    return constant;
  }

  private void visit(Node node) {
    switch (node.primitive()) {
      case Pointwise pointwise -> visitPointwise(pointwise, node);
      case Structural structural -> visitStructural(structural, node);
      case Control control -> throw unsupported(control.name(), "holds a function of its own; call the function without jit");
    }
  }

  private void visitPointwise(Pointwise pointwise, Node node) {
    Value y = node.output(0);
    if (y.dtype().isFloating()) {
      Value[][] x = new Value[node.inputCount()][];
      for (int i = 0; i < x.length; i++) {
        x[i] = node.input(i).dtype().isFloating() ? seriesOf(node.input(i)) : new Value[] {node.input(i)};
      }
      series.put(y, new Taylor(order, y.type()).apply(pointwise, x, y));
    }
  }

  private void visitStructural(Structural structural, Node node) {
    Integer first = null;
    Integer second = null;
    for (int i = 0; i < node.inputCount(); i++) {
      if (series.containsKey(node.input(i)) && !(structural.partial(i) instanceof Partial.Cut)) {
        switch (structural.partial(i)) {
          case Partial.Linear linear -> {
            second = first == null ? null : (Integer) i;
            first = first == null ? (Integer) i : first;
          }
          case Partial.Structured structured -> throw unsupported(structural.name(), "is neither pointwise nor linear");
          case Partial.Local local -> throw unsupported(structural.name(), "is neither pointwise nor linear");
          case Partial.Cut cut -> { }
        }
      }
    }
    if (first == null) {
      return;
    }
    Value[] y = new Value[order + 1];
    y[0] = node.output(0);
    boolean joint = structural.partial(first) instanceof Partial.Linear linear && linear.joint();
    for (int k = 1; k <= order; k++) {
      y[k] = second == null || joint ? linear(structural, node, k) : bilinear(structural, node, first, second, k);
    }
    series.put(node.output(0), y);
  }

  /// Linear in all inputs that move: each coefficient goes through on its own.
  private Value linear(Structural structural, Node node, int k) {
    Value[] x = node.inputs();
    for (int i = 0; i < x.length; i++) {
      if (structural.partial(i) instanceof Partial.Linear linear && (linear.joint() || series.containsKey(x[i]))) {
        x[i] = seriesOf(x[i])[k];
      }
    }
    return structural.on(x);
  }

  /// Linear in each of two inputs: Leibniz' rule.
  private Value bilinear(Structural structural, Node node, int first, int second, int k) {
    Value sum = null;
    for (int j = 0; j <= k; j++) {
      Value[] x = node.inputs();
      x[first] = seriesOf(node.input(first))[j];
      x[second] = seriesOf(node.input(second))[k - j];
      Value term = structural.on(x);
      sum = sum == null ? term : Gates.ADD.on(sum, term);
    }
    return sum;
  }

  private static DifferentiationException unsupported(String operation, String reason) {
    return new DifferentiationException("[jet] Taylor mode covers pointwise and linear operations, and %s %s; use nested jvp instead"
        .formatted(operation, reason));
  }

  static @Nullable Value add(@Nullable Value a, Value b) {
    return a == null ? b : Gates.ADD.on(a, b);
  }
}
