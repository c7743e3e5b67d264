package dev.chainrule.transform;

import dev.chainrule.graph.Control;
import dev.chainrule.graph.Literal;
import dev.chainrule.graph.Node;
import dev.chainrule.graph.Partial;
import dev.chainrule.graph.Path;
import dev.chainrule.graph.Pointwise;
import dev.chainrule.graph.Structural;
import dev.chainrule.graph.Value;
import dev.chainrule.op.Gates;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Taylor mode: carries the coefficients x₀ + x₁ t + x₂ t² + … of a curve through a graph, so that n derivatives
/// along it cost O(n²) operations instead of the 2ⁿ of nested forward mode.
///
/// The rules are the first-order ones: of a pointwise primitive y' = Σ ∂y/∂xᵢ · xᵢ', read as an equation of series
/// ([Taylor]); of a linear one, itself on each coefficient. Of all others (decompositions, choices, loops) it is
/// y' = J(x, y) x' as forward mode computes it: a function of x, y and x', whose own coefficients up to k need those of x up to
/// k + 1 and of y up to k, so that one more of y follows.
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
      case Control control -> visitByDerivative(node, moving(node));
    }
  }

  /// Which inputs change along the curve.
  private List<Integer> moving(Node node) {
    return IntStream.range(0, node.inputCount())
        .filter(i -> node.input(i).dtype().isFloating() && series.containsKey(node.input(i))).boxed().toList();
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
    List<Integer> moving = moving(node).stream().filter(i -> !(structural.partial(i) instanceof Partial.Cut)).toList();
    boolean linear = moving.stream().allMatch(i -> structural.partial(i) instanceof Partial.Linear);
    boolean joint = moving.stream().allMatch(i -> structural.partial(i) instanceof Partial.Linear(var transpose, boolean together) && together);
    if (moving.isEmpty()) {
      return;
    }
    if (!linear || !joint && moving.size() > 2) {
      visitByDerivative(node, moving);
      return;
    }
    Value[] y = new Value[order + 1];
    y[0] = node.output(0);
    for (int k = 1; k <= order; k++) {
      y[k] = joint || moving.size() == 1 ? linear(structural, node, k) : bilinear(structural, node, moving.get(0), moving.get(1), k);
    }
    series.put(node.output(0), y);
  }

  private void visitByDerivative(Node node, List<Integer> moving) {
    int arity = node.inputCount();
    Value[] y = node.outputs();
    List<Value> arguments = new ArrayList<>(List.of(node.inputs()));
    arguments.addAll(List.of(y));
    moving.forEach(i -> arguments.add(order == 0 ? Literal.zeros(node.input(i).type()) : seriesOf(node.input(i))[1]));
    Recording derivative = Recording.of("jet", values -> {
      Value[] dx = new Value[arity];
      for (int i = 0; i < moving.size(); i++) {
        dx[moving.get(i)] = values[arity + y.length + i];
      }
      Value[] dy = ForwardSweep.push(node.primitive(), Arrays.copyOf(values, arity), Arrays.copyOfRange(values, arity, arity + y.length), dx);
      for (int i = 0; i < y.length; i++) {
        dy[i] = dy[i] == null ? Literal.zeros(y[i].type()) : dy[i];
      }
      return dy;
    }, arguments.toArray(Value[]::new));
    Value[][] results = new Value[y.length][order + 1];
    for (int i = 0; i < y.length; i++) {
      results[i][0] = y[i];
    }
    for (int k = 0; k < order; k++) {
      Map<Value, Value[]> inputs = upTo(k, node, results, moving, derivative.inputs());
      for (int i = 0; i < y.length; i++) {
        if (y[i].dtype().isFloating()) {
          Value slope = run(derivative.path(), inputs, derivative.output(i), k)[k];
          results[i][k + 1] = Gates.MUL.on(slope, Literal.of(slope.type(), 1.0 / (k + 1)));
        }
      }
    }
    for (int i = 0; i < y.length; i++) {
      if (y[i].dtype().isFloating()) {
        series.put(y[i], results[i]);
      }
    }
  }

  /// The coefficients 0 to k of x, y and x', for the inputs of a recorded derivative in that order.
  private Map<Value, Value[]> upTo(int k, Node node, Value[][] y, List<Integer> moving, Value[] inputs) {
    Map<Value, Value[]> known = new HashMap<>();
    for (int i = 0; i < inputs.length; i++) {
      if (!inputs[i].dtype().isFloating()) {
        continue;
      }
      if (i < node.inputCount()) {
        known.put(inputs[i], Arrays.copyOf(seriesOf(node.input(i)), k + 1));
      } else if (i < node.inputCount() + y.length) {
        known.put(inputs[i], Arrays.copyOf(y[i - node.inputCount()], k + 1));
      } else {
        Value[] x = seriesOf(node.input(moving.get(i - node.inputCount() - y.length)));
        Value[] slopes = new Value[k + 1];
        for (int j = 0; j <= k; j++) {
          slopes[j] = Gates.MUL.on(x[j + 1], Literal.of(x[j + 1].type(), j + 1));
        }
        known.put(inputs[i], slopes);
      }
    }
    return known;
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
      sum = add(sum, structural.on(x));
    }
    return sum;
  }

  static Value add(@Nullable Value a, Value b) {
    return a == null ? b : Gates.ADD.on(a, b);
  }
}
