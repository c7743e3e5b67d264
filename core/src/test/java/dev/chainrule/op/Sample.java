package dev.chainrule.op;

import dev.chainrule.graph.Array;
import dev.chainrule.graph.Control;
import dev.chainrule.graph.Differentiable;
import dev.chainrule.graph.Partial;
import dev.chainrule.graph.Primitive;
import dev.chainrule.graph.Structural;
import dev.chainrule.graph.Type;
import dev.chainrule.graph.Value;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/// A primitive with inputs on which every test of the table runs it. Its floating inputs are F64.
record Sample(Primitive primitive, List<Array> inputs) {
  Value[] values() {
    return inputs.stream().map(Value::constant).toArray(Value[]::new);
  }

  /// Which inputs are floating: those that have tangents.
  int[] active() {
    return IntStream.range(0, inputs.size()).filter(i -> inputs.get(i).dtype().isFloating()).toArray();
  }

  /// The floating inputs.
  Value[] point() {
    return IntStream.of(active()).mapToObj(i -> Value.constant(inputs.get(i))).toArray(Value[]::new);
  }

  /// The primitive as a function from its floating inputs to its floating results.
  Modes.Function function() {
    return x -> {
      Value[] all = values();
      int[] active = active();
      for (int i = 0; i < active.length; i++) {
        all[active[i]] = x[i];
      }
      return Arrays.stream(primitive.allOn(all)).filter(y -> y.dtype().isFloating()).toArray(Value[]::new);
    };
  }

  /// The types of the floating results.
  List<Type> resultTypes() {
    return primitive.infer(inputs.stream().map(Array::type).toList()).stream()
        .filter(type -> type.dtype().isFloating())
        .toList();
  }

  boolean isDifferentiable() {
    return active().length > 0 && !resultTypes().isEmpty();
  }

  Partial partial(int argument) {
    return switch (primitive) {
      case Differentiable stated -> stated.partial(argument);
      case Control control -> throw new AssertionError(control);
    };
  }

  /// The name of the test case: the primitive and its inputs' types.
  @Override
  public String toString() {
    return (primitive instanceof Structural ? primitive : primitive.name()) + " on " + inputs.stream().map(Array::type).toList();
  }
}
