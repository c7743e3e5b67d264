package dev.chainrule.view;

import dev.chainrule.graph.Control;
import dev.chainrule.graph.Literal;
import dev.chainrule.graph.Primitive;
import dev.chainrule.graph.Structural;
import dev.chainrule.op.MatMul;
import java.util.List;
import java.util.Map;

/// Writes an operation on named operands as one reads it: `x + y`, `sum(x, axes=[0])`.
final class Formula {
  /// How operations with a sign of their own are written.
  private static final Map<String, String> SIGNS = Map.ofEntries(
      Map.entry("add", "%s + %s"),
      Map.entry("sub", "%s - %s"),
      Map.entry("mul", "%s * %s"),
      Map.entry("zeroTimes", "%s * %s"),
      Map.entry("div", "%s / %s"),
      Map.entry("rem", "%s %% %s"),
      Map.entry("neg", "-%s"),
      Map.entry("pow", "%s ^ %s"),
      Map.entry("less", "%s < %s"),
      Map.entry("lessEqual", "%s <= %s"),
      Map.entry("equal", "%s == %s"),
      Map.entry("and", "%s & %s"),
      Map.entry("or", "%s | %s"),
      Map.entry("not", "!%s"),
      Map.entry("identity", "%s"));

  private Formula() {}

  static String of(Primitive primitive, List<String> operands) {
    if (primitive instanceof MatMul(boolean left, boolean right)) {
      return operands.get(0) + (left ? "ᵀ" : "") + " @ " + operands.get(1) + (right ? "ᵀ" : "");
    }
    String sign = SIGNS.get(primitive.name());
    if (sign != null) {
      return sign.formatted(operands.stream().map(operand -> operand.startsWith("-") ? "(" + operand + ")" : operand).toArray());
    }
    String arguments = String.join(", ", operands);
    String parameters = parameters(primitive);
    return primitive.name() + "(" + arguments + (arguments.isEmpty() || parameters.isEmpty() ? "" : ", ") + parameters + ")";
  }

  /// A sign that a reader knows the operation by, else its name.
  static String sign(Primitive primitive) {
    String sign = SIGNS.get(primitive.name());
    return sign == null || primitive.name().equals("identity") ? primitive.name() : sign.replace("%s", "").replace("%%", "%").strip();
  }

  /// What a record prints of its components.
  private static String parameters(Primitive primitive) {
    if (primitive instanceof Control || primitive instanceof Literal || !(primitive instanceof Structural)) {
      return "";
    }
    String text = primitive.toString();
    int from = text.indexOf('[');
    return from < 0 ? "" : text.substring(from + 1, text.length() - 1);
  }
}
