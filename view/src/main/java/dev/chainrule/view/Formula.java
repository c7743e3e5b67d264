package dev.chainrule.view;

import dev.chainrule.graph.DType;
import dev.chainrule.graph.Gate;
import dev.chainrule.graph.Instruction;
import dev.chainrule.graph.Literal;
import dev.chainrule.graph.Partial;
import dev.chainrule.graph.Pointwise;
import dev.chainrule.graph.Primitive;
import dev.chainrule.graph.Scalar;
import dev.chainrule.graph.Structural;
import dev.chainrule.op.MatMul;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;

/// Writes an operation on named operands as one reads it: `x + y`, `sum(x, axes=[0])`.
final class Formula {
  private static final int LOCAL = 48;

  private Formula() {}

  static String of(Primitive primitive, List<String> operands) {
    if (primitive instanceof MatMul(boolean left, boolean right)) {
      return operands.get(0) + (left ? "ᵀ" : "") + " @ " + operands.get(1) + (right ? "ᵀ" : "");
    }
    String sign = sign(primitive);
    if (!sign.equals(primitive.name())) {
      List<String> terms = operands.stream().map(operand -> operand.startsWith("-") ? "(" + operand + ")" : operand).toList();
      return terms.size() == 1 ? sign + terms.getFirst() : String.join(" " + sign + " ", terms);
    }
    String arguments = String.join(", ", operands);
    String parameters = parameters(primitive);
    return primitive.name() + "(" + arguments + (arguments.isEmpty() || parameters.isEmpty() ? "" : ", ") + parameters + ")";
  }

  /// The derivative of an elementwise operation in operand `i`, as one reads it: in terms of its operands and of its result;
  /// empty where it is long, or chooses between cases.
  static String local(Primitive primitive, int i, List<String> operands, String result) {
    if (!(primitive instanceof Pointwise pointwise) || !(pointwise.partials().get(i) instanceof Partial.Local(Scalar derivative))) {
      return "";
    }
    List<JavaExpression> names = Stream.concat(operands.stream(), Stream.of(result)).map(name -> name.startsWith("-") ? new JavaExpression(name, JavaExpression.UNARY) : JavaExpression.atom(name)).toList();
    String text = new JavaExpression.Context(Dialect.JAVA, names, Collections.nCopies(names.size(), DType.F64), DType.F64, false)
        .translate(derivative).text().replace("Math.", "").replaceAll("(?<=\\d)\\.0(?![\\dE])", "");
    return text.length() > LOCAL || text.contains("?") || text.contains("dev.chainrule") ? "" : text;
  }

  /// The sign that a reader knows the operation by, else its name. A copy is written as what it copies.
  static String sign(Primitive primitive) {
    if (!(primitive instanceof Pointwise pointwise)) {
      return primitive.name();
    }
    return switch (pointwise.formula()) {
      case Scalar.Argument copied when primitive.gate() != Gate.CUT -> "";
      case Scalar.Apply(Instruction instruction, List<Scalar> operands)
          when operands.stream().allMatch(Scalar.Argument.class::isInstance) && pointwise.arity() == instruction.arity() ->
          sign(instruction, primitive.name());
      case Scalar other -> primitive.name();
    };
  }

  private static String sign(Instruction instruction, String otherwise) {
    return switch (instruction) {
      case ADD -> "+";
      case SUBTRACT, NEGATE -> "-";
      case MULTIPLY, ZERO_TIMES -> "*";
      case DIVIDE -> "/";
      case REMAINDER -> "%";
      case POWER -> "^";
      case LESS -> "<";
      case LESS_EQUAL -> "<=";
      case EQUAL -> "==";
      case AND -> "&";
      case OR -> "|";
      case NOT -> "!";
      default -> otherwise;
    };
  }

  /// What a record prints of its components.
  private static String parameters(Primitive primitive) {
    if (!(primitive instanceof Structural) || primitive instanceof Literal) {
      return "";
    }
    String text = primitive.toString();
    int from = text.indexOf('[');
    return from < 0 ? "" : text.substring(from + 1, text.length() - 1);
  }
}
