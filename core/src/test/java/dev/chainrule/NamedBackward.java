package dev.chainrule;

import dev.chainrule.graph.Literal;
import dev.chainrule.graph.Node;
import dev.chainrule.graph.Value;
import dev.chainrule.transform.Recording;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/// Runs a scalar function forward and back, and notes the gradient of every value that the function gives a name:
/// in the order in which the backward pass reaches them.
final class NamedBackward {
  private final Map<Value, String> names = new HashMap<>();
  private final Map<String, Tensor> values = new LinkedHashMap<>();
  private final Map<String, Tensor> gradients = new LinkedHashMap<>();
  private final List<String> operations = new ArrayList<>();

  /// A function that names its inputs and steps as it goes.
  interface Steps {
    Tensor apply(Function<String, Tensor> inputs, NamedBackward name);
  }

  /// Runs the steps on named inputs.
  static NamedBackward of(Map<String, Tensor> inputs, Steps steps) {
    NamedBackward result = new NamedBackward();
    List<String> inputNames = List.copyOf(inputs.keySet());
    Value[] given = inputs.values().stream().map(Tensor::value).toArray(Value[]::new);
    Recording recording = Recording.of("lecture", x -> {
      for (int i = 0; i < x.length; i++) {
        result.step(inputNames.get(i), Tensor.of(x[i]));
      }
      return new Value[] {steps.apply(result.values::get, result).value()};
    }, given);
    Value[] dx = recording.pull(result::note, Literal.ones(recording.results()[0].type()));
    for (int i = 0; i < dx.length; i++) {
      result.gradients.put(inputNames.get(i), Tensor.of(dx[i]));
    }
    return result;
  }

  /// Names a step, and gives it back.
  Tensor step(String name, Tensor tensor) {
    names.put(tensor.value(), name);
    values.put(name, tensor);
    return tensor;
  }

  /// What a node receives is the whole gradient of its result; its inputs are reached now, the last one first.
  private void note(Node node, Value[] upstream, Value[] downstream) {
    operations.add(node.primitive().name());
    reach(node.output(0), upstream[0]);
    for (int i = downstream.length - 1; i >= 0; i--) {
      if (downstream[i] != null) {
        reach(node.input(i), downstream[i]);
      }
    }
  }

  private void reach(Value value, Value gradient) {
    if (names.containsKey(value)) {
      gradients.put(names.get(value), Tensor.of(gradient));
    }
  }

  /// The operations in the order in which the backward pass visited them.
  List<String> operations() {
    return operations;
  }

  /// The names in the order in which the backward pass reached them.
  List<String> order() {
    return List.copyOf(gradients.keySet());
  }

  double value(String name) {
    return values.get(name).item();
  }

  Tensor tensor(String name) {
    return values.get(name);
  }

  double gradient(String name) {
    return gradients.get(name).item();
  }

  double[] gradients(String name) {
    return gradients.get(name).toDoubles();
  }
}
