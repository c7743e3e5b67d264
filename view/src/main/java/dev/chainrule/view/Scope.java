package dev.chainrule.view;

import dev.chainrule.Tensor;
import dev.chainrule.graph.DType;
import dev.chainrule.graph.StructureException;
import dev.chainrule.graph.Value;
import dev.chainrule.op.Gates;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The names of one run of a function: those of its inputs, and those it gives to what it computes from them.
///
/// {@snippet :
/// Explanation e = Explanation.of(Map.of("x", Tensor.of(2.0)), scope -> scope.name("q", scope.input("x").square()).plus(1));
/// System.out.println(e.steps().getFirst().name()); // q
/// }
public final class Scope {
  private final Map<String, Tensor> inputs = new LinkedHashMap<>();
  private final Map<String, Value> values = new LinkedHashMap<>();
  private final Map<Value, String> names = new HashMap<>();

  Scope(Map<String, Value> inputs) {
    inputs.forEach((name, value) -> {
      this.inputs.put(name, Tensor.of(value));
      bind(name, value);
    });
  }

  /// The names of the inputs, in their order.
  public Set<String> inputs() {
    return Collections.unmodifiableSet(inputs.keySet());
  }

  /// An input by its name.
  ///
  /// @throws StructureException if there is none of that name
  public Tensor input(String name) {
    Tensor input = inputs.get(name);
    if (input == null) {
      throw new StructureException("[explain] there is no input '%s'; %s".formatted(name,
          inputs.isEmpty() ? "there are none at all" : "there are " + String.join(", ", inputs.keySet())));
    }
    return input;
  }

  /// Names a step, and gives what to go on with: the same tensor, or, where it has a name already, a step that copies
  /// it.
  ///
  /// @throws StructureException if the name is taken
  public Tensor name(String name, Tensor tensor) {
    Value value = tensor.value();
    if (names.containsKey(value)) {
      value = (value.dtype() == DType.BOOL ? Gates.STOP_GRADIENT : Gates.IDENTITY).on(value);
    }
    bind(name, value);
    return Tensor.of(value);
  }

  private void bind(String name, Value value) {
    if (name.isBlank()) {
      throw new StructureException("[explain] a name is blank; write some letters, or leave the step unnamed");
    }
    if (values.putIfAbsent(name, value) != null) {
      throw new StructureException("[explain] the name '%s' is given twice; each input and each step needs one of its own".formatted(name));
    }
    names.put(value, name);
  }

  boolean isTaken(String name) {
    return values.containsKey(name);
  }

  @Nullable String nameOf(Value value) {
    return names.get(value);
  }

  /// All that has a name, inputs first.
  Map<String, Value> values() {
    return Collections.unmodifiableMap(values);
  }
}
