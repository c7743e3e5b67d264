package dev.chainrule.view;

import dev.chainrule.Tensor;
import java.util.ArrayList;
import java.util.List;

/// A number of an explanation, or a tensor of them: all that changes when an input does. What the program of
/// [JavaScriptSource] computes, in this order.
///
/// @param kind    what it is
/// @param of      the value that it belongs to; for `LOCAL` and `DOWNSTREAM` the step
/// @param operand for `LOCAL` and `DOWNSTREAM` the number of the step's operand, otherwise 0
/// @param value   what it is at the explained point
public record Quantity(Kind kind, String of, int operand, Tensor value) {
  /// The kinds of quantity.
  public enum Kind {
    /// The value of a step.
    VALUE,
    /// The gradient of the result with respect to a step or an input.
    GRADIENT,
    /// The derivative of a step in one of its operands.
    LOCAL,
    /// What a step passes back to one of its operands.
    DOWNSTREAM
  }

  /// All of an explanation: the values in the order of the forward pass, the gradients in that of the backward pass,
  /// then of each step what it passes back.
  ///
  /// {@snippet :
  /// List<Quantity> all = Quantity.all(Explanation.of(x -> x.sin(), Tensor.of(0.0)));
  /// System.out.println(all.getLast().kind() + " " + all.getLast().value()); // DOWNSTREAM F64 1.0
  /// }
  public static List<Quantity> all(Explanation explanation) {
    List<Quantity> all = new ArrayList<>();
    explanation.steps().forEach(step -> {
      all.add(new Quantity(Kind.VALUE, step.name(), 0, step.value()));
      step.others().forEach(other -> all.add(new Quantity(Kind.VALUE, other.name(), 0, other.value())));
    });
    explanation.backward().forEach(gradient -> all.add(new Quantity(Kind.GRADIENT, gradient.name(), 0, gradient.value())));
    explanation.steps().forEach(step -> {
      for (int i = 0; i < step.inputs().size(); i++) {
        Explanation.Operand operand = step.inputs().get(i);
        if (operand.local() != null) {
          all.add(new Quantity(Kind.LOCAL, step.name(), i, operand.local()));
        }
        if (operand.downstream() != null) {
          all.add(new Quantity(Kind.DOWNSTREAM, step.name(), i, operand.downstream()));
        }
      }
    });
    return all;
  }
}
