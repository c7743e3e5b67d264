package dev.chainrule.cli.check;

import dev.chainrule.Tensor;
import dev.chainrule.expression.Problem;
import dev.chainrule.graph.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/// The point at which an expression is checked: its differentiated inputs as a list, element by element.
final class Point {
  private final Problem problem;
  private final Map<String, Tensor> inputs;

  Point(Problem problem) {
    this.problem = problem;
    this.inputs = problem.inputs();
  }

  /// The expression as a function of the differentiated inputs.
  Function<List<Tensor>, Tensor> function() {
    return this::value;
  }

  /// The differentiated inputs.
  List<Tensor> tensors() {
    return problem.wrt().stream().map(inputs::get).toList();
  }

  private Tensor value(List<Tensor> tensors) {
    Map<String, Tensor> values = problem.inputs();
    for (int i = 0; i < tensors.size(); i++) {
      values.put(problem.wrt().get(i), tensors.get(i));
    }
    return problem.value(values);
  }

  double element(int input, int position) {
    return tensors().get(input).value().array().getDouble(position);
  }

  /// The expression's value with one element changed.
  double valueWith(int input, int position, double number) {
    List<Tensor> moved = new ArrayList<>(tensors());
    double[] elements = moved.get(input).toDoubles();
    elements[position] = number;
    moved.set(input, Tensor.of(moved.get(input).shape(), elements));
    return value(moved).item();
  }

  /// The name of an element: `x`, `x[1]` or `W[0, 1]`.
  String label(int input, int position) {
    String name = problem.wrt().get(input);
    Shape shape = inputs.get(name).shape();
    if (shape.rank() == 0) {
      return name;
    }
    List<String> indices = new ArrayList<>();
    int rest = position;
    for (int axis = shape.rank() - 1; axis >= 0; axis--) {
      indices.addFirst(Integer.toString(rest % shape.extent(axis)));
      rest /= shape.extent(axis);
    }
    return name + "[" + String.join(", ", indices) + "]";
  }
}
